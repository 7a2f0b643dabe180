// SPDX-License-Identifier: Apache-2.0
// What did a run of the pump do?
package doverie;

import doverie.raw.PumpReportStruct;
import java.util.Optional;

/**
 * What one run of the pump did. What could be done was done, whatever went wrong.
 *
 * @param erasures invitations whose time was over
 * @param fault the first thing that could not be done
 * @param thrown what a port of the host's threw
 */
public record PumpReport(PumpCounts codes, PumpCounts notices, PumpCounts erasures, Optional<DoverieException> fault,
    Optional<Throwable> thrown) {

  static PumpReport of(PumpReportStruct at, DoverieException fault, Throwable thrown) {
    return new PumpReport(PumpCounts.of(at.codes()), PumpCounts.of(at.notices()), PumpCounts.of(at.erasures()),
        Optional.ofNullable(fault), Optional.ofNullable(thrown));
  }
}
