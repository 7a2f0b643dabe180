// SPDX-License-Identifier: Apache-2.0
//
// How is an event of any type written and read again? encode() and decode() of events.h, for whatever variant of types; events.cc
// makes them for the streams that there are.
//
// A type that has changed its meaning has a kVersion, and is written with it; a type that has none has version 1. All versions
// up to that one are read: fields() says by v.optional what an earlier version did not have, and Decoded::version tells them apart
// where it matters. A type or a version that this library does not have is a fault (event_unknown), never a guess.
#ifndef DOVERIE_SRC_CORE_RECORDS_EVENT_CODEC_H_
#define DOVERIE_SRC_CORE_RECORDS_EVENT_CODEC_H_

#include <algorithm>
#include <cstdint>
#include <string>
#include <string_view>
#include <type_traits>
#include <utility>
#include <variant>

#include "core/bytes/encoding.h"
#include "core/bytes/json.h"
#include "core/records/event_fields.h"
#include "core/records/events.h"
#include "core/records/levels.h"

namespace doverie {

namespace codec {

// The version that an event is written with.
template <class Event>
constexpr std::int64_t version_of() {
  if constexpr (requires { Event::kVersion; }) return Event::kVersion;
  return 1;
}

// The std::variant that a variant of events is, or is derived from.
template <class... Events>
std::variant<Events...> plain(const std::variant<Events...>& variant);
template <class Variant>
using Plain = decltype(plain(std::declval<const Variant&>()));

// Of all types of a variant.
template <class Variant>
inline constexpr std::int64_t kNewest = 0;
template <class... Events>
inline constexpr std::int64_t kNewest<std::variant<Events...>> = std::max({version_of<Events>()...});

// Whether an event of that type is read in that version. `newest`: of the types of this library.
bool readable(std::string_view type, std::int64_t version, std::int64_t newest);

Fault corrupt(std::string_view what);
Fault unknown(std::string_view type, std::int64_t version);
Fault unknown_rule(std::string_view type, std::string_view rule);

// The JSON of an event, which has a type, and a version up to `newest`.
Result<const JsonValue*> json_of(JsonReader& reader, std::string_view bytes, std::int64_t newest);
Result<Envelope> envelope_of(const JsonValue& json);

// Tries the alternatives of the variant one by one.
template <class Variant, std::size_t I = 0>
Result<Variant> event_of(std::string_view type, std::int64_t version, const JsonValue& json) {
  if constexpr (I == std::variant_size_v<Plain<Variant>>) {
    return unknown(type, version);
  } else {
    using Event = std::variant_alternative_t<I, Plain<Variant>>;
    if (type != Event::kType) return event_of<Variant, I + 1>(type, version, json);
    if (!readable(type, version, version_of<Event>())) return unknown(type, version);
    Event event{};
    FieldReader reader(json);
    Event::fields(event, reader);
    if (!reader.unknown_rule().empty()) return unknown_rule(type, reader.unknown_rule());
    if (!reader.bad_field().empty()) return corrupt(std::string(type) + "." + reader.bad_field());
    return Variant(std::move(event));
  }
}

}  // namespace codec

template <class Event>
std::string encode(const Envelope& envelope, const Event& event) {
  JsonWriter json;
  json.begin_object();
  std::visit(
      [&](const auto& content) {
        constexpr std::int64_t kNewest = codec::version_of<std::decay_t<decltype(content)>>();
        const std::int64_t version = version_at(content.kType, kNewest, envelope.level);
        json.field("type", content.kType).field("v", version).field("at", envelope.at).field("today", envelope.today);
        json.field("command", envelope.command);
        if (!envelope.context.empty()) json.field("context", hex(envelope.context));
        if (const auto& reset = envelope.clock_reset) {
          json.field("clock_reset", reset->at).field("longest", std::int64_t{reset->longest.count()});
        }
        FieldWriter writer(json);
        content.fields(content, writer);
      },
      event);
  return json.end_object().take();
}

template <class Event>
Result<Decoded<Event>> decode(std::string_view bytes, JsonReader& reader) {
  const auto read = codec::json_of(reader, bytes, codec::kNewest<codec::Plain<Event>>);
  if (!read) return read.template as<Decoded<Event>>();
  const JsonValue& json = **read;
  auto envelope = codec::envelope_of(json);
  if (!envelope) return envelope.template as<Decoded<Event>>();
  const std::int64_t version = *json.member("v")->integer();
  auto event = codec::event_of<Event>(*json.member("type")->string(), version, json);
  if (!event) return event.template as<Decoded<Event>>();
  return Decoded<Event>{*std::move(envelope), *std::move(event), version};
}

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_EVENT_CODEC_H_
