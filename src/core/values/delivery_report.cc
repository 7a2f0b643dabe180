// SPDX-License-Identifier: Apache-2.0
//
// Tokens of delivery reports, made and recognised; and Kannel's words for what became of a message.
#include "doverie/core/delivery_report.h"

#include <algorithm>
#include <array>

#include "core/bytes/digests.h"
#include "core/bytes/encoding.h"

namespace doverie {

namespace {

constexpr std::size_t kLeastKeyBytes = 32;
constexpr std::size_t kMostIdCharacters = 1024;
// 128 bits: nobody guesses one, and the address stays short.
constexpr std::size_t kMacBytes = 16;

bool is_message_id(std::string_view id) {
  return !id.empty() && id.size() <= kMostIdCharacters && escape(id) == id;
}

std::string mac_of(const Secret& key, std::string_view message) {
  const Digest digest = hmac_sha256(key.reveal(), length_prefixed({"doverie delivery report 1", message}));
  return hex(view(digest).substr(0, kMacBytes));
}

struct KannelValue {
  std::string_view value;
  DeliveryState state;
};
// Kannel 1.4.5, user's guide, chapter "SMS delivery reports": the bits of dlr-mask.
constexpr std::array kKannelValues{
    KannelValue{"1", DeliveryState::delivered},  // delivered to the phone
    KannelValue{"2", DeliveryState::failed},     // not delivered to the phone
    KannelValue{"4", DeliveryState::taken},      // queued by the centre
    KannelValue{"8", DeliveryState::taken},      // accepted by the centre
    KannelValue{"16", DeliveryState::failed},    // refused by the centre
};

}  // namespace

std::string_view name_of(DeliveryState state) {
  constexpr std::array<std::string_view, 4> kNames{"", "taken", "failed", "delivered"};
  return kNames.at(static_cast<std::size_t>(state));
}

Result<DeliveryReports> DeliveryReports::create(std::vector<Secret> keys) {
  const bool short_one = std::ranges::any_of(keys, [](const Secret& key) { return key.size() < kLeastKeyBytes; });
  if (keys.empty() || short_one) {
    return Fault{FaultCode::invalid_argument, "keys: give at least one of at least 32 random bytes"};
  }
  return DeliveryReports(std::move(keys));
}

Result<std::string> DeliveryReports::token(std::string_view message) const {
  if (!is_message_id(message)) {
    return Fault{FaultCode::invalid_argument, "message: 1 to 1024 of [A-Za-z0-9_-], as the ids of messages are"};
  }
  return std::string(message) + '.' + mac_of(keys_.front(), message);
}

ReceivedReport DeliveryReports::read(std::string_view token, std::optional<DeliveryState> state, Instant at) const {
  const std::string_view message = token.substr(0, token.find('.'));
  if (message.size() == token.size() || !is_message_id(message)) return {};
  const std::string_view mac = token.substr(message.size() + 1);
  const auto made_it = [&](const Secret& key) { return equal_in_constant_time(mac_of(key, message), mac); };
  if (std::ranges::none_of(keys_, made_it)) return {};
  return {state ? ReportVerdict::genuine : ReportVerdict::unknown,
          {std::string(message), state.value_or(DeliveryState{}), at}};
}

std::optional<DeliveryState> kannel_state(std::string_view value) {
  const auto* found = std::ranges::find(kKannelValues, value, &KannelValue::value);
  return found == kKannelValues.end() ? std::nullopt : std::optional(found->state);
}

}  // namespace doverie
