// SPDX-License-Identifier: Apache-2.0
// Which rules does an account fail?
package doverie;

import doverie.raw.Constants;
import java.util.ArrayList;
import java.util.List;

/**
 * Which rules an account fails, as bits; none: may.
 *
 * @param failed DOVERIE_FAILED_… in the lowest byte, DOVERIE_MORE_… above it
 */
public record Verdict(Role role, long failed) {
  public boolean passed() {
    return failed == 0;
  }

  /** The rules, in order of precedence. */
  public List<ReasonCode> reasons(Eligibility eligibility) {
    List<ReasonCode> reasons = new ArrayList<>();
    for (int bit = 0; bit < Long.SIZE; ++bit) {
      if ((failed >> bit & 1) != 0 && 1L << bit != Constants.FAILED_MORE) reasons.add(eligibility.reason(bit));
    }
    return List.copyOf(reasons);
  }
}
