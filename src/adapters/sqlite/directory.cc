// SPDX-License-Identifier: Apache-2.0
//
// Accounts in a file of their own, with one row for each.
#include <array>
#include <charconv>
#include <chrono>
#include <cstdio>
#include <mutex>
#include <optional>
#include <tuple>

#include "adapters/sqlite/connection.h"
#include "adapters/sqlite/error.h"
#include "adapters/sqlite/owner_process.h"
#include "adapters/sqlite/statement.h"
#include "doverie/adapters/sqlite.h"

namespace doverie {
namespace {

using sqlite::Doing;
using sqlite::Query;

// Several connections may use it, so the journal is not WAL (WAL-reset bug, see the header), and EXTRA: with FULL the last
// commit can come undone when power fails before the journal's removal is on disk.
const sqlite::FileSettings kDirectorySettings{sqlite::kDirectoryFormat, "PRAGMA synchronous = EXTRA;",
                                              "PRAGMA journal_mode = DELETE", "delete", 5000};

constexpr const char* kDirectoryName = "account directory";

constexpr std::array<std::string_view, 3> kPhoneStates{"none", "confirmed", "replacing"};

std::optional<PhoneState> phone_state_of(std::string_view name) {
  for (std::size_t i = 0; i < kPhoneStates.size(); ++i) {
    if (kPhoneStates.at(i) == name) return static_cast<PhoneState>(i);
  }
  return std::nullopt;
}

std::string iso(CivilDate date) {
  std::array<char, 40> text{};
  std::ignore = std::snprintf(text.data(), text.size(), "%04d-%02u-%02u", static_cast<int>(date.year()),
                              static_cast<unsigned>(date.month()), static_cast<unsigned>(date.day()));
  return text.data();
}

std::optional<int> digits(std::string_view text) {
  int number = 0;
  const auto [end, error] = std::from_chars(text.data(), text.data() + text.size(), number);
  if (error != std::errc{} || end != text.data() + text.size() || number < 0) return std::nullopt;
  return number;
}

// `YYYY-MM-DD`, a day that exists.
std::optional<CivilDate> date_of(std::string_view text) {
  if (text.size() != 10 || text[4] != '-' || text[7] != '-') return std::nullopt;
  const auto year = digits(text.substr(0, 4));
  const auto month = digits(text.substr(5, 2));
  const auto day = digits(text.substr(8, 2));
  if (!year || !month || !day) return std::nullopt;
  const CivilDate date{std::chrono::year(*year), std::chrono::month(static_cast<unsigned>(*month)),
                       std::chrono::day(static_cast<unsigned>(*day))};
  return date.ok() ? std::optional(date) : std::nullopt;
}

std::int64_t as_number(bool flag) {
  return flag ? 1 : 0;
}

std::optional<Instant> instant_at(const Query& row, int column) {
  return row.is_null(column) ? std::nullopt : std::optional(row.instant(column));
}

Fault unreadable(std::string_view account, const char* column) {
  return Fault{FaultCode::directory_unavailable, std::string(kDirectoryName) + ": account " + std::string(account) +
                                                     ": the column " + column + " cannot be read; correct the row"};
}

Fault unavailable(const Fault& cause) {
  return Fault{FaultCode::directory_unavailable, cause.message};
}

// Columns as in kFind.
Result<AccountFacts> facts_of(const Query& row, std::string_view account) {
  AccountFacts facts;
  facts.id = account;
  facts.given_name = row.text(0);
  const auto birth_date = date_of(row.text(1));
  if (!birth_date) return unreadable(account, "birth_date");
  facts.birth_date = *birth_date;
  const auto phone_state = phone_state_of(row.text(2));
  if (!phone_state) return unreadable(account, "phone_state");
  facts.phone_state = *phone_state;
  if (!row.is_null(3)) {
    Result<Phone> phone = Phone::parse(row.text(3));
    if (!phone) return unreadable(account, "phone");
    facts.phone = *std::move(phone);
  }
  int column = 4;
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) facts.name = row.integer(column++) != 0;
#define DOVERIE_SINCE_FACT(name, words, meaning) facts.name = instant_at(row, column++);
#include "doverie/core/facts.def"
  facts.as_of = std::chrono::floor<Duration>(std::chrono::system_clock::now());
  return facts;
}

#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) ", " #name
#define DOVERIE_SINCE_FACT(name, words, meaning) ", " #name
constexpr const char* kFind =
    "SELECT given_name, birth_date, phone_state, phone"
#include "doverie/core/facts.def"
    " FROM accounts WHERE id = ?1";

#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) ", " #name
#define DOVERIE_SINCE_FACT(name, words, meaning) ", " #name
constexpr const char* kPut =
    "INSERT OR REPLACE INTO accounts (id, given_name, birth_date, phone_state, phone"
#include "doverie/core/facts.def"
    ") VALUES (?, ?, ?, ?, ?"
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) ", ?"
#define DOVERIE_SINCE_FACT(name, words, meaning) ", ?"
#include "doverie/core/facts.def"
    ")";
constexpr const char* kRemove = "DELETE FROM accounts WHERE id = ?1";

}  // namespace

class SqliteDirectory::Impl {
 public:
  explicit Impl(sqlite::Connection connection) : connection_(std::move(connection)) {}

  Result<std::optional<AccountFacts>> find(std::string_view account);
  Status put(const AccountId& account, const AccountFacts& facts);
  Status remove(std::string_view account);
  const sqlite::OwnerProcess& owner() const { return owner_; }

 private:
  Status outcome(bool written) const;

  sqlite::OwnerProcess owner_;
  std::mutex mutex_;
  sqlite::Connection connection_;  // guarded by mutex_, as is all that follows
  sqlite::Statement find_{connection_.get(), kFind};
  sqlite::Statement put_{connection_.get(), kPut};
  sqlite::Statement remove_{connection_.get(), kRemove};
};

Result<std::optional<AccountFacts>> SqliteDirectory::Impl::find(std::string_view account) {
  const std::lock_guard lock(mutex_);
  Query query(find_, account);
  const bool found = query.next();
  if (!query.ok()) return unavailable(sqlite::last_fault(connection_.get(), Doing::reading, kDirectoryName));
  if (!found) return std::optional<AccountFacts>{};
  Result<AccountFacts> facts = facts_of(query, account);
  if (!facts) return facts.fault();
  return std::optional<AccountFacts>{*std::move(facts)};
}

Status SqliteDirectory::Impl::put(const AccountId& account, const AccountFacts& facts) {
  if (Status valid = check_account_id(account, "account"); !valid) return valid;
  if (!facts.birth_date.ok()) return Fault{FaultCode::invalid_argument, "birth_date: is not a day of the calendar"};
  if (facts.phone_state > PhoneState::replacing) return Fault{FaultCode::invalid_argument, "phone_state: has no such value"};
  if (!facts.host.empty()) {
    return Fault{FaultCode::invalid_argument,
                 "host: this directory keeps no facts of the host's own; wrap it in one that does"};
  }
  if (facts.dates_only) {
    return Fault{FaultCode::invalid_argument, "dates_only: this directory keeps instants; give the end of each day"};
  }
  if (facts.has_contact) {
    return Fault{FaultCode::invalid_argument, "has_contact: this directory keeps no marks; wrap it in one that does"};
  }
  if (facts.in_call_since) {
    return Fault{FaultCode::invalid_argument, "in_call_since: this directory sees no calls; wrap it in one that does"};
  }
  const auto phone = facts.phone ? std::optional<std::string_view>(facts.phone->e164()) : std::nullopt;
  const std::string_view phone_state = kPhoneStates.at(static_cast<std::size_t>(facts.phone_state));
  const std::lock_guard lock(mutex_);
#define DOVERIE_FLAG_FACT(name, flag, words, words_without, meaning) , as_number(facts.name)
#define DOVERIE_SINCE_FACT(name, words, meaning) , facts.name
  return outcome(put_.run(account, facts.given_name, iso(facts.birth_date), phone_state, phone
#include "doverie/core/facts.def"
                          ));
}

Status SqliteDirectory::Impl::remove(std::string_view account) {
  const std::lock_guard lock(mutex_);
  return outcome(remove_.run(account));
}

Status SqliteDirectory::Impl::outcome(bool written) const {
  if (written) return Done{};
  return sqlite::last_fault(connection_.get(), Doing::writing, kDirectoryName);
}

Result<std::shared_ptr<SqliteDirectory>> SqliteDirectory::create(const std::string& path) {
  const auto lock = sqlite::create_file(path, kDirectorySettings);
  return lock ? open(path) : lock.as<std::shared_ptr<SqliteDirectory>>();
}

Result<std::shared_ptr<SqliteDirectory>> SqliteDirectory::open(const std::string& path) {
  auto connection = sqlite::open_file(path, kDirectorySettings);
  if (!connection) return connection.fault();
  return std::shared_ptr<SqliteDirectory>(new SqliteDirectory(std::make_unique<Impl>(*std::move(connection))));
}

SqliteDirectory::SqliteDirectory(std::unique_ptr<Impl> impl) : impl_(std::move(impl)) {}

SqliteDirectory::~SqliteDirectory() {
  if (!impl_->owner().is_current()) std::ignore = impl_.release();  // see OwnerProcess
}

Result<std::optional<AccountFacts>> SqliteDirectory::find(std::string_view account) {
  if (!impl_->owner().is_current()) return impl_->owner().forked(kDirectoryName);
  return impl_->find(account);
}

Status SqliteDirectory::put(const AccountId& account, const AccountFacts& facts) {
  if (!impl_->owner().is_current()) return impl_->owner().forked(kDirectoryName);
  return impl_->put(account, facts);
}

Status SqliteDirectory::remove(std::string_view account) {
  if (!impl_->owner().is_current()) return impl_->owner().forked(kDirectoryName);
  return impl_->remove(account);
}

}  // namespace doverie
