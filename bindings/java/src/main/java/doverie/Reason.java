// SPDX-License-Identifier: Apache-2.0
// Why did a rule say no, in numbers and in words?
package doverie;

import doverie.raw.CodeInfoStruct;
import doverie.raw.Frame;
import doverie.raw.Raw;
import doverie.raw.ReasonStruct;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * A rule that failed.
 *
 * @param code which; UNRECOGNIZED for a rule of the host's own, or of a later library
 * @param number the same as a number, also of the host's own
 * @param name as records and logs have it: "wrong_code"
 * @param retryable whether the same command can succeed later
 * @param waitsFor what has to happen before
 * @param unit what needs and has count
 * @param needs what the rule asks for, where a number was compared
 * @param has what it found
 * @param english a sentence for people
 * @param russian the same
 */
public record Reason(ReasonCode code, int number, String name, boolean retryable, WaitsFor waitsFor, Unit unit, OptionalLong needs,
    OptionalLong has, String english, String russian) {

  static List<Reason> all(long error, long service) {
    List<Reason> reasons = new ArrayList<>();
    long count = Raw.doverie_error_reason_count(error);
    try (Frame frame = Frame.open()) {
      ReasonStruct at = new ReasonStruct(frame);
      for (long index = 0; index < count; ++index) {
        Raw.doverie_error_reason_at(error, index, at.address(), 0);
        reasons.add(of(at, service));
      }
    }
    return List.copyOf(reasons);
  }

  static Reason of(ReasonStruct at, long service) {
    return new Reason(ReasonCode.of(at.code()), at.code(), at.name(), at.retryable() != 0, WaitsFor.of(at.waitsFor()),
        Unit.of(at.unit()), number(at.needs()), number(at.has()), DoverieException.said(at.code(), service, CodeInfoStruct::english),
        DoverieException.said(at.code(), service, CodeInfoStruct::russian));
  }

  static OptionalLong number(long value) {
    return Calls.absent(value) ? OptionalLong.empty() : OptionalLong.of(value);
  }
}
