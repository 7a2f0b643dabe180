// SPDX-License-Identifier: Apache-2.0
//
// Are the records what they were? Compares events, from a store or an export, with the checkpoints that were kept
// elsewhere, and their seals with each other.
#include <algorithm>
#include <map>
#include <optional>
#include <utility>

#include "audit/checkpoint.h"
#include "audit/line.h"
#include "audit/signature.h"
#include "core/bytes/encoding.h"
#include "core/bytes/json.h"
#include "core/records/seals.h"
#include "core/values/ids.h"
#include "doverie/audit.h"

namespace doverie {
namespace {

using Kind = AuditFindingKind;

constexpr std::uint32_t kPage = 1000;
constexpr std::size_t kErasedPage = 100;
constexpr std::size_t kMostFindings = 1000;

// What a checkpoint has seen of a stream.
struct Expected {
  std::uint64_t version = 0;
  std::uint64_t checkpoint = 0;
  std::string seal;
};

struct Stream {
  std::uint64_t version = 0;    // of the last event that came
  std::string seal;             // its seal
  std::uint64_t confirmed = 0;  // the last version that a checkpoint has with this very seal
  bool differs = false;
  bool erased = false;             // the store has a tombstone
  std::vector<Expected> expected;  // in ascending order of version
  std::size_t reached = 0;         // how many of them were passed
};

// `invitation/…`, `facts/…` or `refused/…`, maybe in a realm. Names have no '/' inside of an id.
bool is_personal(std::string_view stream) {
  const std::size_t id = stream.rfind('/');
  if (id == std::string_view::npos) return false;
  std::string_view kind = stream.substr(0, id);
  if (const std::size_t realm = kind.rfind('/'); realm != std::string_view::npos) kind.remove_prefix(realm + 1);
  return kind == "invitation" || kind == "facts" || kind == "refused";
}

std::string number(std::uint64_t number) {
  return std::to_string(number);
}

}  // namespace

class AuditVerifier::Impl {
 public:
  explicit Impl(std::shared_ptr<const KeyRing> keys) : keys_(std::move(keys)) {}

  Status trust(std::string_view public_key);
  void checkpoint(std::string_view text);
  void event(const FeedEntry& entry);
  void line(std::string_view line);
  Status store(EventStore& store);
  AuditReport finish();

 private:
  using Streams = std::map<std::string, Stream, std::less<>>;

  void find(AuditFinding finding);
  bool in_chain(const audit::Checkpoint& checkpoint);
  void expect(audit::Checkpoint checkpoint);
  void check_seal(const FeedEntry& entry, std::string_view previous);
  void compare(const FeedEntry& entry, Stream& stream);
  Status read_feed(EventStore& store);
  Status ask_erased(EventStore& store);
  Status mark_erased(EventStore& store, const std::vector<std::string>& names);
  void conclude(const std::string& name, const Stream& stream);

  std::shared_ptr<const KeyRing> keys_;
  std::vector<audit::Key> trusted_;
  Streams streams_;
  AuditReport report_;
  std::uint64_t given_ = 0;  // checkpoints
  std::uint64_t lines_ = 0;
  std::uint64_t epoch_ = 0;       // of the last checkpoint
  std::string previous_;          // digest of the last checkpoint
  bool believed_ = false;         // some checkpoint was
  bool store_was_asked_ = false;  // about tombstones
  JsonReader reader_;
};

void AuditVerifier::Impl::find(AuditFinding finding) {
  if (report_.findings.size() < kMostFindings) {
    report_.findings.push_back(std::move(finding));
  } else {
    ++report_.left_out;
  }
}

Status AuditVerifier::Impl::trust(std::string_view public_key) {
  auto key = audit::read_public_key(public_key);
  if (!key) return key.as<Done>();
  trusted_.push_back(*std::move(key));
  return Done{};
}

// --- checkpoints

void AuditVerifier::Impl::checkpoint(std::string_view text) {
  ++given_;
  auto read = audit::read_checkpoint(text);
  const auto signs = [&](const audit::Key& key) {
    return audit::signed_by(key, read->signature, audit::signed_bytes(read->checkpoint));
  };
  if (!read || std::ranges::none_of(trusted_, signs)) {
    const std::string why = read ? "it is not signed by a trusted key" : read.fault().message;
    find({.kind = Kind::checkpoint_unsigned, .checkpoint = given_, .message = "checkpoint " + number(given_) + ": " + why});
  } else {
    if (in_chain(read->checkpoint)) ++report_.checkpoints;
    expect(std::move(read->checkpoint));
  }
  previous_ = audit::digest_of(text);
}

bool AuditVerifier::Impl::in_chain(const audit::Checkpoint& checkpoint) {
  std::string wrong;
  if (checkpoint.number != given_) {
    wrong = "it has number " + number(checkpoint.number) + ": one is missing, or they are not in order";
  } else if (checkpoint.previous != previous_) {
    wrong = "it was not made after the checkpoint before it";
  } else if (believed_ && checkpoint.epoch < epoch_) {
    wrong = "its epoch is lower than that of one before it";
  }
  if (wrong.empty()) return true;
  find({.kind = Kind::checkpoint_out_of_chain,
        .checkpoint = given_,
        .message = "checkpoint " + number(given_) + ": " + wrong});
  return false;
}

void AuditVerifier::Impl::expect(audit::Checkpoint checkpoint) {
  // Whoever signed this has accepted that a backup was restored; it begins at the beginning of the feed.
  if (believed_ && checkpoint.epoch > epoch_) streams_.clear();
  epoch_ = std::max(epoch_, checkpoint.epoch);
  believed_ = true;
  for (audit::Head& head : checkpoint.heads) {
    streams_[head.stream].expected.push_back({head.version, given_, std::move(head.seal)});
  }
}

// --- events

void AuditVerifier::Impl::event(const FeedEntry& entry) {
  ++report_.events;
  Stream& stream = streams_[entry.stream];
  const std::string at = "stream " + entry.stream + ", version " + number(entry.version);
  if (entry.version <= stream.version) {
    find({.kind = Kind::event_misplaced,
          .stream = entry.stream,
          .version = entry.version,
          .message = at + ": it comes behind version " + number(stream.version)});
    return;
  }
  if (entry.version == stream.version + 1) {
    check_seal(entry, stream.seal);
  } else {  // the seal of the one before is gone with it, so that this one's cannot be verified
    const std::uint64_t first = stream.version + 1;
    const std::uint64_t last = entry.version - 1;
    find({.kind = Kind::event_missing,
          .stream = entry.stream,
          .version = first,
          .message = "stream " + entry.stream + ", version " + number(first) +
                     (first == last ? " is missing" : " to " + number(last) + " are missing")});
  }
  stream.version = entry.version;
  stream.seal = entry.event.seal;
  compare(entry, stream);
}

void AuditVerifier::Impl::check_seal(const FeedEntry& entry, std::string_view previous) {
  const auto fits = seal_fits(*keys_, entry.stream, entry.version, previous, entry.event);
  if (fits && *fits) return;
  const std::string at = "stream " + entry.stream + ", version " + number(entry.version);
  if (fits) {
    find({.kind = Kind::event_changed,
          .stream = entry.stream,
          .version = entry.version,
          .message = at + ": the seal does not fit; the event, its seal or the one before it was changed"});
  } else {
    find({.kind = Kind::seal_unverifiable,
          .stream = entry.stream,
          .version = entry.version,
          .message = at + ": the seal cannot be verified: " + fits.fault().message});
  }
}

void AuditVerifier::Impl::compare(const FeedEntry& entry, Stream& stream) {
  while (stream.reached < stream.expected.size() && stream.expected[stream.reached].version <= entry.version) {
    const Expected& expected = stream.expected[stream.reached++];
    if (expected.version != entry.version) continue;  // missing, and told of
    if (expected.seal == entry.event.seal) {
      stream.confirmed = entry.version;
    } else if (!stream.differs) {
      stream.differs = true;
      find({.kind = Kind::differs_from_checkpoint,
            .stream = entry.stream,
            .version = entry.version,
            .checkpoint = expected.checkpoint,
            .message = "stream " + entry.stream + ", version " + number(entry.version) + ": checkpoint " +
                       number(expected.checkpoint) + " has another seal; rewritten behind version " +
                       number(stream.confirmed)});
    }
  }
}

void AuditVerifier::Impl::line(std::string_view line) {
  ++lines_;
  while (!line.empty() && (line.back() == '\n' || line.back() == '\r')) line.remove_suffix(1);
  const auto read = reader_.read(line);
  const auto entry = read ? audit::entry_in(**read) : std::nullopt;
  if (entry) return event(*entry);
  find({.kind = Kind::line_unreadable,
        .message = "line " + number(lines_) + ": " + (read ? "it is not a line of an export" : read.fault().message)});
}

// --- stores

Status AuditVerifier::Impl::store(EventStore& store) {
  if (auto read = read_feed(store); !read) return read;
  return ask_erased(store);
}

Status AuditVerifier::Impl::read_feed(EventStore& store) {
  std::string after;
  while (true) {
    auto entries = store.raw_feed(after, kPage);
    if (!entries) return entries.as<Done>();
    if (entries->empty()) return Done{};
    for (FeedEntry& entry : *entries) {
      // A name or seal that is no text fits nothing; what is said of it has to be text.
      entry.stream = legible(entry.stream);
      entry.event.seal = legible(entry.event.seal);
      event(entry);
    }
    after = entries->back().cursor;
  }
}

Status AuditVerifier::Impl::ask_erased(EventStore& store) {
  const auto state = store.read({});
  if (!state) return state.as<Done>();
  if (believed_ && state->epoch != epoch_) {
    const bool higher = state->epoch > epoch_;
    find({.kind = Kind::epoch_differs,
          .message = "the store's epoch is " + number(state->epoch) + ", the last checkpoint's " + number(epoch_) +
                     (higher ? ": a backup was restored" : ": this is an old copy of the store")});
  }
  store_was_asked_ = true;
  std::vector<std::string> names;
  for (const auto& [name, stream] : streams_) {
    if (stream.reached == stream.expected.size()) continue;
    names.push_back(name);
    if (names.size() < kErasedPage) continue;
    if (auto marked = mark_erased(store, names); !marked) return marked;
    names.clear();
  }
  return names.empty() ? Status(Done{}) : mark_erased(store, names);
}

Status AuditVerifier::Impl::mark_erased(EventStore& store, const std::vector<std::string>& names) {
  const auto read = store.read({.streams = names});
  if (read.faulted() && read.fault().code == FaultCode::store_corrupt) {  // one of them; it is told of by its events
    for (const std::string& name : names) {
      if (names.size() == 1) break;
      if (auto marked = mark_erased(store, {name}); !marked) return marked;
    }
    return Done{};
  }
  if (!read) return read.as<Done>();
  for (const StreamRecord& record : read->streams) {
    const auto at = streams_.find(record.name);
    if (at != streams_.end()) at->second.erased = record.erased;
  }
  return Done{};
}

// --- the end

void AuditVerifier::Impl::conclude(const std::string& name, const Stream& stream) {
  if (stream.version > 0) ++report_.streams;
  if (stream.reached == stream.expected.size()) return;
  const bool erased = stream.erased || (!store_was_asked_ && stream.version == 0);
  if (erased && is_personal(name)) {
    ++report_.erased;
    return;
  }
  const Expected& last = stream.expected.back();
  const std::string has = "checkpoint " + number(last.checkpoint) + " has version " + number(last.version);
  AuditFinding finding{.stream = name, .version = stream.version + 1, .checkpoint = last.checkpoint};
  if (stream.erased) {
    finding.kind = Kind::stream_erased;
    finding.message = "stream " + name + " was erased, which only invitations and what the rules found are; " + has;
  } else if (stream.version == 0) {
    finding.kind = Kind::stream_missing;
    finding.message = "stream " + name + " is missing; " + has;
  } else {
    finding.kind = Kind::tail_missing;
    finding.message = "stream " + name + " ends with version " + number(stream.version) + "; " + has;
  }
  find(std::move(finding));
}

AuditReport AuditVerifier::Impl::finish() {
  AuditReport before = report_;
  for (const auto& [name, stream] : streams_) conclude(name, stream);
  return std::exchange(report_, std::move(before));
}

AuditVerifier::AuditVerifier(std::shared_ptr<const KeyRing> keys) : impl_(std::make_unique<Impl>(std::move(keys))) {}
AuditVerifier::AuditVerifier(AuditVerifier&&) noexcept = default;
AuditVerifier& AuditVerifier::operator=(AuditVerifier&&) noexcept = default;
AuditVerifier::~AuditVerifier() = default;

Status AuditVerifier::trust(std::string_view public_key) {
  return impl_->trust(public_key);
}
void AuditVerifier::checkpoint(std::string_view text) {
  impl_->checkpoint(text);
}
void AuditVerifier::event(const FeedEntry& entry) {
  impl_->event(entry);
}
void AuditVerifier::line(std::string_view line) {
  impl_->line(line);
}
Status AuditVerifier::store(EventStore& store) {
  return impl_->store(store);
}
AuditReport AuditVerifier::finish() {
  return impl_->finish();
}

}  // namespace doverie
