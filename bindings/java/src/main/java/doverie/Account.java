// SPDX-License-Identifier: Apache-2.0
// What does the host know about a person?
package doverie;

import com.sun.jna.Pointer;
import doverie.raw.AccountFactsStruct;
import doverie.raw.Frame;
import doverie.raw.StringStruct;
import doverie.raw.Values;
import java.time.Instant;
import java.time.LocalDate;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;

/**
 * What the host knows about a person; the eligibility rules look at nothing else. Made by {@link #builder}.
 *
 * @param id that the directory knows the account by, whatever spelling it was asked for; empty: the one asked for
 * @param givenName as in the passport, without the surname
 * @param citizen of the Russian Federation
 * @param confirmed a confirmed account
 * @param passportCurrent passport data in the cabinet are up to date
 * @param phone the confirmed mobile phone, as people write it; empty: none
 * @param phoneReplacing a new number is waiting for its own confirmation
 * @param phoneSince when the phone was confirmed in this account
 * @param simSince when its SIM was last changed
 * @param recoveredAt when this account was last recovered itself
 * @param asOf when all this was read
 * @param hasContact a mark of the host's own that the account has a trusted contact
 * @param datesOnly the changes are days: each is the midnight, in UTC, of the day on which it was
 * @param inCallSince since when the person is in a call, if there is one now
 * @param hostFacts facts of the host's own, for its own rules
 */
public record Account(String id, String givenName, LocalDate birthDate, boolean citizen, boolean confirmed, boolean passportCurrent,
    String phone, boolean phoneReplacing, Optional<Instant> phoneSince, Optional<Instant> simSince, Optional<Instant> recoveredAt,
    Optional<Instant> asOf, boolean hasContact, boolean datesOnly, Optional<Instant> inCallSince, Map<String, Long> hostFacts) {

  /** Somebody of whom nothing is known but this; everything else is no, or not known. */
  public static Builder builder(String givenName, LocalDate birthDate) {
    return new Builder(givenName, birthDate);
  }

  AccountFactsStruct facts(Frame frame, String asked) {
    AccountFactsStruct facts = new AccountFactsStruct(frame).id(id.isEmpty() ? asked : id).givenName(givenName).birthDate(birthDate)
        .citizen(Flags.number(citizen)).confirmed(Flags.number(confirmed)).passportCurrent(Flags.number(passportCurrent))
        .phoneState(phoneState().number()).phone(phone).phoneSince(number(phoneSince)).simSince(number(simSince))
        .recoveredAt(number(recoveredAt)).asOf(number(asOf)).hasContact(Flags.number(hasContact)).datesOnly(Flags.number(datesOnly))
        .inCallSince(number(inCallSince));
    if (!hostFacts.isEmpty()) putHostFacts(frame, facts);
    return facts;
  }

  static Account of(AccountFactsStruct at) {
    PhoneState phone = PhoneState.of(at.phoneState());
    return new Account(at.id(), at.givenName(), at.birthDate(), at.citizen() != 0, at.confirmed() != 0, at.passportCurrent() != 0,
        at.phone(), phone == PhoneState.REPLACING, Times.maybe(at.phoneSince()), Times.maybe(at.simSince()),
        Times.maybe(at.recoveredAt()), Times.maybe(at.asOf()), at.hasContact() != 0, at.datesOnly() != 0, Times.maybe(at.inCallSince()),
        hostFacts(at));
  }

  private PhoneState phoneState() {
    if (phone.isEmpty()) return PhoneState.NONE;
    return phoneReplacing ? PhoneState.REPLACING : PhoneState.CONFIRMED;
  }

  private static long number(Optional<Instant> instant) {
    return instant.map(Times::microseconds).orElse(0L);
  }

  private void putHostFacts(Frame frame, AccountFactsStruct facts) {
    Pointer values = new Pointer(frame.take((long) hostFacts.size() * Long.BYTES));
    List<String> names = List.copyOf(hostFacts.keySet());
    for (int i = 0; i < names.size(); ++i) values.setLong((long) i * Long.BYTES, hostFacts.get(names.get(i)));
    facts.hostFactNames(Values.array(frame, names)).hostFactValues(Pointer.nativeValue(values)).hostFactCount(names.size());
  }

  private static Map<String, Long> hostFacts(AccountFactsStruct at) {
    Map<String, Long> facts = new TreeMap<>();
    for (long i = 0; i < at.hostFactCount(); ++i) {
      Pointer name = new Pointer(at.hostFactNames() + i * StringStruct.SIZE);
      facts.put(Values.text(new StringStruct(null, name)), new Pointer(at.hostFactValues() + i * Long.BYTES).getLong(0));
    }
    return facts;
  }

  /** Says one thing after the other. */
  public static final class Builder {
    private final String givenName;
    private final LocalDate birthDate;
    private String id = "";
    private boolean citizen;
    private boolean confirmed;
    private boolean passportCurrent;
    private String phone = "";
    private boolean phoneReplacing;
    private Instant phoneSince;
    private Instant simSince;
    private Instant recoveredAt;
    private Instant asOf;
    private boolean hasContact;
    private boolean datesOnly;
    private Instant inCallSince;
    private final Map<String, Long> hostFacts = new TreeMap<>();

    private Builder(String givenName, LocalDate birthDate) {
      this.givenName = givenName;
      this.birthDate = birthDate;
    }

    public Builder id(String value) {
      id = value;
      return this;
    }

    public Builder citizen(boolean value) {
      citizen = value;
      return this;
    }

    public Builder confirmed(boolean value) {
      confirmed = value;
      return this;
    }

    public Builder passportCurrent(boolean value) {
      passportCurrent = value;
      return this;
    }

    public Builder phone(String value) {
      phone = value;
      return this;
    }

    public Builder phoneReplacing(boolean value) {
      phoneReplacing = value;
      return this;
    }

    public Builder phoneSince(Instant value) {
      phoneSince = value;
      return this;
    }

    public Builder simSince(Instant value) {
      simSince = value;
      return this;
    }

    public Builder recoveredAt(Instant value) {
      recoveredAt = value;
      return this;
    }

    public Builder asOf(Instant value) {
      asOf = value;
      return this;
    }

    public Builder hasContact(boolean value) {
      hasContact = value;
      return this;
    }

    public Builder datesOnly(boolean value) {
      datesOnly = value;
      return this;
    }

    public Builder inCallSince(Instant value) {
      inCallSince = value;
      return this;
    }

    public Builder hostFact(String name, long value) {
      hostFacts.put(name, value);
      return this;
    }

    public Account build() {
      return new Account(id, givenName, birthDate, citizen, confirmed, passportCurrent, phone, phoneReplacing,
          Optional.ofNullable(phoneSince), Optional.ofNullable(simSince), Optional.ofNullable(recoveredAt), Optional.ofNullable(asOf),
          hasContact, datesOnly, Optional.ofNullable(inCallSince), Map.copyOf(hostFacts));
    }
  }
}
