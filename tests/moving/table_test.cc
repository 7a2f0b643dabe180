// SPDX-License-Identifier: Apache-2.0
//
// What is a table of links, and what is said of what is none?
#include "doverie/moving.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

std::string shown(const ForeignLink& link) {
  const auto seconds = std::chrono::duration_cast<std::chrono::seconds>(link.since.time_since_epoch()).count();
  return std::to_string(link.line) + ": " + link.trustor + " " + link.contact + " " + std::to_string(seconds) +
         (link.unreadable.empty() ? "" : " (" + link.unreadable + ")");
}

// In parts of so many bytes; the links, or the message of the fault.
std::vector<std::string> read(std::string_view text, std::size_t part = 1000) {
  LinkTable table;
  Status status = Done{};
  for (; !text.empty() && status; text.remove_prefix(std::min(part, text.size()))) status = table.add(text.substr(0, part));
  if (status) status = table.end();
  if (!status) return {status.fault().message};
  std::vector<std::string> links;
  for (const ForeignLink& link : table.links()) links.push_back(shown(link));
  return links;
}

constexpr std::int64_t kDay = 1'715'904'000;  // 2024-05-17
const std::string kAt = std::to_string(kDay), kAtNine = std::to_string(kDay + 9 * 3600);

TEST_CASE("table: days and instants, columns in any order, others left alone") {
  const std::vector<std::string> both = {"2: maria ivan " + kAt, "3: olga petr " + kAtNine};
  CHECK(read("trustor,contact,since\nmaria,ivan,2024-05-17\nolga,petr,2024-05-17T09:00:00Z\n") == both);
  CHECK(read("since;note;contact;trustor\n2024-05-17;\"a;b\";ivan;maria\n2024-05-17T09:00:00.000000Z;;petr;olga") == both);
  CHECK(read("\xef\xbb\xbftrustor\tcontact\tsince\r\nmaria\tivan\t2024-05-17\r\nolga\tpetr\t2024-05-17T09:00:00Z\r\n") ==
        both);
}

TEST_CASE("table: it may come in parts of any size") {
  const std::string text = "trustor,contact,since\n\"a \"\"b\"\"\",\"c,d\",2024-05-17\n\nmaria,ivan,2024-05-17\n";
  for (std::size_t part = 1; part < 30; ++part) {
    CHECK(read(text, part) == std::vector<std::string>{"2: a \"b\" c,d " + kAt, "4: maria ivan " + kAt});
  }
}

TEST_CASE("table: a row that cannot be read says why, and the others are there") {
  const auto rows =
      read("trustor,contact,since\nmaria,ivan,17.05.2024\nmaria,ivan\nolga,petr,2024-05-17\nolga,petr,2024-02-30\n");
  CHECK(rows ==
        std::vector<std::string>{"2: maria ivan 0 (since is \"17.05.2024\"; write 2024-05-17, or 2024-05-17T09:00:00Z)",
                                 "3:   0 (has 2 cells, the row of names 3)", "4: olga petr " + kAt,
                                 "5: olga petr 0 (since is \"2024-02-30\"; write 2024-05-17, or 2024-05-17T09:00:00Z)"});
}

TEST_CASE("table: what is none") {
  const std::string utf16("\xff\xfet\0r\0u\0s\0t\0o\0r\0,\0c\0o\0n\0t\0a\0c\0t\0\n\0", 38);
  const std::string save = "; save the table as UTF-8 (in a spreadsheet: CSV UTF-8)";
  const std::pair<std::string, std::string> rows[] = {
      {utf16, "line 1: is no text in UTF-8, but in UTF-16, as it seems" + save},
      {utf16.substr(2), "line 1: is no text in UTF-8, but in UTF-16, as it seems" + save},
      {"trustor,contact,since,note\nmaria,ivan,2024-05-17,\xcc\xe0\xf0\xe8\xff\n",
       "line 2: is not UTF-8, but in another encoding, such as Windows-1251" + save},
      {"trustor,contact,since,contact\nmaria,ivan,2024-05-17,petr\n",
       "line 1: the column contact is there twice; leave one of them"},
      {"", "line 1: no row of names; there have to be trustor, contact and since"},
      {"trustor,since\nmaria,2024-05-17\n", "line 1: no column contact; there have to be trustor, contact and since"},
      {"trustor,contact,since\n\"maria,ivan,2024-05-17\n", "line 2: ends between quotation marks"},
      {"trustor,contact,since\n" + std::string(70'000, 'x'), "line 2: longer than 64 KB; is a quotation mark missing?"},
  };
  for (const auto& [text, message] : rows) CHECK(read(text) == std::vector<std::string>{message});
}

}  // namespace
}  // namespace doverie::testing
