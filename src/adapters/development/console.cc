// SPDX-License-Identifier: Apache-2.0
//
// Messages and notices as lines on the console, for people who try the library out.
#include <ostream>

#include "adapters/development/one_line.h"
#include "doverie/adapters/development.h"

namespace doverie {

SmsOutcome ConsoleSmsSender::send(std::string_view, std::string_view to, std::string_view text) {
  const std::lock_guard lock(mutex_);
  out_ << "[sms] " << to << ": " << one_line(text) << '\n' << std::flush;
  return out_ ? SmsOutcome::accepted : SmsOutcome::try_later;
}

bool ConsoleNotifier::notify(std::string_view, const SendNotice& notice) {
  const std::lock_guard lock(mutex_);
  out_ << "[notice] " << notice.account << ": " << name_of(notice.kind);
  for (const auto& [key, value] : notice.parameters) out_ << ' ' << key << '=' << one_line(value);
  out_ << '\n' << std::flush;
  return !out_.fail();
}

}  // namespace doverie
