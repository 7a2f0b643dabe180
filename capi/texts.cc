// SPDX-License-Identifier: Apache-2.0
//
// The texts that come with the library, and what an SMS costs.
#include "doverie/core/texts.h"

#include "doverie/core/sms.h"
#include "handles.h"
#include "structs.h"
#include "text.h"

using namespace doverie::capi;

struct doverie_notice_text : Handle<0x4e4f544943455431> {
  explicit doverie_notice_text(doverie::NoticeText of) : text(std::move(of)) {}
  doverie::NoticeText text;
};

doverie_status doverie_notice_text_new(int32_t notice, doverie_role reader, doverie_language language,
                                       doverie_channel channel, const doverie_notice_names* names, doverie_notice_text** out,
                                       doverie_error** error) {
  return give(out, error, [&]() -> doverie::Result<std::unique_ptr<doverie_notice_text>> {
    const auto given = read_or_default(names, "names");
    auto made = doverie::notice_text(doverie::Notice{notice}, enumerator(reader, doverie::Role::contact, "reader"),
                                     enumerator(language, doverie::Language::english, "language"),
                                     enumerator(channel, doverie::Channel::email, "channel"),
                                     {text(given.name, "names.name"), text(given.redeem_from, "names.redeem_from"),
                                      text(given.operation, "names.operation")});
    if (!made) return made.as<std::unique_ptr<doverie_notice_text>>();
    return std::make_unique<doverie_notice_text>(*std::move(made));
  });
}

doverie_string doverie_notice_text_subject(const doverie_notice_text* text) {
  return alive(text) ? borrowed(text->text.subject) : doverie_text("");
}

doverie_string doverie_notice_text_body(const doverie_notice_text* text) {
  return alive(text) ? borrowed(text->text.text) : doverie_text("");
}

void doverie_notice_text_free(doverie_notice_text* text) {
  free_handle(text);
}

doverie_string doverie_operation_text(doverie_string operation, doverie_language language) {
  if (language < 1 || language > DOVERIE_LANGUAGE_ENGLISH || operation.data == nullptr) return doverie_text("");
  const auto known = doverie::operation_text({operation.data, operation.size}, doverie::Language(language));
  return known ? borrowed_literal(*known) : doverie_text("");
}

doverie_string doverie_state_text(doverie_vocabulary vocabulary, int32_t state, doverie_viewer viewer,
                                  doverie_language language) {
  const auto within = [](std::int32_t number, std::int32_t last) { return number >= 1 && number <= last; };
  const bool known = within(vocabulary, DOVERIE_VOCABULARY_HISTORY_KIND) && within(viewer, DOVERIE_VIEWER_RECOVERER) &&
                     within(language, DOVERIE_LANGUAGE_ENGLISH);
  if (!known) return doverie_text("");
  const auto text =
      doverie::state_text(doverie::Vocabulary(vocabulary), state, doverie::Viewer(viewer), doverie::Language(language));
  return text ? borrowed_literal(*text) : doverie_text("");
}

doverie_string doverie_sms_text(doverie_language language) {
  const bool known = language >= 1 && language <= DOVERIE_LANGUAGE_ENGLISH;
  return known ? borrowed_literal(doverie::builtin_sms_text(doverie::Language(language))) : doverie_text("");
}

doverie_status doverie_sms_size(doverie_string text, int32_t* segments, int32_t* gsm, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    if (segments == nullptr) wrong("segments", "NULL");
    if (gsm == nullptr) wrong("gsm", "NULL");
    const doverie::Secret whole = secret_text(text, "text");
    const auto size = doverie::sms_size(whole.reveal());
    *segments = size.segments;
    *gsm = size.alphabet == doverie::SmsAlphabet::gsm7 ? 1 : 0;
    return doverie::Done{};
  });
}
