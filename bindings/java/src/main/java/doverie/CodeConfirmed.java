// SPDX-License-Identifier: Apache-2.0
// What did the right code answer?
package doverie;

import doverie.raw.CodeConfirmedStruct;
import java.time.Instant;
import java.util.Optional;

/**
 * The code was right.
 *
 * @param approved enough contacts have confirmed
 * @param redeemBefore when approved
 * @param redeemFrom when approved under a policy with a waiting period: not before
 */
public record CodeConfirmed(boolean approved, Optional<Instant> redeemBefore, Optional<Instant> redeemFrom) {

  static CodeConfirmed of(CodeConfirmedStruct at) {
    return new CodeConfirmed(at.approved() != 0, Times.maybe(at.redeemBefore()), Times.maybe(at.redeemFrom()));
  }
}
