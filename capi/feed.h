// SPDX-License-Identifier: Apache-2.0
//
// How does an event by a feed of the host's own come in?
#ifndef DOVERIE_CAPI_FEED_H_
#define DOVERIE_CAPI_FEED_H_

#include "doverie.h"
#include "doverie/ports/event_store.h"

namespace doverie::capi {

// Throws WrongArgument, naming the member.
FeedEntry read_entry(const doverie_feed_entry* entry);

}  // namespace doverie::capi

#endif  // DOVERIE_CAPI_FEED_H_
