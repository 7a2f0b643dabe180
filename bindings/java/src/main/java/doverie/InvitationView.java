// SPDX-License-Identifier: Apache-2.0
// What do cabinets show of an invitation?
package doverie;

import doverie.raw.InvitationViewStruct;
import doverie.raw.Raw;
import java.time.Instant;
import java.util.List;

/**
 * An invitation, in either cabinet.
 *
 * @param trustor in the contact's cabinet; otherwise empty
 * @param name as the trustor typed it; empty once erased
 */
public record InvitationView(String id, InvitationState state, String trustor, String name, String phoneMasked, Instant
    sentAt, Instant expiresAt) {

  static InvitationView of(InvitationViewStruct at) {
    return new InvitationView(at.invitation(), InvitationState.of(at.state()), at.trustor(), at.name(), at.phoneMasked(),
        Times.instant(at.sentAt()), Times.instant(at.expiresAt()));
  }

  static List<InvitationView> all(Answers answer, long count) {
    return answer.list(count, InvitationViewStruct::new, Raw::doverie_answer_invitation_at, InvitationView::of);
  }
}
