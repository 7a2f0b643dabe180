// SPDX-License-Identifier: Apache-2.0
//
// Members of an event as they stand in its text.
#include "core/records/event_words.h"

#include <algorithm>
#include <array>
#include <optional>

#include "core/records/events.h"
#include "core/values/value_words.h"
#include "doverie/core/texts.h"

namespace doverie {

namespace {

struct EventRow {
  std::string_view type;
  std::string_view english;
  std::string_view russian;
};
constexpr auto kEvents = std::to_array<EventRow>({
#define DOVERIE_EVENT_TEXT(type, english, russian) {#type, english, russian},
#include "doverie/core/event_texts.def"
});

std::optional<std::string> in_words(std::string_view name, const JsonValue& value, Language language);

// Members of an object behind each other, items of an array side by side. Nothing for an empty one.
std::optional<std::string> list_in_words(std::string_view name, const JsonValue& list, std::string_view between,
                                         Language language) {
  std::string out;
  for (const JsonValue& item : list) {
    const auto words = in_words(item.name().empty() ? name : item.name(), item, language);
    if (!words) continue;
    if (!out.empty()) out += between;
    out += *words;
  }
  return out.empty() ? std::nullopt : std::optional(std::move(out));
}

std::optional<std::string> in_words(std::string_view name, const JsonValue& value, Language language) {
  if (value.array()) return list_in_words(name, value, "; ", language);
  if (value.object()) return list_in_words(name, value, ": ", language);
  if (const bool* flag = value.boolean()) return *flag ? std::optional<std::string>("") : std::nullopt;
  if (const std::int64_t* number = value.integer()) return std::to_string(*number);
  const std::string_view* text = value.string();
  if (!text) return std::nullopt;
  if (const auto instant = instant_from_iso(*text)) return to_the_minute(*instant);
  return value_words(name, *text, language);
}

// `member_of` gives the words of a member, or nothing.
template <class MemberOf>
std::string text_of(std::string_view type, Language language, MemberOf member_of) {
  const auto* row = std::ranges::find(kEvents, type, &EventRow::type);
  if (row == kEvents.end()) return std::string(type);
  return said(language == Language::english ? row->english : row->russian, member_of);
}

std::string text_of(const JsonValue& json, std::string_view type, Language language) {
  return text_of(type, language, [&](std::string_view name) {
    const JsonValue* value = json.member(name);
    return value ? in_words(name, *value, language) : std::nullopt;
  });
}

}  // namespace

EventInWords event_in_words(const EventRecord& event, JsonReader& reader) {
  const auto read = reader.read(event.bytes);
  const JsonValue& json = **read;
  const auto member = [&](std::string_view name) {
    const JsonValue* value = json.member(name);
    return value ? std::string(*value->string()) : std::string();
  };
  const std::string contact = member("contact");
  const std::string type = contact_refused(member("what"), contact) ? "contact_refused" : member("type");
  return {.type = type,
          .at = *instant_from_iso(member("at")),
          .contact = contact,
          .trustor = member("trustor"),
          .request = member("request"),
          .clock_reset = instant_from_iso(member("clock_reset")),
          .english = text_of(json, type, Language::english),
          .russian = text_of(json, type, Language::russian)};
}

EventInWords rules_in_words(Instant at, const InBothLanguages& rules) {
  constexpr std::string_view kType = event::RulesLooked::kType;
  return {.type = std::string(kType),
          .at = at,
          .english = text_of(kType, Language::english, [&](std::string_view) { return std::optional(rules.english); }),
          .russian = text_of(kType, Language::russian, [&](std::string_view) { return std::optional(rules.russian); })};
}

EventInWords clock_reset_in_words(Instant at) {
  constexpr std::string_view kType = "clock_reset";
  const auto when = [&](std::string_view) { return std::optional(to_the_minute(at)); };
  return {.type = std::string(kType),
          .at = at,
          .english = text_of(kType, Language::english, when),
          .russian = text_of(kType, Language::russian, when)};
}

}  // namespace doverie
