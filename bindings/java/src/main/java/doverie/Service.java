// SPDX-License-Identifier: Apache-2.0
// What answers commands, and what does it work with?
package doverie;

import static doverie.raw.Values.text;

import doverie.raw.Frame;
import doverie.raw.PumpReportStruct;
import doverie.raw.Raw;
import doverie.raw.ServiceOptionsStruct;
import doverie.raw.Values;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.function.Consumer;

/**
 * Trusted contacts for the accounts of a portal.
 *
 * <pre>{@code
 * try (Service service = Service.with(store, directory, keys).sms(gateway).build()) {
 *   Invited invitation = service.trustor("maria").invite("Иван", "+79161234567");
 *   service.contact("ivan").accept(invitation.id());
 * }
 * }</pre>
 *
 * It starts no threads and holds no lock while it calls a port. Any number of threads, virtual ones among them, may use it; any number
 * of services, in any number of processes, may share a store that allows it.
 */
public final class Service extends Handle {
  private Service(long pointer) {
    super(pointer, Raw::doverie_service_free);
  }

  /** The three things that every service needs; the caller may close them as soon as it is built. */
  public static Builder with(Store store, Directory directory, KeyRing keys) {
    return new Builder(store, directory, keys);
  }

  /** The owner of the account, logged in. */
  public TrustorSide trustor(String account) {
    return new TrustorSide(this, account, null, null);
  }

  /** A trusted contact, or somebody who was invited to be one, logged in. */
  public ContactSide contact(String account) {
    return new ContactSide(this, account, null, null);
  }

  /** Whoever started to recover the account. */
  public RecovererSide recoverer(String account) {
    return new RecovererSide(this, account, null, null);
  }

  /** What the host has seen of the account. */
  public HostSide host(String account) {
    return new HostSide(this, account, null, null);
  }

  /** The host's operators, about the account. */
  public OperatorSide operator(String account) {
    return new OperatorSide(this, account, null, null);
  }

  /** An operator begins a realm whose store has records of others only. */
  public void beginRealm(String operator) {
    with(pointer -> Calls.done((out, error) -> Raw.doverie_operator_begin_realm(pointer, 0, text(operator), error), pointer));
  }

  /** Raises the format level of the store, once every process that shares it has been upgraded. There is no way back. */
  public void raiseLevel(String operator) {
    with(pointer -> Calls.done((out, error) -> Raw.doverie_operator_raise_level(pointer, 0, text(operator), error), pointer));
  }

  /** How many segments the longest SMS with a code takes: 1 or 2. */
  public int smsSegments() {
    int[] segments = new int[1];
    with(pointer -> segments[0] = (int) Calls.made((out, error) -> Raw.doverie_service_sms_segments(pointer, out, error)));
    return segments[0];
  }

  /** The gateway has reported what became of a code's SMS; report: the message id that the sender was given. */
  public void smsReported(String report, boolean delivered) {
    with(pointer -> Calls.done((out, error) -> Raw.doverie_host_sms_reported(pointer, 0, text(report), Flags.number(delivered), error),
        pointer));
  }

  /** Sends up to 64 messages that are due, codes first. */
  public PumpReport pump() {
    return pump(64, PumpWhat.EVERYTHING);
  }

  /**
   * Sends up to `limit` messages that are due, codes first, and erases invitations whose time is over. Call it after commands and from
   * time to time, from any thread or process; a crash repeats work, never loses it.
   */
  public PumpReport pump(int limit, PumpWhat what) {
    long pointer = hold();
    try (Frame frame = Frame.open()) {
      PumpReportStruct report = new PumpReportStruct(frame);
      Calls.Ended ended = Calls.ended((out, error) -> Raw.doverie_service_pump(pointer, limit, what.number(), report.address(), error));
      return PumpReport.of(report, ended.fault, ended.thrown);
    } finally {
      release();
    }
  }

  /** Lets the pump try up to `limit` messages again that it could not read, say after an upgrade; answers how many. */
  public int releaseSetAside(int limit) {
    int[] released = new int[1];
    with(pointer -> released[0] = (int) Calls.made((out, error) -> Raw.doverie_service_release_set_aside(pointer, limit, out, error)));
    return released[0];
  }

  private void with(java.util.function.LongConsumer call) {
    long pointer = hold();
    try {
      call.accept(pointer);
    } finally {
      release();
    }
  }

  /** Says one thing after the other. */
  public static final class Builder {
    private final Store store;
    private final Directory directory;
    private final KeyRing keys;
    private final List<Policy> policies = new ArrayList<>();
    private final List<String> revoked = new ArrayList<>();
    private final List<HostRule> rules = new ArrayList<>();
    private final List<Observer> observers = new ArrayList<>();
    private final List<Consumer<ServiceOptionsStruct>> said = new ArrayList<>();
    private Sms sms;
    private Notifier notifier;
    private Clock clock;
    private Entropy entropy;
    private Shadow shadow;

    private Builder(Store store, Directory directory, KeyRing keys) {
      this.store = store;
      this.directory = directory;
      this.keys = keys;
    }

    /** One policy, or several, each in force from its date on; without any, gosuslugi alone. */
    public Builder policies(Policy... values) {
      policies.addAll(List.of(values));
      return this;
    }

    /** Ids of policies; what was opened under them is void. */
    public Builder revokedPolicies(String... ids) {
      revoked.addAll(List.of(ids));
      return this;
    }

    /** How codes get to phones; without it the pump faults as soon as a code is due. */
    public Builder sms(Sms value) {
      sms = value;
      return this;
    }

    /** The host's own gateway. */
    public Builder sms(SmsSender host) {
      return sms(Sms.of(host));
    }

    /** How people are told; without it notices are dropped, where no policy relies on them. */
    public Builder notifier(Notifier host) {
      notifier = host;
      return this;
    }

    public Builder clock(Clock value) {
      clock = value;
      return this;
    }

    public Builder entropy(Entropy value) {
      entropy = value;
      return this;
    }

    /** Rules of the host's own, beside the library's. */
    public Builder rules(HostRule... values) {
      rules.addAll(List.of(values));
      return this;
    }

    /** Policies that decide along and enforce nothing. */
    public Builder shadow(Shadow value) {
      shadow = value;
      return this;
    }

    /** Who is told what the service does, without anybody's name. */
    public Builder observers(Observer... values) {
      observers.addAll(List.of(values));
      return this;
    }

    /** Keeps tenants of one database apart: empty, or 1 to 32 of [a-z0-9-]. */
    public Builder realm(String value) {
      said.add(options -> options.realm(value));
      return this;
    }

    /** Raised after a backup was restored, which voids what was open. */
    public Builder epoch(long value) {
      said.add(options -> options.epoch(value));
      return this;
    }

    /** When the backup was restored because of which the epoch was raised; for stores that do not tell. */
    public Builder restoredAt(Instant value) {
      said.add(options -> options.restoredAt(Times.microseconds(value)));
      return this;
    }

    /** Host name in the last line of an SMS; empty: no such line. */
    public Builder smsOrigin(String value) {
      said.add(options -> options.smsOrigin(value));
      return this;
    }

    /** What the SMS says in front of that, with {code} in it once. */
    public Builder smsText(String value) {
      said.add(options -> options.smsText(value));
      return this;
    }

    /** Nobody is to be told of anything, although a policy has a delay for people to say no in. */
    public Builder nobodyIsTold() {
      said.add(options -> options.nobodyIsTold(1));
      return this;
    }

    /** A Fault names the option that is missing or wrong. */
    public Service build() {
      List<Handle> made = new ArrayList<>();
      List<Handle> held = new ArrayList<>();
      try (Frame frame = Frame.open()) {
        ServiceOptionsStruct options = fill(frame, made, held);
        return new Service(Calls.made((out, error) -> Raw.doverie_service_new(options.address(), out, error)));
      } finally {
        held.forEach(Handle::release);
        made.forEach(Handle::close);
      }
    }

    private ServiceOptionsStruct fill(Frame frame, List<Handle> made, List<Handle> held) {
      ServiceOptionsStruct options = new ServiceOptionsStruct(frame);
      said.forEach(one -> one.accept(options));
      options.store(hold(store, held)).directory(hold(directory, held)).keys(hold(keys, held));
      options.shadow(hold(shadow, held)).sms(hold(sms, held)).clock(hold(clock, held)).entropy(hold(entropy, held));
      if (notifier != null) {
        made.add(new HostNotifier(notifier));
        options.notifier(hold(made.get(made.size() - 1), held));
      }
      if (!rules.isEmpty()) {
        made.add(HostRules.of(rules));
        options.rules(hold(made.get(made.size() - 1), held));
      }
      options.policies(array(frame, policies, held)).policyCount(policies.size());
      options.observers(array(frame, observers, held)).observerCount(observers.size());
      return options.revokedPolicies(Values.array(frame, revoked)).revokedPolicyCount(revoked.size());
    }

    private static long hold(Handle handle, List<Handle> held) {
      if (handle == null) return 0;
      long pointer = handle.hold();
      held.add(handle);
      return pointer;
    }
  }
}
