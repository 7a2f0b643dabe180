// SPDX-License-Identifier: Apache-2.0
//
// A line that was cut off or changed by hand is no entry.
#include "audit/line.h"

#include "core/bytes/encoding.h"

namespace doverie::audit {

std::optional<FeedEntry> entry_in(const JsonValue& line) {
  const auto text = [&](std::string_view name) -> const std::string_view* {
    const JsonValue* member = line.member(name);
    return member ? member->string() : nullptr;
  };
  const JsonValue* version = line.member("version");
  const auto* stream = text("stream");
  const auto* seal = text("seal");
  const auto* event = text("event");
  const auto* in_hex = text("event_hex");
  if (!stream || !seal || !version || !version->integer() || *version->integer() < 1 || !event == !in_hex) return {};
  auto bytes = event ? std::string(*event) : unhex(*in_hex);
  if (!bytes) return {};
  return FeedEntry{{},
                   std::string(*stream),
                   static_cast<std::uint64_t>(*version->integer()),
                   EventRecord{*std::move(bytes), std::string(*seal)}};
}

}  // namespace doverie::audit
