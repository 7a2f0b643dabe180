// SPDX-License-Identifier: Apache-2.0
//
// L4: what must not be on a disk is looked for in every file of a SQLite store, in every spelling: while it is open, after an
// erasure, and after it was closed. PostgreSQL: tests/stores/postgres/at_rest_test.cc.
#include "support/at_rest.h"
#include "doverie/adapters/sqlite.h"
#include "support/sqlite_files.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

using Found = std::vector<std::string>;

TEST_CASE("L4: no phone, code or secret in file, WAL or error text of a SQLite store, and no name that was erased") {
  const TempDir directory;
  std::vector<Forbidden> never, erased;
  {
    auto store = sqlite_store(directory.file("circles.db"));
    REQUIRE_MESSAGE(store.ok(), in_words(store));
    Story story({.store = *store, .policies = with_long_codes()});
    AtRest at_rest(story);
    at_rest.play();
    never = at_rest.never();
    erased = AtRest::erased();
    // What must be found, or looking means nothing: in the WAL, too.
    CHECK(std::filesystem::exists(directory.file("circles.db-wal")));
    for (const Forbidden& name : erased) CHECK_FALSE(found_in_files({name}, directory.path()).empty());
    CHECK_FALSE(found_in_files("recovery_redeemed", directory.path()).empty());
    CHECK(found_in_files(never, directory.path()) == Found{});

    at_rest.erase();
    CHECK(found_in_files(erased, directory.path()) == Found{});
    CHECK(found_in_files(never, directory.path()) == Found{});
    CHECK(story.count("circle/akaky", "personal_data_erased") == 1);

    CHECK(at_rest.errors().find("wrong_code") != std::string::npos);
    CHECK(at_rest.errors().find("invalid_argument") != std::string::npos);
    for (const Forbidden& one : never) CHECK_MESSAGE(!stands_in(at_rest.errors(), one.text), one.what);
  }
  CHECK_FALSE(found_in_files("personal_data_erased", directory.path()).empty());  // closed, and in the file
  CHECK(found_in_files(never, directory.path()) == Found{});
  CHECK(found_in_files(erased, directory.path()) == Found{});
}

TEST_CASE("L4: looking finds a text in every spelling, wherever it stands") {
  const std::string text = "Акакий 9161234567";
  for (const std::string& spelling : spellings(text)) {
    const TempDir directory;
    std::filesystem::create_directory(directory.file("deep"));
    std::ofstream(directory.file("deep/file"), std::ios::binary)
        << std::string(5000, '\0') << spelling << std::string(7, 'x');
    CHECK_MESSAGE(found_in_files(text, directory.path()) == Found{text + " is in deep/file"}, spelling);
  }
  for (const char* before : {"", "a", "ab", "abc"}) CHECK(stands_in(base64(before + text + "behind"), text));
  CHECK(stands_in("\x10\x04\x3a\x04", "\xd0\x90\xd0\xba"));  // UTF-16, by hand
  CHECK_FALSE(stands_in("9161234568", "9161234567"));
}

}  // namespace
}  // namespace doverie::testing
