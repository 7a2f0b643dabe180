// SPDX-License-Identifier: Apache-2.0
// Why can an account not be recovered?
package doverie;

import doverie.raw.DiagnosisStruct;
import doverie.raw.FindingStruct;
import doverie.raw.Raw;
import java.util.List;
import java.util.Optional;

/**
 * Why an account cannot be recovered.
 *
 * @param start what a start would answer now; empty: it would be refused or would fault, as the first finding says
 * @param findings first what a start would answer; then what stands against it, in the order in which a start looks at it
 */
public record Diagnosis(Optional<StartStatus> start, List<Finding> findings) {
  static Diagnosis of(Answers answer) {
    DiagnosisStruct at = answer.get(DiagnosisStruct::new, Raw::doverie_answer_diagnosis);
    return new Diagnosis(at.start() == 0 ? Optional.empty() : Optional.of(StartStatus.of(at.start())),
        answer.list(at.findingCount(), FindingStruct::new, Raw::doverie_answer_finding_at, Finding::of));
  }
}
