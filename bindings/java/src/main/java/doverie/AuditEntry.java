// SPDX-License-Identifier: Apache-2.0
// What does the audit trail tell of an event?
package doverie;

import doverie.raw.AuditEntryStruct;
import java.time.Instant;

/**
 * An event of a circle, whose seal was verified.
 *
 * @param version 1, 2, … in the circle's stream
 * @param event the exact bytes stored: canonical JSON
 * @param english what happened, for a person; times in UTC
 */
public record AuditEntry(long version, Instant at, String type, String event, String english, String russian) {

  static AuditEntry of(AuditEntryStruct at) {
    return new AuditEntry(at.version(), Times.instant(at.at()), at.type(), at.event(), at.english(), at.russian());
  }
}
