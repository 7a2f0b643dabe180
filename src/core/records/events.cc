// SPDX-License-Identifier: Apache-2.0
//
// What can be told of an event before its type is known, and reading and writing for the streams that there are.
#include "core/records/events.h"

#include <algorithm>

#include "core/records/event_codec.h"

namespace doverie {

namespace codec {

bool readable(std::string_view type, std::int64_t version, std::int64_t newest) {
  return version >= 1 && (version <= newest || raised_to(type, version));
}

Fault corrupt(std::string_view what) {
  return Fault{FaultCode::store_corrupt, "a stored event is damaged: " + std::string(what)};
}

Fault unknown(std::string_view type, std::int64_t version) {
  return Fault{FaultCode::event_unknown, "a stored event has type \"" + std::string(type) + "\" version " +
                                             std::to_string(version) +
                                             ", which this library does not know; upgrade it before using this store"};
}

Fault unknown_rule(std::string_view type, std::string_view rule) {
  return Fault{FaultCode::event_unknown, "a stored \"" + std::string(type) + "\" event names the rule \"" +
                                             std::string(rule) +
                                             "\", which this library does not know; upgrade it before using this store"};
}

Result<Envelope> envelope_of(const JsonValue& json) {
  Envelope envelope;
  FieldReader reader(json);
  reader("at", envelope.at), reader("today", envelope.today), reader("command", envelope.command);
  if (!reader.bad_field().empty()) return corrupt(reader.bad_field());
  if (const JsonValue* context = json.member("context")) {
    const auto bytes = context->string() ? unhex(*context->string()) : std::nullopt;
    if (!bytes) return corrupt("context");
    envelope.context = *bytes;
  }
  if (json.member("clock_reset")) {
    Instant at{};
    std::int64_t longest = 0;
    reader("clock_reset", at), reader("longest", longest);
    if (!reader.bad_field().empty() || longest < 0) return corrupt("clock_reset");
    envelope.clock_reset = ClockReset{at, Duration{longest}};
  }
  return envelope;
}

Result<const JsonValue*> json_of(JsonReader& reader, std::string_view bytes, std::int64_t newest) {
  const auto json = reader.read(bytes);
  if (!json) return corrupt(json.fault().message);
  const JsonValue* type = (*json)->member("type");
  const JsonValue* version = (*json)->member("v");
  if (!type || !type->string() || !version || !version->integer()) return corrupt("no type or version");
  const std::int64_t written = *version->integer();
  if (!readable({}, written, std::max(newest, newest_raised()))) return unknown(*type->string(), written);
  return json;
}

}  // namespace codec

namespace {

// Where the type is not looked at.
constexpr std::int64_t kNewestOfAll = std::max(
    {codec::kNewest<CircleEvent::variant>, codec::kNewest<InvitationEvent::variant>, codec::kNewest<ContactEvent::variant>,
     codec::kNewest<RealmEvent>, codec::kNewest<FactsEvent>, codec::kNewest<RefusalEvent>});

}  // namespace

CircleEvent::CircleEvent() = default;
CircleEvent::CircleEvent(const CircleEvent&) = default;
CircleEvent::CircleEvent(CircleEvent&&) noexcept = default;
CircleEvent& CircleEvent::operator=(const CircleEvent&) = default;
CircleEvent& CircleEvent::operator=(CircleEvent&&) noexcept = default;
CircleEvent::~CircleEvent() = default;

Verdicts* rules_of(CircleEvent& event) {
  return std::visit(
      [](auto& e) -> Verdicts* {
        if constexpr (requires { e.rules; }) return &e.rules;
        return nullptr;
      },
      static_cast<CircleEvent::variant&>(event));
}

std::string* facts_of(CircleEvent& event) {
  return std::visit(
      [](auto& e) -> std::string* {
        if constexpr (requires { e.facts; }) return &e.facts;
        return nullptr;
      },
      static_cast<CircleEvent::variant&>(event));
}

const Verdicts* rules_of(const CircleEvent& event) {
  return rules_of(const_cast<CircleEvent&>(event));
}

const std::string* facts_of(const CircleEvent& event) {
  return facts_of(const_cast<CircleEvent&>(event));
}

InvitationEvent::InvitationEvent() = default;
InvitationEvent::InvitationEvent(const InvitationEvent&) = default;
InvitationEvent::InvitationEvent(InvitationEvent&&) noexcept = default;
InvitationEvent& InvitationEvent::operator=(const InvitationEvent&) = default;
InvitationEvent& InvitationEvent::operator=(InvitationEvent&&) noexcept = default;
InvitationEvent::~InvitationEvent() = default;

ContactEvent::ContactEvent() = default;
ContactEvent::ContactEvent(const ContactEvent&) = default;
ContactEvent::ContactEvent(ContactEvent&&) noexcept = default;
ContactEvent& ContactEvent::operator=(const ContactEvent&) = default;
ContactEvent& ContactEvent::operator=(ContactEvent&&) noexcept = default;
ContactEvent::~ContactEvent() = default;

std::optional<std::string> previous_seal_in(std::string_view bytes, JsonReader& reader) {
  const auto json = codec::json_of(reader, bytes, kNewestOfAll);
  if (!json) return std::nullopt;
  const std::string_view type = *(*json)->member("type")->string();
  const JsonValue* seal = (*json)->member("previous_seal");
  const bool sums =
      type == event::CircleSummed::kType || type == event::ContactSummed::kType || type == event::RealmNoted::kType;
  if (!sums || !seal || !seal->string()) return std::nullopt;
  return std::string(*seal->string());
}

Result<Headline> headline(std::string_view bytes, JsonReader& reader) {
  const auto json = codec::json_of(reader, bytes, kNewestOfAll);
  if (!json) return json.as<Headline>();
  const auto envelope = codec::envelope_of(**json);
  if (!envelope) return envelope.as<Headline>();
  return Headline{std::string(*(*json)->member("type")->string()), envelope->at};
}

template std::string encode(const Envelope&, const CircleEvent&);
template std::string encode(const Envelope&, const InvitationEvent&);
template std::string encode(const Envelope&, const ContactEvent&);
template std::string encode(const Envelope&, const RealmEvent&);
template std::string encode(const Envelope&, const FactsEvent&);
template std::string encode(const Envelope&, const RefusalEvent&);
template Result<Decoded<CircleEvent>> decode(std::string_view, JsonReader&);
template Result<Decoded<InvitationEvent>> decode(std::string_view, JsonReader&);
template Result<Decoded<ContactEvent>> decode(std::string_view, JsonReader&);
template Result<Decoded<RealmEvent>> decode(std::string_view, JsonReader&);
template Result<Decoded<FactsEvent>> decode(std::string_view, JsonReader&);
template Result<Decoded<RefusalEvent>> decode(std::string_view, JsonReader&);

}  // namespace doverie
