// SPDX-License-Identifier: Apache-2.0
// What has happened in a circle, for its owner?
package doverie;

import doverie.raw.HistoryEntryStruct;
import doverie.raw.HistoryPageStruct;
import doverie.raw.Raw;
import java.util.List;

/**
 * A page of a circle's history, the latest first.
 *
 * @param nextCursor of the next page; empty: there are no more
 */
public record HistoryPage(List<HistoryEntry> entries, String nextCursor) {
  static HistoryPage of(Answers answer) {
    HistoryPageStruct at = answer.get(HistoryPageStruct::new, Raw::doverie_answer_history_page);
    return new HistoryPage(answer.list(at.entryCount(), HistoryEntryStruct::new, Raw::doverie_answer_history_entry_at, HistoryEntry::of),
        at.nextCursor());
  }
}
