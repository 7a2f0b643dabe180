// SPDX-License-Identifier: Apache-2.0
//
// What a store of the host's is asked: looking into requests, batches and settlements.
#include "host_store.h"
#include "structs.h"
#include "text.h"

namespace doverie::capi {
namespace {

// Fills `out` with what `make` gives.
template <class Out, class Make>
doverie_status show(Out* out, doverie_error** error, Make&& make) {
  return guarded(error, [&]() -> Status {
    write(out, make());
    return Done{};
  });
}

// The same for a string, which has no size of its own.
template <class Make>
doverie_status show_string(doverie_string* out, doverie_error** error, Make&& make) {
  return guarded(error, [&]() -> Status {
    if (out == nullptr) wrong("out", "NULL");
    *out = borrowed(make());
    return Done{};
  });
}

const ReadRequest& lent(const doverie_read_request* request) {
  return use(request, "request").request;
}

const Batch& lent(const doverie_batch* batch) {
  return use(batch, "batch").batch;
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_read_request_get(const doverie_read_request* request, doverie_read_view* out, doverie_error** error) {
  return show(out, error, [&] {
    const auto& [streams, tags, tags_since, command_id, whole, known] = lent(request);  // known: of no use to it yet
    return doverie_read_view{.stream_count = streams.size(),
                             .tag_count = tags.size(),
                             .tags_since = number(tags_since),
                             .whole = whole,
                             .has_command = command_id.has_value(),
                             .command_id = command_id ? borrowed(*command_id) : doverie_string{}};
  });
}

doverie_status doverie_read_request_stream_at(const doverie_read_request* request, size_t index, doverie_string* out,
                                              doverie_error** error) {
  return show_string(out, error, [&]() -> auto& { return element(lent(request).streams, index); });
}

doverie_status doverie_read_request_tag_at(const doverie_read_request* request, size_t index, doverie_string* out,
                                           doverie_error** error) {
  return show_string(out, error, [&]() -> auto& { return element(lent(request).tags, index); });
}

doverie_status doverie_batch_get(const doverie_batch* batch, doverie_batch_view* out, doverie_error** error) {
  return show(out, error, [&] {
    const doverie::Batch& all = lent(batch);
    return doverie_batch_view{.command_id = borrowed(all.command_id),
                              .fingerprint = borrowed(all.command.fingerprint),
                              .answer = borrowed(all.command.answer),
                              .at = number(all.at),
                              .expected_count = all.expected.size(),
                              .append_count = all.appends.size(),
                              .tag_count = all.tags.size(),
                              .message_count = all.messages.size(),
                              .withdrawn_count = all.withdrawn.size(),
                              .erase_count = all.erase.size()};
  });
}

doverie_status doverie_batch_expected_at(const doverie_batch* batch, size_t index, doverie_stream_version* out,
                                         doverie_error** error) {
  return show(out, error, [&] {
    const auto& [stream, version] = element(lent(batch).expected, index);
    return doverie_stream_version{.stream = borrowed(stream), .version = version};
  });
}

doverie_status doverie_batch_append_at(const doverie_batch* batch, size_t index, doverie_stream_append* out,
                                       doverie_error** error) {
  return show(out, error, [&] {
    const auto& [stream, events, summary] = element(lent(batch).appends, index);
    return doverie_stream_append{.stream = borrowed(stream), .event_count = events.size(), .summary = summary};
  });
}

doverie_status doverie_batch_event_at(const doverie_batch* batch, size_t append, size_t index, doverie_event* out,
                                      doverie_error** error) {
  return show(out, error, [&] {
    const auto& [bytes, seal] = element(element(lent(batch).appends, append).events, index);
    return doverie_event{.bytes = borrowed(bytes), .seal = borrowed(seal)};
  });
}

doverie_status doverie_batch_tag_at(const doverie_batch* batch, size_t index, doverie_tag_change* out,
                                    doverie_error** error) {
  return show(out, error, [&] {
    const auto& [tag, stream, set] = element(lent(batch).tags, index);
    return doverie_tag_change{.set = set, .tag = borrowed(tag), .stream = borrowed(stream)};
  });
}

doverie_status doverie_batch_message_at(const doverie_batch* batch, size_t index, doverie_message* out,
                                        doverie_error** error) {
  return show(out, error, [&] {
    const auto& [queue, id, bytes, not_before, useless_after] = element(lent(batch).messages, index);
    return doverie_message{.queue = borrowed(queue),
                           .id = borrowed(id),
                           .bytes = borrowed(bytes),
                           .not_before = number(not_before),
                           .useless_after = number(useless_after)};
  });
}

doverie_status doverie_batch_withdrawn_at(const doverie_batch* batch, size_t index, doverie_withdrawn_message* out,
                                          doverie_error** error) {
  return show(out, error, [&] {
    const auto& [queue, id, not_before] = element(lent(batch).withdrawn, index);
    return doverie_withdrawn_message{.queue = borrowed(queue), .id = borrowed(id), .not_before = number(not_before)};
  });
}

doverie_status doverie_batch_erase_at(const doverie_batch* batch, size_t index, doverie_string* out, doverie_error** error) {
  return show_string(out, error, [&]() -> auto& { return element(lent(batch).erase, index); });
}

size_t doverie_settlements_count(const doverie_settlements* settlements) {
  return alive(settlements) ? settlements->all.size() : 0;
}

doverie_status doverie_settlements_at(const doverie_settlements* settlements, size_t index, doverie_settlement* out,
                                      doverie_error** error) {
  return show(out, error, [&] {
    const auto& [message_id, lease, as, retry_at, queue] = element(use(settlements, "settlements").all, index);
    return doverie_settlement{.message_id = borrowed(message_id),
                              .lease = borrowed(lease),
                              .settle_as = static_cast<doverie_settle_as>(as),
                              .retry_at = number(retry_at),
                              .queue = borrowed(queue)};
  });
}
