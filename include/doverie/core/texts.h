// SPDX-License-Identifier: Apache-2.0
//
// In which words are people told? The texts that come with the library: of the SMS with a code (sms_texts.def) and of every
// notice (notice_texts.def) and state (state_texts.def), in Russian and English. A host may have its own instead of any of them.
//
//   bool notify(std::string_view id, const SendNotice& notice) override {
//     const Role reader = notice.account == trustor_of(notice) ? Role::trustor : Role::contact;
//     const auto text = notice_text(notice.kind, reader, Language::russian, Channel::push).value();
//     return push.send(id, notice.account, text.subject, text.text);
//   }
#ifndef DOVERIE_CORE_TEXTS_H_
#define DOVERIE_CORE_TEXTS_H_

#include <cstdint>
#include <optional>
#include <string>
#include <string_view>

#include "doverie/core/notices.h"
#include "doverie/core/result.h"
#include "doverie/core/role.h"
#include "doverie/core/states.h"

namespace doverie {

// Numbers never change; expect new ones in later versions.
enum class Language : std::uint8_t { russian = 1, english = 2 };
enum class Channel : std::uint8_t { cabinet = 1, push = 2, email = 3 };
// Who is shown a state. The recoverer may be a stranger.
enum class Viewer : std::uint8_t { trustor = 1, contact = 2, recoverer = 3 };

// With `{code}` in it: what Settings::sms_text takes. Lives for ever.
std::string_view builtin_sms_text(Language language);

// Words for an operation of operations.def, as a noun: «смена пароля». Nothing for one of the host's own, which the host has
// words for. Lives for ever.
std::optional<std::string_view> operation_text(std::string_view operation, Language language);

// How a state stands and what the reader can do now, as plain sentences: state_texts.def. Nothing when it is not shown to this reader,
// say an invitation that was declined to the trustor. Lives for ever.
//
//   shown = state_text(view.state, Viewer::contact, Language::russian).value_or("");
std::optional<std::string_view> state_text(Vocabulary vocabulary, std::int32_t state, Viewer viewer, Language language);
template <class State>
std::optional<std::string_view> state_text(State state, Viewer viewer, Language language) {
  return state_text(vocabulary_of(state), static_cast<std::int32_t>(state), viewer, language);
}

// What a text names, as the reader is to see it. Goes into the text as it is: a host that makes HTML of it escapes it.
struct NoticeNames {
  std::string name{};         // whose account it is; needed for contacts, except in a push, which others see, too
  std::string redeem_from{};  // when a waiting period ends; needed by recovery_waiting, except in a push
  // what is to be confirmed: the notice's `operation` as it came, for one of operations.def; for one of the host's own the
  // words for it, in the language of the text. Empty: the recovery of a password
  std::string operation{};
};

struct NoticeText {
  std::string subject;  // of a letter; the head of a push or an entry of the cabinet
  std::string text;     // plain, with empty lines between the paragraphs of a letter
};

// The library's text of a notice. invalid_argument when `reader` is not told this notice, or a name is missing.
Result<NoticeText> notice_text(Notice notice, Role reader, Language language, Channel channel,
                               const NoticeNames& names = {});

}  // namespace doverie

#endif  // DOVERIE_CORE_TEXTS_H_
