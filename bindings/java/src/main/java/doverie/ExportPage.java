// SPDX-License-Identifier: Apache-2.0
// How do the records leave the store, to be verified or replayed elsewhere?
package doverie;

import doverie.raw.ExportPageStruct;
import doverie.raw.Frame;
import doverie.raw.Raw;

/**
 * Events in commit order.
 *
 * @param lines one for each, with a newline at its end
 * @param cursor give it as `after` to go on behind them
 * @param events how many; 0: the end
 */
public record ExportPage(String lines, String cursor, long events) {
  static ExportPage read(Frame frame, long page) {
    try {
      ExportPageStruct at = new ExportPageStruct(frame);
      Calls.done((out, error) -> Raw.doverie_export_get(page, at.address(), error));
      return new ExportPage(at.lines(), at.cursor(), at.events());
    } finally {
      Raw.doverie_export_free(page);
    }
  }
}
