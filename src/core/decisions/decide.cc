// SPDX-License-Identifier: Apache-2.0
//
// What can be said of a command before anything is loaded: whether its arguments can be meant, and its fingerprint. Then
// to the function that decides it.
#include "core/decisions/decide.h"

#include <algorithm>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
#include "core/decisions/command_rows.h"
#include "core/decisions/pages.h"
#include "core/values/ids.h"

namespace doverie {

namespace {

constexpr std::size_t kMaxTypedBytes = 1024;  // longest text that is looked at; longer is nobody's name, phone or code
constexpr std::size_t kMaxIdBytes = 512;
constexpr std::size_t kMaxCommandIdBytes = 64;
constexpr std::size_t kMaxContextBytes = 256;
constexpr std::size_t kMaxChannelBytes = 32;
constexpr std::size_t kMostStatements = 32;
constexpr std::size_t kMaxHostIdBytes = 64;
constexpr std::size_t kMaxCursorTime = 64;  // of what stands in a cursor beside an id

Fault wrong(std::string_view argument, std::string_view why) {
  return Fault{FaultCode::invalid_argument, std::string(argument) + ": " + std::string(why)};
}

// Shows a visitor every argument of a command; checks and fingerprints go by it.
#define DOVERIE_COMMAND(number, since, name, Type, side, method, deed, answer, text, refusals, fields) \
  template <class V>                                                                                   \
  void arguments(const Type& command, V& visitor) {                                                    \
    fields                                                                                             \
  }
#define DOVERIE_FIELD(kind, name, text) visitor.kind(#name, command.name);
#include "doverie/core/commands.def"

// Remembers the first argument that is wrong.
class ArgumentCheck {
 public:
  Status status = Done{};

  void account(std::string_view name, const AccountId& id) { keep(check_account_id(id, name)); }
  void text(std::string_view name, std::string_view text) {
    if (text.size() > kMaxTypedBytes) keep(wrong(name, "longer than 1024 bytes"));
    if (!valid_utf8(text)) keep(wrong(name, "not UTF-8"));
  }
  void stored(std::string_view, std::string_view) {}  // the library's own bytes; decode_message() checks them
  void invitation(std::string_view name, const InvitationId& id) { keep(check_id(name, kInvitationPrefix, id)); }
  void only_invitation(std::string_view name, const std::optional<InvitationId>& id) {
    if (id) invitation(name, *id);
  }
  void request(std::string_view name, const RequestId& id) { keep(check_id(name, kRequestPrefix, id)); }
  void attestation(std::string_view, const Attestation& given) {
    text("number", given.number);
    if (given.version < 1) keep(wrong("attestation.version", "versions count from 1"));
    if (given.agreed.size() > kMostStatements) keep(wrong("attestation.agreed", "more than 32"));
    for (const std::string& id : given.agreed) host_id("attestation.agreed", id);
    operation("attestation.operation", given.operation);
  }
  void code(std::string_view name, const Secret& code) { text(name, code.reveal()); }
  void secret(std::string_view name, const Secret& secret) {
    if (secret.size() != kRecoverySecretBytes) {
      keep(wrong(name, "has " + std::to_string(secret.size()) + " bytes; make one of 32 with new_recovery_secret()"));
    }
  }
  void operation(std::string_view name, std::string_view operation) {
    if (!is_operation_name(operation)) keep(wrong(name, "1 to 32 of [a-z0-9_-], such as password_change"));
  }
  void flag(std::string_view, bool) {}
  void cursor(std::string_view name, std::string_view cursor) {
    if (cursor.size() > kMaxIdBytes + kMaxCursorTime || !valid_utf8(cursor)) keep(wrong(name, kNotACursor));
  }
  void limit(std::string_view name, std::int32_t limit) {
    if (limit < 1 || limit > kMostInPage) keep(wrong(name, std::to_string(limit) + "; a page has 1 to 100 elements"));
  }
  // The host's own id of a person or a call.
  void host_id(std::string_view name, std::string_view id) {
    host_id_ = id;
    const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
    if (id.empty() || id.size() > kMaxHostIdBytes || !std::all_of(id.begin(), id.end(), printable)) {
      keep(wrong(name, "1 to 64 printable ASCII characters without spaces"));
    }
  }
  // REQUIRES: the first person was shown just before.
  void second_host_id(std::string_view name, std::string_view second) {
    const std::string_view first = host_id_;
    host_id(name, second);
    // Logins are typed in either case. The ids are ASCII.
    const auto lower = [](char c) { return c >= 'A' && c <= 'Z' ? static_cast<char>(c - 'A' + 'a') : c; };
    if (std::ranges::equal(second, first, {}, lower, lower))
      keep(wrong(name, "the same as operator_id; it takes two people to lift a freeze"));
  }
  void change(std::string_view name, AccountChange what) {
    if (name_of(what).empty()) keep(wrong(name, "no change of an account that this library knows"));
  }
  void instant(std::string_view name, Instant instant) {
    if (instant < Instant{} || instant >= kLatestNow) keep(wrong(name, "outside of the years 1970 to 2199"));
  }
  void channel(std::string_view name, std::string_view channel) {
    const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
    if (channel.empty() || channel.size() > kMaxChannelBytes || !std::all_of(channel.begin(), channel.end(), good)) {
      keep(wrong(name, "1 to 32 of [a-z0-9_-], such as mfc or bank"));
    }
  }

 private:
  static Status check_id(std::string_view name, std::string_view prefix, std::string_view id) {
    if (id.size() <= kMaxIdBytes && trustor_of(prefix, id)) return Done{};
    return wrong(
        name, "not an id that this library gave out; they look like " + std::string(prefix) + "<32 hex digits>.<account>");
  }
  void keep(Status found) {
    if (status) status = std::move(found);
  }
  std::string_view host_id_;  // the last one that was shown
};

// What tells two commands apart. Every argument adds its bytes, whatever it says.
class ContentBytes {
 public:
  SecretBytes bytes;

  explicit ContentBytes(int number) {
    bytes.reserve(kUsualBytes);
    add(std::to_string(number));
  }

  void account(std::string_view, const AccountId& id) { add(id); }
  void text(std::string_view, std::string_view text) { add(text); }
  void stored(std::string_view, std::string_view part) { add(part); }
  void invitation(std::string_view, const InvitationId& id) { add(id); }
  void only_invitation(std::string_view, const std::optional<InvitationId>& id) {
    flag("", id.has_value());
    if (id) add(*id);
  }
  void request(std::string_view, const RequestId& id) { add(id); }
  void attestation(std::string_view, const Attestation& given) {
    add(given.number);
    flag("", given.spoke_with_trustor), flag("", given.nobody_misleads);
    add(std::to_string(given.version));
    add(std::to_string(given.agreed.size()));
    for (const std::string& id : given.agreed) add(id);
    add(given.operation);
  }
  void code(std::string_view, const Secret& code) { add(code.reveal()); }
  void secret(std::string_view, const Secret& secret) { add(secret.reveal()); }
  void operation(std::string_view, std::string_view operation) { add(operation); }
  void flag(std::string_view, bool flag) { add(flag ? "1" : "0"); }
  void cursor(std::string_view, std::string_view cursor) { add(cursor); }
  void limit(std::string_view, std::int32_t limit) { add(std::to_string(limit)); }
  void host_id(std::string_view, std::string_view id) { add(id); }
  void second_host_id(std::string_view, std::string_view id) { add(id); }
  void change(std::string_view, AccountChange what) { add(name_of(what)); }
  void instant(std::string_view, Instant instant) { add(std::to_string(instant.time_since_epoch().count())); }
  void channel(std::string_view, std::string_view channel) { add(channel); }

 private:
  static constexpr std::size_t kUsualBytes = 256;
  void add(std::string_view part) { append_length_prefixed(bytes, part); }
};

// Whoever has no part in a request has nothing written either. [H9]
bool of_a_stranger(const Result<Answer>& answer) {
  return answer.rejected() &&
         (answer.rejection().has(ReasonCode::request_not_found) || answer.rejection().has(ReasonCode::wrong_secret));
}

}  // namespace

Status check_arguments(const Command& command) {
  ArgumentCheck check;
  std::visit([&](const auto& c) { arguments(c, check); }, command);
  return check.status;
}

Status check_arguments(const CommandMeta& meta) {
  const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
  const auto& id = meta.command_id;
  if (id && (id->empty() || id->size() > kMaxCommandIdBytes || !std::all_of(id->begin(), id->end(), printable))) {
    return wrong("command_id", "1 to 64 printable ASCII characters without spaces, or none at all");
  }
  if (meta.context.size() > kMaxContextBytes) {
    return wrong("context", "has " + std::to_string(meta.context.size()) + " bytes; at most 256 are kept");
  }
  return Done{};
}

SecretBytes content_bytes(const Command& command) {
  ContentBytes content(row_of(command).number);
  std::visit([&](const auto& c) { arguments(c, content); }, command);
  return std::move(content.bytes);
}

Result<Subjects> subjects(const Command& command, const World& world) {
  return std::visit([&](const auto& c) { return subjects_of(c, world); }, command);
}

Result<Answer> decide(const Command& command, const World& world, Draft& draft) {
  auto answer = std::visit([&](const auto& c) { return decide_one(c, world, draft); }, command);
  if (row_of(command).deed != Deed::weighs || answer.faulted() || of_a_stranger(answer)) return answer;
  if (auto noted = note_changes(world, draft); !noted) return noted.as<Answer>();
  return answer;
}

}  // namespace doverie
