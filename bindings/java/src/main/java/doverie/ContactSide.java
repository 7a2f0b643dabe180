// SPDX-License-Identifier: Apache-2.0
// What can a contact do, or somebody who was invited to be one, logged in?
package doverie;

import static doverie.raw.Values.text;

import doverie.raw.AcceptedStruct;
import doverie.raw.ApprovedStruct;
import doverie.raw.CodeConfirmedStruct;
import doverie.raw.Frame;
import doverie.raw.Raw;

/** A trusted contact, or somebody who was invited to be one, logged in. */
public final class ContactSide extends Side<ContactSide> {
  ContactSide(Service service, String account, String commandId, byte[] context) {
    super(service, account, commandId, context);
  }

  @Override
  ContactSide with(String commandId, byte[] context) {
    return new ContactSide(service(), account(), commandId, context);
  }

  /** Accepts an invitation and becomes the trusted contact. */
  public Accepted accept(String invitation) {
    return ask((service, meta, account, out, error) -> Raw.doverie_contact_accept(service, meta, account, text(invitation), out, error),
        answer -> Accepted.of(answer.get(AcceptedStruct::new, Raw::doverie_answer_accepted)));
  }

  /** Says no to an invitation. The trustor does not learn of it. */
  public void decline(String invitation) {
    tell((service, meta, account, out, error) -> Raw.doverie_contact_decline(service, meta, account, text(invitation), error));
  }

  /** Stops being that person's trusted contact, or asks for it where the policy has a delay. */
  public void resign(String trustor, boolean verifiedFactor) {
    tell((service, meta, account, out, error) -> Raw.doverie_contact_resign(service, meta, account, text(trustor),
        Flags.number(verifiedFactor), error));
  }

  /** Takes back what resign() has asked for, while it waits. */
  public void stay(String trustor) {
    tell((service, meta, account, out, error) -> Raw.doverie_contact_stay(service, meta, account, text(trustor), error));
  }

  /** Approves a request; the pump sends the code. */
  public Approved approve(String request, Attestation attestation) {
    return ask((service, meta, account, out, error) -> Raw.doverie_contact_approve(service, meta, account, text(request),
        attestation.struct(Frame.current()).address(), out, error), ContactSide::approved);
  }

  /** Has the same code sent once more while it lives, and a new one after that. */
  public Approved resendCode(String request) {
    return ask((service, meta, account, out, error) -> Raw.doverie_contact_resend_code(service, meta, account, text(request), out, error),
        ContactSide::approved);
  }

  private static Approved approved(Answers answer) {
    return Approved.of(answer.get(ApprovedStruct::new, Raw::doverie_answer_approved));
  }

  /** Enters the code from the SMS. A wrong one is counted before the answer is known. */
  public CodeConfirmed confirmCode(String request, String code) {
    return ask((service, meta, account, out, error) -> Raw.doverie_contact_confirm_code(service, meta, account, text(request), text(code),
        out, error), answer -> CodeConfirmed.of(answer.get(CodeConfirmedStruct::new, Raw::doverie_answer_code_confirmed)));
  }

  /** Says no to a recovery. */
  public void deny(String request) {
    tell((service, meta, account, out, error) -> Raw.doverie_contact_deny(service, meta, account, text(request), error));
  }

  /** Says that fraudsters are after that person: all open requests die, the account freezes. */
  public void reportFraud(String trustor) {
    tell((service, meta, account, out, error) -> Raw.doverie_contact_report_fraud(service, meta, account, text(trustor), error));
  }

  /** What the contact's pages have to show. */
  public ContactView cabinet() {
    return ask((service, meta, account, out, error) -> Raw.doverie_contact_cabinet(service, account, out, error), ContactView::of);
  }

  /** The invitations that wait, the oldest first; cursor: nextCursor of the page before, empty for the first one. */
  public InvitationPage invitations(String cursor, int limit) {
    return ask((service, meta, account, out, error) -> Raw.doverie_contact_invitations(service, account, text(cursor), limit, out, error),
        InvitationPage::of);
  }
}
