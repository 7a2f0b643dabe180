// SPDX-License-Identifier: Apache-2.0
// By which numbers is decided?
package doverie;

import com.sun.jna.Pointer;
import doverie.raw.Frame;
import doverie.raw.Raw;
import doverie.raw.StringStruct;
import doverie.raw.StringValue;
import doverie.raw.Values;
import java.util.List;
import java.util.function.LongFunction;

/** Every number that a rule compares with. Immutable. */
public final class Policy extends Handle {
  Policy(long pointer) {
    super(pointer, Raw::doverie_policy_free);
  }

  /** That of the public service, with this library's choices where nothing is published. */
  public static Policy gosuslugi() {
    return new Policy(Calls.made(Raw::doverie_policy_gosuslugi));
  }

  /** The same with everything turned on that makes an attack slow and visible. */
  public static Policy strict() {
    return new Policy(Calls.made(Raw::doverie_policy_strict));
  }

  /** Reads a policy document. A Fault names path, value and what is allowed. */
  public static Policy fromJson(String json) {
    return new Policy(Calls.made((out, error) -> Raw.doverie_policy_from_json(Values.text(json), out, error)));
  }

  /** The canonical document: every parameter, in a fixed order. */
  public String toJson() {
    long pointer = hold();
    try (Frame frame = Frame.open()) {
      StringStruct json = new StringStruct(frame);
      Calls.done((out, error) -> Raw.doverie_policy_json(pointer, json.address(), error));
      return Values.text(json);
    } finally {
      release();
    }
  }

  /** Of the document. */
  public String id() {
    return text(Raw::doverie_policy_id);
  }

  /** Of everything in the document: what records pin, besides the id. */
  public String contentHash() {
    return text(Raw::doverie_policy_content_hash);
  }

  /** Whether both have the same id and the same content. */
  public boolean sameAs(Policy other) {
    return Handle.over(List.of(this, other), (frame, both) ->
        Raw.doverie_policy_equal(new Pointer(both).getLong(0), new Pointer(both).getLong(Long.BYTES)) != 0);
  }

  private String text(LongFunction<StringValue> asked) {
    long pointer = hold();
    try {
      return Values.text(asked.apply(pointer));
    } finally {
      release();
    }
  }

  /** The JSON Schema of policy documents. */
  public static String schema() {
    return Values.text(Raw.doverie_policy_schema());
  }
}
