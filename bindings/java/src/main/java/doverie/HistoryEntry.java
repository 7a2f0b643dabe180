// SPDX-License-Identifier: Apache-2.0
// What does the owner's history tell?
package doverie;

import doverie.raw.HistoryEntryStruct;
import java.time.Instant;
import java.util.Optional;

/**
 * One thing that has happened in a circle, as its owner may know it.
 *
 * @param version its place in the circle's records
 * @param end of a recovery that has ended
 * @param contact whom it is about; empty where that is nobody, or not known
 * @param request the same
 * @param invitation the same
 * @param operation of a recovery that was started; otherwise empty
 */
public record HistoryEntry(long version, Instant at, HistoryKind kind, Optional<RequestEnd> end, String contact, String
    request, String invitation, String operation) {

  static HistoryEntry of(HistoryEntryStruct at) {
    return new HistoryEntry(at.version(), Times.instant(at.at()), HistoryKind.of(at.kind()), at.end() == 0 ? Optional.empty()
        : Optional.of(RequestEnd.of(at.end())), at.contact(), at.request(), at.invitation(), at.operation());
  }
}
