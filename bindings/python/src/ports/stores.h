// SPDX-License-Identifier: Apache-2.0
//
// What goes to and from an event store.
#ifndef DOVERIE_BINDINGS_PYTHON_STORES_H_
#define DOVERIE_BINDINGS_PYTHON_STORES_H_

#include "convert/record.h"
#include "doverie/core/records.h"
#include "doverie/ports/event_store.h"

namespace doverie::python {

template <>
struct Record<EventRecord> {
  static constexpr const char* kClass = "EventRecord";
  static constexpr auto kFields =
      std::tuple{field<ConvertBytes>("data", &EventRecord::bytes), field("seal", &EventRecord::seal)};
};

template <>
struct Record<StreamRecord> {
  static constexpr const char* kClass = "StreamRecord";
  static constexpr auto kFields = std::tuple{field("name", &StreamRecord::name), field("version", &StreamRecord::version),
                                             field("erased", &StreamRecord::erased), field("events", &StreamRecord::events)};
};

template <>
struct Record<TagEntry> {
  static constexpr const char* kClass = "TagEntry";
  static constexpr auto kFields = std::tuple{field("stream", &TagEntry::stream), field("set_at", &TagEntry::set_at)};
};

template <>
struct Record<CommandRecord> {
  static constexpr const char* kClass = "CommandRecord";
  static constexpr auto kFields =
      std::tuple{field("fingerprint", &CommandRecord::fingerprint), field<ConvertBytes>("answer", &CommandRecord::answer)};
};

template <>
struct Record<StreamAppend> {
  static constexpr const char* kClass = "StreamAppend";
  static constexpr auto kFields = std::tuple{field("stream", &StreamAppend::stream), field("events", &StreamAppend::events),
                                             field("summary", &StreamAppend::summary)};
};

template <>
struct Record<StreamVersion> {
  static constexpr const char* kClass = "StreamVersion";
  static constexpr auto kFields =
      std::tuple{field("stream", &StreamVersion::stream), field("version", &StreamVersion::version)};
};

template <>
struct Record<TagChange> {
  static constexpr const char* kClass = "TagChange";
  static constexpr auto kFields =
      std::tuple{field("tag", &TagChange::tag), field("stream", &TagChange::stream), field("set", &TagChange::set)};
};

template <>
struct Record<MessageRecord> {
  static constexpr const char* kClass = "MessageRecord";
  static constexpr auto kFields =
      std::tuple{field("id", &MessageRecord::id), field("queue", &MessageRecord::queue),
                 field<ConvertBytes>("data", &MessageRecord::bytes), field("not_before", &MessageRecord::not_before),
                 field("useless_after", &MessageRecord::useless_after)};
};

template <>
struct Record<WithdrawnMessage> {
  static constexpr const char* kClass = "WithdrawnMessage";
  static constexpr auto kFields = std::tuple{field("queue", &WithdrawnMessage::queue), field("id", &WithdrawnMessage::id),
                                             field("not_before", &WithdrawnMessage::not_before)};
};

template <>
struct Record<Batch> {
  static constexpr const char* kClass = "Batch";
  static constexpr auto kFields = std::tuple{
      field("command_id", &Batch::command_id), field("command", &Batch::command), field("expected", &Batch::expected),
      field("appends", &Batch::appends),       field("tags", &Batch::tags),       field("messages", &Batch::messages),
      field("withdrawn", &Batch::withdrawn),   field("erase", &Batch::erase),     field("at", &Batch::at)};
};

template <>
struct Record<ReadRequest> {
  static constexpr const char* kClass = "ReadRequest";
  static constexpr auto kFields =
      std::tuple{field("streams", &ReadRequest::streams), field("tags", &ReadRequest::tags),
                 field("tags_since", &ReadRequest::tags_since), field("command_id", &ReadRequest::command_id),
                 field("whole", &ReadRequest::whole)};
};

template <>
struct Record<ReadTag> {
  static constexpr const char* kClass = "ReadTag";
  static constexpr auto kFields = std::tuple{field("tag", &ReadTag::tag), field("entries", &ReadTag::entries)};
};

template <>
struct Record<ReadResult> {
  static constexpr const char* kClass = "ReadResult";
  static constexpr auto kFields =
      std::tuple{field("streams", &ReadResult::streams), field("tags", &ReadResult::tags),
                 field("command", &ReadResult::command), field("store_now", &ReadResult::store_now),
                 field("epoch", &ReadResult::epoch),     field("restored_at", &ReadResult::restored_at),
                 field("last_at", &ReadResult::last_at), field("undoable", &ReadResult::undoable)};
};

// The record of a command that C++ leaves empty when there is none; None in Python.
struct ConvertCommandOrNone {
  static CommandRecord load(py::handle value, const Where& where) {
    return value.is_none() ? CommandRecord{} : Convert<CommandRecord>::load(value, where.or_none());
  }
  static py::object cast(const CommandRecord& value) {
    return value.fingerprint.empty() ? py::none() : Convert<CommandRecord>::cast(value);
  }
};

template <>
struct Record<AppendResult> {
  static constexpr const char* kClass = "AppendResult";
  static constexpr auto kFields =
      std::tuple{field("outcome", &AppendResult::outcome), field<ConvertCommandOrNone>("command", &AppendResult::command),
                 field("together", &AppendResult::together)};
};

template <>
struct Record<LeasedMessage> {
  static constexpr const char* kClass = "LeasedMessage";
  static constexpr auto kFields =
      std::tuple{field("message", &LeasedMessage::message), field("attempt", &LeasedMessage::attempt),
                 field("lease", &LeasedMessage::lease)};
};

template <>
struct Record<Settlement> {
  static constexpr const char* kClass = "Settlement";
  static constexpr auto kFields = std::tuple{
      field("message_id", &Settlement::message_id), field("lease", &Settlement::lease), field("settle_as", &Settlement::as),
      field<ConvertInstantOrNone>("retry_at", &Settlement::retry_at), field("queue", &Settlement::queue)};
};

template <>
struct Record<FeedEntry> {
  static constexpr const char* kClass = "FeedEntry";
  static constexpr auto kFields = std::tuple{field("cursor", &FeedEntry::cursor), field("stream", &FeedEntry::stream),
                                             field("version", &FeedEntry::version), field("event", &FeedEntry::event)};
};

}  // namespace doverie::python

#endif  // DOVERIE_BINDINGS_PYTHON_STORES_H_
