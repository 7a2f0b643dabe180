// SPDX-License-Identifier: Apache-2.0
//
// The contract of every store: each clause is a test case for each of them.
#include "stores/contract/clauses.h"
#include "stores/contract/subjects.h"

namespace doverie::testing {
namespace {

[[maybe_unused]] const int kRegistered = register_clauses<DOVERIE_SUBJECTS>();

}  // namespace
}  // namespace doverie::testing
