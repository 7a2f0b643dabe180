// SPDX-License-Identifier: Apache-2.0
// What did an approval answer?
package doverie;

import doverie.raw.ApprovedStruct;
import java.time.Instant;

/**
 * A code is on its way to the contact.
 *
 * @param phoneMasked the contact's own phone; empty when the command is repeated and the contact has another one now
 */
public record Approved(String phoneMasked, Instant codeExpiresAt) {

  static Approved of(ApprovedStruct at) {
    return new Approved(at.phoneMasked(), Times.instant(at.codeExpiresAt()));
  }
}
