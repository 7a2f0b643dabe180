// SPDX-License-Identifier: Apache-2.0
// How does a host keep the events in its own database?
package doverie;

import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Optional;

/**
 * The host's own store: streams of events, tags on them, records of commands, and messages to be sent. docs/guide/own-store.md tells
 * what it has to do, and {@link Contract} tries whether it does. Called by any thread that calls the service, by several at once. What
 * it throws comes out of the command as itself; a {@link Fault} says which one it is.
 */
public interface EventStore {
  /** An event: text that has to be kept byte for byte, and its seal. */
  record Event(String bytes, String seal) {}

  /** The record of a command, as it was appended. */
  record Command(String fingerprint, String answer) {}

  /**
   * What is to be read, all of it from one consistent snapshot.
   *
   * @param tagsSince tags that were set then or later
   * @param whole all events of the streams, not only those from the latest summary on
   * @param commandId whose record is asked for
   */
  record ReadRequest(List<String> streams, List<String> tags, Instant tagsSince, boolean whole, Optional<String> commandId) {}

  /** A stream that was asked for; one that was never written has version 0. */
  record Stream(long version, boolean erased, List<Event> events) {}

  record TagEntry(String stream, Instant setAt) {}

  /**
   * What a store may know besides.
   *
   * @param now its own time
   * @param epoch raised by restoring a backup; 0: it keeps none
   * @param restoredAt when it was raised
   * @param lastAt the latest instant at which a batch was decided
   * @param undoable what is appended now can be undone by a transaction of the host's: no guess is compared in there
   */
  record Facts(Optional<Instant> now, long epoch, Optional<Instant> restoredAt, Optional<Instant> lastAt, boolean undoable) {
    public static final Facts NONE = new Facts(Optional.empty(), 0, Optional.empty(), Optional.empty(), false);
    public static final Facts UNDOABLE = new Facts(Optional.empty(), 0, Optional.empty(), Optional.empty(), true);
  }

  /**
   * What was read, in the order in which it was asked for.
   *
   * @param tags for each tag its streams, in order of time, then name
   */
  record ReadResult(List<Stream> streams, List<List<TagEntry>> tags, Optional<Command> command, Facts facts) {
    public ReadResult(List<Stream> streams, List<List<TagEntry>> tags, Optional<Command> command) {
      this(streams, tags, command, Facts.NONE);
    }
  }

  record Expected(String stream, long version) {}

  /** Events for a stream; summary: version of the last of them that sums up all before it, where reads begin; 0: none does. */
  record Append(String stream, List<Event> events, long summary) {}

  record TagChange(String tag, String stream, boolean set) {}

  record Message(String queue, String id, String bytes, Instant notBefore, Instant uselessAfter) {}

  record Withdrawn(String queue, String id, Instant notBefore) {}

  /** What one command writes: all of it or nothing. */
  record Batch(String commandId, Command command, Instant at, List<Expected> expected, List<Append> appends, List<TagChange> tags,
      List<Message> messages, List<Withdrawn> withdrawn, List<String> erase) {}

  /** How an append ended. */
  sealed interface Appended {
    /** It is durable. */
    record Done() implements Appended {}

    /** A stream that is expected has another version, or is erased. */
    record Conflict() implements Appended {}

    /** Nobody knows whether anything was written. */
    record Unknown() implements Appended {}

    /** The command id has been appended before, with this record. */
    record Already(Command command) implements Appended {}
  }

  /** A message under lease; attempt: how often it has been leased, this time included; lease: another one each time. */
  record Leased(Message message, int attempt, String lease) {}

  /** How a lease ends; one that is not the message's latest, or has ended, is left alone. */
  record Settlement(String messageId, String lease, SettleAs as, Instant retryAt, String queue) {}

  record FeedEntry(String cursor, String stream, long version, Event event) {}

  ReadResult read(ReadRequest request) throws Exception;

  Appended append(Batch batch) throws Exception;

  /** Up to `limit` messages that are due at `now` and under nobody's lease, oldest due first; each is under lease for so long. */
  List<Leased> lease(String queue, Instant now, Duration leaseFor, int limit) throws Exception;

  void settle(List<Settlement> settlements) throws Exception;

  /** Events behind the cursor in commit order; a cursor that was never handed out is a Fault, INVALID_ARGUMENT. */
  List<FeedEntry> feed(String after, int limit) throws Exception;
}
