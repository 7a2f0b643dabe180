// SPDX-License-Identifier: Apache-2.0
// Where are the keys of codes, tags and seals?
package doverie;

import static doverie.raw.Values.bytes;
import static doverie.raw.Values.text;

import doverie.raw.Frame;
import doverie.raw.KeyRingCallbacksStruct;
import doverie.raw.Raw;
import doverie.raw.Values;
import java.util.List;

/** A ring of keys. Any thread may change it. */
public final class KeyRing extends Handle {
  private KeyRing(long pointer) {
    super(pointer, Raw::doverie_key_ring_free);
  }

  /** Keys that the host has elsewhere, say in a security module. What it throws comes out of the command as itself. */
  public interface Host {
    /** The active key of the purpose first, then those that only verify. */
    List<String> keys(KeyPurpose purpose) throws Exception;

    /** HMAC-SHA-256 of the bytes under the key. */
    byte[] mac(KeyPurpose purpose, String id, byte[] bytes) throws Exception;
  }

  private static final KeyRingCallbacksStruct.Keys KEYS = (self, purpose, sink) -> Callbacks.<Host>run(self, host -> {
    for (String id : host.keys(KeyPurpose.of(purpose))) Calls.done((out, error) -> Raw.doverie_key_give_id(sink, text(id), error));
    Raw.doverie_key_done(sink, 0);
  });
  private static final KeyRingCallbacksStruct.Mac MAC = (self, purpose, id, bytes, sink) -> Callbacks.<Host>run(self, host -> {
    byte[] mac = host.mac(KeyPurpose.of(purpose), Values.text(id), Values.bytes(bytes));
    Calls.done((out, error) -> Raw.doverie_key_give_mac(sink, bytes(mac), error));
  });
  private static final KeyRingCallbacksStruct.Destroy DESTROY = Callbacks::destroy;

  /** A ring of the host's own; add() and setState() are not for it. */
  public static KeyRing of(Host host) {
    try (Frame frame = Frame.open()) {
      KeyRingCallbacksStruct callbacks = new KeyRingCallbacksStruct(frame).keys(KEYS).mac(MAC).destroy(DESTROY);
      return new KeyRing(Calls.made((out, error) -> Raw.doverie_host_key_ring_new(callbacks.address(), Callbacks.self(host), out, error)));
    }
  }

  /** Without any key. */
  public static KeyRing empty() {
    return new KeyRing(Calls.made(Raw::doverie_key_ring_new));
  }

  /** One key for each purpose, derived from a master of at least 32 random bytes. */
  public static KeyRing fromMaster(byte[] master) {
    return new KeyRing(Calls.made((out, error) -> Raw.doverie_key_ring_from_master(bytes(master), out, error)));
  }

  /** Adds a key of at least 32 bytes; a new active key makes the purpose's former one verify-only. */
  public void add(KeyPurpose purpose, String id, byte[] key, KeyState state) {
    long pointer = hold();
    try {
      Calls.done((out, error) -> Raw.doverie_key_ring_add(pointer, purpose.number(), text(id), bytes(key), state.number(), error));
    } finally {
      release();
    }
  }

  /** Changes the state of a key; revoking is for good. The active key of a purpose stays so until another one is. */
  public void setState(KeyPurpose purpose, String id, KeyState state) {
    long pointer = hold();
    try {
      Calls.done((out, error) -> Raw.doverie_key_ring_set_state(pointer, purpose.number(), text(id), state.number(), error));
    } finally {
      release();
    }
  }
}
