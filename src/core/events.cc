// SPDX-License-Identifier: Apache-2.0
#include "core/events.h"

#include "core/json.h"
#include "core/names.h"

namespace doverie {

namespace {

constexpr std::int64_t kVersion = 1;

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
  void operator()(std::string_view name, const PolicyPin& pin) {
    json_.key(name).begin_object().field("id", pin.id).field("hash", pin.content_hash).end_object();
  }
  void operator()(std::string_view name, const Verdicts& verdicts) {
    json_.key(name).begin_array();
    for (const Verdict& verdict : verdicts) write(verdict);
    json_.end_array();
  }

 private:
  void write(const Verdict& verdict) {
    json_.begin_object().field("rule", info(verdict.rule).name).field("passed", verdict.passed);
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

  void operator()(std::string_view name, std::string& value) { take(name, value, member(name, &JsonValue::string)); }
  void operator()(std::string_view name, std::int64_t& value) { take(name, value, member(name, &JsonValue::integer)); }
  void operator()(std::string_view name, bool& value) { take(name, value, member(name, &JsonValue::boolean)); }
  void operator()(std::string_view name, Instant& value) {
    const auto instant = instant_member(name);
    take(name, value, instant ? &*instant : nullptr);
  }
  void operator()(std::string_view name, std::optional<Instant>& value) {
    if (!json_.member(name)) return;
    value = instant_member(name);
    if (!value) fail(name);
  }
  void operator()(std::string_view name, CivilDate& value) {
    const auto* text = member(name, &JsonValue::string);
    const auto date = text ? date_from_iso(*text) : std::nullopt;
    take(name, value, date ? &*date : nullptr);
  }
  void operator()(std::string_view name, PolicyPin& pin) {
    const JsonValue* value = json_.member(name);
    if (!value) return fail(name);
    FieldReader inner(*value);
    inner("id", pin.id), inner("hash", pin.content_hash);
    if (!inner.bad_field().empty()) fail(name);
  }
  void operator()(std::string_view name, Verdicts& verdicts) {
    const auto* items = member(name, &JsonValue::array);
    if (!items) return fail(name);
    for (const JsonValue& item : *items) {
      const auto verdict = verdict_of(item);
      if (!verdict) return fail(name);
      verdicts.push_back(*verdict);
    }
  }

 private:
  template <class T>
  const T* member(std::string_view name, const T* (JsonValue::*as)() const) const {
    const JsonValue* value = json_.member(name);
    return value ? (value->*as)() : nullptr;
  }
  std::optional<Instant> instant_member(std::string_view name) const {
    const auto* text = member(name, &JsonValue::string);
    return text ? instant_from_iso(*text) : std::nullopt;
  }
  template <class T>
  void take(std::string_view name, T& target, const T* value) {
    if (!value) return fail(name);
    target = *value;
  }
  void fail(std::string_view name) {
    if (bad_.empty()) bad_ = name;
  }
  static std::optional<Verdict> verdict_of(const JsonValue& item) {
    FieldReader reader(item);
    std::string rule;
    Verdict verdict{ReasonCode::frozen};
    reader("rule", rule), reader("passed", verdict.passed);
    for (const CodeInfo& code : all_codes()) {
      if (!code.is_fault && code.name == rule) verdict.rule = static_cast<ReasonCode>(code.number);
    }
    if (const auto* needs = reader.member("needs", &JsonValue::integer)) verdict.needs = *needs;
    if (const auto* has = reader.member("has", &JsonValue::integer)) verdict.has = *has;
    if (!reader.bad_field().empty() || info(verdict.rule).name != rule) return std::nullopt;
    return verdict;
  }

  const JsonValue& json_;
  std::string bad_;
};

Fault corrupt(std::string_view what) {
  return Fault{FaultCode::store_corrupt, "a stored event is damaged: " + std::string(what)};
}

Fault unknown(std::string_view type, std::int64_t version) {
  return Fault{FaultCode::event_unknown, "a stored event has type \"" + std::string(type) + "\" version " +
                                             std::to_string(version) +
                                             ", which this library does not know; upgrade it before using this store"};
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
Result<Variant> event_of(std::string_view type, const JsonValue& json) {
  if constexpr (I == std::variant_size_v<Variant>) {
    return unknown(type, kVersion);
  } else {
    using Event = std::variant_alternative_t<I, Variant>;
    if (type != Event::kType) return event_of<Variant, I + 1>(type, json);
    Event event{};
    FieldReader reader(json);
    Event::fields(event, reader);
    if (!reader.bad_field().empty()) return corrupt(std::string(type) + "." + reader.bad_field());
    return Variant(std::move(event));
  }
}

Result<JsonValue> parse_event(std::string_view bytes) {
  auto json = parse_json(bytes);
  if (!json) return corrupt(json.fault().message);
  const JsonValue* type = json->member("type");
  const JsonValue* version = json->member("v");
  if (!type || !type->string() || !version || !version->integer()) return corrupt("no type or version");
  if (*version->integer() != kVersion) return unknown(*type->string(), *version->integer());
  return json;
}

}  // namespace

template <class Event>
std::string encode(const Envelope& envelope, const Event& event) {
  JsonWriter json;
  json.begin_object();
  std::visit(
      [&](const auto& content) {
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
Result<Decoded<Event>> decode(std::string_view bytes) {
  const auto json = parse_event(bytes);
  if (!json) return json.template as<Decoded<Event>>();
  auto envelope = envelope_of(*json);
  if (!envelope) return envelope.template as<Decoded<Event>>();
  auto event = event_of<Event>(*json->member("type")->string(), *json);
  if (!event) return event.template as<Decoded<Event>>();
  return Decoded<Event>{*std::move(envelope), *std::move(event)};
}

Result<Headline> headline(std::string_view bytes) {
  const auto json = parse_event(bytes);
  if (!json) return json.as<Headline>();
  const auto envelope = envelope_of(*json);
  if (!envelope) return envelope.as<Headline>();
  return Headline{*json->member("type")->string(), envelope->at};
}

template std::string encode(const Envelope&, const CircleEvent&);
template std::string encode(const Envelope&, const InvitationEvent&);
template std::string encode(const Envelope&, const ContactEvent&);
template Result<Decoded<CircleEvent>> decode(std::string_view);
template Result<Decoded<InvitationEvent>> decode(std::string_view);
template Result<Decoded<ContactEvent>> decode(std::string_view);

}  // namespace doverie
