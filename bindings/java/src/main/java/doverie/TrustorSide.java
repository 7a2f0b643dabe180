// SPDX-License-Identifier: Apache-2.0
// What can the owner of the protected account do, logged in?
package doverie;

import static doverie.raw.Values.text;

import doverie.raw.InvitedStruct;
import doverie.raw.Raw;

/** The owner of the protected account, logged in. */
public final class TrustorSide extends Side<TrustorSide> {
  TrustorSide(Service service, String account, String commandId, byte[] context) {
    super(service, account, commandId, context);
  }

  @Override
  TrustorSide with(String commandId, byte[] context) {
    return new TrustorSide(service(), account(), commandId, context);
  }

  /**
   * Offers the owner of the phone, if called by this given name, to become the trusted contact. The answer is the same whether or not
   * the phone has an account.
   */
  public Invited invite(String name, String phone) {
    return ask((service, meta, account, out, error) -> Raw.doverie_trustor_invite(service, meta, account, text(name), text(phone), out,
        error), answer -> Invited.of(answer.get(InvitedStruct::new, Raw::doverie_answer_invited)));
  }

  /** Withdraws an invitation that was not answered. */
  public void cancelInvitation(String invitation) {
    tell((service, meta, account, out, error) -> Raw.doverie_trustor_cancel_invitation(service, meta, account, text(invitation), error));
  }

  /** Takes the trusted contact away, or asks for it where the policy has a delay. */
  public void removeContact(String contact) {
    removeContact(contact, false);
  }

  /** The same; verifiedFactor: the host has verified a factor of the trustor's for this very command. */
  public void removeContact(String contact, boolean verifiedFactor) {
    tell((service, meta, account, out, error) -> Raw.doverie_trustor_remove_contact(service, meta, account, text(contact),
        Flags.number(verifiedFactor), error));
  }

  /** Takes back what removeContact() has asked for, while it waits. */
  public void keepContact(String contact) {
    tell((service, meta, account, out, error) -> Raw.doverie_trustor_keep_contact(service, meta, account, text(contact), error));
  }

  /** Says no to a recovery of the own account, up to the moment it is redeemed. */
  public void deny(String request) {
    tell((service, meta, account, out, error) -> Raw.doverie_trustor_deny(service, meta, account, text(request), error));
  }

  /** Says that fraudsters are at work: all open requests die, the account freezes, both sides are told. */
  public void reportFraud() {
    tell((service, meta, account, out, error) -> Raw.doverie_trustor_report_fraud(service, meta, account, error));
  }

  /** What the trustor's pages have to show. */
  public TrustorView cabinet() {
    return ask((service, meta, account, out, error) -> Raw.doverie_trustor_cabinet(service, account, out, error), TrustorView::of);
  }

  /** Why the own account cannot be recovered now. */
  public Diagnosis explain(boolean verifiedFactor, String operation) {
    return ask((service, meta, account, out, error) -> Raw.doverie_trustor_explain(service, account, Flags.number(verifiedFactor),
        text(operation), out, error), Diagnosis::of);
  }

  /** What has happened in the circle, the latest first; cursor: nextCursor of the page before, empty for the first one. */
  public HistoryPage history(String cursor, int limit) {
    return ask((service, meta, account, out, error) -> Raw.doverie_trustor_history(service, account, text(cursor), limit, out, error),
        HistoryPage::of);
  }
}
