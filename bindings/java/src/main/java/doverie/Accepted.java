// SPDX-License-Identifier: Apache-2.0
// What did accepting an invitation answer?
package doverie;

import doverie.raw.AcceptedStruct;
import java.time.Instant;

/**
 * Somebody is a trusted contact now.
 *
 * @param trustor whose
 */
public record Accepted(String trustor, Instant activeFrom) {

  static Accepted of(AcceptedStruct at) {
    return new Accepted(at.trustor(), Times.instant(at.activeFrom()));
  }
}
