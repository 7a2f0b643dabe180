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
#include "core/bytes/encoding.h"
#include "core/decisions/command_rows.h"
#include "core/decisions/decide.h"
#include "core/operation/kept_answer.h"
#include "core/operation/refusal.h"
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
  if (auto text = check_sms_text(settings.sms_text); !text) return text;
  if (const int segments = sms_segments(settings); segments > kMaxSegments) {
    return wrong("sms_text: the SMS takes " + std::to_string(segments) +
                 " segments with the longest code and the sms_origin \"" + settings.sms_origin + "\"; at most " +
                 std::to_string(kMaxSegments) + ", so shorten it");
  }
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
    if (const auto key = active_key(*settings.keys, purpose); !key) return key.as<Done>();
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
        host_gave_id_(meta_.command_id.has_value()),
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
      look_up_ = false;
      if (supplies.command && in_doubt_) return finish(std::move(*in_doubt_));
      if (supplies.command) before_ = std::move(supplies.command);
      in_doubt_.reset();
    }
    if (before_ && !checks_repetition()) {
      static_cast<void>(world_.load({}, {.accounts = std::move(supplies.accounts)}));  // what is wrong there is known
      return finish_as(*before_);
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
        if (!bound_) return finish(doubted_ ? std::move(*decided_) : Result<Answer>(made_twice()));
        if (checks_repetition()) return begin_after_doubt();
        return finish_as(result.command);
      case AppendOutcome::conflict:
        ++conflicts_;
        return begin();
      case AppendOutcome::unknown:
        return begin_after_doubt();
    }
  }

  bool done() const { return answer_.has_value(); }
  int conflicts() const { return conflicts_; }
  const Result<Answer>& answer() const { return *answer_; }
  const std::optional<ShadowDifference>& shadow_difference() const { return difference_; }
  std::optional<NoteRefusal> refusal() const { return refusal_of(command_, *answer_, settings_); }
  bool realm_outdated() const { return world_.realm_outdated(audit_key_); }
  std::int64_t store_level() const { return world_.realm_begun() ? world_.level() : 0; }

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
  // Nobody can have repeated a command whose id the library has made, and nothing is kept of queries.
  void begin() {
    look_up_ = host_gave_id_ && !query_;
    if (look_up_) kept_under_ = *meta_.command_id;
    begin_anew();
  }

  // It may have taken effect already, under the id that it was written with.
  void begin_after_doubt() {
    look_up_ = true;
    if (!bound_) in_doubt_ = std::move(decided_);
    doubted_ = true;
    begin_anew();
  }

  void begin_anew() {
    world_ = World(settings_);
    subjects_ = {};
    batch_.reset();
    decided_.reset();
    difference_.reset();
    needs_ = world_.missing(subjects_);  // the clock
  }

  // Asks for what is missing; decides as soon as nothing is.
  void load() {
    auto wanted = before_ ? Result(subjects_again(std::get<Redeem>(command_))) : subjects(command_, world_);
    if (!wanted) return finish(wanted.as<Answer>());
    subjects_ = *std::move(wanted);
    ask();
    if (!needs_.empty()) return;
    if (before_) return finish_as(*before_);
    if (!world_.realm_begun() && !std::holds_alternative<BeginRealm>(command_)) return finish(no_such_realm());
    decide_now();
  }

  // An own id that is there already, although no batch of this operation can have come through.
  static Fault made_twice() {
    return Fault{FaultCode::entropy_unavailable, "the source of random bytes has given the same bytes twice"};
  }

  Fault no_such_realm() const {
    return Fault{FaultCode::realm_unknown,
                 "the store has no realm \"" + settings_.realm +
                     "\": use the realm or the store that is meant; to begin a new realm, call begin_realm once"};
  }

  Fault undoable() const {
    return Fault{
        FaultCode::guess_undoable,
        std::string(row_of(command_).name) +
            " compares a guess, and the store writes inside a transaction of the host's that can still be rolled back, "
            "so that a wrong one would not count; run it outside of the transaction (docs/guide/own-transaction.md)"};
  }

  void ask() {
    needs_ = world_.missing(subjects_);
    if (look_up_) needs_.command_id = stored_command_id(settings_, kept_under_);
  }

  void decide_now() {
    if (!host_gave_id_) meta_.command_id = own_id();
    Draft draft(world_, meta_, randomness_);
    Result<Answer> answer = decide(command_, world_, draft);
    if (world_.fault()) return finish(*world_.fault());
    if (answer.faulted()) return finish(std::move(answer));
    if (draft.guess_compared() && world_.undoable()) return finish(undoable());
    draft.note_policies();
    if (settings_.shadow && !query_) difference_ = ask_shadow(command_, world_, meta_, randomness_, answer);
    const bool binds = host_gave_id_ && !query_ && is_final(command_, answer, draft);
    if (draft.empty() && !binds) return finish(std::move(answer));
    kept_under_ = binds ? *meta_.command_id : own_id();
    write(std::move(draft), std::move(answer), binds);
  }

  void write(Draft&& draft, Result<Answer> answer, bool binds) {
    // Nobody can ask again for what is kept under an id that nobody knows.
    bound_ = binds;
    auto record = binds ? keep(kept_command(), answer) : Result(CommandRecord{});
    if (!record) return finish(record.as<Answer>());
    auto drafted = std::move(draft).finish(stored_command_id(settings_, kept_under_), *std::move(record));
    if (!drafted) return finish(drafted.as<Answer>());
    batch_ = std::move(drafted->batch);
    after_ = std::move(drafted->after);
    if (!after_.empty()) audit_key_ = key_of(after_.front()->seal);
    decided_ = std::move(answer);
  }

  // The id of a command that came without one, and of an answer that does not bind the host's.
  std::string own_id() const {
    constexpr std::size_t kIdBytes = 10;
    const auto digest = sha256(length_prefixed({"doverie command id 1", randomness_}));
    return "cmd_" + hex_time(world_.now()) + hex(view(digest).substr(0, kIdBytes));
  }

  KeptCommand kept_command() const { return {settings_, command_, kept_under_}; }

  // A grant is good for a while, and not after fraud: what has become of it is looked at again.
  bool checks_repetition() const { return std::holds_alternative<Redeem>(command_); }

  Result<Answer> repeated(const CommandRecord& record) const {
    auto answer = answer_again(kept_command(), record, world_);
    if (!answer || !checks_repetition()) return answer;
    return grant_again(std::get<Redeem>(command_), std::get<Grant>(*answer), world_);
  }

  // The command has taken effect before.
  void finish_as(const CommandRecord& record) {
    difference_.reset();
    finish(repeated(record));
  }

  // After an append whose outcome is unknown, whatever breaks leaves it unknown.
  Result<Answer> in_doubt(Result<Answer> answer) const {
    if (!doubted_ || !answer.faulted() || answer.unknown()) return answer;
    return Fault{FaultCode::outcome_unknown,
                 "the store could not say whether the command took effect, and looking failed: " + answer.fault().message};
  }

  void finish(Result<Answer> answer) {
    answer = in_doubt(std::move(answer));
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
  bool host_gave_id_;
  World world_;
  Subjects subjects_;
  Needs needs_;
  std::string kept_under_;               // the command id that the store keeps, or would keep, the answer under
  bool look_up_ = false;                 // whether it is kept there already has to be asked first
  std::optional<CommandRecord> before_;  // it is: the command has taken effect before
  std::optional<Batch> batch_;
  std::string audit_key_;           // that the batch was made with; empty while there was none
  std::vector<KnownStream> after_;  // the streams as the batch leaves them
  bool written_ = false;
  bool doubted_ = false;  // whether an append of this operation had an unknown outcome
  bool bound_ = false;    // whether the batch keeps the answer for a repetition
  std::optional<Result<Answer>> decided_;
  std::optional<Result<Answer>> in_doubt_;  // what was decided, and may have taken effect under an own id
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

std::optional<NoteRefusal> Operation::refusal() const {
  return impl_->refusal();
}

std::int64_t Operation::store_level() const {
  return impl_->store_level();
}

bool Operation::realm_outdated() const {
  return impl_->realm_outdated();
}

std::vector<KnownStream> Operation::to_remember() const {
  return impl_->to_remember();
}

}  // namespace doverie
