// SPDX-License-Identifier: Apache-2.0
#include "core/records/events.h"

#include <limits>

#include "core/bytes/encoding.h"
#include "core/bytes/json.h"

namespace doverie {

namespace {

// The version that an event is written with; every one from 1 on is read.
template <class Event>
constexpr std::int64_t version_of() {
  if constexpr (requires { Event::kVersion; }) return Event::kVersion;
  return 1;
}
constexpr std::int64_t kNewestVersion = kFactsVersion;

bool readable(std::int64_t version, std::int64_t newest) {
  return version >= 1 && version <= newest;
}

// Writes each field of an event.
class FieldWriter {
 public:
  explicit FieldWriter(JsonWriter& json) : json_(json) {}

  template <class T>
  void operator()(std::string_view name, const T& value) {
    json_.field(name, value);
  }
  void operator()(std::string_view name, const std::optional<Instant>& value) {
    if (value) json_.field(name, *value);
  }
  // A field that came later: nothing is written of its default, so that what was written without it is still canonical.
  template <class T>
  void grown(std::string_view name, const T& value) {
    if (!is_default(value)) (*this)(name, value);
  }
  void operator()(std::string_view name, const PolicyPin& pin) {
    json_.key(name).begin_object().field("id", pin.id).field("hash", pin.content_hash).end_object();
  }
  void operator()(std::string_view name, RequestState state) { json_.field(name, name_of(state)); }
  template <class T>
  void operator()(std::string_view name, const std::vector<T>& items) {
    json_.key(name).begin_array();
    for (const T& item : items) write(item);
    json_.end_array();
  }
  // What has fields() itself.
  template <class T>
    requires std::is_class_v<T> && requires(const T& value, FieldWriter& writer) { T::fields(value, writer); }
  void operator()(std::string_view name, const T& value) {
    json_.key(name);
    write(value);
  }

 private:
  template <class T>
  static bool is_default(const T& value) {
    if constexpr (requires { value.empty(); }) {
      return value.empty();
    } else {
      return value == T{};
    }
  }
  void write(const std::string& text) { json_.value(text); }
  template <class T>
  void write(const T& value) {
    json_.begin_object();
    T::fields(value, *this);
    json_.end_object();
  }
  // One that passed and has no numbers is the rule's name alone.
  void write(const Verdict& verdict) {
    const bool of_host = !verdict.name.empty();
    if (verdict.passed && !of_host && !verdict.needs && !verdict.has) return void(json_.value(info(verdict.rule).name));
    json_.begin_object().field("rule", of_host ? std::string_view(verdict.name) : info(verdict.rule).name);
    if (of_host) json_.field("number", static_cast<std::int64_t>(verdict.rule));
    json_.field("passed", verdict.passed);
    if (verdict.needs) json_.field("needs", *verdict.needs);
    if (verdict.has) json_.field("has", *verdict.has);
    json_.end_object();
  }
  JsonWriter& json_;
};

// Reads each field of an event; remembers the first that is missing or of another type.
class FieldReader {
 public:
  explicit FieldReader(const JsonValue& json) : json_(json) {}
  const std::string& bad_field() const { return bad_; }
  // A rule that this library does not have, if there is one.
  const std::string& unknown_rule() const { return unknown_rule_; }

  void operator()(std::string_view name, std::string& value) { take(name, value, member(name, &JsonValue::string)); }
  void operator()(std::string_view name, std::int64_t& value) { take(name, value, member(name, &JsonValue::integer)); }
  void operator()(std::string_view name, bool& value) { take(name, value, member(name, &JsonValue::boolean)); }
  void operator()(std::string_view name, Instant& value) {
    const auto instant = instant_member(name);
    take(name, value, instant ? &*instant : nullptr);
  }
  void operator()(std::string_view name, std::optional<Instant>& value) {
    const JsonValue* found = json_.member(name);
    if (!found) return;
    if (const auto* text = found->string()) value = instant_from_iso(*text);
    if (!value) fail(name);
  }
  template <class T>
  void grown(std::string_view name, T& value) {
    if (json_.member(name)) (*this)(name, value);
  }
  void operator()(std::string_view name, CivilDate& value) {
    const auto* text = member(name, &JsonValue::string);
    const auto date = text ? date_from_iso(*text) : std::nullopt;
    take(name, value, date ? &*date : nullptr);
  }
  void operator()(std::string_view name, PolicyPin& pin) {
    const JsonValue* value = find(name);
    if (!value) return fail(name);
    FieldReader inner(*value);
    inner("id", pin.id), inner("hash", pin.content_hash);
    if (!inner.bad_field().empty()) fail(name);
  }
  void operator()(std::string_view name, RequestState& state) {
    const auto* text = member(name, &JsonValue::string);
    for (int number = 1; text && number <= static_cast<int>(RequestState::voided); ++number) {
      state = static_cast<RequestState>(number);
      if (name_of(state) == *text) return;
    }
    fail(name);
  }
  template <class T>
  void operator()(std::string_view name, std::vector<T>& items) {
    const auto* array = member(name, &JsonValue::array);
    if (!array) return fail(name);
    for (const JsonValue& item : *array) {
      std::optional<T> read = item_of(item, std::type_identity<T>());
      if (!read) return fail(name);
      items.push_back(*std::move(read));
    }
  }
  // What has fields() itself.
  template <class T>
    requires std::is_class_v<T> && requires(T& value, FieldReader& reader) { T::fields(value, reader); }
  void operator()(std::string_view name, T& value) {
    const JsonValue* found = find(name);
    std::optional<T> read = found ? item_of(*found, std::type_identity<T>()) : std::nullopt;
    if (!read) return fail(name);
    value = *std::move(read);
  }

 private:
  template <class T>
  const T* member(std::string_view name, const T* (JsonValue::*as)() const) {
    const JsonValue* value = find(name);
    return value ? (value->*as)() : nullptr;
  }
  // Members are mostly asked for in the order in which they were written.
  const JsonValue* find(std::string_view name) {
    if (!json_.object()) return nullptr;
    while (at_ != json_.end()) {
      const JsonValue& value = *at_;
      ++at_;
      if (value.name() == name) return &value;
    }
    at_ = json_.begin();
    return json_.member(name);
  }
  // A rule of the host's own, which this service need not have: it is known by its number.
  std::optional<ReasonCode> host_rule() {
    const auto* number = member("number", &JsonValue::integer);
    if (!number || *number < kFirstHostRule || *number > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
    return static_cast<ReasonCode>(*number);
  }
  std::optional<Instant> instant_member(std::string_view name) {
    const auto* text = member(name, &JsonValue::string);
    return text ? instant_from_iso(*text) : std::nullopt;
  }
  template <class T, class Found>
  void take(std::string_view name, T& target, const Found* value) {
    if (!value) return fail(name);
    target = *value;
  }
  void fail(std::string_view name) {
    if (bad_.empty()) bad_ = name;
  }
  template <class T>
  static std::optional<T> item_of(const JsonValue& item, std::type_identity<T>) {
    FieldReader reader(item);
    T value{};
    T::fields(value, reader);
    return reader.bad_field().empty() ? std::optional(std::move(value)) : std::nullopt;
  }
  static std::optional<std::string> item_of(const JsonValue& item, std::type_identity<std::string>) {
    return item.string() ? std::optional(std::string(*item.string())) : std::nullopt;
  }
  std::optional<Verdict> item_of(const JsonValue& item, std::type_identity<Verdict>) {
    FieldReader reader(item);
    const auto* bare = item.string();
    const auto* name = bare ? bare : reader.member("rule", &JsonValue::string);
    const auto host = reader.host_rule();
    const auto rule = name && !host ? reason_named(*name) : host;
    if (name && !rule) unknown_rule_ = *name;
    if (!name || !rule) return std::nullopt;
    Verdict verdict{*rule, bare != nullptr};
    if (bare) return verdict;
    if (host) verdict.name = *name;
    reader("passed", verdict.passed);
    if (const auto* needs = reader.member("needs", &JsonValue::integer)) verdict.needs = *needs;
    if (const auto* has = reader.member("has", &JsonValue::integer)) verdict.has = *has;
    if (!reader.bad_field().empty()) return std::nullopt;
    return verdict;
  }

  const JsonValue& json_;
  JsonValue::Iterator at_ = json_.begin();  // the member behind the last one that was found
  std::string bad_;
  std::string unknown_rule_;
};

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
  return envelope;
}

// Tries the alternatives of the variant one by one.
template <class Variant, std::size_t I = 0>
Result<Variant> event_of(std::string_view type, std::int64_t version, const JsonValue& json) {
  if constexpr (I == std::variant_size_v<typename Variant::variant>) {
    return unknown(type, version);
  } else {
    using Event = std::variant_alternative_t<I, typename Variant::variant>;
    if (type != Event::kType) return event_of<Variant, I + 1>(type, version, json);
    if (!readable(version, version_of<Event>())) return unknown(type, version);
    Event event{};
    FieldReader reader(json);
    Event::fields(event, reader);
    if (!reader.unknown_rule().empty()) return unknown_rule(type, reader.unknown_rule());
    if (!reader.bad_field().empty()) return corrupt(std::string(type) + "." + reader.bad_field());
    return Variant(std::move(event));
  }
}

Result<const JsonValue*> read_event(JsonReader& reader, std::string_view bytes) {
  const auto json = reader.read(bytes);
  if (!json) return corrupt(json.fault().message);
  const JsonValue* type = (*json)->member("type");
  const JsonValue* version = (*json)->member("v");
  if (!type || !type->string() || !version || !version->integer()) return corrupt("no type or version");
  const std::int64_t written = *version->integer();
  if (!readable(written, kNewestVersion)) return unknown(*type->string(), written);
  return json;
}

}  // namespace

CircleEvent::CircleEvent() = default;
CircleEvent::CircleEvent(const CircleEvent&) = default;
CircleEvent::CircleEvent(CircleEvent&&) noexcept = default;
CircleEvent& CircleEvent::operator=(const CircleEvent&) = default;
CircleEvent& CircleEvent::operator=(CircleEvent&&) noexcept = default;
CircleEvent::~CircleEvent() = default;

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

template <class Event>
std::string encode(const Envelope& envelope, const Event& event) {
  JsonWriter json;
  json.begin_object();
  std::visit(
      [&](const auto& content) {
        constexpr std::int64_t kVersion = version_of<std::decay_t<decltype(content)>>();
        json.field("type", content.kType).field("v", kVersion).field("at", envelope.at).field("today", envelope.today);
        json.field("command", envelope.command);
        if (!envelope.context.empty()) json.field("context", hex(envelope.context));
        FieldWriter writer(json);
        content.fields(content, writer);
      },
      event);
  return json.end_object().take();
}

template <class Event>
Result<Decoded<Event>> decode(std::string_view bytes, JsonReader& reader) {
  const auto read = read_event(reader, bytes);
  if (!read) return read.template as<Decoded<Event>>();
  const JsonValue& json = **read;
  auto envelope = envelope_of(json);
  if (!envelope) return envelope.template as<Decoded<Event>>();
  const std::int64_t version = *json.member("v")->integer();
  auto event = event_of<Event>(*json.member("type")->string(), version, json);
  if (!event) return event.template as<Decoded<Event>>();
  return Decoded<Event>{*std::move(envelope), *std::move(event), version};
}

std::optional<std::string> previous_seal_in(std::string_view bytes, JsonReader& reader) {
  const auto json = read_event(reader, bytes);
  if (!json) return std::nullopt;
  const std::string_view type = *(*json)->member("type")->string();
  const JsonValue* seal = (*json)->member("previous_seal");
  const bool sums = type == event::CircleSummed::kType || type == event::ContactSummed::kType;
  if (!sums || !seal || !seal->string()) return std::nullopt;
  return std::string(*seal->string());
}

Result<Headline> headline(std::string_view bytes, JsonReader& reader) {
  const auto json = read_event(reader, bytes);
  if (!json) return json.as<Headline>();
  const auto envelope = envelope_of(**json);
  if (!envelope) return envelope.as<Headline>();
  return Headline{std::string(*(*json)->member("type")->string()), envelope->at};
}

template std::string encode(const Envelope&, const CircleEvent&);
template std::string encode(const Envelope&, const InvitationEvent&);
template std::string encode(const Envelope&, const ContactEvent&);
template Result<Decoded<CircleEvent>> decode(std::string_view, JsonReader&);
template Result<Decoded<InvitationEvent>> decode(std::string_view, JsonReader&);
template Result<Decoded<ContactEvent>> decode(std::string_view, JsonReader&);

}  // namespace doverie
