// SPDX-License-Identifier: Apache-2.0
//
// The room of operation: one command from beginning to end, without any I/O. An operation says what it needs, takes what
// it is supplied with, and asks for more until the decision can be made; then it hands out one batch, and is told how the
// commit went. Whoever drives it (the service, or a host in its own transaction) brings the clock, the store and the
// patience.
//
// This file: the steps in between, and what each of them refuses to go on with.
#include "doverie/core/operation.h"

#include <algorithm>
#include <cassert>

#include "core/bytes/digests.h"
#include "core/decisions/command_rows.h"
#include "core/decisions/decide.h"
#include "core/operation/kept_answer.h"
#include "core/operation/shadow.h"
#include "core/values/sms.h"

namespace doverie {

namespace {

bool all_of(std::string_view text, std::string_view allowed) {
  return std::all_of(text.begin(), text.end(), [&](char c) { return allowed.find(c) != std::string_view::npos; });
}

Fault wrong(std::string message) {
  return Fault{FaultCode::invalid_argument, std::move(message)};
}

// Everything asked for has to be there; what is not names itself.
std::string not_supplied(const Needs& needs, const Supplies& supplies) {
  const auto has = [](const auto& range, auto matches) { return std::any_of(range.begin(), range.end(), matches); };
  for (const auto& stream : needs.streams) {
    if (!has(supplies.streams, [&](const auto& s) { return s.name == stream; })) return "stream " + stream;
  }
  for (const auto& account : needs.accounts) {
    if (!has(supplies.accounts, [&](const auto& a) { return a.account == account; })) return "facts of account " + account;
  }
  for (const auto& tag : needs.tags) {
    if (!has(supplies.tags, [&](const auto& t) { return t.tag == tag; })) return "listing of a tag";
  }
  if (needs.clock && !supplies.clock) return "clock";
  return {};
}

}  // namespace

Status check(const Settings& settings) {
  constexpr std::string_view kName = "abcdefghijklmnopqrstuvwxyz0123456789-";
  if (!settings.keys) return wrong("keys: missing; give a key ring with an active key for each purpose");
  if (settings.realm.size() > 32 || !all_of(settings.realm, kName)) return wrong("realm: at most 32 of [a-z0-9-]");
  if (auto origin = check_sms_origin(settings.sms_origin); !origin) return origin;
  if (sms_segments(settings) > kMaxSegments) return wrong("sms_origin: the SMS with it takes more than two segments");
  constexpr std::uint64_t kMostEpoch = 1'000'000'000;
  if (settings.shadow && settings.shadow->time_zone() != settings.policies.time_zone()) {
    return wrong("shadow: its time zone is " + settings.shadow->time_zone() + "; use that of the policies, " +
                 settings.policies.time_zone());
  }
  if (settings.epoch == 0 || settings.epoch > kMostEpoch) return wrong("epoch: 1 to 1000000000");
  const auto& restored = settings.restored_at;
  if (restored && (*restored < kEarliestNow || *restored >= kLatestNow))
    return wrong("restored_at: outside of 2020 to 2199");
  for (const KeyPurpose purpose : {KeyPurpose::code, KeyPurpose::index, KeyPurpose::audit}) {
    if (const auto key = settings.keys->active_key(purpose); !key) return key.as<Done>();
  }
  return Done{};
}

class Operation::Impl {
 public:
  Impl(const Settings& settings, Command command, CommandMeta meta, std::string_view randomness)
      : settings_(settings),
        command_(std::move(command)),
        meta_(std::move(meta)),
        randomness_(randomness),
        query_(row_of(command_).deed == Deed::asks),
        world_(settings) {
    assert(randomness.size() == kRandomnessBytes);
    Status status = check_arguments(command_);
    if (status && !query_) status = check_arguments(meta_);
    if (status) {
      begin();
    } else {
      finish(status.fault());
    }
  }

  const Needs& needs() const { return needs_; }

  void supply(Supplies supplies) {
    assert(!needs_.empty());
    const std::string missing = not_supplied(needs_, supplies);
    if (!missing.empty()) return finish(Fault{FaultCode::internal, "not supplied: " + missing});
    if (needs_.command_id) {
      command_known_ = true;
      if (supplies.command) {
        static_cast<void>(world_.load({}, {.accounts = std::move(supplies.accounts)}));  // nothing in it can fail
        return finish_as(*supplies.command);
      }
    }
    if (auto status = world_.load(subjects_, std::move(supplies)); !status) return finish(status.fault());
    load();
  }

  void prefetch(const std::vector<KnownStream>& known) {
    assert(!needs_.empty());
    const bool nothing = std::ranges::none_of(known, [](const KnownStream& stream) { return stream != nullptr; });
    if (nothing || subjects_.whole || !subjects_.tags.empty())
      return;  // tags cost a key's work each time they are asked for
    World guess = world_;
    guess.assume_remembered(subjects_, known);
    const auto wanted = subjects(command_, guess);
    if (!wanted) return;  // whatever is wrong will show in what is so
    subjects_.add(*wanted);
    ask();
  }

  void fail(Fault fault) { finish(std::move(fault)); }

  bool writes() const { return batch_.has_value(); }
  const Batch& batch() const { return *batch_; }

  void committed(const AppendResult& result) {
    assert(writes());
    switch (result.outcome) {
      case AppendOutcome::appended:
        batch_.reset();
        answer_ = std::move(decided_);
        written_ = true;
        return;
      case AppendOutcome::already:
        return finish_as(result.command);
      case AppendOutcome::conflict:
        ++conflicts_;
        return begin();
      case AppendOutcome::unknown:
        return begin();
    }
  }

  bool done() const { return answer_.has_value(); }
  int conflicts() const { return conflicts_; }
  const Result<Answer>& answer() const { return *answer_; }
  const std::optional<ShadowDifference>& shadow_difference() const { return difference_; }

  std::vector<KnownStream> to_remember() const {
    if (answer_->faulted() || subjects_.whole) return {};
    std::vector<KnownStream> known = written_ ? after_ : std::vector<KnownStream>();
    for (KnownStream& before : world_.known()) {
      const auto same = [&](const KnownStream& after) { return stream_of(*before) == stream_of(*after); };
      if (std::ranges::none_of(known, same)) known.push_back(std::move(before));
    }
    return known;
  }

 private:
  void begin() {
    world_ = World(settings_);
    subjects_ = {};
    batch_.reset();
    decided_.reset();
    difference_.reset();
    command_known_ = query_;  // nothing is kept of queries
    if (auto status = make_fingerprint(); !status) return finish(status.fault());
    needs_ = world_.missing(subjects_);  // the clock
  }

  // Asks for what is missing; decides as soon as nothing is.
  void load() {
    auto wanted = subjects(command_, world_);
    if (!wanted) return finish(wanted.as<Answer>());
    subjects_ = *std::move(wanted);
    ask();
    if (needs_.empty()) decide_now();
  }

  void ask() {
    needs_ = world_.missing(subjects_);
    if (!command_known_) needs_.command_id = stored_command_id(settings_, meta_);
  }

  void decide_now() {
    Draft draft(world_, meta_, randomness_);
    Result<Answer> answer = decide(command_, world_, draft);
    if (world_.fault()) return finish(*world_.fault());
    if (answer.faulted()) return finish(std::move(answer));
    if (settings_.shadow && !query_) difference_ = ask_shadow(command_, world_, meta_, randomness_, answer);
    if (draft.empty()) return finish(std::move(answer));
    auto kept = keep(kept_command(), answer);
    if (!kept) return finish(kept.as<Answer>());
    auto drafted = std::move(draft).finish(fingerprint_, *std::move(kept));
    if (!drafted) return finish(drafted.as<Answer>());
    batch_ = std::move(drafted->batch);
    after_ = std::move(drafted->after);
    decided_ = std::move(answer);
  }

  // Keyed, because a command may hold a code or a phone, which a plain hash would give away.
  Status make_fingerprint() {
    if (query_) return Done{};
    auto made = keyed_mac(*settings_.keys, KeyPurpose::audit, fingerprint_bytes());
    if (!made) return made.as<Done>();
    fingerprint_ = *std::move(made);
    return Done{};
  }
  static constexpr std::size_t kRoomForTheRest = 96;
  SecretBytes fingerprint_bytes() const {
    const SecretBytes content = content_bytes(command_);
    SecretBytes bytes;
    bytes.reserve(content.size() + meta_.command_id.size() + kRoomForTheRest);
    for (const std::string_view part : {std::string_view("doverie command 1"), std::string_view(settings_.realm),
                                        std::string_view(meta_.command_id), std::string_view(content)}) {
      append_length_prefixed(bytes, part);
    }
    return bytes;
  }

  Result<Answer> repeated(const CommandRecord& record) const {
    const auto same = verify_keyed_mac(*settings_.keys, KeyPurpose::audit, record.fingerprint, fingerprint_bytes());
    if (!same) return same.as<Answer>();
    if (!*same) {
      return Fault{FaultCode::command_id_reused,
                   "command id " + meta_.command_id + " was used for another command; make a new id for a new command"};
    }
    return answer_again(kept_command(), record.answer, world_);
  }

  KeptCommand kept_command() const { return {settings_, command_, meta_.command_id}; }

  // The command has taken effect before.
  void finish_as(const CommandRecord& record) {
    difference_.reset();
    finish(repeated(record));
  }

  void finish(Result<Answer> answer) {
    needs_ = {};
    batch_.reset();
    if (answer.faulted()) difference_.reset();
    answer_ = std::move(answer);
  }

  const Settings& settings_;
  Command command_;
  CommandMeta meta_;
  std::string randomness_;
  bool query_;
  World world_;
  Subjects subjects_;
  Needs needs_;
  std::string fingerprint_;
  std::optional<Batch> batch_;
  std::vector<KnownStream> after_;  // the streams as the batch leaves them
  bool written_ = false;
  bool command_known_ = false;  // whether it has taken effect before: it has not
  std::optional<Result<Answer>> decided_;
  std::optional<Result<Answer>> answer_;
  std::optional<ShadowDifference> difference_;
  int conflicts_ = 0;
};

Operation::Operation(const Settings& settings, Command command, CommandMeta meta, std::string_view randomness)
    : impl_(std::make_unique<Impl>(settings, std::move(command), std::move(meta), randomness)) {}
Operation::Operation(Operation&&) noexcept = default;
Operation& Operation::operator=(Operation&&) noexcept = default;
Operation::~Operation() = default;

const Needs& Operation::needs() const {
  return impl_->needs();
}
void Operation::prefetch(const std::vector<KnownStream>& known) {
  impl_->prefetch(known);
}
void Operation::supply(Supplies supplies) {
  impl_->supply(std::move(supplies));
}
void Operation::fail(Fault fault) {
  impl_->fail(std::move(fault));
}
bool Operation::writes() const {
  return impl_->writes();
}
const Batch& Operation::batch() const {
  return impl_->batch();
}
void Operation::committed(const AppendResult& result) {
  impl_->committed(result);
}
bool Operation::done() const {
  return impl_->done();
}
int Operation::conflicts() const {
  return impl_->conflicts();
}
const Result<Answer>& Operation::answer() const {
  return impl_->answer();
}
const std::optional<ShadowDifference>& Operation::shadow_difference() const {
  return impl_->shadow_difference();
}

std::vector<KnownStream> Operation::to_remember() const {
  return impl_->to_remember();
}

}  // namespace doverie
