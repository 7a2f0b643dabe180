// SPDX-License-Identifier: Apache-2.0
//
// The keyed hash in the place of the phone, and the phone put back.
#include "core/operation/kept_answer.h"

#include "core/bytes/digests.h"
#include "core/operation/answer_codec.h"

namespace doverie {

namespace {

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

}  // namespace

Result<std::string> keep(const KeptCommand& kept, const Result<Answer>& answer) {
  const auto* approved = answer ? std::get_if<Approved>(&*answer) : nullptr;
  if (!approved) return encode(answer);
  auto mac = keyed_mac(*kept.settings.keys, KeyPurpose::audit, bytes_of(kept, approved->phone_masked));
  if (!mac) return mac;
  return encode(answer, *mac);
}

Result<Answer> answer_again(const KeptCommand& kept, std::string_view bytes, const World& world) {
  auto answer = decode_answer(bytes);
  if (!answer) return answer;
  const auto* invite = std::get_if<Invite>(&kept.command);
  if (auto* invited = std::get_if<Invited>(&*answer); invited && invite) {
    if (const auto phone = Phone::parse(invite->phone)) invited->phone_masked = phone->masked();
  }
  if (auto* approved = std::get_if<Approved>(&*answer)) {
    auto phone = phone_again(kept, kept_phone_mac(bytes), world);
    if (!phone) return phone.as<Answer>();
    approved->phone_masked = *std::move(phone);
  }
  return answer;
}

}  // namespace doverie
