// SPDX-License-Identifier: Apache-2.0
//
// Senders for development: SMS into a file or onto the console, notices onto the console. They show codes: never use them in
// production.
#ifndef DOVERIE_ADAPTERS_DEVELOPMENT_H_
#define DOVERIE_ADAPTERS_DEVELOPMENT_H_

#include <iosfwd>
#include <mutex>
#include <string>

#include "doverie/ports/notifier.h"
#include "doverie/ports/sms_sender.h"

namespace doverie {

// Appends one line per message, flushed to disk before it answers: message id, tab, number, tab, text with its line breaks
// written as `\n`. A file that cannot be written is try_later.
class FileSmsSender final : public SmsSender {
 public:
  explicit FileSmsSender(std::string path) : path_(std::move(path)) {}
  SmsOutcome send(std::string_view message_id, std::string_view to, std::string_view text) override;

 private:
  std::mutex mutex_;
  std::string path_;
};

// REQUIRES: `out` outlives the sender.
class ConsoleSmsSender final : public SmsSender {
 public:
  explicit ConsoleSmsSender(std::ostream& out) : out_(out) {}
  SmsOutcome send(std::string_view message_id, std::string_view to, std::string_view text) override;

 private:
  std::mutex mutex_;
  std::ostream& out_;
};

// Drops every notice; for hosts that read the cabinets instead.
class NoNotifier final : public Notifier {
 public:
  bool notify(std::string_view, const SendNotice&) override { return true; }
};

// One line per notice: `[notice] <account>: <notice> key=value …`. REQUIRES: `out` outlives the notifier.
class ConsoleNotifier final : public Notifier {
 public:
  explicit ConsoleNotifier(std::ostream& out) : out_(out) {}
  bool notify(std::string_view message_id, const SendNotice& notice) override;

 private:
  std::mutex mutex_;
  std::ostream& out_;
};

}  // namespace doverie

#endif  // DOVERIE_ADAPTERS_DEVELOPMENT_H_
