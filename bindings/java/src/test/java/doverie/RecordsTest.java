// SPDX-License-Identifier: Apache-2.0
// What can be asked of the records, and of other policies, from Java?
package doverie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;
import story.OwnStore;

class RecordsTest {
  private static final byte[] SIGNING = "32 bytes of a key for the tests.".getBytes(StandardCharsets.UTF_8);
  private static final LocalDate TODAY = LocalDate.of(2026, 3, 2);

  private final OwnStore records = new OwnStore();

  private World world() {
    return new World(Store.of(records), null, more -> more);
  }

  /** gosuslugi with contacts of 40 and older; Иван is 34. */
  private static Policy older(String from) {
    try (Policy policy = Policy.gosuslugi()) {
      return Policy.fromJson(policy.toJson().replace("\"contact_min_age_years\":18", "\"contact_min_age_years\":40")
          .replace("\"id\":\"gosuslugi\"", "\"id\":\"older\"")
          .replace("\"applies_from\":\"2025-11-27\"", "\"applies_from\":\"" + from + "\""));
    }
  }

  @Test
  void theyAreSignedAndVerified() {
    try (World world = world().appointed(); Store store = Store.of(records); KeyRing keys = KeyRing.fromMaster(World.MASTER)) {
      Checkpoint first = Checkpoint.make(store, SIGNING, World.MORNING, "");
      world.service.trustor("maria").reportFraud();
      Checkpoint second = Checkpoint.make(store, SIGNING, World.MORNING.plusSeconds(60), first.text());
      assertEquals(List.of(1L, 2L), List.of(first.number(), second.number()));
      assertEquals(Checkpoint.publicKeyOf(SIGNING), first.publicKey());
      try (AuditVerifier verifier = AuditVerifier.of(keys)) {
        verifier.trust(first.publicKey().getBytes(StandardCharsets.US_ASCII)).checkpoint(first.text()).checkpoint(second.text());
        AuditVerifier.Report report = verifier.store(store).finish();
        assertEquals(List.of(), report.findings());
        assertEquals(2, report.checkpoints());
        assertEquals(first.events() + second.events(), report.events());
      }
    }
  }

  @Test
  void aChangedLineIsFound() {
    world().appointed().close();
    try (Store store = Store.of(records); KeyRing keys = KeyRing.fromMaster(World.MASTER);
        AuditVerifier verifier = AuditVerifier.of(keys)) {
      ExportPage page = store.export("", 100);
      assertTrue(page.events() > 1, page.lines());
      assertEquals(0, store.export(page.cursor(), 100).events());
      String changed = page.lines().replace("maria", "marya");
      changed.lines().forEach(line -> verifier.line(line.getBytes(StandardCharsets.UTF_8)));
      AuditVerifier.Report report = verifier.finish();
      assertFalse(report.findings().isEmpty());
      assertTrue(report.findings().stream().allMatch(one -> one.kind() != AuditFindingKind.UNRECOGNIZED && !one.message().isEmpty()));
    }
  }

  @Test
  void anotherPolicyIsReplayed() {
    List<Replay.Decision> told = new ArrayList<>();
    world().appointed().close();
    try (Store store = Store.of(records); Policy history = Policy.gosuslugi();
        Policy other = older("2025-11-27")) {
      try (Replay replay = Replay.of(List.of(history), List.of(other))) {
        Replay.Report report = replay.run(store, told::add);
        assertEquals(told.size(), report.refused() + report.further() + report.fallen() + report.untold());
        assertTrue(report.rows().stream().anyMatch(row -> row.outcome() == ReplayOutcome.REFUSED), report.toString());
      }
      List<Replay.Decision> lines = new ArrayList<>();
      try (Replay replay = Replay.of(List.of(history), List.of(other))) {
        store.export("", 100).lines().lines().forEach(line -> replay.line(line.getBytes(StandardCharsets.UTF_8), lines::add));
        replay.finish(lines::add);
      }
      assertEquals(told, lines);
    }
    Replay.Decision refused = told.stream().filter(one -> one.outcome() == ReplayOutcome.REFUSED).findFirst().orElseThrow();
    assertEquals(Optional.of(ReasonCode.CONTACT_TOO_YOUNG), refused.reason());
    assertEquals(40, refused.needs().orElseThrow());
    assertEquals(34, refused.has().orElseThrow());
    assertTrue(Replay.blindSpots().stream().allMatch(spot -> !spot.parameter().isEmpty() && !spot.why().isEmpty()));
  }

  @Test
  void aShadowDecidesAlong() {
    List<Shadow.Difference> seen = new ArrayList<>();
    try (Policy other = older("2025-11-27"); Shadow shadow = Shadow.of(seen::add, other);
        World world = new World(more -> more.shadow(shadow)).appointed()) {
      assertEquals(1, world.service.trustor("maria").cabinet().contacts().size(), "nothing is enforced");
    }
    Shadow.Difference refused = seen.stream().filter(one -> one.kind() == ShadowKind.REFUSED).findFirst().orElseThrow();
    assertEquals(List.of("gosuslugi", "older"), List.of(refused.policy(), refused.shadowPolicy()));
    assertEquals(ReasonCode.CONTACT_TOO_YOUNG, refused.shadowReasons().get(0).code());
    assertTrue(refused.reasons().isEmpty() && !refused.shadowReasons().get(0).russian().isEmpty());
  }

  @Test
  void aScheduleKnowsItsDays() {
    try (Policy now = Policy.gosuslugi(); Policy later = older("2026-06-01"); PolicySchedule schedule = PolicySchedule.of(later, now)) {
      assertEquals(List.of("gosuslugi", "older"), schedule.policies().stream().map(Policy::id).toList());
      try (Policy before = schedule.on(LocalDate.of(2026, 5, 31)); Policy after = schedule.on(LocalDate.of(2026, 6, 1));
          Policy pinned = schedule.pinned(now.id(), now.contentHash())) {
        assertTrue(before.sameAs(now) && after.sameAs(later) && pinned.sameAs(now));
        assertFalse(before.sameAs(after));
      }
      assertEquals(1000, schedule.protectedShare(TODAY));
      Fault unknown = assertThrows(Fault.class, () -> schedule.pinned("gosuslugi", "0".repeat(64)));
      assertEquals(FaultCode.POLICY_UNKNOWN, unknown.code());
      schedule.forLink(TODAY, now.id(), now.contentHash()).close();
    }
  }

  @Test
  void everyRuleIsExplained() {
    Account young = World.person("Пётр", "2009-01-01", "+79261112244").build();
    Instant morning = TODAY.atStartOfDay().toInstant(ZoneOffset.UTC);
    try (Policy policy = Policy.gosuslugi()) {
      List<RuleExplanation> rules = RuleExplanation.of(policy, Role.CONTACT, young, TODAY, morning);
      RuleExplanation age = rules.stream().filter(rule -> rule.rule() == ReasonCode.CONTACT_TOO_YOUNG).findFirst().orElseThrow();
      assertEquals(List.of(18L, 17L), List.of(age.needs(), age.has().orElseThrow()));
      assertEquals("contact_min_age_years", age.limit());
      assertFalse(age.passed() || age.russian().isEmpty());
      assertEquals(1, rules.stream().filter(rule -> !rule.passed()).count());
      assertEquals(1, RuleExplanation.of(policy, Role.CONTACT, null, TODAY, morning).size());
    }
  }

  /** A store inside of a transaction of the host's, which could take the count of wrong codes back. */
  private class InATransaction implements EventStore {
    boolean open;

    @Override
    public ReadResult read(ReadRequest request) {
      ReadResult read = records.read(request);
      return open ? new ReadResult(read.streams(), read.tags(), read.command(), Facts.UNDOABLE) : read;
    }

    @Override
    public Appended append(Batch batch) {
      return records.append(batch);
    }

    @Override
    public List<Leased> lease(String queue, Instant now, Duration leaseFor, int limit) {
      return records.lease(queue, now, leaseFor, limit);
    }

    @Override
    public void settle(List<Settlement> settlements) {
      records.settle(settlements);
    }

    @Override
    public List<FeedEntry> feed(String after, int limit) {
      return records.feed(after, limit);
    }
  }

  @Test
  void noCodeIsComparedInsideOfTheHostsTransaction() {
    InATransaction store = new InATransaction();
    try (World world = new World(Store.of(store), null, more -> more).appointed()) {
      byte[] secret = Secrets.create();
      RecoveryStart.Pending pending = world.service.recoverer("maria").start(secret).pending();
      world.service.contact("ivan").approve(pending.request(), Attestation.of(pending.number(), Operation.PASSWORD_RECOVERY));
      world.service.pump();
      String text = world.texts.get(0);
      String code = text.replaceAll("(?s).*?(\\d{6}).*", "$1");
      store.open = true;
      Fault fault = assertThrows(Fault.class, () -> world.service.contact("ivan").confirmCode(pending.request(), code));
      assertEquals(FaultCode.GUESS_UNDOABLE, fault.code());
      store.open = false;
      world.service.contact("ivan").confirmCode(pending.request(), code);
      store.open = true;
      assertEquals("maria", world.service.recoverer("maria").commandId("reset-1").redeem(pending.request(), secret).trustor());
    }
  }

  @Test
  void whatAStoreKnowsIsHeardOf() {
    EventStore.Facts ahead = new EventStore.Facts(Optional.of(World.MORNING.minus(Duration.ofDays(1))), 0, Optional.empty(),
        Optional.of(World.MORNING.plus(Duration.ofDays(1))), false);
    InATransaction store = new InATransaction() {
      @Override
      public ReadResult read(ReadRequest request) {
        ReadResult read = super.read(request);
        return new ReadResult(read.streams(), read.tags(), read.command(), ahead);
      }
    };
    try (World world = new World(Store.of(store), null, more -> more)) {
      Fault fault = assertThrows(Fault.class, () -> world.service.trustor("maria").invite("Иван", "+79161234567"));
      assertTrue(fault.code().toString().contains("CLOCK"), fault.toString());
    }
  }
}
