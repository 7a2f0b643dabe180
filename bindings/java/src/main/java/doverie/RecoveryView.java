// SPDX-License-Identifier: Apache-2.0
// What does the recoverer see?
package doverie;

import doverie.raw.RecoveryViewStruct;
import java.time.Instant;
import java.util.Optional;

/**
 * Where a recovery stands, for whoever started it.
 *
 * @param standing FROZEN or CONTACT_UNAVAILABLE override what can be done; otherwise PENDING
 * @param expiresAt when approved: until when it can be redeemed
 * @param redeemFrom when approved and it has to wait: not before
 * @param confirmed contacts who have typed their code; only for who started it with a verified factor
 * @param required of so many that have to
 */
public record RecoveryView(RequestState state, StartStatus standing, String number, Instant expiresAt, Optional<Instant>
    redeemFrom, int confirmed, int required) {

  static RecoveryView of(RecoveryViewStruct at) {
    return new RecoveryView(RequestState.of(at.state()), StartStatus.of(at.standing()), at.number(),
        Times.instant(at.expiresAt()), Times.maybe(at.redeemFrom()), at.confirmed(), at.required());
  }
}
