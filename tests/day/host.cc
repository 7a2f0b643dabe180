// SPDX-License-Identifier: Apache-2.0
//
// An application server or a worker of the day: built as the library is, and a second time as if it were the next version
// (src/core/records/levels.cc). Says its port, and works until its input ends; then it finishes what it has in hand.
//
//   day_host server|worker CONNINFO URL_OF_KANNEL LOG_OF_CODES POLICY_CHANGED KEYS
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <chrono>
#include <iostream>
#include <map>
#include <optional>

#include "day/setting.h"
#include "day/wire.h"
#include "doverie/adapters/kannel.h"
#include "doverie/adapters/open_metrics.h"
#include "doverie/adapters/postgres.h"
#include "doverie/pump_runner.h"
#include "senders/many_codes.h"

namespace doverie::day {
namespace {

template <class T>
T must(Result<T> result, const char* what) {
  if (result) return *std::move(result);
  std::cerr << what << ": " << (result.faulted() ? result.fault().message : "refused") << std::endl;
  std::_Exit(1);
}

// `done` and what `text` makes of the answer; `refused` and the reasons; `fault` and which.
template <class T, class Text>
std::string told(const Result<T>& result, Text text) {
  if (result.ok()) return "done " + text(*result);
  if (result.faulted()) return "fault " + std::string(info(result.fault().code).name);
  Words reasons{"refused"};
  for (const Reason& reason : result.rejection().reasons) reasons.emplace_back(info(reason.code).name);
  return joined(reasons);
}
template <class T>
std::string told(const Result<T>& result) {
  return told(result, [](const T&) { return std::string(); });
}

class Host {
 public:
  explicit Host(char** words) : keys_(ring(static_cast<Keys>(std::atoi(words[6])))) {
    store_ = must(PostgresStore::open({.conninfo = words[2], .call_timeout = std::chrono::seconds(3), .any_role = true}),
                  "store");
    KannelOptions kannel{.url = words[3], .username = "portal", .password = Secret("p4ss"), .from = "Portal"};
    kannel.http.timeout = std::chrono::seconds(5);
    ServiceOptions options;
    options.store = store_;
    options.directory = directory_;
    options.keys = keys_;
    options.policies = policies(std::atoi(words[5]) != 0);
    options.sms = testing::logging_sender(must(kannel_sender(kannel), "Kannel"), words[4]);
    options.observers = {metrics_};
    service_ = must(Service::create(std::move(options)), "service");
    if (words[1] == std::string("worker")) {
      const PumpRunnerOptions pump{.idle = std::chrono::milliseconds(200)};
      runner_ = must(PumpRunner::start(service_, pump), "pump");
    }
  }

  std::string answer(const Words& words) {
    using Verb = std::string (Host::*)(const Words&);
    static const std::map<std::string, std::pair<std::size_t, Verb>> kVerbs{
        {"invite", {3, &Host::invite}},   {"accept", {3, &Host::accept}}, {"start", {3, &Host::start}},
        {"approve", {4, &Host::approve}}, {"resend", {3, &Host::resend}}, {"code", {4, &Host::code}},
        {"redeem", {4, &Host::redeem}},   {"cancel", {4, &Host::cancel}}, {"deny", {3, &Host::deny}},
        {"forbid", {3, &Host::forbid}},   {"fraud", {3, &Host::fraud}},   {"seen", {2, &Host::seen}},
        {"metrics", {0, &Host::metrics}}, {"keys", {1, &Host::keys}},     {"directory", {1, &Host::directory}},
        {"ping", {0, &Host::ping}},
    };
    const auto found = words.empty() ? kVerbs.end() : kVerbs.find(words[0]);
    if (found == kVerbs.end() || words.size() != found->second.first + 1) return "fault nonsense";
    return (this->*found->second.second)(words);
  }

 private:
  // The last word is the id of the command.
  static CommandMeta meta(const Words& words) { return {.command_id = words.back()}; }

  std::string invite(const Words& w) {
    return told(service_->trustor(w[1]).invite(kContactsName, w[2], meta(w)), [](const Invited& i) { return i.invitation; });
  }
  std::string accept(const Words& w) { return told(service_->contact(w[1]).accept(w[2], meta(w))); }
  std::string start(const Words& w) {
    const auto started = service_->recoverer(w[1]).start(Secret(w[2]), false, std::string(kPasswordRecovery), meta(w));
    return told(started,
                [](const RecoveryStarted& s) { return joined({std::string(name_of(s.status)), s.request, s.number}); });
  }
  std::string approve(const Words& w) {
    return told(service_->contact(w[1]).approve(w[2], {.spoke_with_trustor = true, .nobody_misleads = true, .number = w[3]},
                                                meta(w)));
  }
  std::string resend(const Words& w) { return told(service_->contact(w[1]).resend_code(w[2], meta(w))); }
  std::string code(const Words& w) {
    return told(service_->contact(w[1]).confirm_code(w[2], Secret(w[3]), meta(w)),
                [](const CodeConfirmed& c) { return std::string(c.approved ? "approved" : "not_yet"); });
  }
  std::string redeem(const Words& w) {
    return told(service_->recoverer(w[1]).redeem(w[2], Secret(w[3]), std::string(kPasswordRecovery), meta(w)),
                [](const Grant& g) { return g.id; });
  }
  std::string cancel(const Words& w) { return told(service_->recoverer(w[1]).cancel(w[2], Secret(w[3]), meta(w))); }
  std::string deny(const Words& w) { return told(service_->contact(w[1]).deny(w[2], meta(w))); }
  std::string forbid(const Words& w) { return told(service_->trustor(w[1]).deny(w[2], meta(w))); }
  std::string fraud(const Words& w) { return told(service_->contact(w[1]).report_fraud(w[2], meta(w))); }
  std::string seen(const Words& w) { return told(service_->operations().owner_seen(w[1], meta(w))); }

  // For whoever watches and runs it.
  std::string metrics(const Words&) { return metrics_->text(); }
  std::string keys(const Words& w) {
    advance(*keys_, static_cast<Keys>(std::atoi(w[1].c_str())));
    return "done";
  }
  std::string directory(const Words& w) {
    directory_->set_down(w[1] == "down");
    return "done";
  }
  std::string ping(const Words&) { return told(store_->ping()); }

  std::shared_ptr<MemoryKeyRing> keys_;
  std::shared_ptr<Everybody> directory_ = std::make_shared<Everybody>();
  std::shared_ptr<OpenMetrics> metrics_ = std::make_shared<OpenMetrics>();
  std::shared_ptr<PostgresStore> store_;
  std::shared_ptr<const Service> service_;
  std::unique_ptr<PumpRunner> runner_;
};

}  // namespace
}  // namespace doverie::day

int main(int count, char** words) {
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (count != 7) return 2;
  doverie::day::Host host(words);
  const doverie::day::QuestionServer server([&](const doverie::day::Words& question) { return host.answer(question); });
  std::cout << server.port() << std::endl;
  char ignored = 0;
  while (::read(STDIN_FILENO, &ignored, 1) > 0) {
  }
  return 0;
}
