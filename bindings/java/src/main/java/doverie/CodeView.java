// SPDX-License-Identifier: Apache-2.0
// What does a contact see of the own code?
package doverie;

import doverie.raw.RequestViewStruct;
import java.time.Instant;
import java.util.Optional;

/**
 * The contact's own code, from the yes until it was typed.
 *
 * @param sms what has become of the SMS
 * @param sendsLeft how often the gateway may still take one
 * @param attemptsLeft so many wrong codes, and one more is refused
 * @param callInProgress a call holds codes back, and one is sent when it has ended
 * @param smsAt since when `sms` is known
 * @param resendFrom not to be asked for again before; empty when none may be sent any more
 * @param phoneMasked where it goes; empty when the contact has no phone that counts
 * @param attemptsFrom when attemptsLeft is 0: from when on a code can be typed again
 */
public record CodeView(SmsState sms, int sendsLeft, int attemptsLeft, boolean callInProgress, Optional<Instant> smsAt,
    Optional<Instant> expiresAt, Optional<Instant> resendFrom, String phoneMasked, Optional<Instant> attemptsFrom) {

  static CodeView of(RequestViewStruct at) {
    return new CodeView(SmsState.of(at.codeSms()), at.codeSendsLeft(), at.codeAttemptsLeft(), at.codeCallInProgress() != 0,
        Times.maybe(at.codeSmsAt()), Times.maybe(at.codeExpiresAt()), Times.maybe(at.codeResendFrom()), at.codePhoneMasked(),
        Times.maybe(at.codeAttemptsFrom()));
  }
}
