// SPDX-License-Identifier: Apache-2.0
//
// What is a notice called? The rows of notices.def, by number and by name.
#include "doverie/core/notices.h"

#include <algorithm>
#include <array>

namespace doverie {

namespace {

constexpr auto kNotices = std::to_array<NoticeInfo>({
#define DOVERIE_NOTICE(number, name, told, carries, when, unless) \
  {Notice::name, #name, NoticeInfo::Told::told, NoticeInfo::Carries::carries, when, unless},
#include "doverie/core/notices.def"
});

}  // namespace

std::span<const NoticeInfo> all_notices() {
  return kNotices;
}

std::string_view name_of(Notice notice) {
  const auto* found = std::ranges::find(kNotices, notice, &NoticeInfo::notice);
  return found == kNotices.end() ? std::string_view() : found->name;
}

std::optional<Notice> notice_from_name(std::string_view name) {
  const auto* found = std::ranges::find(kNotices, name, &NoticeInfo::name);
  return found == kNotices.end() ? std::nullopt : std::optional(found->notice);
}

}  // namespace doverie
