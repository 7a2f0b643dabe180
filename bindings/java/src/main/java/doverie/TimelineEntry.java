// SPDX-License-Identifier: Apache-2.0
// What has happened to an account, in words?
package doverie;

import doverie.raw.TimelineEntryStruct;
import java.time.Instant;

/**
 * Something that has happened to an account.
 *
 * @param type of the event
 * @param trustor whose circle it is about; empty when it is about none
 * @param request empty when it is about none
 * @param english what happened, for a person; times in UTC
 */
public record TimelineEntry(Instant at, String type, String trustor, String request, String english, String russian) {

  static TimelineEntry of(TimelineEntryStruct at) {
    return new TimelineEntry(Times.instant(at.at()), at.type(), at.trustor(), at.request(), at.english(), at.russian());
  }
}
