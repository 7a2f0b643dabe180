// SPDX-License-Identifier: Apache-2.0
//
// How is one field of an event, or of the state that an event sums up, written as JSON and read again? What has fields() calls
// one of these two with each of its members:
//
//   v("name", member)            always written; without it the event is damaged
//   v.optional("name", member)   left out when there is nothing to say: when it is false, zero, the epoch of time
#ifndef DOVERIE_SRC_CORE_RECORDS_EVENT_FIELDS_H_
#define DOVERIE_SRC_CORE_RECORDS_EVENT_FIELDS_H_

#include <limits>
#include <optional>
#include <string>
#include <string_view>
#include <type_traits>
#include <vector>

#include "core/bytes/json.h"
#include "core/eligibility/verdict.h"
#include "doverie/core/answers.h"
#include "doverie/core/policy.h"
#include "doverie/core/time.h"

namespace doverie {

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
  template <class T>
  void optional(std::string_view name, const T& value) {
    if (value != T{}) (*this)(name, value);
  }
  void operator()(std::string_view name, const PolicyPin& pin) {
    json_.key(name).begin_object().field("id", pin.id).field("hash", pin.content_hash).end_object();
  }
  void operator()(std::string_view name, RequestState state) { json_.field(name, name_of(state)); }
  void operator()(std::string_view name, SmsState state) { json_.field(name, name_of(state)); }
  void operator()(std::string_view name, RequestEnd end) { json_.field(name, name_of(end)); }
  void operator()(std::string_view name, FreezeCause cause) { json_.field(name, name_of(cause)); }
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
  void optional(std::string_view name, T& value) {
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
  void operator()(std::string_view name, RequestState& state) { take_named(name, state, RequestState::voided); }
  void operator()(std::string_view name, SmsState& state) { take_named(name, state, SmsState::failed); }
  void operator()(std::string_view name, RequestEnd& end) { take_named(name, end, RequestEnd::revoked); }
  void operator()(std::string_view name, FreezeCause& cause) { take_named(name, cause, FreezeCause::host); }
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
  // One of an enumeration that counts from 1 to `last`, by its name.
  template <class Enum>
  void take_named(std::string_view name, Enum& value, Enum last) {
    const auto* text = member(name, &JsonValue::string);
    for (int number = 1; text && number <= static_cast<int>(last); ++number) {
      value = static_cast<Enum>(number);
      if (name_of(value) == *text) return;
    }
    fail(name);
  }
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

}  // namespace doverie

#endif  // DOVERIE_SRC_CORE_RECORDS_EVENT_FIELDS_H_
