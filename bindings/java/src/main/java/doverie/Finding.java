// SPDX-License-Identifier: Apache-2.0
// What was found when somebody asked why?
package doverie;

import doverie.raw.FindingStruct;
import java.time.Instant;
import java.util.Optional;
import java.util.OptionalLong;

/**
 * One thing that was found; what it does not have is empty.
 *
 * @param kind its name in include/doverie/core/findings.def; expect new ones
 * @param against it stands against a start, or against a request that is open
 * @param needs the limit, or what the rule asks for
 * @param has how much of it is used up, or what the rule has found
 * @param account whom it is about, when it is not about the whole circle
 * @param reason by name
 * @param detail an operator, a policy, or a state, by their names
 * @param english for a person; times in UTC
 */
public record Finding(String kind, boolean against, OptionalLong needs, OptionalLong has, Optional<Instant> since,
    Optional<Instant> until, String account, String request, String reason, String detail, String english, String russian) {

  static Finding of(FindingStruct at) {
    return new Finding(at.kind(), at.against() != 0, Reason.number(at.needs()), Reason.number(at.has()),
        Times.maybe(at.since()), Times.maybe(at.until()), at.account(), at.request(), at.reason(), at.detail(), at.english(),
        at.russian());
  }
}
