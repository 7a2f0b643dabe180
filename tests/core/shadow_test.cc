// SPDX-License-Identifier: Apache-2.0
//
// A shadow policy decides along, reports where it differs, and changes nothing.
#include <stdexcept>

#include "support/ages.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

// Everything a service reported, in words: "start_recovery: other_answer pending/contact_unavailable".
struct Shadowed {
  explicit Shadowed(std::optional<PolicySchedule> shadow, PolicySchedule policies = alone(with_ages(14, 18)))
      : story({.policies = policies}) {
    ServiceOptions options = story.options();
    options.shadow = std::move(shadow);
    options.on_shadow_difference = [this](const ShadowDifference& d) { differences.push_back(d); };
    story.restart(options);
  }
  std::string last() {
    if (differences.empty()) return "";
    const ShadowDifference d = differences.back();
    differences.clear();
    std::string words = d.command + ": " + std::string(name_of(d.kind));
    if (d.status) words += " " + std::string(name_of(*d.status)) + "/" + std::string(name_of(*d.shadow_status));
    if (!d.reasons.empty()) words += " really " + words_of(d.reasons, false);
    if (!d.shadow_reasons.empty()) words += " shadow " + words_of(d.shadow_reasons, true);
    return words + (d.fault.empty() ? "" : " " + d.fault);
  }
  Story story;
  std::vector<ShadowDifference> differences;
};

PolicySchedule aged_21() {
  return changed([](Policy& p) { p.id = "aged-21", p.contact_min_age_years = 21; });
}

TEST_CASE("shadow: a stricter one reports whom it would refuse, and refuses nobody") {
  Shadowed world(aged_21());
  world.story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(19); });
  const InvitationId invitation = world.story.invited("maria", "ivan");
  CHECK(world.last() == "");
  EXPECT(world.story.accept("ivan", invitation), "done");
  CHECK(world.last() == "accept_invitation: refused shadow contact_too_young (needs 21, has 19)");
  const RequestId request = world.story.started("maria");
  CHECK(world.last() == "start_recovery: other_answer pending/contact_unavailable");
  world.story.approved("ivan", request);
  CHECK(world.last() == "approve: refused shadow contact_too_young (needs 21, has 19)");
  world.story.confirmed("ivan", request);
  CHECK(world.last() == "confirm_code: refused shadow contact_too_young (needs 21, has 19)");
  EXPECT(world.story.redeem(request), "done");
  CHECK(world.last() == "redeem: refused shadow contact_unavailable");
}

TEST_CASE("shadow: a looser one reports whom it would allow") {
  Shadowed world(changed([](Policy& p) { p.contact_min_age_years = 16; }));
  world.story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(17); });
  EXPECT(world.story.accept("ivan", world.story.invited("maria", "ivan")), "refused: contact_too_young");
  REQUIRE(world.differences.size() == 1);
  CHECK(world.differences[0].policy == "gosuslugi");
  CHECK(world.last() == "accept_invitation: allowed really contact_too_young");
}

TEST_CASE("shadow: other reasons, other numbers, other deadlines") {
  Shadowed world(changed(
      [](Policy& p) { p.contact_min_age_years = 21, p.contact_citizen_required = false, p.invitation_lifetime = 1h; }));
  world.story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(17), ivan.citizen = false; });
  const InvitationId invitation = world.story.invited("maria", "ivan");
  CHECK(world.last() == "invite: other_answer");
  EXPECT(world.story.accept("ivan", invitation), "refused: contact_too_young, contact_not_citizen");
  CHECK(world.last() ==
        "accept_invitation: other_reasons really contact_too_young, contact_not_citizen shadow contact_too_young (needs 21, "
        "has 17)");
}

TEST_CASE("shadow: one that agrees says nothing, and questions are not asked") {
  Shadowed world(PolicySchedule{});
  world.story.appointed("maria", "ivan");
  EXPECT(world.story.redeem(world.story.ready("maria", "ivan")), "done");
  CHECK(world.last() == "");
  Shadowed strict(aged_21());
  strict.story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(19); });
  strict.story.appointed("maria", "ivan");
  const RequestId request = strict.story.started("maria");
  strict.differences.clear();
  EXPECT(strict.story.status(request), "done");
  EXPECT(strict.story.service().trustor("maria").cabinet(), "done");
  strict.story.notices();
  CHECK(strict.last() == "");
}

TEST_CASE("shadow: the events are the same with it and without it") {
  const auto events = [](Shadowed world) {
    world.story.appointed("maria", "ivan");
    EXPECT(world.story.redeem(world.story.ready("maria", "ivan"), {"redeem", ""}), "done");
    std::string all;
    const auto audit = world.story.service().operations().audit("maria");
    for (const AuditEntry& entry : audit->entries) all += entry.event + "\n";
    return all;
  };
  const std::string with = events(Shadowed(changed([](Policy& p) { p.request_lifetime = 2h, p.code_digits = 8; })));
  CHECK(with == events(Shadowed(PolicySchedule{})));
  CHECK(with.find("\"id\":\"gosuslugi\"") != std::string::npos);
}

TEST_CASE("shadow: an open link counts as older than the shadow's policies") {
  Shadowed world(changed([](Policy& p) {
    p.id = "planned", p.contact_min_age_years = 21, p.applies_to = {{"contact_min_age_years", AppliesTo::new_links}};
  }));
  world.story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(19); });
  world.story.appointed("maria", "ivan");
  CHECK(world.last() == "accept_invitation: refused shadow contact_too_young (needs 21, has 19)");
  world.story.started("maria");
  CHECK(world.last() == "");
}

TEST_CASE("shadow: a schedule in it changes on its own day") {
  Policy planned = Policy::gosuslugi();
  planned.id = "planned", planned.applies_from = std::chrono::year{2026} / 3 / 5, planned.contact_min_age_years = 21;
  Shadowed world(*PolicySchedule::of({with_ages(14, 18), planned}));
  world.story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(19); });
  world.story.appointed("maria", "ivan");
  EXPECT(world.story.cancel(world.story.started("maria")), "done");
  CHECK(world.last() == "");
  world.story.wait(96h);
  world.story.started("maria");
  CHECK(world.differences.size() == 1);
  CHECK(world.differences[0].shadow_policy == "planned");
}

TEST_CASE("shadow: what is revoked is void in the shadow, too") {
  Story story;
  const InvitationId invitation = story.invited("maria", "ivan");
  ServiceOptions options = story.options();
  options.policies = options.policies.with_revoked("gosuslugi").value();
  options.shadow = PolicySchedule{};
  int differences = 0;
  options.on_shadow_difference = [&](const ShadowDifference&) { ++differences; };
  story.restart(options);
  EXPECT(story.accept("ivan", invitation), "refused: invitation_void");
  CHECK(differences == 0);
}

// A key ring that fails, or throws, from a number of calls on.
class TiredKeys final : public KeyRing {
 public:
  explicit TiredKeys(std::shared_ptr<const KeyRing> keys) : keys_(std::move(keys)) {}
  Result<std::string> active_key(KeyPurpose purpose) const override {
    if (purpose == KeyPurpose::code && left-- <= 0) {
      if (throws) throw std::runtime_error("the key ring threw");
      return Fault{FaultCode::key_unavailable, "the key ring is tired"};
    }
    return keys_->active_key(purpose);
  }
  Result<std::vector<std::string>> usable_keys(KeyPurpose purpose) const override { return keys_->usable_keys(purpose); }
  Result<Digest> mac(KeyPurpose purpose, std::string_view id, std::string_view bytes) const override {
    return keys_->mac(purpose, id, bytes);
  }
  mutable int left = 1000;
  bool throws = false;

 private:
  std::shared_ptr<const KeyRing> keys_;
};

TEST_CASE("shadow: when it fails, throws or its report throws, the command goes on") {
  for (const bool throws : {false, true}) {
    Shadowed world(aged_21());
    ServiceOptions options = world.story.options();
    auto keys = std::make_shared<TiredKeys>(options.keys);
    options.keys = keys;
    world.story.restart(options);
    world.story.appointed("maria", "ivan");
    const RequestId request = world.story.started("maria");
    keys->left = 1, keys->throws = throws;
    EXPECT(world.story.approve("ivan", request), "done");
    CHECK(world.last() == std::string("approve: failed ") + (throws ? "the key ring threw" : "the key ring is tired"));
  }
  Story story({.policies = alone(with_ages(14, 18))});
  ServiceOptions options = story.options();
  options.shadow = aged_21();
  options.on_shadow_difference = [](const ShadowDifference&) { throw std::runtime_error("the host's own"); };
  story.restart(options);
  story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(19); });
  EXPECT(story.accept("ivan", story.invited("maria", "ivan")), "done");
}

TEST_CASE("shadow: a command that is repeated, loses a race or faults reports once or not at all") {
  Shadowed world(aged_21());
  world.story.change("ivan", [](AccountFacts& ivan) { ivan.birth_date = aged(19); });
  const InvitationId invitation = world.story.invited("maria", "ivan");
  for (int i = 0; i < 2; ++i) EXPECT(world.story.service().contact("ivan").accept(invitation, {"once", ""}), "done");
  CHECK(world.differences.size() == 1);
  CHECK(world.differences[0].command_id == "once");
  world.differences.clear();
  EXPECT(world.story.service().contact("ivan").accept("no id"), "fault: invalid_argument");
  CHECK(world.differences.empty());
}

TEST_CASE("shadow: settings that cannot be") {
  Story story;
  ServiceOptions options = story.options();
  options.shadow = aged_21();
  CHECK(Service::create(options).fault().message ==
        "service options: on_shadow_difference, which a shadow reports to, is missing");
  options.on_shadow_difference = [](const ShadowDifference&) {};
  CHECK(Service::create(options).ok());
  options.shadow = changed([](Policy& p) { p.time_zone = "Asia/Omsk"; });
  CHECK(Service::create(options).fault().message ==
        "shadow: its time zone is Asia/Omsk; use that of the policies, Europe/Moscow");
  options.shadow.reset();
  CHECK(Service::create(options).fault().message == "service options: shadow, which reports differences, is missing");
}

}  // namespace
}  // namespace doverie::testing
