// SPDX-License-Identifier: Apache-2.0
//
// Does explain() say what a command says? Random policies, links, accounts, and a host's rules; every account is explained and
// then looked at by commands that something else always refuses, so that nothing changes from one account to the next.
#include <set>

#include "core/eligibility/rules.h"
#include "core/policy/parameters.h"
#include "support/random_accounts.h"
#include "support/rounds.h"
#include "support/story.h"

namespace doverie::testing {
namespace {

constexpr std::uint64_t kAccountsInAWorld = 400;
// Unoptimised builds are ten times slower. tests/house/faults.py runs an optimised one, too.
#ifdef NDEBUG
constexpr std::uint64_t kAccounts = 100'000;
#else
constexpr std::uint64_t kAccounts = 40'000;
#endif
constexpr CivilDate kTomorrow{std::chrono::year{2026} / 3 / 3};
// When it begins in Moscow, and it is now. The link was made the moment before: there is no time in which a command could find
// that something has changed since, and would remember it for all that follow.
constexpr Instant kMidnight{std::chrono::sys_days{kToday} + 21h};

HostRule client_rule(std::int32_t number, std::string name, Role role) {
  return {.number = number,
          .name = std::move(name),
          .role = role,
          .english = "A client of the bank, for as many years as are asked for of a contact.",
          .russian = "Клиент банка.",
          .check = [](const HostRuleInput& in) -> Result<HostFinding> {
            const auto found = in.account.host.find("client");
            const std::int64_t has = found == in.account.host.end() ? 0 : found->second;
            return HostFinding{has * 10 >= in.policy.contact_min_age_years, in.policy.contact_min_age_years, has};
          }};
}

HostRules host_rules() {
  return *HostRules::of(
      {client_rule(10'001, "contact_no_client", Role::contact), client_rule(10'002, "trustor_no_client", Role::trustor)});
}

// A policy under which the people of a story can be made a link.
Policy passable(Chance& chance, std::string id, unsigned day) {
  Policy policy = chance.policy();
  policy.id = std::move(id);
  policy.applies_from = std::chrono::year{2026} / 3 / std::chrono::day{day};
  policy.trustor_min_age_years = std::min(policy.trustor_min_age_years, 30);
  policy.contact_min_age_years = std::min(policy.contact_min_age_years, 30);
  const std::vector<std::string> prefixes[] = {{"+79"}, {"+7903", "+7916"}, {"+77", "+79"}};
  policy.phone_prefixes = chance.of(prefixes);
  const std::vector<std::string> exclusions[] = {{}, {"+7940"}, {"+79169"}};
  policy.phone_prefixes_excluded = chance.of(exclusions);
  policy.max_trustors_per_contact = 1;
  return policy;
}

// The first is that of the link, the second of today, with some of its changes for new links only.
PolicySchedule two_policies(Chance& chance) {
  Policy today = passable(chance, "today", 3);
  for (const Parameter& parameter : kParameters) {
    const auto links = chance.one_in(2) ? AppliesTo::new_links : AppliesTo::existing_links;
    if (about_people(parameter) && chance.one_in(3)) today.applies_to.emplace(name_of(parameter), links);
  }
  auto schedule = PolicySchedule::of({passable(chance, "link", 1), today});
  REQUIRE_MESSAGE(schedule.ok(), (schedule.faulted() ? schedule.fault().message : ""));
  return *std::move(schedule);
}

// What is known of a rule that failed.
using Failed = std::vector<std::tuple<ReasonCode, std::optional<std::int64_t>, std::optional<std::int64_t>>>;

std::string told(const Failed& failed) {
  std::vector<Reason> reasons;
  for (const auto& [rule, needs, has] : failed) reasons.push_back({rule, needs, has});
  return words_of(reasons, true);
}

bool compares_numbers(ReasonCode reason) {
  const Rule* rule = rule_of(reason);
  return !rule || std::holds_alternative<AgeRule>(rule->kind) || std::holds_alternative<SinceRule>(rule->kind);
}

void put(Failed& failed, ReasonCode rule, std::optional<std::int64_t> needs, std::optional<std::int64_t> has) {
  if (!compares_numbers(rule)) needs = has = std::nullopt;  // yes and no: a reason does not say them
  failed.emplace_back(rule, needs, has);
}

// A link of Maria's and Ivan's, a request of hers, and an invitation of Olga's for Ivan, who has no room for it.
class Scene {
 public:
  explicit Scene(const PolicySchedule& policies) : story_({.policies = policies}), policies_(policies) {
    for (const char* account : {"maria", "olga", "ivan"}) make_good(account);
    ServiceOptions options = story_.options();
    options.rules = rules_;
    story_.restart(options);
    story_.clock->set(kMidnight - kTick);
    story_.appointed("maria", "ivan");
    story_.wait(kTick);
    request_ = story_.started("maria");
    invitation_ = story_.invited("olga", "ivan");
    for (const char* account : {"maria", "ivan"}) good_.emplace(account, story_.facts(account));
    link_ = *policies.for_link(today(), policies.pin_of(*policies.all().front()));
  }

  const Policy& today() const { return *policies_.all().back(); }

  void put_account(const AccountId& account, std::optional<AccountFacts> facts) {
    story_.directory->remove(account);
    if (facts) story_.directory->put(account, *std::move(facts));
    facts_[account] = story_.directory->find(account)->has_value() ? std::optional(story_.facts(account)) : std::nullopt;
  }
  const AccountFacts& good(const AccountId& account) const { return good_.at(account); }

  Failed explained(Role role, const AccountId& account, const Policy& policy) {
    Failed failed;
    const auto rows = explain(role, facts_.at(account), policy, kTomorrow, story_.now(), rules_);
    REQUIRE(rows.ok());
    for (const RuleExplanation& row : *rows) {
      if (!row.passed) put(failed, row.rule, row.needs, row.has);
    }
    return failed;
  }
  const Policy& link() const { return *link_; }

  Failed said_of_invite() {
    return rules_in(story_.service().trustor("maria").invite("Пётр", "+79167654321"), Role::trustor);
  }
  std::optional<Failed> said_of_accept() {
    const auto answer = story_.accept("ivan", invitation_);
    if (in_words(answer) == "refused: invitation_not_found") return std::nullopt;  // it is not for somebody like that
    return rules_in(answer, Role::contact);
  }
  // Refused for the number in any case.
  Failed said_of_approve() {
    return rules_in(story_.service().contact("ivan").approve(request_, {true, true, "none"}), std::nullopt);
  }

 private:
  void make_good(const AccountId& account) {
    story_.change(account, [](AccountFacts& facts) {
#define DOVERIE_SINCE_FACT(name, words, meaning) facts.name = kNoon - 24h * 365;
#include "doverie/core/facts.def"
      facts.host["client"] = 10;
    });
  }

  bool is_of(ReasonCode reason, std::optional<Role> role) const {
    const Rule* rule = rule_of(reason);
    const HostRule* of_host = rules_.find(reason);
    if (!rule && !of_host) return !role && reason == ReasonCode::trustor_unavailable;
    return !role || (rule ? rule->role : of_host->role) == *role;
  }
  template <class T>
  Failed rules_in(const Result<T>& answer, std::optional<Role> role) const {
    REQUIRE_MESSAGE(answer.rejected(), in_words(answer));
    Failed failed;
    for (const Reason& reason : answer.rejection().reasons) {
      if (is_of(reason.code, role)) put(failed, reason.code, reason.needs, reason.has);
    }
    return failed;
  }

  HostRules rules_ = host_rules();
  Story story_;
  PolicySchedule policies_;
  std::shared_ptr<const Policy> link_;
  RequestId request_;
  InvitationId invitation_;
  std::map<AccountId, AccountFacts> good_;
  std::map<AccountId, std::optional<AccountFacts>> facts_;
};

// Somebody by chance who may still be whom the invitation is for.
std::optional<AccountFacts> somebody(Chance& chance, const Policy& policy, const AccountFacts& good) {
  auto facts = chance.account(policy, kTomorrow);
  if (!facts) return facts;
#define DOVERIE_SINCE_FACT(name, words, meaning)                   \
  if (facts->name) *facts->name += kMidnight - noon_of(kTomorrow); \
  if (facts->name >= kMidnight) facts->name = kMidnight - kTick;
#include "doverie/core/facts.def"
  facts->given_name = good.given_name;
  if (!chance.one_in(3)) facts->phone = good.phone;
  const std::int64_t client = chance.below(5);
  if (client != 0) facts->host["client"] = client;
  return facts;
}

Failed both(Failed first, const Failed& second) {
  first.insert(first.end(), second.begin(), second.end());
  std::ranges::sort(first);
  return first;
}

TEST_CASE("explain: it says what commands say, over random policies, links, accounts and rules of the host's") {
  const Rounds rounds(kAccounts);
  Chance chance(rounds.seed);
  std::set<ReasonCode> seen;
  for (std::uint64_t round = 0; round < rounds.count;) {
    Scene world(two_policies(chance));
    for (std::uint64_t i = 0; i < kAccountsInAWorld && round < rounds.count; i += 2, round += 2) {
      world.put_account("ivan", somebody(chance, world.link(), world.good("ivan")));
      auto maria = somebody(chance, world.link(), world.good("maria"));
      if (maria) maria->phone_since = maria->sim_since = std::nullopt;  // that would void the request
      world.put_account("maria", maria);
      INFO("DOVERIE_SEED=" << rounds.seed << ", round " << round);
      // A command for each pair: approving looks at both of a link, inviting and accepting at one under today's policy.
      switch (chance.below(4)) {
        case 0:
          REQUIRE(told(world.said_of_invite()) == told(world.explained(Role::trustor, "maria", world.today())));
          break;
        case 1:
          if (const auto said = world.said_of_accept()) {
            REQUIRE(told(*said) == told(world.explained(Role::contact, "ivan", world.today())));
          }
          break;
        default:
          const Failed of_trustor = world.explained(Role::trustor, "maria", world.link());
          const Failed of_contact = world.explained(Role::contact, "ivan", world.link());
          Failed for_contact = of_contact;  // who is told that something is wrong with her, and not what
          if (!of_trustor.empty()) put(for_contact, ReasonCode::trustor_unavailable, {}, {});
          REQUIRE(told(both(world.said_of_approve(), {})) == told(both(for_contact, {})));
          for (const auto& failed : both(of_trustor, of_contact)) seen.insert(std::get<0>(failed));
      }
    }
  }
  if (rounds.count < 10'000) return;
  for (const Rule& rule : kRules) CHECK_MESSAGE(seen.contains(rule.reason), std::string(info(rule.reason).name));
}

}  // namespace
}  // namespace doverie::testing
