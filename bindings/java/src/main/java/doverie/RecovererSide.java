// SPDX-License-Identifier: Apache-2.0
// What can whoever started a recovery do, holding its secret?
package doverie;

import static doverie.raw.Values.bytes;
import static doverie.raw.Values.text;

import doverie.raw.GrantStruct;
import doverie.raw.Raw;
import doverie.raw.RecoveryStartedStruct;
import doverie.raw.RecoveryViewStruct;

/** Whoever started to recover an account, holding the secret of it. */
public final class RecovererSide extends Side<RecovererSide> {
  RecovererSide(Service service, String account, String commandId, byte[] context) {
    super(service, account, commandId, context);
  }

  @Override
  RecovererSide with(String commandId, byte[] context) {
    return new RecovererSide(service(), account(), commandId, context);
  }

  /** Starts a recovery of the password. How to go on, says the answer. */
  public RecoveryStart start(byte[] secret) {
    return start(secret, Operation.PASSWORD_RECOVERY, false);
  }

  /**
   * Starts what a contact has to confirm.
   *
   * @param secret 32 new random bytes (Secrets), which the host keeps; only their hash is stored
   * @param operation what the contact is to confirm: one of Operation, or what the policy's other_operations name
   * @param verifiedFactor the host has verified a factor of the owner's
   */
  public RecoveryStart start(byte[] secret, String operation, boolean verifiedFactor) {
    return ask((service, meta, account, out, error) -> Raw.doverie_recoverer_start(service, meta, account, bytes(secret),
        Flags.number(verifiedFactor), text(operation), out, error),
        answer -> RecoveryStart.of(answer.get(RecoveryStartedStruct::new, Raw::doverie_answer_recovery_started)));
  }

  /** Where the recovery stands; hosts poll it. */
  public RecoveryView status(String request, byte[] secret) {
    return ask((service, meta, account, out, error) -> Raw.doverie_recoverer_status(service, account, text(request), bytes(secret), out,
        error), answer -> RecoveryView.of(answer.get(RecoveryViewStruct::new, Raw::doverie_answer_recovery_view)));
  }

  /** Gives the recovery up. */
  public void cancel(String request, byte[] secret) {
    tell((service, meta, account, out, error) -> Raw.doverie_recoverer_cancel(service, meta, account, text(request), bytes(secret),
        error));
  }

  /** Uses the approval of a password's recovery up, once. */
  public Grant redeem(String request, byte[] secret) {
    return redeem(request, secret, Operation.PASSWORD_RECOVERY);
  }

  /**
   * Uses the approval up, once; everything is checked again. Always with a command id: a grant whose answer was lost is gone without
   * it.
   *
   * @param operation what the host is about to do, which has to be what the request is for
   */
  public Grant redeem(String request, byte[] secret, String operation) {
    return ask((service, meta, account, out, error) -> Raw.doverie_recoverer_redeem(service, meta, account, text(request), bytes(secret),
        text(operation), out, error), answer -> Grant.of(answer.get(GrantStruct::new, Raw::doverie_answer_grant)));
  }
}
