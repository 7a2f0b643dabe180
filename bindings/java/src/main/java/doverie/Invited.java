// SPDX-License-Identifier: Apache-2.0
// What did an invitation answer?
package doverie;

import doverie.raw.InvitedStruct;
import java.time.Instant;

/**
 * An invitation was sent.
 *
 * @param id its id
 * @param noticeAllowed the host may send this phone a notice about the invitation now; says nothing about an account
 */
public record Invited(String id, String phoneMasked, boolean noticeAllowed, Instant expiresAt) {

  static Invited of(InvitedStruct at) {
    return new Invited(at.invitation(), at.phoneMasked(), at.noticeAllowed() != 0, Times.instant(at.expiresAt()));
  }
}
