// SPDX-License-Identifier: Apache-2.0
//
// The directory in memory, from putting an account in to being unavailable.
#include "doverie/adapters/memory.h"
#include "support/results.h"

namespace doverie::testing {
namespace {

TEST_CASE("memory directory: put, replace, remove, unavailable") {
  MemoryDirectory directory;
  CHECK_FALSE(directory.find("ivan").value().has_value());
  directory.put("ivan", {.given_name = "Иван"});
  CHECK(directory.find("ivan").value()->given_name == "Иван");
  directory.put("ivan", {.given_name = "Пётр"});
  CHECK(directory.find("ivan").value()->given_name == "Пётр");
  directory.set_unavailable(true);
  CHECK_FAULT(directory.find("ivan"), directory_unavailable);
  directory.set_unavailable(false);
  directory.remove("ivan");
  directory.remove("ivan");
  CHECK_FALSE(directory.find("ivan").value().has_value());
}

}  // namespace
}  // namespace doverie::testing
