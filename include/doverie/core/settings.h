// SPDX-License-Identifier: Apache-2.0
//
// What does a decision rest on? The settings of a service, which stay; what an operation needs to be told, and what it is told.
#ifndef DOVERIE_CORE_SETTINGS_H_
#define DOVERIE_CORE_SETTINGS_H_

#include <cstdint>
#include <memory>
#include <optional>
#include <string>
#include <vector>

#include "doverie/core/digest.h"
#include "doverie/core/facts.h"
#include "doverie/core/host_rules.h"
#include "doverie/core/policy.h"
#include "doverie/core/records.h"
#include "doverie/core/texts.h"

namespace doverie {

// How far a clock may be from what it is held against (the store's, the last time in the records, the time that has really gone by,
// an instant that the directory tells) before nothing is decided by it. NTP keeps servers within milliseconds; 5 s is far outside
// of that and far below every limit of a policy. Our choice.
inline constexpr std::chrono::seconds kMostSkew{5};

// What stays the same for all operations of a service. Immutable; must outlive the operations made with it.
struct Settings {
  PolicySchedule policies;
  std::shared_ptr<const Macs> keys;
  // Prefixes stream names and keyed hashes, so that tenants or stands share one database; empty or 1 to 32 of [a-z0-9-].
  std::string realm{};
  // Raised by the host after a backup was restored: what was opened under a lower epoch is void. A store that keeps an epoch
  // of its own raises it itself when it restores; the higher one counts.
  std::uint64_t epoch = 1;
  // The host name in the last line of an SMS (`@gosuslugi.ru #123456`): at most 64 characters in small letters (RFC 1035), or
  // empty, and the SMS has no such line. sms_segments() says what it costs.
  std::string sms_origin = "gosuslugi.ru";
  // What the SMS says in front of that, with `{code}` in it once; two segments at most, with the longest code of the policies and
  // the origin behind it.
  std::string sms_text{builtin_sms_text(Language::russian)};
  // Decides along and enforces nothing (shadow.h). Its time zone has to be that of `policies`.
  std::optional<PolicySchedule> shadow{};
  // Of the host's own, beside the library's.
  HostRules host_rules{};
  // When the backup was restored because of which `epoch` was raised: for 24 h from then on no code is made or accepted, as the
  // wrong codes of the day before may be lost. A store that restores tells its own; the later one counts.
  std::optional<Instant> restored_at{};
};

// invalid_argument unless the settings can be used.
Status check(const Settings& settings);

// How many segments the longest SMS with a code takes under these settings: 1 or 2. With the defaults it is one.
int sms_segments(const Settings& settings);

// What has to be fetched before the operation can go on. All streams of one `needs` (and the command id, if set) should be
// read in one snapshot; facts and the clock may be read meanwhile.
struct Needs {
  std::vector<std::string> streams;  // in ascending order
  std::vector<std::string> tags;     // list the streams that carry them, set at or after `tags_since`
  Instant tags_since{};
  std::vector<AccountId> accounts;
  std::optional<std::string> command_id;  // look the record of this command up
  bool clock = false;                     // the time, and the civil date in `time_zone`: always asked for first and alone
  std::string time_zone;
  bool whole = false;  // all events of the streams, not only those from the latest summary on
  // Of the accounts: where the directory cannot be asked, a mark of the host's that there is no contact will do
  // (AccountAnswer::marked_without_contact).
  bool mark_will_do = false;

  bool empty() const { return streams.empty() && tags.empty() && accounts.empty() && !command_id && !clock; }
};

// A stream as an operation has left it: checked, folded, and of one version. An operation that is given it need not read,
// check and fold the events again, if the store says that the stream still has this version. It never holds personal data or
// secrets. Immutable: threads may share it.
class StreamState;
using KnownStream = std::shared_ptr<const StreamState>;
const std::string& stream_of(const StreamState& state);
std::uint64_t version_of(const StreamState& state);

struct TagListing {
  std::string tag;
  std::vector<TagEntry> entries;
};

struct AccountAnswer {
  AccountId account;
  std::optional<AccountFacts> facts;  // nullopt: there is no such account
  // The directory cannot be asked, and AccountDirectory::has_no_contact is true; `facts` are nullopt then. Only where
  // Needs::mark_will_do.
  bool marked_without_contact = false;
};

struct ClockReading {
  Instant now;
  CivilDate today;  // of `now` in needs().time_zone
};

// The answers to one `needs`; everything asked for has to be there.
struct Supplies {
  std::vector<StreamRecord> streams;
  std::vector<TagListing> tags;
  std::vector<AccountAnswer> accounts;
  std::optional<CommandRecord> command;  // nullopt: this command id has not taken effect
  std::optional<ClockReading> clock;
  std::optional<Instant> store_now;  // the store's own time when it read, where it has one
  // What the host's clock showed before the store was asked and when it had answered: the store's time is held against both.
  // nullopt: against the clock of this operation.
  std::optional<Instant> asked_at{};
  std::optional<Instant> answered_at{};
  std::uint64_t epoch = 0;               // the store's own, where it keeps one
  std::optional<Instant> restored_at{};  // when the store raised it
  std::optional<Instant> last_at{};      // ReadResult::last_at
  bool undoable = false;                 // ReadResult::undoable
  // Of the streams that came as `unchanged`, in any order; others are left alone, and nullptr is nothing.
  std::vector<KnownStream> known{};
};

}  // namespace doverie

#endif  // DOVERIE_CORE_SETTINGS_H_
