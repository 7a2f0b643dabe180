// SPDX-License-Identifier: Apache-2.0
// How is a yes or no written in C?
package doverie;

/** Flags are 0 or 1. */
final class Flags {
  private Flags() {}

  static int number(boolean flag) {
    return flag ? 1 : 0;
  }
}
