// SPDX-License-Identifier: Apache-2.0
//
// Pumps codes to Kannel until it is killed: a worker of many_codes_test.cc.
//
// Usage: codes_worker PLACE PEOPLE LOG URL
#include <signal.h>
#include <sys/prctl.h>
#include <unistd.h>

#include <cstdlib>
#include <iostream>

#include "doverie/adapters/kannel.h"
#include "doverie/pump_runner.h"
#include "senders/many_codes.h"

int main(int count, char** words) {
  using namespace doverie;
  ::prctl(PR_SET_PDEATHSIG, SIGKILL);
  if (count != 5) return 2;
  KannelOptions options;
  options.url = words[4];
  options.username = "portal";
  options.password = Secret("p4ss");
  options.from = "Portal";
  options.http.timeout = std::chrono::seconds{5};
  auto kannel = kannel_sender(options);
  if (!kannel) return 2;
  auto sender = testing::logging_sender(*std::move(kannel), words[3]);
  auto service = testing::many_service(words[1], std::atoi(words[2]), std::move(sender));
  const auto runner = PumpRunner::start(std::move(service), {.code_threads = 4, .idle = std::chrono::milliseconds{20}});
  if (!runner) return 2;
  while (true) ::pause();
}
