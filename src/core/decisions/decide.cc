// SPDX-License-Identifier: Apache-2.0
//
// What can be said of a command before anything is loaded: whether its arguments can be meant, and its fingerprint. Then
// to the function that decides it.
#include "core/decisions/decide.h"

#include <algorithm>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"
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

Fault wrong(std::string_view argument, std::string_view why) {
  return Fault{FaultCode::invalid_argument, std::string(argument) + ": " + std::string(why)};
}

// Every command names its arguments once; checks and fingerprints go by it.
template <class V>
void arguments(const Invite& c, V& v) {
  v.account("trustor", c.trustor), v.text("name", c.name), v.text("phone", c.phone);
}
template <class V>
void arguments(const CancelInvitation& c, V& v) {
  v.account("trustor", c.trustor), v.invitation(c.invitation);
}
template <class V>
void arguments(const RemoveContact& c, V& v) {
  v.account("trustor", c.trustor), v.account("contact", c.contact);
}
template <class V>
void arguments(const KeepContact& c, V& v) {
  v.account("trustor", c.trustor), v.account("contact", c.contact);
}
template <class V>
void arguments(const StayContact& c, V& v) {
  v.account("contact", c.contact), v.account("trustor", c.trustor);
}
template <class V>
void arguments(const DenyAsOwner& c, V& v) {
  v.account("trustor", c.trustor), v.request(c.request);
}
template <class V>
void arguments(const ReportFraudAsOwner& c, V& v) {
  v.account("trustor", c.trustor);
}
template <class V>
void arguments(const ShowTrustor& c, V& v) {
  v.account("trustor", c.trustor);
}
template <class V>
void arguments(const ShowAudit& c, V& v) {
  v.account("trustor", c.trustor);
}
template <class V>
void arguments(const AcceptInvitation& c, V& v) {
  v.account("contact", c.contact), v.invitation(c.invitation);
}
template <class V>
void arguments(const DeclineInvitation& c, V& v) {
  v.account("contact", c.contact), v.invitation(c.invitation);
}
template <class V>
void arguments(const Resign& c, V& v) {
  v.account("contact", c.contact), v.account("trustor", c.trustor);
}
template <class V>
void arguments(const Approve& c, V& v) {
  v.account("contact", c.contact), v.request(c.request), v.text("number", c.attestation.number);
  v.flag(c.attestation.spoke_with_trustor), v.flag(c.attestation.nobody_misleads);
  v.version("attestation.version", c.attestation.version), v.ids("attestation.agreed", c.attestation.agreed);
}
template <class V>
void arguments(const ResendCode& c, V& v) {
  v.account("contact", c.contact), v.request(c.request);
}
template <class V>
void arguments(const ConfirmCode& c, V& v) {
  v.account("contact", c.contact), v.request(c.request), v.text("code", c.code.reveal());
}
template <class V>
void arguments(const DenyAsContact& c, V& v) {
  v.account("contact", c.contact), v.request(c.request);
}
template <class V>
void arguments(const ReportFraudAsContact& c, V& v) {
  v.account("contact", c.contact), v.account("trustor", c.trustor);
}
template <class V>
void arguments(const ShowContact& c, V& v) {
  v.account("contact", c.contact);
}
template <class V>
void arguments(const StartRecovery& c, V& v) {
  v.account("trustor", c.trustor), v.secret(c.secret), v.flag(c.verified_factor);
}
template <class V>
void arguments(const ShowRecovery& c, V& v) {
  v.account("trustor", c.trustor), v.request(c.request), v.secret(c.secret);
}
template <class V>
void arguments(const CancelRecovery& c, V& v) {
  v.account("trustor", c.trustor), v.request(c.request), v.secret(c.secret);
}
template <class V>
void arguments(const Redeem& c, V& v) {
  v.account("trustor", c.trustor), v.request(c.request), v.secret(c.secret);
}
template <class V>
void arguments(const OwnerLoggedIn& c, V& v) {
  v.account("trustor", c.trustor);
}
template <class V>
void arguments(const RecoveredByOtherMeans& c, V& v) {
  v.account("trustor", c.trustor), v.channel(c.channel);
}
template <class V>
void arguments(const FreezeAccount& c, V& v) {
  v.account("trustor", c.trustor), v.host_id("operator_id", c.operator_id);
}
template <class V>
void arguments(const UnfreezeAccount& c, V& v) {
  v.account("trustor", c.trustor), v.host_id("operator_id", c.operator_id);
  v.second_operator(c.second_operator_id, c.operator_id);
}
template <class V>
void arguments(const CallBegan& c, V& v) {
  v.account("account", c.account), v.host_id("call_id", c.call_id);
}
template <class V>
void arguments(const CallEnded& c, V& v) {
  v.account("account", c.account), v.host_id("call_id", c.call_id);
}
template <class V>
void arguments(const AccountChanged& c, V& v) {
  v.account("account", c.account), v.change(c.what), v.instant("since", c.since);
}
template <class V>
void arguments(const EraseAccount& c, V& v) {
  v.account("account", c.account), v.host_id("operator_id", c.operator_id);
}
template <class V>
void arguments(const EraseEndedInvitations& c, V& v) {
  v.account("trustor", c.trustor);
  if (c.invitation) v.invitation(*c.invitation);
}
template <class V>
void arguments(const PrepareDelivery& c, V& v) {
  v.message(c.message);
}

// Remembers the first argument that is wrong.
class ArgumentCheck {
 public:
  Status status = Done{};

  void account(std::string_view name, const AccountId& id) { keep(check_account_id(id, name)); }
  void text(std::string_view name, std::string_view text) {
    if (text.size() > kMaxTypedBytes) keep(wrong(name, "longer than 1024 bytes"));
    if (!valid_utf8(text)) keep(wrong(name, "not UTF-8"));
  }
  void message(std::string_view) {}  // the library's own bytes; decode_message() checks them
  void invitation(const InvitationId& id) { keep(check_id("invitation", kInvitationPrefix, id)); }
  void request(const RequestId& id) { keep(check_id("request", kRequestPrefix, id)); }
  void secret(const Secret& secret) {
    if (secret.size() != kRecoverySecretBytes) {
      keep(wrong("secret", "has " + std::to_string(secret.size()) + " bytes; make one of 32 with new_recovery_secret()"));
    }
  }
  void flag(bool) {}
  // The host's own id of a person or a call.
  void host_id(std::string_view name, std::string_view id) {
    const auto printable = [](char c) { return c > 0x20 && c < 0x7f; };
    if (id.empty() || id.size() > kMaxHostIdBytes || !std::all_of(id.begin(), id.end(), printable)) {
      keep(wrong(name, "1 to 64 printable ASCII characters without spaces"));
    }
  }
  void second_operator(std::string_view second, std::string_view first) {
    host_id("second_operator_id", second);
    if (second == first) keep(wrong("second_operator_id", "the same as operator_id; it takes two people to lift a freeze"));
  }
  void version(std::string_view name, std::int32_t version) {
    if (version < 1) keep(wrong(name, "versions count from 1"));
  }
  void ids(std::string_view name, const std::vector<std::string>& ids) {
    if (ids.size() > kMostStatements) keep(wrong(name, "more than 32"));
    for (const std::string& id : ids) host_id(name, id);
  }
  void change(AccountChange what) {
    if (name_of(what).empty()) keep(wrong("what", "no change of an account that this library knows"));
  }
  void instant(std::string_view name, Instant instant) {
    if (instant < Instant{} || instant >= kLatestNow) keep(wrong(name, "outside of the years 1970 to 2199"));
  }
  void channel(std::string_view channel) {
    const auto good = [](char c) { return (c >= 'a' && c <= 'z') || (c >= '0' && c <= '9') || c == '_' || c == '-'; };
    if (channel.empty() || channel.size() > kMaxChannelBytes || !std::all_of(channel.begin(), channel.end(), good)) {
      keep(wrong("channel", "1 to 32 of [a-z0-9_-], such as mfc or bank"));
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
};

// What tells two commands apart. Every argument adds its bytes, whatever it says.
class ContentBytes {
 public:
  SecretBytes bytes;

  explicit ContentBytes(std::size_t kind) {
    bytes.reserve(kUsualBytes);
    add(std::to_string(kind));
  }

  void account(std::string_view, const AccountId& id) { add(id); }
  void text(std::string_view, std::string_view text) { add(text); }
  void message(std::string_view message) { add(message); }
  void invitation(const InvitationId& id) { add(id); }
  void request(const RequestId& id) { add(id); }
  void secret(const Secret& secret) { add(secret.reveal()); }
  void flag(bool flag) { add(flag ? "1" : "0"); }
  void host_id(std::string_view, std::string_view id) { add(id); }
  void second_operator(std::string_view second, std::string_view) { add(second); }
  void version(std::string_view, std::int32_t version) { add(std::to_string(version)); }
  void ids(std::string_view, const std::vector<std::string>& ids) {
    add(std::to_string(ids.size()));
    for (const std::string& id : ids) add(id);
  }
  void change(AccountChange what) { add(name_of(what)); }
  void instant(std::string_view, Instant instant) { add(std::to_string(instant.time_since_epoch().count())); }
  void channel(std::string_view channel) { add(channel); }

 private:
  static constexpr std::size_t kUsualBytes = 256;
  void add(std::string_view part) { append_length_prefixed(bytes, part); }
};

// Commands that read facts of both sides and may write.
bool looks_at_people(const Command& command) {
  return std::visit(
      []<class C>(const C&) {
        return std::is_same_v<C, StartRecovery> || std::is_same_v<C, Approve> || std::is_same_v<C, ResendCode> ||
               std::is_same_v<C, ConfirmCode> || std::is_same_v<C, Redeem>;
      },
      command);
}

// Whoever has no part in a request has nothing written either.
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
  const std::string& id = meta.command_id;
  if (id.empty() || id.size() > kMaxCommandIdBytes || !std::all_of(id.begin(), id.end(), printable)) {
    return wrong("command_id", "1 to 64 printable ASCII characters without spaces");
  }
  if (meta.context.size() > kMaxContextBytes) {
    return wrong("context", "has " + std::to_string(meta.context.size()) + " bytes; at most 256 are kept");
  }
  return Done{};
}

SecretBytes content_bytes(const Command& command) {
  ContentBytes content(command.index());
  std::visit([&](const auto& c) { arguments(c, content); }, command);
  return std::move(content.bytes);
}

Result<Subjects> subjects(const Command& command, const World& world) {
  return std::visit([&](const auto& c) { return subjects_of(c, world); }, command);
}

Result<Answer> decide(const Command& command, const World& world, Draft& draft) {
  auto answer = std::visit([&](const auto& c) { return decide_one(c, world, draft); }, command);
  if (looks_at_people(command) && !answer.faulted() && !of_a_stranger(answer)) note_changes(world, draft);
  return answer;
}

}  // namespace doverie
