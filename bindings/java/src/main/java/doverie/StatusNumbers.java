// SPDX-License-Identifier: Apache-2.0
// Which number of a status is which?
package doverie;

/** The numbers of Status, which a switch over numbers can name. */
final class StatusNumbers {
  static final int OK = Status.OK.number();
  static final int REJECTED = Status.REJECTED.number();
  static final int UNKNOWN = Status.UNKNOWN.number();

  private StatusNumbers() {}
}
