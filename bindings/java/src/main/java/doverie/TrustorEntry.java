// SPDX-License-Identifier: Apache-2.0
// What does a contact see of somebody whom the account serves?
package doverie;

import doverie.raw.TrustorEntryStruct;
import java.time.Instant;
import java.util.Optional;

/**
 * Somebody whom the contact serves, in the contact's cabinet.
 *
 * @param removalFrom as in ContactEntry
 * @param resignationFrom as in ContactEntry
 * @param removalSuspended as in ContactEntry
 * @param resignationSuspended as in ContactEntry
 * @param frozen the trustor's account is, which the contact was told
 */
public record TrustorEntry(String trustor, Instant appointedAt, Instant activeFrom, LinkState state, Optional<Instant>
    removalFrom, Optional<Instant> resignationFrom, boolean removalSuspended, boolean resignationSuspended, boolean frozen) {

  static TrustorEntry of(TrustorEntryStruct at) {
    return new TrustorEntry(at.trustor(), Times.instant(at.appointedAt()), Times.instant(at.activeFrom()),
        LinkState.of(at.state()), Times.maybe(at.removalFrom()), Times.maybe(at.resignationFrom()), at.removalSuspended() !=
        0, at.resignationSuspended() != 0, at.frozen() != 0);
  }
}
