// SPDX-License-Identifier: Apache-2.0
// What do the contact's pages have to show?
package doverie;

import doverie.raw.ContactViewStruct;
import doverie.raw.Raw;
import doverie.raw.TrustorEntryStruct;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The contact's cabinet.
 *
 * @param invitations the first 20 of those that wait for the phone and given name of this account
 * @param trustors whom the account serves
 * @param requests all open ones, and the others of the last 24 hours
 * @param lockedUntil cannot confirm until then: wrong codes, or a backup was restored
 * @param moreInvitations where ContactSide.invitations() goes on; empty when these are all
 */
public record ContactView(List<InvitationView> invitations, List<TrustorEntry> trustors, List<RequestView> requests,
    Optional<Instant> lockedUntil, String moreInvitations) {

  static ContactView of(Answers answer) {
    ContactViewStruct at = answer.get(ContactViewStruct::new, Raw::doverie_answer_contact_view);
    return new ContactView(InvitationView.all(answer, at.invitationCount()),
        answer.list(at.trustorCount(), TrustorEntryStruct::new, Raw::doverie_answer_trustor_at, TrustorEntry::of),
        RequestView.all(answer, at.requestCount()), Times.maybe(at.lockedUntil()), at.moreInvitations());
  }
}
