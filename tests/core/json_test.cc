// SPDX-License-Identifier: Apache-2.0
//
// Canonical JSON: instants and dates there and back, what is written in one way only, what is read and what is refused.
#include "core/bytes/json.h"

#include <limits>
#include <random>

#include "support/story.h"

namespace doverie::testing {
namespace {

TEST_CASE("json: instants and dates, there and back") {
  const std::pair<Instant, std::string> rows[] = {
      {Instant{}, "1970-01-01T00:00:00.000000Z"},     {kNoon, "2026-03-02T09:00:00.000000Z"},
      {kNoon - kTick, "2026-03-02T08:59:59.999999Z"}, {kEarliestNow, "2020-01-01T00:00:00.000000Z"},
      {kLatestNow, "2200-01-01T00:00:00.000000Z"},    {Instant{} - kTick, "1969-12-31T23:59:59.999999Z"},
  };
  for (const auto& [instant, text] : rows) {
    CHECK(iso(instant) == text);
    CHECK(*instant_from_iso(text) == instant);
  }
  CHECK(iso(CivilDate{std::chrono::year{2028} / 2 / 29}) == "2028-02-29");
  CHECK(*date_from_iso("2028-02-29") == CivilDate{std::chrono::year{2028} / 2 / 29});
}

TEST_CASE("json: random instants, there and back") {
  const std::uint64_t seed = seed_or(7);
  CAPTURE(seed);
  std::mt19937_64 random(seed);
  const auto span = (kLatestNow - kEarliestNow).count();
  for (int i = 0; i < 1000; ++i) {
    const Instant instant = kEarliestNow + Duration(static_cast<std::int64_t>(random() % static_cast<std::uint64_t>(span)));
    CHECK(*instant_from_iso(iso(instant)) == instant);
  }
}

TEST_CASE("json: what is no instant and no date") {
  for (const char* text : {"", "2026-03-02", "2026-03-02T09:00:00Z", "2026-03-02T09:00:00.000000",
                           "2026-03-02T24:00:00.000000Z", "2026-03-02T09:60:00.000000Z", "2026-03-02T09:00:60.000000Z",
                           "2026-02-30T09:00:00.000000Z", "2026-03-02 09:00:00.000000Z", "2026-03-02T09-00:00.000000Z",
                           "2026-03-02T09:00-00.000000Z", "2026-03-02T09:00:00,000000Z", "2026-03-02T09:00:00.000000z",
                           "2026-03-02T-9:00:00.000000Z", "2026-03-02T09:-1:00.000000Z", "2026-03-02T09:00:-1.000000Z",
                           "2026-03-02T09:00:00.-00001Z", "2026-03-02T0x:00:00.000000Z"}) {
    CHECK_FALSE_MESSAGE(instant_from_iso(text).has_value(), text);
  }
  for (const char* text : {"", "2026-3-02", "2026-03-2 ", "2026/03/02", "2026-03/02", "2026-13-01", "2026-00-01",
                           "2026-01-00", "2026-02-29", "-026-01-01", "202x-01-01", "2026-0x-01", "2026-01-0x"}) {
    CHECK_FALSE_MESSAGE(date_from_iso(text).has_value(), text);
  }
}

TEST_CASE("json: the writer is canonical, and what it writes is read") {
  JsonWriter json;
  json.begin_object().field("a", 1).field("b", true).field("c", "x\"\\\n\x01я").key("d").begin_array();
  json.value(std::int64_t{-1}).null().value("y").begin_object().end_object().end_array().end_object();
  const std::string text = json.take();
  CHECK(text == "{\"a\":1,\"b\":true,\"c\":\"x\\\"\\\\\\u000a\\u0001я\",\"d\":[-1,null,\"y\",{}]}");
  const auto read = parse_json(text);
  REQUIRE(read.ok());
  CHECK(*read->member("c")->string() == "x\"\\\n\x01я");
  std::vector<std::string> kinds;
  for (const JsonValue& item : *read->member("d")->array()) {
    kinds.emplace_back(item.integer() ? "integer" : item.string() ? "string" : item.object() ? "object" : "null");
  }
  CHECK(kinds == std::vector<std::string>{"integer", "null", "string", "object"});
  CHECK(read->member("x") == nullptr);
  CHECK(read->member("a")->member("b") == nullptr);
}

TEST_CASE("json: what is read as what") {
  CHECK(*parse_json("9223372036854775807")->root().integer() == std::numeric_limits<std::int64_t>::max());
  CHECK(*parse_json("-9223372036854775808")->root().integer() == std::numeric_limits<std::int64_t>::min());
  CHECK(parse_json("9223372036854775808")->root().integer() == nullptr);
  CHECK(parse_json("1.0")->root().integer() == nullptr);
  CHECK(*parse_json("\"\\u044f\"")->root().string() == "я");
  CHECK(*parse_json("false")->root().boolean() == false);
}

TEST_CASE("json: a reader reads one text after the other") {
  JsonReader reader;
  for (const char* text : {"{\"a\":[1,2,{\"b\":\"x\"}],\"c\":2}", "[]", "{\"c\":2,\"a\":{\"c\":[]}}"}) {
    const auto read = reader.read(text);
    REQUIRE(read.ok());
    const JsonValue* c = (*read)->member("c");
    CHECK((c ? *c->integer() : 0) == ((*read)->object() ? 2 : 0));
  }
}

TEST_CASE("json: what is refused") {
  const std::string depth32 = std::string(32, '[') + "1" + std::string(32, ']');
  CHECK(parse_json(depth32).ok());
  for (const std::string& text :
       {std::string(), std::string("{"), std::string("{\"a\":1,\"a\":1}"), std::string("[{\"a\":{\"b\":1,\"b\":2}}]"),
        "[" + depth32 + "]", std::string("\"\xFF\""), std::string("01"), std::string("NaN"), std::string("'a'")}) {
    EXPECT(parse_json(text), "fault: invalid_argument");
  }
}

}  // namespace
}  // namespace doverie::testing
