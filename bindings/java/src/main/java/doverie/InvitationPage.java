// SPDX-License-Identifier: Apache-2.0
// Which invitations wait for the contact?
package doverie;

import doverie.raw.InvitationPageStruct;
import doverie.raw.Raw;
import java.util.List;

/**
 * A page of the contact's invitations.
 *
 * @param nextCursor of the next page; empty: there are no more
 */
public record InvitationPage(List<InvitationView> invitations, String nextCursor) {
  static InvitationPage of(Answers answer) {
    InvitationPageStruct at = answer.get(InvitationPageStruct::new, Raw::doverie_answer_invitation_page);
    return new InvitationPage(InvitationView.all(answer, at.invitationCount()), at.nextCursor());
  }
}
