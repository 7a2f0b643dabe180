// SPDX-License-Identifier: Apache-2.0
// How does a code get to a phone?
package doverie;

/**
 * The host's own gateway. Called by any thread that pumps, by several at once. What it throws counts as TRY_LATER, and is told in the
 * pump's report.
 */
@FunctionalInterface
public interface SmsSender {
  /**
   * Sends the text to the number (E.164).
   *
   * @param messageId the idempotency key: the same id comes again after a crash or TRY_LATER
   * @param text not to be logged: it holds the code
   */
  SmsOutcome send(String messageId, String to, String text) throws Exception;
}
