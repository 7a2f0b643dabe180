// SPDX-License-Identifier: Apache-2.0
//
// A store that a host has written in C, which keeps everything: what the library does when the host can roll it back.
#include <map>
#include <utility>
#include <vector>

#include "world.h"

namespace capi_test {
namespace {

#define GOES(call) CHECK((call) == DOVERIE_STATUS_OK)

// Streams, tags and commands in maps, without messages.
struct Books {
  struct Stream {
    std::vector<std::pair<std::string, std::string>> events;  // with their seals
    std::int32_t erased = 0;
    std::uint64_t version = 0;
  };
  std::map<std::string, Stream> streams;
  std::map<std::string, std::vector<std::pair<std::string, std::int64_t>>> tags;
  std::map<std::string, std::pair<std::string, std::string>> commands;
  bool undoable = false;

  void give_stream(doverie_store_sink* sink, std::size_t index, const Stream& stream) {
    auto state = fresh<doverie_stream_state>();
    state.version = stream.version;
    state.erased = stream.erased;
    GOES(doverie_store_give_stream(sink, index, &state, nullptr));
    for (const auto& [bytes, seal] : stream.events) {
      auto event = fresh<doverie_event>();
      event.bytes = lend(bytes);
      event.seal = lend(seal);
      GOES(doverie_store_give_event(sink, index, &event, nullptr));
    }
  }
  void read(const doverie_read_request* request, doverie_store_sink* sink) {
    auto view = fresh<doverie_read_view>();
    GOES(doverie_read_request_get(request, &view, nullptr));
    doverie_string name{};
    for (std::size_t i = 0; i < view.stream_count; ++i) {
      GOES(doverie_read_request_stream_at(request, i, &name, nullptr));
      give_stream(sink, i, streams[copy(name)]);
    }
    for (std::size_t i = 0; i < view.tag_count; ++i) {
      GOES(doverie_read_request_tag_at(request, i, &name, nullptr));
      for (const auto& [stream, at] : tags[copy(name)]) GOES(doverie_store_give_tag(sink, i, lend(stream), at, nullptr));
    }
    const auto command = commands.find(copy(view.command_id));
    if (command != commands.end()) {
      GOES(doverie_store_give_command(sink, lend(command->second.first), lend(command->second.second), nullptr));
    }
    auto facts = fresh<doverie_store_facts>();
    facts.undoable = undoable ? 1 : 0;
    GOES(doverie_store_give_facts(sink, &facts, nullptr));
    GOES(doverie_store_done(sink, nullptr));
  }
  void append_events(const doverie_batch* batch, std::size_t index) {
    auto append = fresh<doverie_stream_append>();
    GOES(doverie_batch_append_at(batch, index, &append, nullptr));
    Stream& stream = streams[copy(append.stream)];
    for (std::size_t i = 0; i < append.event_count; ++i) {
      auto event = fresh<doverie_event>();
      GOES(doverie_batch_event_at(batch, index, i, &event, nullptr));
      stream.events.emplace_back(copy(event.bytes), copy(event.seal));
      ++stream.version;
    }
  }
  void append(const doverie_batch* batch, doverie_store_sink* sink) {
    auto view = fresh<doverie_batch_view>();
    GOES(doverie_batch_get(batch, &view, nullptr));
    for (std::size_t i = 0; i < view.append_count; ++i) append_events(batch, i);
    for (std::size_t i = 0; i < view.tag_count; ++i) {
      auto tag = fresh<doverie_tag_change>();
      GOES(doverie_batch_tag_at(batch, i, &tag, nullptr));
      tags[copy(tag.tag)].emplace_back(copy(tag.stream), kMorning);
    }
    commands[copy(view.command_id)] = {copy(view.fingerprint), copy(view.answer)};
    GOES(doverie_store_appended(sink, nullptr));
  }

  Store handle() {
    auto callbacks = fresh<doverie_event_store_callbacks>();
    callbacks.read = [](void* self, auto* request, auto* sink) { static_cast<Books*>(self)->read(request, sink); };
    callbacks.append = [](void* self, auto* batch, auto* sink) { static_cast<Books*>(self)->append(batch, sink); };
    callbacks.lease_messages = [](void*, auto, auto, auto, auto, auto* sink) { GOES(doverie_store_done(sink, nullptr)); };
    callbacks.settle_messages = [](void*, auto*, auto* sink) { GOES(doverie_store_done(sink, nullptr)); };
    callbacks.feed = [](void*, auto, auto, auto* sink) { GOES(doverie_store_done(sink, nullptr)); };
    return make<Store>([&](auto out, auto error) { return doverie_host_store_new(&callbacks, this, out, error); });
  }
};

}  // namespace

TEST_CASE("KL5: no guess is compared in a store whose host can roll it back, and nothing is written of it") {
  Books books;
  World world;
  world.store = books.handle();
  auto options = world.options();
  world.service = make<Service>([&](auto out, auto error) { return doverie_service_new(&options, out, error); });
  world.appoint();
  std::string number;
  const std::string request = world.start(&number);
  books.undoable = true;
  CHECK(world.approve(request, number).ok());  // the number is shown to both: it is no guess
  const auto before = books.streams["circle/maria"].version;
  for (const char* code : {"000000", "000001"}) {
    const Outcome refused = world.confirm(request, code);
    CHECK(refused.faulted(DOVERIE_FAULT_GUESS_UNDOABLE));
    CHECK(refused.status == DOVERIE_STATUS_FAULT);
  }
  CHECK(books.streams["circle/maria"].version == before);
  books.undoable = false;
  CHECK(world.confirm(request, "000000").rejected(DOVERIE_REASON_WRONG_CODE));
  CHECK(books.streams["circle/maria"].version == before + 1);
}

}  // namespace capi_test
