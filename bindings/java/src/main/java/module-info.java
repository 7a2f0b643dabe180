// SPDX-License-Identifier: Apache-2.0
// What does the library show to its hosts? One package; the raw layer is its own.
/** A trusted contact for account recovery. */
module doverie {
  requires com.sun.jna;

  exports doverie;

  opens doverie.raw to
      com.sun.jna;
}
