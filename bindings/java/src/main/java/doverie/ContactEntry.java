// SPDX-License-Identifier: Apache-2.0
// What does the trustor see of a contact?
package doverie;

import doverie.raw.ContactEntryStruct;
import java.time.Instant;
import java.util.Optional;

/**
 * A trusted contact, in the trustor's cabinet.
 *
 * @param removalFrom the trustor has asked for the removal: when it can be done
 * @param resignationFrom the contact wants to resign: when that can be done
 * @param removalSuspended a freeze has suspended it
 * @param resignationSuspended the same of the resignation
 */
public record ContactEntry(String contact, Instant appointedAt, Instant activeFrom, LinkState state, Optional<Instant>
    removalFrom, Optional<Instant> resignationFrom, boolean removalSuspended, boolean resignationSuspended) {

  static ContactEntry of(ContactEntryStruct at) {
    return new ContactEntry(at.contact(), Times.instant(at.appointedAt()), Times.instant(at.activeFrom()),
        LinkState.of(at.state()), Times.maybe(at.removalFrom()), Times.maybe(at.resignationFrom()), at.removalSuspended() !=
        0, at.resignationSuspended() != 0);
  }
}
