// SPDX-License-Identifier: Apache-2.0
//
// Seals: whatever is changed in a stored stream is found when it is loaded.
#include "core/records/seals.h"
#include "core/world/world.h"
#include "support/reseal.h"
#include "support/story.h"
#include "support/wrapped_store.h"

namespace doverie::testing {
namespace {

// A story whose circle/maria has a few events, and whose store shows a spoilt version of it.
struct Spoilt {
  std::shared_ptr<WrappedStore> store = std::make_shared<WrappedStore>(std::make_shared<MemoryStore>());
  Story story{{.store = store}};

  Spoilt() {
    story.appointed("maria", "ivan");
    story.started("maria");
  }
  void spoil(std::function<void(StreamRecord&)> how) {
    store->on_record = [how = std::move(how)](StreamRecord& record) {
      if (record.name == "circle/maria") how(record);
    };
  }
  std::string audit() { return in_words(story.service().operations().audit("maria")); }
};

TEST_CASE("seals: an untouched stream verifies, and shows its events") {
  Spoilt spoilt;
  const auto trail = spoilt.story.service().operations().audit("maria");
  REQUIRE(trail.ok());
  REQUIRE(trail->entries.size() == 3);
  const char* const types[] = {"invitation_sent", "contact_appointed", "recovery_started"};
  for (std::size_t i = 0; i < 3; ++i) {
    CHECK(trail->entries[i].version == i + 1);
    CHECK(trail->entries[i].type == types[i]);
    CHECK(trail->entries[i].at == kNoon);
    CHECK(trail->entries[i].event.find(types[i]) != std::string::npos);
  }
}

TEST_CASE("seals: one byte of an event changed") {
  Spoilt spoilt;
  const auto size = spoilt.story.service().operations().audit("maria")->entries[1].event.size();
  for (std::size_t i = 0; i < size; ++i) {
    spoilt.spoil(
        [&](StreamRecord& record) { record.events[1].bytes[i] = static_cast<char>(record.events[1].bytes[i] ^ 1); });
    CHECK_MESSAGE(spoilt.audit() == "fault: audit_broken", "byte " << i);
  }
}

TEST_CASE("seals: one byte of a seal changed") {
  Spoilt spoilt;
  for (std::size_t i = 0; i < 66; ++i) {
    spoilt.spoil([&](StreamRecord& record) { record.events[1].seal[i] = static_cast<char>(record.events[1].seal[i] ^ 1); });
    // The byte in front of the colon is the key's id: there is no such key.
    CHECK_MESSAGE(spoilt.audit() == (i == 0 ? "fault: key_unavailable" : "fault: audit_broken"), "byte " << i);
  }
}

TEST_CASE("seals: events removed, swapped, doubled, moved") {
  Spoilt spoilt;
  const std::pair<std::string, std::function<void(StreamRecord&)>> rows[] = {
      {"the first removed", [](StreamRecord& r) { r.events.erase(r.events.begin()), --r.version; }},
      {"one in the middle removed", [](StreamRecord& r) { r.events.erase(r.events.begin() + 1), --r.version; }},
      {"two swapped", [](StreamRecord& r) { std::swap(r.events[0], r.events[1]); }},
      {"two seals swapped", [](StreamRecord& r) { std::swap(r.events[0].seal, r.events[1].seal); }},
      {"one doubled", [](StreamRecord& r) { r.events.push_back(r.events.back()), ++r.version; }},
      {"one without a seal", [](StreamRecord& r) { r.events[0].seal.clear(); }},
      {"tail cut, the rest sealed on the wrong predecessor",
       [](StreamRecord& r) { r.events[1] = r.events[2], r.events.pop_back(), --r.version; }},
  };
  for (const auto& [what, how] : rows) {
    spoilt.spoil(how);
    CHECK_MESSAGE(spoilt.audit() == "fault: audit_broken", what);
    CHECK_MESSAGE(in_words(spoilt.story.start("maria")) == "fault: audit_broken", what);
  }
}

TEST_CASE("seals: of contacts and invitations, too") {
  Spoilt spoilt;
  const InvitationId open = spoilt.story.invited("olga", "ivan");
  const auto spoil_all = [&](const std::string& kind) {
    spoilt.store->on_record = [kind](StreamRecord& record) {
      if (record.name.starts_with(kind) && !record.events.empty()) record.events.back().bytes += ' ';
    };
  };
  spoil_all("contact/");
  EXPECT(spoilt.story.start("maria"), "fault: audit_broken");
  spoil_all("invitation/");
  EXPECT(spoilt.story.accept("ivan", open), "fault: audit_broken");
}

TEST_CASE("seals: an event of another stream in its place") {
  Spoilt spoilt;
  spoilt.story.appointed("olga", "pyotr");
  const auto other = spoilt.store->inner().read({.streams = {"circle/olga"}})->streams.front();
  spoilt.spoil([&](StreamRecord& record) { record.events[0] = other.events[0]; });
  CHECK(spoilt.audit() == "fault: audit_broken");
}

TEST_CASE("seals: the fault names stream and version") {
  Spoilt spoilt;
  spoilt.spoil([](StreamRecord& record) { record.events[1].bytes += ' '; });
  CHECK(spoilt.story.service().operations().audit("maria").fault().message.starts_with("stream circle/maria, version 2:"));
}

TEST_CASE("seals: a chain rewritten without the key, or for another realm's stream name") {
  Spoilt spoilt;
  MemoryKeyRing forged;
  for (const KeyPurpose purpose : {KeyPurpose::code, KeyPurpose::index, KeyPurpose::audit}) {
    REQUIRE(forged.add(purpose, "1", Secret("not the key of this store, 32 bytes")));
  }
  Settings settings{PolicySchedule(), std::make_shared<MemoryKeyRing>(forged)};
  spoilt.spoil([&](StreamRecord& record) { reseal(record, *settings.keys); });
  CHECK(spoilt.audit() == "fault: audit_broken");
}

TEST_CASE("seals: stored events that contradict each other, rightly sealed") {
  Spoilt spoilt;
  const Settings& settings = spoilt.story.service().settings();
  spoilt.spoil([&](StreamRecord& record) {
    EventRecord again{record.events[1].bytes, ""};
    again.seal = *make_seal(*settings.keys, record.name, 4, record.events[2].seal, again.bytes);
    record.events.push_back(again);
    record.version = 4;
  });
  CHECK(spoilt.audit() == "fault: store_corrupt");
  CHECK(spoilt.story.service().operations().audit("maria").fault().message.starts_with("stream circle/maria: "));
}

TEST_CASE("seals: stored events that break an invariant, rightly sealed") {
  Spoilt spoilt;
  const Settings& settings = spoilt.story.service().settings();
  spoilt.spoil([&](StreamRecord& record) {  // maria becomes her own contact
    std::string bytes = record.events[1].bytes;
    bytes.replace(bytes.find("\"ivan\""), 6, "\"maria\"");
    record.events.resize(1);
    record.events.push_back({bytes, *make_seal(*settings.keys, record.name, 2, record.events[0].seal, bytes)});
    record.version = 2;
  });
  CHECK(spoilt.audit() == "fault: store_corrupt");
}

TEST_CASE("seals: the last event removed, while the stream still says how many there were") {
  Spoilt spoilt;
  spoilt.spoil([](StreamRecord& record) { record.events.pop_back(); });
  const std::string said = spoilt.audit();
  CHECK_MESSAGE(said.starts_with("fault: audit_broken"), said);
}

}  // namespace
}  // namespace doverie::testing
