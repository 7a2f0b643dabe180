// SPDX-License-Identifier: Apache-2.0
//
// How do facts about people cross the boundary?
#ifndef DOVERIE_CAPI_FACTS_H_
#define DOVERIE_CAPI_FACTS_H_

#include "doverie.h"
#include "doverie/core/facts.h"

namespace doverie::capi {

// A date of the years 1 to 9999. Throws WrongArgument, naming the argument.
CivilDate civil_date(doverie_date date, const char* name);
// An instant that cannot be left out.
Instant required_instant(std::int64_t microseconds, const char* name);

// The caller's facts as the core's. Throws WrongArgument, naming the field.
AccountFacts read_facts(const doverie_account_facts* facts);

// The other way round, borrowed from `facts`; without the host's own.
doverie_account_facts told_facts(const AccountFacts& facts);
doverie_date told_date(CivilDate date);

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_FACTS_H_
