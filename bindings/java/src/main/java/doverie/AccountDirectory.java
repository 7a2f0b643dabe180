// SPDX-License-Identifier: Apache-2.0
// What does the host know about its accounts?
package doverie;

import java.util.Optional;
import java.util.Set;

/**
 * The host's accounts. Called by any thread that calls the service, by several at once. What it throws comes out of the command as
 * itself, and nothing is let through; `new Fault(FaultCode.DIRECTORY_UNAVAILABLE, why)` says so by name.
 */
public interface AccountDirectory {
  /** What can change in an account, and a directory can tell when. */
  enum Told {
    PHONE_SINCE(1),
    SIM_SINCE(2),
    RECOVERED_AT(4);

    final long bit;

    Told(long bit) {
      this.bit = bit;
    }
  }

  /** What is known of the account now; empty: there is no such account. Do not cache. */
  Optional<Account> find(String account) throws Exception;

  /** Which changes it tells where there was one: a policy with a pause after another one is refused when the service is made. */
  default Set<Told> tells() {
    return Set.of();
  }

  /**
   * Does a mark that the host keeps apart from the directory tell plainly that the account has no trusted contact? Asked only at the
   * start of a recovery, when find() could not answer and the store has no contact either.
   */
  default boolean hasNoContact(String account) throws Exception {
    return false;
  }
}
