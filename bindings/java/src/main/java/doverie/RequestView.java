// SPDX-License-Identifier: Apache-2.0
// What do cabinets show of a recovery request?
package doverie;

import doverie.raw.Raw;
import doverie.raw.RequestViewStruct;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;

/**
 * A recovery request, in either cabinet.
 *
 * @param redeemFrom approved and waiting: until then the owner can say no at leisure
 * @param attestationVersion of what the contact is asked; 0 when the request's policy is not known
 * @param code the contact's own, from the yes until it was typed
 * @param operation what it is for: to be shown to the contact before anything else
 * @param confirmed contacts who have typed their code
 * @param required so many have to
 * @param step for the contact: what is to be done next
 * @param end how it has ended
 * @param numberAttemptsLeft for the contact who has to hear the number: how many wrong ones are still allowed today
 */
public record RequestView(String id, String trustor, String number, RequestState state, boolean verifiedFactor, Instant
    startedAt, Instant expiresAt, Optional<Instant> redeemFrom, int attestationVersion, Optional<CodeView> code, String
    operation, int confirmed, int required, Optional<ContactStep> step, Optional<RequestEnd> end, Optional<Instant> endedAt,
    OptionalInt numberAttemptsLeft) {

  static RequestView of(RequestViewStruct at) {
    return new RequestView(at.request(), at.trustor(), at.number(), RequestState.of(at.state()), at.verifiedFactor() != 0,
        Times.instant(at.startedAt()), Times.instant(at.expiresAt()), Times.maybe(at.redeemFrom()), at.attestationVersion(),
        at.codeSms() == 0 ? Optional.empty() : Optional.of(CodeView.of(at)), at.operation(), at.confirmed(), at.required(),
        at.step() == 0 ? Optional.empty() : Optional.of(ContactStep.of(at.step())), at.end() == 0 ? Optional.empty() :
        Optional.of(RequestEnd.of(at.end())), Times.maybe(at.endedAt()), at.numberAttemptsLeft() < 0 ? OptionalInt.empty() :
        OptionalInt.of(at.numberAttemptsLeft()));
  }

  static List<RequestView> all(Answers answer, long count) {
    return answer.list(count, RequestViewStruct::new, Raw::doverie_answer_request_at, RequestView::of);
  }
}
