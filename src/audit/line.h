// SPDX-License-Identifier: Apache-2.0
//
// How does an event look in a line of an export?
#ifndef DOVERIE_SRC_AUDIT_LINE_H_
#define DOVERIE_SRC_AUDIT_LINE_H_

#include <optional>

#include "core/bytes/json.h"
#include "doverie/ports/event_store.h"

namespace doverie::audit {

// The event that the line is about, without its cursor; nothing when it is no line of an export.
std::optional<FeedEntry> entry_in(const JsonValue& line);

}  // namespace doverie::audit

#endif  // DOVERIE_SRC_AUDIT_LINE_H_
