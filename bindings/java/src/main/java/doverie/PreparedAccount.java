// SPDX-License-Identifier: Apache-2.0
// How is an account asked about often?
package doverie;

import doverie.raw.AccountFactsStruct;
import doverie.raw.Frame;
import doverie.raw.Raw;

/** An account that the library has read and checked once, for those who ask about it again and again. Any thread may use it. */
public final class PreparedAccount extends Handle {
  private PreparedAccount(long pointer) {
    super(pointer, Raw::doverie_account_free);
  }

  /** A Fault names the fact that is wrong. */
  public static PreparedAccount of(Account account) {
    try (Frame frame = Frame.open()) {
      AccountFactsStruct facts = account.facts(frame, "");
      return new PreparedAccount(Calls.made((out, error) -> Raw.doverie_account_new(facts.address(), out, error)));
    }
  }
}
