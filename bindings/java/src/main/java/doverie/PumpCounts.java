// SPDX-License-Identifier: Apache-2.0
// What became of the messages of one kind?
package doverie;

import doverie.raw.PumpCountsStruct;

/**
 * What became of the messages of one kind.
 *
 * @param sent the gateway or the notifier has it, or may have; an invitation was erased
 * @param postponed tried again later
 * @param refused the gateway will never take it
 * @param expired it came too late
 * @param obsolete not wanted or not true any more
 * @param untold the service has no notifier
 * @param setAside nobody can read it
 */
public record PumpCounts(int sent, int postponed, int refused, int expired, int obsolete, int untold, int setAside) {

  static PumpCounts of(PumpCountsStruct at) {
    return new PumpCounts(at.sent(), at.postponed(), at.refused(), at.expired(), at.obsolete(), at.untold(), at.setAside());
  }
}
