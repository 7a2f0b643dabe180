// SPDX-License-Identifier: Apache-2.0
//
// From events to the bytes of a batch: folded once more over copies of the states, checked, sealed and chained.
#include "core/world/draft.h"

#include <algorithm>
#include <cassert>
#include <tuple>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "core/bytes/json.h"
#include "core/records/evolve.h"
#include "core/records/invariants.h"
#include "core/records/seals.h"
#include "core/values/ids.h"
#include "core/world/scheduled.h"

namespace doverie {

namespace {

// A notice that could not be delivered for a month tells nobody anything. Our choice.
constexpr std::chrono::hours kNoticeLifetime{24 * 30};

// A decision that contradicts the model is a bug of ours: stop where it can be seen, refuse where it must go on.
Fault bug(std::string_view what) {
  assert(false && "a decision contradicts the model");
  return Fault{FaultCode::internal, "a decision contradicts the model: " + std::string(what)};
}

std::size_t written(const Batch& batch) {
  std::size_t events = 0;
  for (const StreamAppend& append : batch.appends) events += append.events.size();
  return events;
}

// What an event has to be to sum up a state; nothing for streams that stay short.
std::optional<CircleEvent> sum_of(const Circle& circle, std::string previous_seal, Instant at) {
  return event::CircleSummed{std::move(previous_seal), worth_keeping(circle, at)};
}
std::optional<ContactEvent> sum_of(const ContactRecord& contact, std::string previous_seal, Instant at) {
  return event::ContactSummed{std::move(previous_seal), worth_keeping(contact, at)};
}
std::optional<InvitationEvent> sum_of(const Invitation&, const std::string&, Instant) {
  return std::nullopt;
}
std::optional<RefusalEvent> sum_of(const Refusals&, const std::string&, Instant) {
  return std::nullopt;
}
std::optional<RealmEvent> sum_of(const RealmRecord&, const std::string&, Instant) {
  return std::nullopt;
}

// The events for the end of one stream, folded and sealed one behind the other.
template <class Event, class State>
class Chain {
 public:
  Chain(const Settings& settings, const Envelope& envelope, const Loaded<State>& loaded)
      : settings_(settings), envelope_(envelope), after_(std::make_shared<Loaded<State>>(loaded)) {
    append_.stream = loaded.record.name;
  }

  const State& state() const { return after_->state; }
  std::uint64_t version() const { return after_->record.version; }
  StreamAppend take() { return std::move(append_); }
  // The stream as it is once that is appended.
  KnownStream after() const { return after_; }

  Status add(const Event& event) {
    if (auto status = evolve(after_->state, envelope_, event); !status) return bug(status.fault().message);
    std::string bytes = encode(envelope_, event);
    auto seal = make_seal(*settings_.keys, append_.stream, ++after_->record.version, after_->seal, bytes);
    if (!seal) return seal.template as<Done>();
    after_->sealed(*seal);
    if constexpr (std::is_same_v<State, RealmRecord>) sums_up();
    append_.events.push_back({std::move(bytes), *std::move(seal)});
    return Done{};
  }

  // One more event, when the stream has become long.
  Status sum_up() {
    if (after_->length < kEventsBeforeSum) return Done{};
    const auto sum = sum_of(after_->state, after_->seal, envelope_.at);
    if (!sum) return Done{};
    append_.summary = after_->record.version + 1;
    after_->length = 0;
    return add(*sum);
  }

 private:
  // The event that has just been added says everything, and so does its seal.
  void sums_up() {
    append_.summary = after_->record.version;
    after_->seal_keys.assign(1, std::string(key_of(after_->seal)));
    after_->length = 1;
  }

  const Settings& settings_;
  const Envelope& envelope_;
  std::shared_ptr<Loaded<State>> after_;
  StreamAppend append_;
};

std::size_t summaries(const Batch& batch) {
  return static_cast<std::size_t>(
      std::ranges::count_if(batch.appends, [](const StreamAppend& append) { return append.summary != 0; }));
}

// A tombstone never changes again, and a store lets no batch through that expects one.
template <class Map>
void expect_versions(Batch& batch, const Map& loaded) {
  for (const auto& [key, stream] : loaded) {
    if (!stream->record.erased) batch.expected.push_back({stream->record.name, stream->record.version});
  }
}

bool has_number(const Message& message) {
  return message.kind == "code" || message.kind == "forget";
}

// Whether it is of a kind that there is, and names a notice that there is if it is one, and none otherwise.
bool is_of_kind(const Message& message, std::string_view notice) {
  if (message.kind == "notice") return message.notice.has_value();
  return notice.empty() && (message.kind == "code" || message.kind == "erase" || message.kind == "forget");
}

constexpr std::string_view kSealMember = ",\"seal\":\"";
constexpr std::string_view kSealEnd = "\"}";

// What the seal of a notice is over: another message, or one that is to live longer, does not have it.
std::string to_be_sealed(const MessageRecord& message, std::string_view bytes) {
  return length_prefixed({"doverie notice 1", message.id, iso(message.useless_after), bytes});
}

// Puts the seal behind all members of each.
Status seal_notices(const Settings& settings, std::vector<MessageRecord>& messages) {
  const std::string notices = queue_name(settings.realm, MessageQueue::notices);
  for (MessageRecord& message : messages) {
    if (message.queue != notices) continue;
    const auto seal = keyed_mac(*settings.keys, KeyPurpose::audit, to_be_sealed(message, message.bytes));
    if (!seal) return seal.as<Done>();
    message.bytes.pop_back();
    message.bytes.append(kSealMember).append(*seal).append(kSealEnd);
  }
  return Done{};
}

bool take_send(const JsonValue* value, std::int64_t& send) {
  if (!value || !value->integer()) return false;
  send = *value->integer();
  return send >= 1;
}

}  // namespace

std::string encode(const Message& message) {
  JsonWriter json;
  json.begin_object().field("kind", message.kind).field("account", message.account).field("trustor", message.trustor);
  json.field("notice", message.notice ? name_of(*message.notice) : "").field("request", message.request);
  if (has_number(message)) json.field("send", message.send);
  if (!message.invitation.empty()) json.field("invitation", message.invitation);
  return json.end_object().take();
}

Result<Message> decode_message(std::string_view bytes) {
  const Fault damaged{FaultCode::store_corrupt, "a stored message is damaged"};
  const auto json = parse_json(bytes);
  if (!json) return damaged;
  Message message;
  std::string notice;
  const auto take = [&](std::string_view name, std::string& target) {
    const JsonValue* value = json->member(name);
    if (!value || !value->string()) return false;
    target = *value->string();
    return true;
  };
  const bool complete = take("kind", message.kind) && take("account", message.account) && take("trustor", message.trustor) &&
                        take("notice", notice) && take("request", message.request) &&
                        (!has_number(message) || take_send(json->member("send"), message.send)) &&
                        (message.kind != "erase" || take("invitation", message.invitation));
  if (!complete || !check_account_id(message.account, "account") || !check_account_id(message.trustor, "trustor"))
    return damaged;
  message.notice = notice_from_name(notice);
  if (!is_of_kind(message, notice)) return damaged;
  return message;
}

Status check_message(const Macs& keys, const MessageRecord& message) {
  const auto decoded = decode_message(message.bytes);
  if (!decoded) return decoded.as<Done>();
  if (decoded->kind != "notice") return Done{};
  const std::string_view bytes = message.bytes;
  const std::size_t at = bytes.rfind(kSealMember);
  const bool sealed = at != std::string_view::npos && bytes.ends_with(kSealEnd);
  const std::string_view seal = sealed ? bytes.substr(at + kSealMember.size()) : std::string_view();
  const std::string_view made = seal.substr(0, seal.size() - std::min(seal.size(), kSealEnd.size()));
  const auto good =
      verify_keyed_mac(keys, KeyPurpose::audit, made, to_be_sealed(message, std::string(bytes.substr(0, at)) + "}"));
  if (!good) return good.as<Done>();
  if (*good) return Done{};
  return Fault{FaultCode::store_corrupt, "a stored notice was not written by this library, or was changed since"};
}

MessageQueue queue_of(const Message& message) {
  if (message.kind == "code") return MessageQueue::codes;
  return message.kind == "notice" ? MessageQueue::notices : MessageQueue::erasures;
}

std::string queue_name(std::string_view realm, MessageQueue queue) {
  constexpr std::string_view kNames[] = {"codes", "notices", "erasures", "aside"};
  std::string name(realm);
  if (!name.empty()) name += ' ';
  return name += kNames[static_cast<std::size_t>(queue)];
}

std::string stored_command_id(const Settings& settings, std::string_view command_id) {
  std::string stored = settings.realm;
  if (!stored.empty()) stored += ' ';
  return stored += command_id;
}

std::string derived_randomness(std::string_view purpose, std::string_view from) {
  std::string bytes;  // kRandomnessBytes of them: two digests
  for (const std::string_view half : {"1", "2"})
    bytes += view(sha256(length_prefixed({"doverie derived 1", purpose, half, from})));
  return bytes;
}

Draft::Draft(const World& world, const CommandMeta& meta, std::string_view randomness)
    : world_(world), meta_(meta), randomness_(randomness) {}

Draft::~Draft() = default;

template <class Event>
void Draft::circle(const AccountId& trustor, Event event) {
  circles_.emplace_back(trustor, std::move(event));
}
template <class Event>
void Draft::contact(const AccountId& account, Event event) {
  contacts_.emplace_back(account, std::move(event));
}
template <class Event>
void Draft::invitation(const InvitationId& id, Event event) {
  invitations_.emplace_back(id, std::move(event));
}

// Every alternative of each variant, whatever there comes to be: taking the address instantiates.
template <class... Event>
constexpr auto instances_of(const std::variant<Event...>*, auto address_of) {
  return std::tuple(address_of.template operator()<Event>()...);
}
[[gnu::used]] const auto kCircle =
    instances_of(static_cast<const CircleEvent*>(nullptr), []<class Event>() { return &Draft::circle<Event>; });
[[gnu::used]] const auto kContact =
    instances_of(static_cast<const ContactEvent*>(nullptr), []<class Event>() { return &Draft::contact<Event>; });
[[gnu::used]] const auto kInvitation =
    instances_of(static_cast<const InvitationEvent*>(nullptr), []<class Event>() { return &Draft::invitation<Event>; });

std::string_view Draft::random(std::size_t count) {
  assert(used_ + count <= randomness_.size());
  const std::string_view bytes = randomness_.substr(used_, count);
  used_ += count;
  return bytes;
}

void Draft::new_invitation(const InvitationId& id, event::InvitationCreated event) {
  const auto empty = std::make_shared<Loaded<Invitation>>();
  empty->record.name = invitation_stream(world_.settings().realm, id);
  new_invitations_.emplace(id, empty);
  invitation(id, std::move(event));
}

void Draft::refused(const std::string& key, event::CommandRefused event) {
  refusals_.emplace_back(key, std::move(event));
}

void Draft::realm(RealmRecord realm) {
  realms_.emplace_back("", event::RealmNoted{world_.realm()->seal, std::move(realm)});
}

void Draft::note_policies() {
  if (!empty() && realms_.empty() && !world_.policies_noted()) realm(world_.realm_as_known());
}

// Unique: a hash of the command's randomness, and the place. Behind the time, so that stores keep what comes together close
// together.
std::string Draft::new_message_id() {
  if (unique_.empty()) unique_ = hex(view(sha256(length_prefixed({"doverie message 1", randomness_}))).substr(0, 9));
  const char place = static_cast<char>(messages_.size());
  return "msg_" + hex_time(world_.now()) + unique_ + hex({&place, 1});
}

void Draft::put_message(std::string id, const Message& message, Instant not_before, Instant useless_after) {
  std::string queue = queue_name(world_.settings().realm, queue_of(message));
  messages_.push_back({std::move(queue), std::move(id), encode(message), not_before, useless_after});
}

void Draft::send_code(AccountId contact, AccountId trustor, RequestId request, std::int64_t send, Instant useless_after) {
  const Message message{"code", std::move(contact), std::move(trustor), std::nullopt, std::move(request), send};
  put_message(new_message_id(), message, world_.now(), useless_after);
}

void Draft::notify(AccountId account, AccountId trustor, Notice notice, RequestId request) {
  const Message message{"notice", std::move(account), std::move(trustor), notice, std::move(request)};
  put_message(new_message_id(), message, world_.now(), world_.now() + kNoticeLifetime);
}

void Draft::schedule(AccountId account, AccountId trustor, Notice notice, RequestId request, Instant due) {
  const Message message{"notice", std::move(account), std::move(trustor), notice, std::move(request)};
  put_message(id_of(world_.settings().realm, {message.account, notice, message.request, due}), message, due,
              due + kNoticeLifetime);
}

void Draft::erase_later(AccountId trustor, InvitationId invitation, Instant not_before) {
  const Message message{"erase", trustor, trustor, std::nullopt, "", 0, std::move(invitation)};
  put_message(new_message_id(), message, not_before, kLatestNow);
}

void Draft::forget_later(AccountId account, std::int64_t period, Instant not_before) {
  const Message due{"forget", account, account, std::nullopt, "", period};
  put_message(new_message_id(), due, not_before, kLatestNow);
}

// What the rules found goes into a stream of its own, behind what the circle says is there: `before`, and in `version` of it
// stands the event.
Status Draft::add_facts(Drafted& drafted, const Envelope& envelope, const AccountId& trustor, const Circle& before,
                        std::uint64_t version, CircleEvent& event) const {
  const Verdicts* rules = rules_of(event);
  if (!rules || rules->empty()) return Done{};
  const auto last = static_cast<std::uint64_t>(before.facts_version);
  const std::string name = facts_stream(world_.settings().realm, numbered_key(before.facts_erased, trustor));
  std::string bytes = encode(envelope, FactsEvent(event::RulesLooked{static_cast<std::int64_t>(version), *rules}));
  auto seal = make_seal(*world_.settings().keys, name, last + 1, before.facts_seal, bytes);
  if (!seal) return seal.as<Done>();
  *facts_of(event) = *seal;
  Batch& batch = drafted.batch;
  if (batch.appends.empty() || batch.appends.back().stream != name) {
    batch.appends.push_back({name, {}, 0});
    batch.expected.push_back({name, last});
  }
  batch.appends.back().events.push_back({std::move(bytes), *std::move(seal)});
  ++drafted.facts;
  return Done{};
}

template <class Event, class State>
Status Draft::add_stream(Drafted& drafted, const Envelope& envelope, const std::string& key, const Loaded<State>& loaded,
                         std::vector<std::pair<std::string, Event>>& events) const {
  const auto is_of_stream = [&key](const auto& event) { return event.first == key; };
  if (std::ranges::none_of(events, is_of_stream)) return Done{};
  Chain<Event, State> chain(world_.settings(), envelope, loaded);
  for (auto& [stream_key, event] : events) {
    if (stream_key != key) continue;
    if constexpr (std::is_same_v<Event, CircleEvent>) {
      if (auto status = add_facts(drafted, envelope, key, chain.state(), chain.version() + 1, event); !status) return status;
    }
    if (auto status = chain.add(event); !status) return status;
  }
  if (auto status = chain.sum_up(); !status) return status;
  if (const auto wrong = broken_invariant(chain.state(), key); !wrong.empty()) return bug(wrong);
  if constexpr (std::is_same_v<State, Circle>) {
    for (WithdrawnMessage& message : pointless(world_.settings().realm, key, loaded.state, chain.state()))
      drafted.batch.withdrawn.push_back(std::move(message));
  }
  drafted.batch.appends.push_back(chain.take());
  if constexpr (!std::is_same_v<State, Invitation> && !std::is_same_v<State, Refusals>)
    drafted.after.push_back(chain.after());
  return Done{};
}

// [C17]
Result<Drafted> Draft::finish(std::string stored_id, CommandRecord record) && {
  const Envelope envelope{world_.now(),  world_.today(),       *meta_.command_id,
                          meta_.context, world_.clock_reset(), world_.level()};
  Drafted drafted;
  Batch& batch = drafted.batch;
  batch = {std::move(stored_id), std::move(record), {}, {}, std::move(tags_), std::move(messages_), {},
           std::move(erase_),    world_.now()};
  Status status = Done{};
  const auto add_all = [&](const auto& loaded, auto& events) {
    expect_versions(batch, loaded);
    for (const auto& [key, stream] : loaded) {
      if (status) status = add_stream(drafted, envelope, key, *stream, events);
    }
  };
  if (!realms_.empty()) add_all(world_.realms(), realms_);
  add_all(world_.circles(), circles_);
  add_all(world_.contacts(), contacts_);
  add_all(world_.invitations(), invitations_);
  add_all(new_invitations_, invitations_);
  add_all(world_.refusals(), refusals_);
  if (status) status = seal_notices(world_.settings(), batch.messages);
  if (!status) return status.as<Drafted>();
  const std::size_t decided = circles_.size() + contacts_.size() + invitations_.size() + refusals_.size();
  if (written(batch) != decided + drafted.facts + summaries(batch)) {
    return bug("an event for a stream that was not loaded");
  }
  const auto by_stream = [](const auto& a, const auto& b) { return a.stream < b.stream; };
  std::sort(batch.expected.begin(), batch.expected.end(), by_stream);
  std::sort(batch.appends.begin(), batch.appends.end(), by_stream);
  return drafted;
}

}  // namespace doverie
