// SPDX-License-Identifier: Apache-2.0
// Who acts, and with which command id?
package doverie;

import doverie.raw.CommandMetaStruct;
import doverie.raw.Frame;
import doverie.raw.StringValue;
import doverie.raw.Values;
import java.util.function.Function;

/**
 * What one side can do. The host has made sure that this side is logged in; the library trusts it on that.
 *
 * @param <S> the side
 */
public abstract class Side<S extends Side<S>> {
  /** A command of C's. */
  interface Command {
    int at(long service, long meta, StringValue account, long out, long error);
  }

  private final Service service;
  private final String account;
  private final String commandId;
  private final byte[] context;

  Side(Service service, String account, String commandId, byte[] context) {
    this.service = service;
    this.account = account;
    this.commandId = commandId;
    this.context = context;
  }

  abstract S with(String commandId, byte[] context);

  /**
   * The same side, whose next command has this id: a repetition of the command answers the same and has one effect. Give the same id
   * again after a time-out or a crash, and another one to another command. 1 to 64 printable ASCII characters, unique in the realm.
   */
  public final S commandId(String id) {
    return with(id, context);
  }

  /** The same side, whose events have up to 256 bytes of the host's own (session id, trace id). No personal data. */
  public final S context(byte[] bytes) {
    return with(commandId, bytes.clone());
  }

  final Service service() {
    return service;
  }

  final String account() {
    return account;
  }

  final void tell(Command command) {
    long pointer = service.hold();
    try (Frame frame = Frame.open()) {
      run(command, frame, pointer);
    } finally {
      service.release();
    }
  }

  final <T> T ask(Command command, Function<Answers, T> reading) {
    long pointer = service.hold();
    try (Frame frame = Frame.open()) {
      return Answers.read(run(command, frame, pointer), frame, reading);
    } finally {
      service.release();
    }
  }

  private long run(Command command, Frame frame, long pointer) {
    long meta = meta(frame);
    return Calls.made((out, error) -> command.at(pointer, meta, Values.text(account), out, error), pointer);
  }

  private long meta(Frame frame) {
    if (commandId == null && context == null) return 0;
    CommandMetaStruct meta = new CommandMetaStruct(frame).commandId(commandId);
    return context == null ? meta.address() : meta.context(context).address();
  }
}
