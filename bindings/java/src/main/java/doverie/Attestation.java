// SPDX-License-Identifier: Apache-2.0
// What does the contact declare before approving?
package doverie;

import doverie.raw.AttestationStruct;
import doverie.raw.Frame;
import doverie.raw.QuestionStruct;
import doverie.raw.Raw;
import doverie.raw.Values;
import java.util.List;

/**
 * What the contact declares before approving: agrees to every statement of the version that the request asks for, and to nothing else.
 *
 * @param spokeWithTrustor the contact has spoken with the trustor in person
 * @param nobodyMisleads and made sure that fraudsters are not misleading the trustor
 * @param number the request's number, as the trustor told it
 * @param operation what the contact was shown that the request is for
 * @param version of the texts that the contact was shown
 * @param agreed ids of the statements agreed to, besides the first two
 */
public record Attestation(boolean spokeWithTrustor, boolean nobodyMisleads, String number, String operation, int version,
    List<String> agreed) {

  /** Both statements of version 1. */
  public static Attestation of(String number, String operation) {
    return new Attestation(true, true, number, operation, 1, List.of());
  }

  /** The latest version of what the contact is asked; versions count from 1. */
  public static int latest() {
    return Raw.doverie_attestation_latest();
  }

  /** What the contact is asked in a version (RequestView.attestationVersion), in the order in which it is shown. */
  public static List<Question> questions(int version) {
    return Calls.list(Raw.doverie_question_count(version), QuestionStruct::new,
        (index, out, error) -> Raw.doverie_question_at(version, index, out, error),
        at -> new Question(at.id(), QuestionKind.of(at.kind()), at.english(), at.russian()));
  }

  /** A statement that the contact has to agree to, or the request's number that is asked for. */
  public record Question(String id, QuestionKind kind, String english, String russian) {}

  AttestationStruct struct(Frame frame) {
    AttestationStruct struct = new AttestationStruct(frame).spokeWithTrustor(Flags.number(spokeWithTrustor))
        .nobodyMisleads(Flags.number(nobodyMisleads)).number(number).operation(operation).version(version);
    return struct.agreed(Values.array(frame, agreed)).agreedCount(agreed.size());
  }
}
