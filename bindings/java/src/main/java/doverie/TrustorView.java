// SPDX-License-Identifier: Apache-2.0
// What do the trustor's pages have to show?
package doverie;

import doverie.raw.ContactEntryStruct;
import doverie.raw.Raw;
import doverie.raw.TrustorViewStruct;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The trustor's cabinet. An invitation stays PENDING here until it expires even when it was declined.
 *
 * @param requests of the last 24 hours and all open ones, oldest first
 * @param recoveryLocked too many wrong codes; locked until the owner logs in
 * @param observed there are contacts, and recoveries do not wait for them yet
 * @param freeze empty: not frozen
 * @param contactsRequired so many have to confirm a recovery that is started now
 * @param contactsAble of so many who could confirm it now, none above contactsRequired
 * @param freePlaces so many people can still be invited as contacts
 * @param invitationsLeft so many invitations can still be sent today
 * @param invitationsFrom when invitationsLeft is 0: from when on there are some again
 */
public record TrustorView(List<ContactEntry> contacts, List<InvitationView> invitations, List<RequestView> requests,
    boolean recoveryLocked, boolean observed, Optional<Freeze> freeze, int contactsRequired, int contactsAble, int freePlaces,
    int invitationsLeft, Optional<Instant> invitationsFrom) {

  /**
   * A freeze of the account.
   *
   * @param until empty: until operators lift it
   * @param contact who, when a contact has; otherwise empty
   */
  public record Freeze(Optional<Instant> until, Optional<Instant> since, FreezeCause by, String contact) {}

  static TrustorView of(Answers answer) {
    TrustorViewStruct at = answer.get(TrustorViewStruct::new, Raw::doverie_answer_trustor_view);
    return new TrustorView(answer.list(at.contactCount(), ContactEntryStruct::new, Raw::doverie_answer_contact_at, ContactEntry::of),
        InvitationView.all(answer, at.invitationCount()), RequestView.all(answer, at.requestCount()), at.recoveryLocked() != 0,
        at.observed() != 0, freeze(at), at.contactsRequired(), at.contactsAble(), at.freePlaces(), at.invitationsLeft(),
        Times.maybe(at.invitationsFrom()));
  }

  private static Optional<Freeze> freeze(TrustorViewStruct at) {
    if (at.frozenBy() == 0) return Optional.empty();
    return Optional.of(new Freeze(Times.maybe(at.frozenUntil()), Times.maybe(at.frozenSince()), FreezeCause.of(at.frozenBy()),
        at.frozenByContact()));
  }
}
