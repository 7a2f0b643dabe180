// SPDX-License-Identifier: Apache-2.0
// What can the host's operators do and see?
package doverie;

import static doverie.raw.Values.text;

import doverie.raw.AuditEntryStruct;
import doverie.raw.AuditTrailStruct;
import doverie.raw.FindingStruct;
import doverie.raw.HoldingsStruct;
import doverie.raw.Raw;
import doverie.raw.TimelineEntryStruct;
import doverie.raw.TimelineStruct;
import java.time.Instant;
import java.util.List;

/** The operators of the host, about one account. Their ids are the host's own; they are recorded and never shown to people. */
public final class OperatorSide extends Side<OperatorSide> {
  OperatorSide(Service service, String account, String commandId, byte[] context) {
    super(service, account, commandId, context);
  }

  @Override
  OperatorSide with(String commandId, byte[] context) {
    return new OperatorSide(service(), account(), commandId, context);
  }

  /** Freezes the account until two operators lift it. */
  public void freeze(String operator) {
    tell((service, meta, account, out, error) -> Raw.doverie_operator_freeze(service, meta, account, text(operator), error));
  }

  public void unfreeze(String operator, String secondOperator) {
    tell((service, meta, account, out, error) -> Raw.doverie_operator_unfreeze(service, meta, account, text(operator),
        text(secondOperator), error));
  }

  /** Two operators say that the host's mark of a contact is wrong. */
  public void confirmNoContact(String operator, String secondOperator) {
    tell((service, meta, account, out, error) -> Raw.doverie_operator_confirm_no_contact(service, meta, account, text(operator),
        text(secondOperator), error));
  }

  /**
   * Brings in a link of the system before: the contact is in place, recorded as imported.
   *
   * @param since when the link was made there; not in the future
   * @param checkedAtUse the rules are not asked about the two now; every use of the link asks as ever
   * @param tell both are told
   */
  public void importLink(String contact, Instant since, String operator, boolean checkedAtUse, boolean tell) {
    tell((service, meta, account, out, error) -> Raw.doverie_operator_import_link(service, meta, account, text(contact),
        Times.microseconds(since), text(operator), Flags.number(checkedAtUse), Flags.number(tell), error));
  }

  /** Erases what the account's invitations hold of people once their time is over; the pump does it by itself. */
  public void eraseEnded() {
    tell((service, meta, account, out, error) -> Raw.doverie_operator_erase_ended(service, meta, account, error));
  }

  /** What is held of the person. */
  public List<Finding> held() {
    return ask((service, meta, account, out, error) -> Raw.doverie_operator_held(service, account, out, error), answer -> answer.list(
        answer.get(HoldingsStruct::new, Raw::doverie_answer_holdings).itemCount(), FindingStruct::new, Raw::doverie_answer_finding_at,
        Finding::of));
  }

  /** Erases personal data of the account. */
  public void erase(String operator) {
    tell((service, meta, account, out, error) -> Raw.doverie_operator_erase(service, meta, account, text(operator), error));
  }

  /** Why the account cannot be recovered now. */
  public Diagnosis explain(boolean verifiedFactor, String operation) {
    return ask((service, meta, account, out, error) -> Raw.doverie_operator_explain(service, account, Flags.number(verifiedFactor),
        text(operation), out, error), Diagnosis::of);
  }

  /** The audit trail of the account's circle; its seals are verified. */
  public List<AuditEntry> audit() {
    return ask((service, meta, account, out, error) -> Raw.doverie_operator_audit(service, account, out, error), answer -> answer.list(
        answer.get(AuditTrailStruct::new, Raw::doverie_answer_audit_trail).entryCount(), AuditEntryStruct::new,
        Raw::doverie_answer_audit_entry_at, AuditEntry::of));
  }

  /** Everything that has happened to the account, in words. */
  public List<TimelineEntry> timeline() {
    return ask((service, meta, account, out, error) -> Raw.doverie_operator_timeline(service, account, out, error), answer -> answer.list(
        answer.get(TimelineStruct::new, Raw::doverie_answer_timeline).entryCount(), TimelineEntryStruct::new,
        Raw::doverie_answer_timeline_entry_at, TimelineEntry::of));
  }
}
