// SPDX-License-Identifier: Apache-2.0
// What proves that an operation was approved?
package doverie;

import doverie.raw.GrantStruct;

/**
 * Single-use proof that the operation was approved. The host keys its password reset on the id: a repeated command resets once.
 *
 * @param operation what it is for, and for nothing else
 */
public record Grant(String id, String trustor, String operation) {

  static Grant of(GrantStruct at) {
    return new Grant(at.id(), at.trustor(), at.operation());
  }
}
