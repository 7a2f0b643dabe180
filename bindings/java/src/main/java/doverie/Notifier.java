// SPDX-License-Identifier: Apache-2.0
// How are people told what has happened?
package doverie;

import java.util.Map;

/**
 * The host's own way of telling: a line in the cabinet, a push, a letter. Called by any thread that pumps, by several at once. What it
 * throws is told in the pump's report, and the notice comes again.
 */
@FunctionalInterface
public interface Notifier {
  /**
   * Something that a person has to be told.
   *
   * @param account whom to tell
   * @param name of the kind: "recovery_started"
   * @param parameters what the text names, by name
   */
  record Notice(String account, NoticeKind kind, String name, Map<String, String> parameters) {}

  /**
   * Delivers the notice, or takes it over; false: the same comes again later.
   *
   * @param messageId the idempotency key
   */
  boolean deliver(String messageId, Notice notice) throws Exception;
}
