// SPDX-License-Identifier: Apache-2.0
// What does a host write to keep the records in a database of its own? Here it is tables in memory under one lock.
package story;

import doverie.EventStore;
import doverie.Fault;
import doverie.FaultCode;
import doverie.SettleAs;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.HashSet;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;

/** An event store of the host's own; {@link doverie.Contract} finds nothing wrong with it. */
public final class OwnStore implements EventStore {
  /** A stream; `first`: where reads begin. */
  private static final class Kept {
    final List<Event> events = new ArrayList<>();
    long first = 1;
    boolean erased;
  }

  private static final class Waiting {
    private final Message put;
    String queue;
    Instant due;
    int attempt;
    boolean leased;

    Waiting(Message message) {
      put = message;
      queue = message.queue();
      due = message.notBefore();
    }

    /** As it was put, in the queue that it is in now. */
    Message message() {
      return new Message(queue, put.id(), put.bytes(), put.notBefore(), put.uselessAfter());
    }
  }

  private record Position(String stream, long version) {}

  private final Map<String, Kept> streams = new HashMap<>();
  private final Map<String, Map<String, Instant>> tags = new HashMap<>();
  private final Map<String, Command> commands = new HashMap<>();
  private final Map<String, Waiting> messages = new TreeMap<>();
  private final List<Position> feed = new ArrayList<>();

  @Override
  public synchronized ReadResult read(ReadRequest request) {
    List<Stream> found = request.streams().stream().map(name -> stream(name, request.whole())).toList();
    List<List<TagEntry>> tagged = request.tags().stream().map(tag -> entries(tag, request.tagsSince())).toList();
    return new ReadResult(found, tagged, request.commandId().map(commands::get));
  }

  private Stream stream(String name, boolean whole) {
    Kept kept = streams.get(name);
    if (kept == null) return new Stream(0, false, List.of());
    if (kept.erased) return new Stream(kept.events.size(), true, List.of());
    int from = whole ? 0 : (int) kept.first - 1;
    return new Stream(kept.events.size(), false, List.copyOf(kept.events.subList(from, kept.events.size())));
  }

  private List<TagEntry> entries(String tag, Instant since) {
    return tags.getOrDefault(tag, Map.of()).entrySet().stream().filter(entry -> !entry.getValue().isBefore(since))
        .map(entry -> new TagEntry(entry.getKey(), entry.getValue()))
        .sorted(Comparator.comparing(TagEntry::setAt).thenComparing(TagEntry::stream)).toList();
  }

  /** The command id is looked for before the versions are compared. */
  @Override
  public synchronized Appended append(Batch batch) {
    Command known = commands.get(batch.commandId());
    if (known != null) return new Appended.Already(known);
    for (Expected expected : batch.expected()) {
      Kept kept = streams.get(expected.stream());
      if (kept != null && kept.erased || (kept == null ? 0 : kept.events.size()) != expected.version()) return new Appended.Conflict();
    }
    Set<String> ids = new HashSet<>(messages.keySet());
    for (Message message : batch.messages()) {
      if (!ids.add(message.id())) throw new Fault(FaultCode.STORE_FAILED, "there is a message " + message.id());
    }
    write(batch);
    return new Appended.Done();
  }

  private void write(Batch batch) {
    commands.put(batch.commandId(), batch.command());
    for (Append append : batch.appends()) {
      Kept kept = streams.computeIfAbsent(append.stream(), name -> new Kept());
      for (Event event : append.events()) {
        kept.events.add(event);
        feed.add(new Position(append.stream(), kept.events.size()));
      }
      if (append.summary() != 0) kept.first = append.summary();
    }
    batch.tags().forEach(change -> change(change, batch.at()));
    batch.withdrawn().forEach(gone -> messages.computeIfPresent(gone.id(), (id, waiting) -> waiting.attempt == 0 ? null : waiting));
    batch.messages().forEach(message -> messages.put(message.id(), new Waiting(message)));
    batch.erase().forEach(this::erase);
  }

  private void change(TagChange change, Instant at) {
    Map<String, Instant> tagged = tags.computeIfAbsent(change.tag(), tag -> new HashMap<>());
    Kept kept = streams.get(change.stream());
    if (change.set() && (kept == null || !kept.erased)) tagged.put(change.stream(), at);
    else tagged.remove(change.stream());
  }

  private void erase(String name) {
    streams.computeIfAbsent(name, none -> new Kept()).erased = true;
    tags.values().forEach(tagged -> tagged.remove(name));
  }

  @Override
  public synchronized List<Leased> lease(String queue, Instant now, Duration leaseFor, int limit) {
    List<Waiting> due = messages.values().stream().filter(waiting -> waiting.queue.equals(queue) && !waiting.due.isAfter(now))
        .sorted(Comparator.comparing(waiting -> waiting.due)).limit(limit).toList();
    List<Leased> leased = new ArrayList<>();
    for (Waiting waiting : due) {
      waiting.attempt += 1;
      waiting.leased = true;
      waiting.due = now.plus(leaseFor);
      leased.add(new Leased(waiting.message(), waiting.attempt, Integer.toString(waiting.attempt)));
    }
    return leased;
  }

  @Override
  public synchronized void settle(List<Settlement> settlements) {
    for (Settlement settled : settlements) {
      Waiting waiting = messages.get(settled.messageId());
      if (waiting == null || !waiting.leased || !settled.lease().equals(Integer.toString(waiting.attempt))) continue;
      if (settled.as() != SettleAs.LATER) {
        messages.remove(settled.messageId());
        continue;
      }
      waiting.leased = false;
      waiting.due = settled.retryAt();
      if (!settled.queue().isEmpty()) waiting.queue = settled.queue();
    }
  }

  /** A cursor says where an event is, and which one it is. */
  @Override
  public synchronized List<FeedEntry> feed(String after, int limit) {
    List<FeedEntry> entries = new ArrayList<>();
    for (int at = position(after); at < feed.size() && entries.size() < limit; ++at) {
      Position each = feed.get(at);
      Kept kept = streams.get(each.stream());
      if (!kept.erased) entries.add(new FeedEntry(cursor(at), each.stream(), each.version(), kept.events.get((int) each.version() - 1)));
    }
    return entries;
  }

  private String cursor(int at) {
    Position each = feed.get(at);
    return (at + 1) + "." + Objects.hash(each.stream(), streams.get(each.stream()).events.get((int) each.version() - 1).seal());
  }

  private int position(String after) {
    if (after.isEmpty()) return 0;
    Optional<Integer> at = Optional.of(after).filter(text -> text.matches("[1-9]\\d{0,8}\\.-?\\d+"))
        .map(text -> Integer.parseInt(text.substring(0, text.indexOf('.')))).filter(text -> text <= feed.size());
    return at.filter(text -> cursor(text - 1).equals(after))
        .orElseThrow(() -> new Fault(FaultCode.INVALID_ARGUMENT, "feed: not a cursor of this store"));
  }
}
