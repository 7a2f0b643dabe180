// SPDX-License-Identifier: Apache-2.0
//
// How does a portal move in, with the links of the system that it had before, and how does it take links elsewhere?
//
//   LinkTable table;                                        // the CSV that docs/guide/moving.md describes
//   table.add(bytes_of_file), table.end();
//   auto import = *LinkImport::begin(service, {.operator_id = "anna", .dry_run = true});
//   const ImportReport report = import->take(table.links());   // what would be refused, and why
//
// An import is one command for each link (OperatorSide::import_link), each under an id made of the link: it can end anywhere, and be
// begun again with the same file. No function throws, but for std::bad_alloc.
#ifndef DOVERIE_MOVING_H_
#define DOVERIE_MOVING_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <string_view>
#include <vector>

#include "doverie/service.h"

namespace doverie {

// --- Tables ---------------------------------------------------------------------------------------------------------------

// A link of the system before: who protects whom, and since when.
struct ForeignLink {
  AccountId trustor;
  AccountId contact;
  Instant since{};
  std::uint64_t line = 0;    // of the table that it comes from, for reports; the row of names is line 1
  std::string unreadable{};  // what is wrong with the row, if it could not be read: it is refused in these words
};

// Reads CSV, in as many parts as one likes: a row of names, among them trustor, contact and since; commas, semicolons or tabs
// between cells, quotation marks around cells that have these in them; UTF-8, with or without a BOM. `since` is a day (2024-05-17,
// which begins at midnight UTC) or an instant (2024-05-17T09:00:00Z). Other columns are not looked at. Not thread-safe.
class LinkTable {
 public:
  // invalid_argument when the row of names is no such row, a row is longer than 64 KB, or anything is not UTF-8; then nothing more can
  // be added.
  Status add(std::string_view bytes);
  // What has come since the last line break is a row, too.
  Status end();
  // The rows that have come since this was called last.
  std::vector<ForeignLink> links();

 private:
  Status line(std::string_view line);
  Status names(std::vector<std::string> cells);
  void row(std::vector<std::string> cells);
  std::string rest_;
  bool quoted_ = false;  // the rest ends between quotation marks
  std::uint64_t lines_ = 0;
  char between_ = ',';
  std::size_t columns_ = 0;  // 0: the row of names has not come
  std::size_t trustor_ = 0, contact_ = 0, since_ = 0;
  std::vector<ForeignLink> links_;
};

// --- Moving in --------------------------------------------------------------------------------------------------------------

struct ImportOptions {
  std::string operator_id;      // who does it; recorded
  bool checked_at_use = false;  // as of OperatorSide::import_link
  bool tell = false;            // the same
  // Decides every row as the import would, one after the other, and writes nothing. What it would have written is kept in memory,
  // some 4 KB for each link.
  bool dry_run = false;
  // Rows are shared out among so many threads, those of one trustor to the same one: the store makes several durable at once. 1 to
  // 64; a dry run has one. Our choice.
  int threads = 16;
};

struct ImportRefusal {
  ForeignLink link;
  std::vector<Reason> reasons{};  // none when it was not a rule that refused it
  std::string why;                // the names of the reasons, or what is wrong with the row
};

struct ImportReport {
  std::uint64_t in_place = 0;  // links that are there now, brought in by this run or by one before; would be, of a dry run
  std::uint64_t repeated =
      0;  // rows that say the same as one before them, of this part or of an earlier one: not counted again
  std::vector<ImportRefusal> refused{};  // in the order of the rows
  std::uint64_t left = 0;                // rows that were not come to
  std::optional<Fault> stopped{};        // why, if something broke: begin again with the same rows when it is mended
};

// Thread-safe; one call after the other is faster than two at once. Memory: some 40 bytes for each row.
class LinkImport {
 public:
  // invalid_argument when the service is missing, or an option is wrong.
  static Result<std::unique_ptr<LinkImport>> begin(std::shared_ptr<const Service> service, ImportOptions options);

  // Some of the rows; the next call goes on with others. A row that is refused stops nothing. A link that was brought in before and
  // taken away since does not come back for as long as records of commands are kept: it is refused, in these words.
  ImportReport take(const std::vector<ForeignLink>& links) const;
  ~LinkImport();

 private:
  class Seen;
  LinkImport(std::shared_ptr<const Service> service, ImportOptions options);
  std::shared_ptr<const Service> service_;
  ImportOptions options_;
  std::unique_ptr<Seen> seen_;  // rows that were done
};

// --- Taking links elsewhere -------------------------------------------------------------------------------------------------

struct ExportedLink {
  AccountId trustor;
  AccountId contact;
  Instant since;                       // when it was made: here, or in the system before
  std::optional<Instant> imported_at;  // when it was brought in; nothing for a link that was accepted here
};

// The links that there are now, as the feed tells, in order of trustor and contact. `realm`: as of ServiceOptions. Seals are not
// looked at: verify before (doverie/audit.h). Memory: some 200 bytes for each link. Faults: of the store; event_unknown,
// store_corrupt.
Result<std::vector<ExportedLink>> links_in(EventStore& store, std::string_view realm);

// As CSV that LinkTable reads: trustor, contact, since, origin (accepted or imported), imported_at.
std::string to_csv(const std::vector<ExportedLink>& links);

}  // namespace doverie

#endif  // DOVERIE_MOVING_H_
