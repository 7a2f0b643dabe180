// SPDX-License-Identifier: Apache-2.0
// Where does chance come from?
package doverie;

import doverie.raw.EntropyCallbacksStruct;
import doverie.raw.Frame;
import doverie.raw.Raw;
import doverie.raw.RawTesting;
import doverie.raw.Values;
import java.util.function.IntFunction;

/** Random bytes: the machine's, the host's own, or for tests the same ones from the same seed. */
public final class Entropy extends Handle {
  private Entropy(long pointer) {
    super(pointer, Raw::doverie_entropy_free);
  }

  public static Entropy system() {
    return new Entropy(Calls.made(Raw::doverie_system_entropy_new));
  }

  private static final EntropyCallbacksStruct.Fill FILL = (self, size, sink) -> Callbacks.<IntFunction<byte[]>>run(self,
      host -> Raw.doverie_entropy_give(sink, Values.bytes(host.apply(Math.toIntExact(size))), 0));
  private static final EntropyCallbacksStruct.Destroy DESTROY = Callbacks::destroy;

  /** Of the host's own: so many unpredictable bytes. */
  public static Entropy of(IntFunction<byte[]> host) {
    try (Frame frame = Frame.open()) {
      EntropyCallbacksStruct callbacks = new EntropyCallbacksStruct(frame).fill(FILL).destroy(DESTROY);
      return new Entropy(Calls.made((out, error) -> Raw.doverie_host_entropy_new(callbacks.address(), Callbacks.self(host), out, error)));
    }
  }

  /** For tests: NOT random. */
  public static Entropy fake(long seed) {
    return new Entropy(Calls.made((out, error) -> RawTesting.doverie_fake_entropy_new(seed, out, error)));
  }

  /** Begins again with the seed, for services that use it already, too. */
  public void reseed(long seed) {
    long pointer = hold();
    try {
      Calls.done((out, error) -> RawTesting.doverie_fake_entropy_reseed(pointer, seed, error));
    } finally {
      release();
    }
  }
}
