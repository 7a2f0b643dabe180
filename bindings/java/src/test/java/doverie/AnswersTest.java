// SPDX-License-Identifier: Apache-2.0
// Are no and broken told as they are, and handles that are closed?
package doverie;

import static org.junit.jupiter.api.Assertions.assertEquals;
import static org.junit.jupiter.api.Assertions.assertFalse;
import static org.junit.jupiter.api.Assertions.assertInstanceOf;
import static org.junit.jupiter.api.Assertions.assertThrows;
import static org.junit.jupiter.api.Assertions.assertTrue;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.junit.jupiter.api.Test;

class AnswersTest {
  @Test
  void everyReasonIsToldInBothLanguages() {
    try (World world = new World()) {
      world.accounts.put("ivan", World.person("Иван", "2010-06-15", "+79161234567").passportCurrent(false).build());
      String invitation = world.service.trustor("maria").invite("Иван", "+79161234567").id();
      Rejected rejected = assertThrows(Rejected.class, () -> world.service.contact("ivan").accept(invitation));
      assertTrue(rejected.isFor(ReasonCode.CONTACT_TOO_YOUNG));
      assertTrue(rejected.isFor(ReasonCode.CONTACT_PASSPORT_OUTDATED));
      Reason young = rejected.reason();
      assertEquals(ReasonCode.CONTACT_TOO_YOUNG, young.code());
      assertEquals("contact_too_young", young.name());
      assertEquals(18, young.needs().getAsLong());
      assertEquals(15, young.has().getAsLong());
      assertEquals(Unit.YEARS, young.unit());
      assertEquals("The contact has not reached the required age.", young.english());
      assertTrue(young.russian().contains("возраст"), young.russian());
    }
  }

  @Test
  void aRuleOfTheHostsIsToldInItsOwnWords() {
    HostRule rule = new HostRule(10001, Role.TRUSTOR, "client", "Only clients of the bank.", "Только для клиентов банка.", "client",
        input -> HostRule.Verdict.of(input.account().hostFacts().getOrDefault("client", 0L) == 1, 1, 0));
    try (World world = new World(more -> more.rules(rule))) {
      Rejected rejected = assertThrows(Rejected.class, () -> world.service.trustor("maria").invite("Иван", "+79161234567"));
      assertEquals(ReasonCode.UNRECOGNIZED, rejected.reason().code());
      assertEquals(10001, rejected.reason().number());
      assertEquals("client", rejected.reason().name());
      assertEquals("Только для клиентов банка.", rejected.reason().russian());
      world.accounts.put("maria", World.person("Мария", "1955-08-12", "+79031112233").hostFact("client", 1).build());
      world.service.trustor("maria").invite("Иван", "+79161234567");
    }
  }

  @Test
  void startsAreSealed() {
    try (World world = new World()) {
      byte[] secret = Secrets.create();
      assertInstanceOf(RecoveryStart.NotProtected.class, world.service.recoverer("maria").start(secret));
      world.appointed();
      RecoveryStart start = world.service.recoverer("maria").start(Secrets.create());
      assertInstanceOf(RecoveryStart.Pending.class, start);
      assertFalse(start.pending().number().isEmpty());
      world.service.contact("ivan").reportFraud("maria");
      assertInstanceOf(RecoveryStart.Frozen.class, world.service.recoverer("maria").start(Secrets.create()));
    }
  }

  @Test
  void noticesComeWithWhatTheyName() {
    Map<String, Notifier.Notice> told = new ConcurrentHashMap<>();
    try (World world = new World(more -> more.notifier((id, notice) -> told.put(notice.account(), notice) == null || true))) {
      world.appointed();
      world.service.pump();
      Notifier.Notice notice = told.get("maria");
      assertEquals(NoticeKind.CONTACT_APPOINTED, notice.kind());
      assertEquals("contact_appointed", notice.name());
      Texts.Text text = Texts.notice(notice.kind(), Role.TRUSTOR, Language.RUSSIAN, Channel.CABINET, new Texts.Names("Мария", "", ""));
      assertFalse(text.body().isEmpty());
    }
  }

  @Test
  void anotherCommandUnderTheSameIdIsAFault() {
    try (World world = new World()) {
      world.service.trustor("maria").commandId("one").invite("Иван", "+79161234567");
      Fault fault = assertThrows(Fault.class, () -> world.service.trustor("maria").commandId("one").reportFraud());
      assertEquals(FaultCode.COMMAND_ID_REUSED, fault.code());
    }
  }

  @Test
  void aClosedServiceSaysSo() {
    World world = new World();
    world.close();
    world.close();
    IllegalStateException closed = assertThrows(IllegalStateException.class, () -> world.service.trustor("maria").cabinet());
    assertEquals("Service is closed", closed.getMessage());
  }

  @Test
  void whatIsMissingIsNamed() {
    try (Store store = Store.memory(); KeyRing keys = KeyRing.fromMaster(World.MASTER)) {
      Fault fault = assertThrows(Fault.class, () -> Service.with(store, null, keys).build());
      assertEquals(FaultCode.INVALID_ARGUMENT, fault.code());
      assertTrue(fault.getMessage().contains("directory"), fault.getMessage());
    }
  }

  @Test
  void policiesGoThereAndBack() {
    try (Policy strict = Policy.strict(); Policy again = Policy.fromJson(strict.toJson())) {
      assertEquals(strict.toJson(), again.toJson());
      Fault fault = assertThrows(Fault.class, () -> Policy.fromJson("{\"id\": 1}"));
      assertEquals(FaultCode.INVALID_ARGUMENT, fault.code());
      assertTrue(Policy.schema().contains("2020-12"));
    }
  }

  @Test
  void anAuditedAccountIsToldInWords() {
    try (World world = new World().appointed()) {
      assertEquals(2, world.service.operator("maria").audit().size());
      assertFalse(world.service.operator("maria").timeline().get(0).russian().isEmpty());
      assertEquals(Optional.of(StartStatus.PENDING), world.service.operator("maria").explain(false, "").start());
      assertEquals(2, world.service.trustor("maria").history("", 10).entries().size());
    }
  }

  @Test
  void whatTheContactIsAskedIsToldInBothLanguages() {
    for (int version = 1; version <= Attestation.latest(); ++version) {
      assertFalse(Attestation.questions(version).isEmpty());
      for (Attestation.Question question : Attestation.questions(version)) {
        assertFalse(question.english().isEmpty() || question.russian().isEmpty() || question.id().isEmpty());
      }
    }
    assertTrue(Attestation.questions(Attestation.latest() + 1).isEmpty());
  }

  @Test
  void operatorsBringInAndAreToldWhatIsHeld() {
    try (World world = new World()) {
      world.service.operator("maria").importLink("ivan", World.MORNING.minusSeconds(86400), "desk-1", false, false);
      assertEquals(1, world.service.trustor("maria").cabinet().contacts().size());
      assertFalse(world.service.operator("ivan").held().isEmpty());
      world.service.operator("maria").eraseEnded();
      assertEquals(1, world.service.smsSegments());
    }
  }
}
