// SPDX-License-Identifier: Apache-2.0
//
// Senders and notifiers for development: one line for each message, and codes for the owner's eyes only.
#include "doverie/adapters/development.h"

#include <sys/stat.h>

#include <fstream>
#include <sstream>

#include "support/results.h"
#include "support/temp_dir.h"

namespace doverie::testing {
namespace {

std::string contents(const std::string& path) {
  std::ifstream file(path);
  std::ostringstream all;
  all << file.rdbuf();
  return all.str();
}

TEST_CASE("file SMS sender: one line per message, behind what is there") {
  TempDir directory;
  FileSmsSender sender(directory.file("sms"));
  CHECK(sender.send("m1", "+79161234567", "Код: 123456\n@gosuslugi.ru #123456") == SmsOutcome::accepted);
  CHECK(FileSmsSender(directory.file("sms")).send("m2", "+79161234568", "a\r\nb\tc") == SmsOutcome::accepted);
  CHECK(contents(directory.file("sms")) ==
        "m1\t+79161234567\tКод: 123456\\n@gosuslugi.ru #123456\n"
        "m2\t+79161234568\ta\\r\\nb\tc\n");
}

TEST_CASE("file SMS sender: nobody else can read the codes") {
  TempDir directory;
  FileSmsSender sender(directory.file("sms"));
  CHECK(sender.send("m1", "+79161234567", "code") == SmsOutcome::accepted);
  struct stat status{};
  REQUIRE(stat(directory.file("sms").c_str(), &status) == 0);
  CHECK((status.st_mode & 0777) == 0600);
}

TEST_CASE("file SMS sender: a file that cannot be written is try_later") {
  TempDir directory;
  CHECK(FileSmsSender(directory.file("missing/sms")).send("m1", "+79161234567", "code") == SmsOutcome::try_later);
  CHECK(FileSmsSender("/dev/full").send("m1", "+79161234567", "code") == SmsOutcome::try_later);
}

TEST_CASE("console SMS sender: one line per message") {
  std::ostringstream out;
  ConsoleSmsSender sender(out);
  CHECK(sender.send("m1", "+79161234567", "a\nb") == SmsOutcome::accepted);
  CHECK(out.str() == "[sms] +79161234567: a\\nb\n");
  out.setstate(std::ios::badbit);
  CHECK(sender.send("m1", "+79161234567", "a") == SmsOutcome::try_later);
}

TEST_CASE("console notifier: one line per notice") {
  std::ostringstream out;
  ConsoleNotifier notifier(out);
  CHECK(notifier.notify("m1", SendNotice{"ivan", Notice::recovery_started, {{"number", "12"}, {"name", "a\nb"}}}));
  CHECK(out.str() == "[notice] ivan: recovery_started number=12 name=a\\nb\n");
  out.setstate(std::ios::badbit);
  CHECK_FALSE(notifier.notify("m1", SendNotice{"ivan", Notice::recovery_started, {}}));
}

TEST_CASE("no notifier: drops every notice") {
  CHECK(NoNotifier().notify("m1", SendNotice{}));
}

}  // namespace
}  // namespace doverie::testing
