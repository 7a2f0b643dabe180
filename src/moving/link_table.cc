// SPDX-License-Identifier: Apache-2.0
//
// From CSV to links. RFC 4180, and what spreadsheets make of it.
#include <algorithm>
#include <array>
#include <utility>

#include "core/bytes/encoding.h"
#include "core/bytes/json.h"
#include "doverie/moving.h"

namespace doverie {
namespace {

constexpr std::size_t kLongestLine = 64 << 10;
constexpr std::string_view kBom = "\xef\xbb\xbf";

Fault wrong(std::uint64_t line, const std::string& what) {
  return Fault{FaultCode::invalid_argument, "line " + std::to_string(line) + ": " + what};
}

// Where a comma is the decimal point, spreadsheets write semicolons.
char between_in(std::string_view names) {
  const auto count = [&](char c) { return std::ranges::count(names, c); };
  return std::ranges::max(std::array{',', ';', '\t'}, {}, count);
}

// Quotation marks within a quoted cell come twice.
std::vector<std::string> cells_of(std::string_view line, char between) {
  std::vector<std::string> cells(1);
  bool quoted = false;
  for (std::size_t i = 0; i < line.size(); ++i) {
    const bool mark = line[i] == '"';
    if (mark && quoted && i + 1 < line.size() && line[i + 1] == '"') {
      cells.back() += line[++i];
    } else if (mark) {
      quoted = !quoted;
    } else if (line[i] == between && !quoted) {
      cells.emplace_back();
    } else {
      cells.back() += line[i];
    }
  }
  return cells;
}

// Of text in UTF-16 every other byte is NUL, as long as it is Latin.
Status check_text(std::string_view line, std::uint64_t number) {
  constexpr std::string_view kSave = "; save the table as UTF-8 (in a spreadsheet: CSV UTF-8)";
  if (line.starts_with("\xff\xfe") || line.starts_with("\xfe\xff") || line.find('\0') != std::string_view::npos) {
    return wrong(number, "is no text in UTF-8, but in UTF-16, as it seems" + std::string(kSave));
  }
  if (valid_utf8(line)) return Done{};
  return wrong(number, "is not UTF-8, but in another encoding, such as Windows-1251" + std::string(kSave));
}

std::optional<std::size_t> place_of(const std::vector<std::string>& cells, std::string_view name) {
  const auto found = std::ranges::find(cells, name);
  if (found == cells.end()) return std::nullopt;
  return static_cast<std::size_t>(found - cells.begin());
}

// A day, or an instant, whose fractions of a second may be left out.
std::optional<Instant> instant_in(std::string text) {
  constexpr std::size_t kDaySize = 10, kSecondsSize = 20;
  if (text.size() == kDaySize) {
    const auto day = date_from_iso(text);
    return day ? std::optional(Instant(std::chrono::sys_days(*day))) : std::nullopt;
  }
  if (text.size() == kSecondsSize) text.insert(kSecondsSize - 1, ".000000");
  return instant_from_iso(text);
}

}  // namespace

Status LinkTable::add(std::string_view bytes) {
  for (const char c : bytes) {
    if (c == '"') quoted_ = !quoted_;
    if (c != '\n' || quoted_) {
      rest_ += c;
    } else if (auto status = line(rest_); !status) {
      return status;
    } else {
      rest_.clear();
    }
    if (rest_.size() > kLongestLine) return wrong(lines_ + 1, "longer than 64 KB; is a quotation mark missing?");
  }
  return Done{};
}

Status LinkTable::end() {
  const std::string last = std::exchange(rest_, {});
  if (quoted_) return wrong(lines_ + 1, "ends between quotation marks");
  if (auto status = last.empty() ? Status(Done{}) : line(last); !status) return status;
  return columns_ > 0 ? Status(Done{}) : wrong(1, "no row of names; there have to be trustor, contact and since");
}

std::vector<ForeignLink> LinkTable::links() {
  return std::exchange(links_, {});
}

Status LinkTable::line(std::string_view line) {
  if (++lines_ == 1 && line.starts_with(kBom)) line.remove_prefix(kBom.size());
  if (line.ends_with('\r')) line.remove_suffix(1);
  if (auto text = check_text(line, lines_); !text) return text;
  if (columns_ == 0) {
    between_ = between_in(line);
    return names(cells_of(line, between_));
  }
  if (!line.empty()) row(cells_of(line, between_));
  return Done{};
}

Status LinkTable::names(std::vector<std::string> cells) {
  for (const auto& [name, place] :
       {std::pair{"trustor", &trustor_}, std::pair{"contact", &contact_}, std::pair{"since", &since_}}) {
    const auto found = place_of(cells, name);
    if (std::ranges::count(cells, name) > 1) {
      return wrong(lines_, "the column " + std::string(name) + " is there twice; leave one of them");
    }
    if (!found) return wrong(lines_, "no column " + std::string(name) + "; there have to be trustor, contact and since");
    *place = *found;
  }
  columns_ = cells.size();
  return Done{};
}

void LinkTable::row(std::vector<std::string> cells) {
  ForeignLink link{.trustor = {}, .contact = {}, .since = {}, .line = lines_};
  if (cells.size() != columns_) {
    link.unreadable = "has " + std::to_string(cells.size()) + " cells, the row of names " + std::to_string(columns_);
  } else {
    link.trustor = std::move(cells[trustor_]), link.contact = std::move(cells[contact_]);
    const auto since = instant_in(cells[since_]);
    if (since) link.since = *since;
    for (const std::string* id : {&link.trustor, &link.contact}) {
      if (id->starts_with(' ') || id->ends_with(' ')) link.unreadable = "\"" + legible(*id) + "\" has spaces around it";
    }
    if (!since) link.unreadable = "since is \"" + legible(cells[since_]) + "\"; write 2024-05-17, or 2024-05-17T09:00:00Z";
  }
  links_.push_back(std::move(link));
}

}  // namespace doverie
