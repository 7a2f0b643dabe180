// SPDX-License-Identifier: Apache-2.0
//
// What are people told? Every notice has a number and a name; what it means, and to whom it goes, is in docs/guide/notices.md.
// The texts are the host's, or those of texts.h.
//
//   bool notify(std::string_view id, const SendNotice& notice) override {
//     return cabinet.add(id, notice.account, texts.at(notice.kind));
//   }
#ifndef DOVERIE_CORE_NOTICES_H_
#define DOVERIE_CORE_NOTICES_H_

#include "doverie/core/language.h"

#include <cstdint>
#include <optional>
#include <span>
#include <string_view>

namespace doverie {

// Numbers never change; expect new ones in later versions.
enum class Notice : std::int32_t {
#define DOVERIE_NOTICE(number, name, told, carries, when, unless) name = number,
#include "doverie/core/notices.def"
};

// One row of notices.def, where the words are explained.
struct NoticeInfo {
  enum class Told : std::uint8_t { trustor, contact, both, everyone };
  enum class Carries : std::uint8_t { circle, request, wait };

  Notice notice;
  std::string_view name;
  Told told;
  Carries carries;
  std::string_view when;
  std::string_view unless;
};

// All rows of notices.def, in its order; lives for ever. A host that has a text for each of them misses none.
std::span<const NoticeInfo> all_notices();

// "recovery_started"; empty for a number that is no notice of this library.
std::string_view name_of(Notice notice);
std::optional<Notice> notice_from_name(std::string_view name);

}  // namespace doverie

#endif  // DOVERIE_CORE_NOTICES_H_
