// SPDX-License-Identifier: Apache-2.0
// How does C call a store of the host's own?
package doverie;

import static doverie.raw.Values.text;

import doverie.raw.BatchViewStruct;
import doverie.raw.Frame;
import doverie.raw.EventStoreCallbacksStruct;
import doverie.raw.EventStruct;
import doverie.raw.FeedEntryStruct;
import doverie.raw.LeasedMessageStruct;
import doverie.raw.MessageStruct;
import doverie.raw.Raw;
import doverie.raw.ReadViewStruct;
import doverie.raw.SettlementStruct;
import doverie.raw.StoreFactsStruct;
import doverie.raw.StreamAppendStruct;
import doverie.raw.StreamStateStruct;
import doverie.raw.StreamVersionStruct;
import doverie.raw.StringStruct;
import doverie.raw.TagChangeStruct;
import doverie.raw.Values;
import doverie.raw.WithdrawnMessageStruct;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;

/** Reads what C asks, and hands over what the store answers. */
final class HostStore {
  private static final EventStoreCallbacksStruct.Read READ = (self, request, sink) -> run(self, sink,
      host -> give(host.read(request(request)), sink));
  private static final EventStoreCallbacksStruct.Append APPEND = (self, batch, sink) -> run(self, sink,
      host -> answer(host.append(batch(batch)), sink));
  private static final EventStoreCallbacksStruct.LeaseMessages LEASE = (self, queue, now, leaseFor, limit, sink) -> run(self, sink,
      host -> giveLeases(host.lease(Values.text(queue), Times.instant(now), Duration.of(leaseFor, ChronoUnit.MICROS), limit), sink));
  private static final EventStoreCallbacksStruct.SettleMessages SETTLE = (self, settlements, sink) -> run(self, sink, host -> {
    host.settle(settlements(settlements));
    done(sink);
  });
  private static final EventStoreCallbacksStruct.Feed FEED = (self, after, limit, sink) -> run(self, sink,
      host -> giveEntries(host.feed(Values.text(after), limit), sink));
  private static final EventStoreCallbacksStruct.Destroy DESTROY = Callbacks::destroy;

  private HostStore() {}

  static long make(EventStore host) {
    try (Frame frame = Frame.open()) {
      EventStoreCallbacksStruct callbacks = new EventStoreCallbacksStruct(frame).read(READ).append(APPEND).leaseMessages(LEASE)
          .settleMessages(SETTLE).feed(FEED).destroy(DESTROY);
      return Calls.made((out, error) -> Raw.doverie_host_store_new(callbacks.address(), Callbacks.self(host), out, error));
    }
  }

  /** A fault that the store names goes to the library by its name. */
  private static void run(long self, long sink, Callbacks.Body<EventStore> body) {
    Callbacks.<EventStore>run(self, host -> {
      try {
        body.run(host);
      } catch (Fault fault) {
        Raw.doverie_store_failed(sink, fault.code().number(), text(fault.getMessage()), 0);
      }
    });
  }

  private static void done(long sink) {
    Calls.done((out, error) -> Raw.doverie_store_done(sink, error));
  }

  // --- What is read.

  private static EventStore.ReadRequest request(long request) {
    ReadViewStruct view = new ReadViewStruct(Frame.current());
    Calls.done((out, error) -> Raw.doverie_read_request_get(request, view.address(), error));
    List<String> streams = Calls.list(view.streamCount(), StringStruct::new,
        (index, out, error) -> Raw.doverie_read_request_stream_at(request, index, out, error), Values::text);
    List<String> tags = Calls.list(view.tagCount(), StringStruct::new,
        (index, out, error) -> Raw.doverie_read_request_tag_at(request, index, out, error), Values::text);
    return new EventStore.ReadRequest(streams, tags, Times.instant(view.tagsSince()), view.whole() != 0,
        view.hasCommand() == 0 ? Optional.empty() : Optional.of(view.commandId()));
  }

  private static void give(EventStore.ReadResult result, long sink) {
    for (int i = 0; i < result.streams().size(); ++i) giveStream(result.streams().get(i), i, sink);
    for (int i = 0; i < result.tags().size(); ++i) {
      long index = i;
      for (EventStore.TagEntry entry : result.tags().get(i)) {
        Calls.done((out, error) -> Raw.doverie_store_give_tag(sink, index, text(entry.stream()), Times.microseconds(entry.setAt()), error));
      }
    }
    result.command().ifPresent(command -> Calls.done((out, error) -> Raw.doverie_store_give_command(sink, text(command.fingerprint()),
        text(command.answer()), error)));
    if (!result.facts().equals(EventStore.Facts.NONE)) giveFacts(result.facts(), sink);
    done(sink);
  }

  private static void giveFacts(EventStore.Facts facts, long sink) {
    Calls.done((out, error) -> Raw.doverie_store_give_facts(sink, new StoreFactsStruct(Frame.current()).storeNow(number(facts.now()))
        .epoch(facts.epoch()).restoredAt(number(facts.restoredAt())).lastAt(number(facts.lastAt()))
        .undoable(Flags.number(facts.undoable())).address(), error));
  }

  private static long number(Optional<Instant> instant) {
    return instant.map(Times::microseconds).orElse(0L);
  }

  private static void giveStream(EventStore.Stream stream, long index, long sink) {
    Calls.done((out, error) -> Raw.doverie_store_give_stream(sink, index, new StreamStateStruct(Frame.current()).version(stream.version())
        .erased(Flags.number(stream.erased())).address(), error));
    for (EventStore.Event event : stream.events()) {
      Calls.done((out, error) -> Raw.doverie_store_give_event(sink, index, new EventStruct(Frame.current()).bytes(event.bytes())
          .seal(event.seal()).address(), error));
    }
  }

  // --- What is written.

  private static EventStore.Batch batch(long batch) {
    BatchViewStruct view = new BatchViewStruct(Frame.current());
    Calls.done((out, error) -> Raw.doverie_batch_get(batch, view.address(), error));
    List<EventStore.Expected> expected = Calls.list(view.expectedCount(), StreamVersionStruct::new,
        (index, out, error) -> Raw.doverie_batch_expected_at(batch, index, out, error),
        at -> new EventStore.Expected(at.stream(), at.version()));
    List<EventStore.TagChange> tags = Calls.list(view.tagCount(), TagChangeStruct::new,
        (index, out, error) -> Raw.doverie_batch_tag_at(batch, index, out, error),
        at -> new EventStore.TagChange(at.tag(), at.stream(), at.set() != 0));
    List<EventStore.Message> messages = Calls.list(view.messageCount(), MessageStruct::new,
        (index, out, error) -> Raw.doverie_batch_message_at(batch, index, out, error), at -> new EventStore.Message(at.queue(), at.id(),
            at.bytes(), Times.instant(at.notBefore()), Times.instant(at.uselessAfter())));
    List<EventStore.Withdrawn> withdrawn = Calls.list(view.withdrawnCount(), WithdrawnMessageStruct::new,
        (index, out, error) -> Raw.doverie_batch_withdrawn_at(batch, index, out, error),
        at -> new EventStore.Withdrawn(at.queue(), at.id(), Times.instant(at.notBefore())));
    List<String> erase = Calls.list(view.eraseCount(), StringStruct::new,
        (index, out, error) -> Raw.doverie_batch_erase_at(batch, index, out, error), Values::text);
    return new EventStore.Batch(view.commandId(), new EventStore.Command(view.fingerprint(), view.answer()), Times.instant(view.at()),
        expected, appends(batch, view.appendCount()), tags, messages, withdrawn, erase);
  }

  private static List<EventStore.Append> appends(long batch, long count) {
    List<EventStore.Append> all = new ArrayList<>();
    for (long index = 0; index < count; ++index) all.add(append(batch, index));
    return all;
  }

  private static EventStore.Append append(long batch, long index) {
    try (Frame frame = Frame.open()) {
      StreamAppendStruct at = new StreamAppendStruct(frame);
      Calls.done((out, error) -> Raw.doverie_batch_append_at(batch, index, at.address(), error));
      List<EventStore.Event> events = Calls.list(at.eventCount(), EventStruct::new,
          (event, out, error) -> Raw.doverie_batch_event_at(batch, index, event, out, error),
          each -> new EventStore.Event(each.bytes(), each.seal()));
      return new EventStore.Append(at.stream(), events, at.summary());
    }
  }

  private static void answer(EventStore.Appended appended, long sink) {
    Calls.done((out, error) -> {
      if (appended instanceof EventStore.Appended.Already already)
        return Raw.doverie_store_already(sink, text(already.command().fingerprint()), text(already.command().answer()), error);
      if (appended instanceof EventStore.Appended.Conflict) return Raw.doverie_store_conflict(sink, error);
      if (appended instanceof EventStore.Appended.Unknown) return Raw.doverie_store_unknown(sink, error);
      return Raw.doverie_store_appended(sink, error);
    });
  }

  // --- Messages and the feed.

  private static void giveLeases(List<EventStore.Leased> all, long sink) {
    for (EventStore.Leased each : all) {
      Calls.done((out, error) -> Raw.doverie_store_give_lease(sink, struct(Frame.current(), each).address(), error));
    }
    done(sink);
  }

  private static LeasedMessageStruct struct(Frame frame, EventStore.Leased leased) {
    EventStore.Message message = leased.message();
    return new LeasedMessageStruct(frame).queue(message.queue()).id(message.id()).bytes(message.bytes())
        .notBefore(Times.microseconds(message.notBefore())).uselessAfter(Times.microseconds(message.uselessAfter()))
        .attempt(leased.attempt()).lease(leased.lease());
  }

  private static List<EventStore.Settlement> settlements(long settlements) {
    return Calls.list(Raw.doverie_settlements_count(settlements), SettlementStruct::new,
        (index, out, error) -> Raw.doverie_settlements_at(settlements, index, out, error), at -> new EventStore.Settlement(at.messageId(),
            at.lease(), SettleAs.of(at.settleAs()), Times.instant(at.retryAt()), at.queue()));
  }

  private static void giveEntries(List<EventStore.FeedEntry> all, long sink) {
    for (EventStore.FeedEntry each : all) {
      Calls.done((out, error) -> Raw.doverie_store_give_entry(sink, new FeedEntryStruct(Frame.current()).cursor(each.cursor())
          .stream(each.stream()).version(each.version()).event(each.event().bytes()).seal(each.event().seal()).address(), error));
    }
    done(sink);
  }
}
