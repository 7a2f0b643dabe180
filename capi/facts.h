// SPDX-License-Identifier: Apache-2.0
#ifndef DOVERIE_CAPI_FACTS_H_
#define DOVERIE_CAPI_FACTS_H_

#include "doverie.h"
#include "doverie/core/facts.h"

namespace doverie::capi {

// The caller's facts as the core's. Throws WrongArgument, naming the field.
AccountFacts read_facts(const doverie_account_facts* facts);

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_FACTS_H_
