// SPDX-License-Identifier: Apache-2.0
//
// Which answers are final; their fingerprint and seal; the keyed hash in the place of the phone, and the phone put back.
#include "core/operation/kept_answer.h"

#include "core/bytes/digests.h"
#include "core/decisions/command_rows.h"
#include "core/decisions/decide.h"
#include "core/operation/answer_codec.h"

namespace doverie {

namespace {

// Keyed, because a command may hold a code or a phone, which a plain hash would give away.
SecretBytes fingerprint_bytes(const KeptCommand& kept) {
  constexpr std::size_t kRoomForTheRest = 96;
  const SecretBytes content = content_bytes(kept.command);
  SecretBytes bytes;
  bytes.reserve(content.size() + kept.command_id.size() + kRoomForTheRest);
  for (const std::string_view part : {std::string_view("doverie command 1"), std::string_view(kept.settings.realm),
                                      std::string_view(kept.command_id), std::string_view(content)}) {
    append_length_prefixed(bytes, part);
  }
  return bytes;
}

// The fingerprint stands for the command and its id.
std::string sealed_bytes(const KeptCommand& kept, std::string_view fingerprint, std::string_view answer) {
  return length_prefixed({"doverie answer 1", kept.settings.realm, kept.command_id, fingerprint, answer});
}

// Good for this command only, so that two kept answers never tell that they went to one phone.
std::string bytes_of(const KeptCommand& kept, std::string_view phone_masked) {
  return length_prefixed({"doverie answer phone 1", kept.settings.realm, kept.command_id, phone_masked});
}

// Of whom the answer has the phone; nullptr when nobody's facts were loaded.
const std::optional<AccountFacts>* contact_in(const Command& command, const World& world) {
  if (const auto* approve = std::get_if<Approve>(&command)) return world.account(approve->contact);
  if (const auto* resend = std::get_if<ResendCode>(&command)) return world.account(resend->contact);
  return nullptr;
}

Result<std::string> phone_again(const KeptCommand& kept, const std::string& mac, const World& world) {
  const auto* contact = contact_in(kept.command, world);
  if (!contact || !*contact || !(*contact)->phone) return std::string();
  std::string masked = (*contact)->phone->masked();
  const auto same = verify_keyed_mac(*kept.settings.keys, KeyPurpose::audit, mac, bytes_of(kept, masked));
  if (!same) return same.as<std::string>();
  return *same ? std::move(masked) : std::string();
}

Result<std::string> spelled(const KeptCommand& kept, const Result<Answer>& answer) {
  const auto* approved = answer ? std::get_if<Approved>(&*answer) : nullptr;
  if (!approved) return encode(answer);
  auto mac = keyed_mac(*kept.settings.keys, KeyPurpose::audit, bytes_of(kept, approved->phone_masked));
  if (!mac) return mac;
  return encode(answer, *mac);
}

Status check_record(const KeptCommand& kept, const CommandRecord& record, const SealedAnswer& answer) {
  const Macs& keys = *kept.settings.keys;
  const auto same = verify_keyed_mac(keys, KeyPurpose::audit, record.fingerprint, fingerprint_bytes(kept));
  if (!same) return same.as<Done>();
  if (!*same) {
    return Fault{FaultCode::command_id_reused,
                 "command id " + kept.command_id + " was used for another command; make a new id for a new command"};
  }
  const auto sealed =
      verify_keyed_mac(keys, KeyPurpose::audit, answer.seal, sealed_bytes(kept, record.fingerprint, answer.bytes));
  if (!sealed) return sealed.as<Done>();
  if (*sealed) return Done{};
  return Fault{FaultCode::audit_broken, "the answer that the store keeps of command " + kept.command_id +
                                            " is not the one that was given: somebody has changed it"};
}

}  // namespace

bool is_final(const Command& command, const Result<Answer>& answer, const Draft& draft) {
  if (!answer) return draft.guess_counted();
  if (const auto* started = std::get_if<RecoveryStarted>(&*answer)) return started->status == StartStatus::pending;
  return !draft.empty() || row_of(command).side != "host";
}

Result<CommandRecord> keep(const KeptCommand& kept, const Result<Answer>& answer) {
  auto bytes = spelled(kept, answer);
  if (!bytes) return bytes.as<CommandRecord>();
  auto fingerprint = keyed_mac(*kept.settings.keys, KeyPurpose::audit, fingerprint_bytes(kept));
  if (!fingerprint) return fingerprint.as<CommandRecord>();
  const auto seal = keyed_mac(*kept.settings.keys, KeyPurpose::audit, sealed_bytes(kept, *fingerprint, *bytes));
  if (!seal) return seal.as<CommandRecord>();
  return CommandRecord{*std::move(fingerprint), with_seal(*std::move(bytes), *seal)};
}

// [C15k]
Result<Answer> answer_again(const KeptCommand& kept, const CommandRecord& record, const World& world) {
  const SealedAnswer sealed = split_seal(record.answer);
  if (auto status = check_record(kept, record, sealed); !status) return status.as<Answer>();
  auto answer = decode_answer(sealed.bytes);
  if (!answer) return answer;
  if (!row_of(kept.command).answered_by(*answer)) {
    return Fault{FaultCode::store_corrupt, "the answer that the store keeps of command " + kept.command_id +
                                               " is of another kind than this command gives"};
  }
  const auto* invite = std::get_if<Invite>(&kept.command);
  if (auto* invited = std::get_if<Invited>(&*answer); invited && invite) {
    if (const auto phone = Phone::parse(invite->phone)) invited->phone_masked = phone->masked();
  }
  if (auto* approved = std::get_if<Approved>(&*answer)) {
    auto phone = phone_again(kept, kept_phone_mac(sealed.bytes), world);
    if (!phone) return phone.as<Answer>();
    approved->phone_masked = *std::move(phone);
  }
  return answer;
}

}  // namespace doverie
