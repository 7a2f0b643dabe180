// SPDX-License-Identifier: Apache-2.0
//
// What if the meaning of a type changes one day? A library of later, invented here, knows a version 2 of a type: it reads what
// was written before, and the library of today refuses what it writes.
#include "core/records/event_codec.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

const RequestId kRequest = "req_00000000000000000000000000000000.maria";
const Envelope kEnvelope{kNoon, kToday, "cmd-1", ""};

// Version 2 says why.
struct RecoveryCancelled {
  static constexpr const char* kType = "recovery_cancelled";
  static constexpr std::int64_t kVersion = 2;
  RequestId request;
  std::string why;
  template <class Self, class V>
  static void fields(Self& e, V& v) {
    v("request", e.request), v.optional("why", e.why);
  }
};
using LaterEvent = std::variant<event::OwnerSeen, RecoveryCancelled>;

// The same bytes, said to be of that version.
std::string as_version(std::string bytes, const std::string& version) {
  const auto at = bytes.find("\"v\":");
  return bytes.replace(at + 4, 1, version);
}

TEST_CASE("event versions: a later library reads what was written before, and tells it from what it writes") {
  const std::string before = encode(kEnvelope, CircleEvent(event::RecoveryCancelled{kRequest}));
  const auto old = decode<LaterEvent>(before);
  REQUIRE_MESSAGE(old.ok(), in_words(old));
  CHECK(old->version == 1);
  CHECK(std::get<RecoveryCancelled>(old->event).request == kRequest);
  CHECK(std::get<RecoveryCancelled>(old->event).why.empty());

  const std::string after = encode(kEnvelope, LaterEvent(RecoveryCancelled{kRequest, "found_the_phone"}));
  CHECK(after == R"({"type":"recovery_cancelled","v":2,"at":"2026-03-02T09:00:00.000000Z","today":"2026-03-02",)"
                 R"("command":"cmd-1","request":"req_00000000000000000000000000000000.maria","why":"found_the_phone"})");
  const auto fresh = decode<LaterEvent>(after);
  REQUIRE_MESSAGE(fresh.ok(), in_words(fresh));
  CHECK(fresh->version == 2);
  CHECK(std::get<RecoveryCancelled>(fresh->event).why == "found_the_phone");
}

TEST_CASE("event versions: what a later library writes is refused by one of today, told that it is too old") {
  const std::string later = encode(kEnvelope, LaterEvent(RecoveryCancelled{kRequest, ""}));
  const auto refused = decode<CircleEvent>(later);
  EXPECT(refused, "fault: event_unknown");
  CHECK(refused.fault().message ==
        "a stored event has type \"recovery_cancelled\" version 2, which this library does not know; upgrade it before "
        "using this store");
  EXPECT(headline(later), "fault: event_unknown");
}

TEST_CASE("event versions: each type has its own, from 1 to the one that it is written with") {
  const std::string cancelled = encode(kEnvelope, LaterEvent(RecoveryCancelled{kRequest, ""}));
  const std::string logged_in = encode(kEnvelope, LaterEvent(event::OwnerSeen{}));
  EXPECT(decode<LaterEvent>(as_version(cancelled, "0")), "fault: event_unknown");
  EXPECT(decode<LaterEvent>(as_version(cancelled, "1")), "done");
  EXPECT(decode<LaterEvent>(cancelled), "done");
  EXPECT(decode<LaterEvent>(as_version(cancelled, "3")), "fault: event_unknown");
  EXPECT(decode<LaterEvent>(logged_in), "done");
  EXPECT(decode<LaterEvent>(as_version(logged_in, "2")), "fault: event_unknown");
}

}  // namespace
}  // namespace doverie::testing
