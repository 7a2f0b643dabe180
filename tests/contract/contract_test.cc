// SPDX-License-Identifier: Apache-2.0
#include "contract/clauses.h"
#include "contract/subjects.h"

namespace doverie::testing {
namespace {

[[maybe_unused]] const int kRegistered = register_clauses<DOVERIE_SUBJECTS>();

}  // namespace
}  // namespace doverie::testing
