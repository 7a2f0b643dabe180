// SPDX-License-Identifier: Apache-2.0
//
// The spelling of every kept answer, in JSON.
#include "core/operation/answer_codec.h"

#include <cassert>
#include <limits>

#include "core/bytes/json.h"

namespace doverie {

namespace {

void write(JsonWriter& json, const Done&) {
  json.field("kind", "done");
}
void write(JsonWriter& json, const Invited& a) {
  json.field("kind", "invited").field("invitation", a.invitation).field("expires_at", a.expires_at);
  json.field("notice_allowed", a.notice_allowed);
}
void write(JsonWriter& json, const Accepted& a) {
  json.field("kind", "accepted").field("trustor", a.trustor).field("active_from", a.active_from);
}
// Of starts only a pending one is final, and kept.
void write(JsonWriter& json, const RecoveryStarted& a) {
  json.field("kind", "recovery_started").field("request", a.request).field("number", a.number).field("until", a.until);
}
void write(JsonWriter& json, const Approved& a) {
  json.field("kind", "approved").field("code_expires_at", a.code_expires_at);
}
void write(JsonWriter& json, const CodeConfirmed& a) {
  json.field("kind", "code_confirmed").field("approved", a.approved).field("redeem_before", a.redeem_before);
  if (a.redeem_from != Instant{}) json.field("redeem_from", a.redeem_from);
}
void write(JsonWriter& json, const Grant& a) {
  json.field("kind", "grant").field("id", a.id).field("trustor", a.trustor).field("operation", a.operation);
}

// Queries and deliveries write nothing, so that nothing of theirs is kept.
template <class T>
void write(JsonWriter& json, const T&) {
  assert(false && "an answer that is never kept");
  json.field("kind", "none");
}

void write(JsonWriter& json, const Rejection& rejection) {
  json.field("kind", "rejected").key("reasons").begin_array();
  for (const Reason& reason : rejection.reasons) {
    json.begin_object().field("code", static_cast<std::int64_t>(reason.code));
    if (reason.needs) json.field("needs", *reason.needs);
    if (reason.has) json.field("has", *reason.has);
    if (!reason.name.empty()) json.field("name", reason.name);
    json.end_object();
  }
  json.end_array();
}

// Reads members; remembers whether all were there.
class Reader {
 public:
  explicit Reader(const JsonValue& json) : json_(json) {}
  bool complete() const { return complete_; }

  std::string text(std::string_view name) {
    const JsonValue* value = json_.member(name);
    const std::string_view* found = value ? value->string() : nullptr;
    complete_ = complete_ && found;
    return std::string(found ? *found : std::string_view());
  }
  Instant instant(std::string_view name) {
    const auto found = instant_from_iso(text(name));
    complete_ = complete_ && found;
    return found.value_or(Instant{});
  }
  bool flag(std::string_view name) {
    const JsonValue* value = json_.member(name);
    const bool* found = value ? value->boolean() : nullptr;
    complete_ = complete_ && found;
    return found && *found;
  }
  bool has(std::string_view name) const { return json_.member(name) != nullptr; }
  std::optional<std::int64_t> number(std::string_view name) {
    const JsonValue* value = json_.member(name);
    const std::int64_t* found = value ? value->integer() : nullptr;
    return found ? std::optional(*found) : std::nullopt;
  }

 private:
  const JsonValue& json_;
  bool complete_ = true;
};

std::optional<Answer> read_answer(std::string_view kind, Reader& r) {
  if (kind == "done") return Done{};
  if (kind == "invited") {
    return Invited{r.text("invitation"), r.instant("expires_at"), {}, r.flag("notice_allowed")};
  }
  if (kind == "accepted") return Accepted{r.text("trustor"), r.instant("active_from")};
  if (kind == "recovery_started") {
    return RecoveryStarted{StartStatus::pending, r.text("request"), r.text("number"), r.instant("until")};
  }
  if (kind == "approved") return Approved{{}, r.instant("code_expires_at")};
  if (kind == "code_confirmed") {
    const Instant redeem_from = r.has("redeem_from") ? r.instant("redeem_from") : Instant{};
    return CodeConfirmed{r.flag("approved"), r.instant("redeem_before"), redeem_from};
  }
  if (kind == "grant") return Grant{r.text("id"), r.text("trustor"), r.text("operation")};
  return std::nullopt;
}

// A rule of the host's own is known by its number alone.
std::optional<ReasonCode> read_reason(Reader& reader) {
  const auto number = reader.number("code");
  if (!number || *number < 0 || *number > std::numeric_limits<std::int32_t>::max()) return std::nullopt;
  const auto code = static_cast<std::int32_t>(*number);
  return code >= kFirstHostRule ? std::optional(static_cast<ReasonCode>(code)) : reason_from_number(code);
}

std::optional<Rejection> read_rejection(const JsonValue& json) {
  const JsonValue* items = json.member("reasons");
  if (!items || !items->array()) return std::nullopt;
  Rejection rejection;
  for (const JsonValue& item : *items->array()) {
    Reader reader(item);
    const auto code = read_reason(reader);
    if (!code) return std::nullopt;
    std::string name = reader.has("name") ? reader.text("name") : std::string();
    rejection.reasons.push_back({*code, reader.number("needs"), reader.number("has"), std::move(name)});
  }
  if (rejection.reasons.empty()) return std::nullopt;
  return rejection;
}

}  // namespace

std::string encode(const Result<Answer>& answer, std::string_view phone_mac) {
  JsonWriter json;
  json.begin_object();
  if (answer.rejected()) {
    write(json, answer.rejection());
  } else {
    std::visit([&](const auto& content) { write(json, content); }, *answer);
  }
  if (!phone_mac.empty()) json.field("phone_mac", phone_mac);
  return json.end_object().take();
}

namespace {

// Seals have no character that JSON would escape.
constexpr std::string_view kSealMember = R"(,"seal":")";
constexpr std::string_view kEnd = R"("})";

}  // namespace

std::string with_seal(std::string bytes, std::string_view seal) {
  bytes.pop_back();  // the closing brace
  return (bytes += kSealMember).append(seal).append(kEnd);
}

SealedAnswer split_seal(std::string_view stored) {
  const std::size_t at = stored.rfind(kSealMember);
  if (at == std::string_view::npos || !stored.ends_with(kEnd)) return {std::string(stored), {}};
  const std::size_t begin = at + kSealMember.size();
  if (begin + kEnd.size() > stored.size()) return {std::string(stored), {}};
  const std::string_view seal = stored.substr(begin, stored.size() - begin - kEnd.size());
  return {std::string(stored.substr(0, at)) + '}', std::string(seal)};
}

std::string kept_phone_mac(std::string_view bytes) {
  const auto json = parse_json(bytes);
  const JsonValue* mac = json ? json->member("phone_mac") : nullptr;
  return std::string(mac && mac->string() ? *mac->string() : std::string_view());
}

Result<Answer> decode_answer(std::string_view bytes) {
  const Fault damaged{FaultCode::store_corrupt, "the stored answer of a command is damaged"};
  const auto json = parse_json(bytes);
  const JsonValue* kind = json ? json->member("kind") : nullptr;
  if (!kind || !kind->string()) return damaged;
  if (*kind->string() == "rejected") {
    const auto rejection = read_rejection(json->root());
    if (rejection) return *rejection;
    return damaged;
  }
  Reader reader(json->root());
  auto answer = read_answer(*kind->string(), reader);
  if (!answer || !reader.complete()) return damaged;
  return *std::move(answer);
}

}  // namespace doverie
