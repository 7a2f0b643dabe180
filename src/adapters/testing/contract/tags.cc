// SPDX-License-Identifier: Apache-2.0
//
// Clauses about tags.
#include "adapters/testing/contract/trial.h"

namespace doverie::testing::contract {
namespace {

void tag(Shown store, const std::string& stream, Instant at) {
  const std::string id = "tag " + stream + std::to_string(at.time_since_epoch().count());
  store.appended(BatchBuilder(id, at).tag("phone", stream));
}

void in_order(Trial& trial) {
  Shown store = trial.store();
  tag(store, "c", kStart);
  tag(store, "b", kStart + kMinute);
  tag(store, "a", kStart + kMinute);
  tag(store, "d", kStart - kMinute);
  expect_equal("the streams that carry a tag", store.tagged("phone"), {"d", "c", "a", "b"});
}

void since(Trial& trial) {
  Shown store = trial.store();
  tag(store, "before", kStart - Duration(1));
  tag(store, "at", kStart);
  tag(store, "behind", kStart + Duration(1));
  expect_equal("the streams tagged at tags_since or later", store.tagged("phone", kStart), {"at", "behind"});
}

void carry_time(Trial& trial) {
  Shown store = trial.store();
  tag(store, "a", kStart);
  tag(store, "a", kStart + kMinute);
  const auto entries = store.entries("phone");
  expect_equal<std::uint64_t>("how often a stream is listed that was tagged twice", entries.size(), 1);
  expect_equal("the time of a tag that was set again", entries[0].set_at, kStart + kMinute);
}

void dropped(Trial& trial) {
  Shown store = trial.store();
  tag(store, "a", kStart);
  tag(store, "b", kStart);
  store.appended(BatchBuilder("drop").untag("phone", "a").untag("other", "b"));
  expect_equal("the streams that still carry the tag", store.tagged("phone"), {"b"});
}

void take_effect_in_order(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("c").tag("x", "a").untag("x", "a").untag("y", "a").tag("y", "a"));
  expect_equal("the streams with a tag that was set, then dropped", store.tagged("x"), {});
  expect_equal("the streams with a tag that was dropped, then set", store.tagged("y"), {"a"});
}

void byte_for_byte(Trial& trial) {
  Shown store = trial.store();
  store.appended(BatchBuilder("c").tag("Phone", "A").tag("phone", "a").tag("phone ", "b").tag("phon_", "c"));
  expect_equal("the streams tagged `phone`", store.tagged("phone"), {"a"});
}

void need_no_event(Trial& trial) {
  Shown store = trial.store();
  tag(store, "a", kStart);
  expect_equal("the streams tagged", store.tagged("phone"), {"a"});
  expect_equal<std::uint64_t>("the version of a stream that was tagged and never written", store.version("a"), 0);
}

constexpr ContractClause kClauses[] = {
    {"tags_in_order", "tags are listed in order of set_at, then stream", in_order},
    {"tags_since", "tags are listed when set at tags_since or later", since},
    {"tags_carry_time", "tags carry the time of the batch that set them; set again, the later one", carry_time},
    {"tags_dropped", "dropped tags are gone, and dropping what is not there is no error", dropped},
    {"tags_take_effect_in_order", "tag changes of one batch take effect in their order", take_effect_in_order},
    {"tags_byte_for_byte", "tags are compared byte for byte", byte_for_byte},
    {"tags_need_no_event", "a stream without events can carry a tag, and stays at version 0", need_no_event},
};

}  // namespace

std::span<const ContractClause> tag_clauses() {
  return kClauses;
}

}  // namespace doverie::testing::contract
