// SPDX-License-Identifier: Apache-2.0
//
// Rules of the host's own.
#include "doverie/core/host_rules.h"

#include <mutex>

#include "facts.h"
#include "handles.h"
#include "host.h"
#include "structs.h"
#include "text.h"

namespace {
using RuleAnswer = doverie::Result<doverie::HostFinding>;
}

struct doverie_rule_sink : doverie::capi::Handle<0x52554c4553494e31>, doverie::capi::Sink<RuleAnswer> {
  using Sink::Sink;
};

// Lent for one check. The host may share it between threads of its own: what is made late is made once.
struct doverie_rule_input : doverie::capi::Handle<0x52554c45494e5031> {
  explicit doverie_rule_input(const doverie::HostRuleInput& lent) : seen(lent) {
    for (const auto& [name, value] : lent.account.host) {
      names.push_back(doverie::capi::borrowed(name));
      values.push_back(value);
    }
  }

  const doverie::HostRuleInput& seen;
  std::vector<doverie_string> names;
  std::vector<std::int64_t> values;
  mutable std::once_flag policy_made;
  mutable doverie_policy policy;
};

namespace doverie::capi {
namespace {

class HostCheck {
 public:
  using Check = decltype(doverie_host_rule_callbacks::check);

  HostCheck(std::string rule, Check callback, HostSelf self)
      : unanswered_("host rule " + std::move(rule) + ": its check did not answer"),
        check_(callback),
        self_(std::move(self)) {}

  RuleAnswer operator()(const HostRuleInput& seen) const {
    const doverie_rule_input input(seen);
    doverie_rule_sink sink{RuleAnswer{Fault{FaultCode::internal, unanswered_}}};
    call_host([&] { check_(self_.get(), &input, &sink); });
    sink.retire();
    return sink.take();
  }

 private:
  std::string unanswered_;
  Check check_;
  HostSelf self_;
};

HostRule rule_of(const doverie_host_rule& given, const doverie_host_rule_callbacks& callbacks, HostSelf self) {
  if (callbacks.check == nullptr) wrong("callbacks", "one that is required is NULL");
  HostRule rule{.number = given.number,
                .name = text(given.name, "rule.name"),
                .role = enumerator(given.role, Role::contact, "rule.role"),
                .english = text(given.english, "rule.english"),
                .russian = text(given.russian, "rule.russian"),
                .fact = text(given.fact, "rule.fact"),
                .sentence = text(given.sentence, "rule.sentence"),
                .check = nullptr};
  const auto check = std::make_shared<const HostCheck>(rule.name, callbacks.check, std::move(self));
  rule.check = [check](const HostRuleInput& seen) { return (*check)(seen); };
  return rule;
}

doverie_host_rule told(const HostRule& rule) {
  doverie_host_rule row{};
  row.number = rule.number;
  row.role = static_cast<doverie_role>(rule.role);
  row.name = borrowed(rule.name);
  row.english = borrowed(rule.english);
  row.russian = borrowed(rule.russian);
  row.fact = borrowed(rule.fact);
  row.sentence = borrowed(rule.sentence);
  return row;
}

std::optional<std::int64_t> side(std::int64_t number) {
  return number == DOVERIE_ABSENT ? std::nullopt : std::optional(number);
}

template <class Make>
doverie_status answer(doverie_rule_sink* sink, doverie_error** error, Make&& make) {
  return guarded(error, [&]() -> Status {
    auto& wanted = use(sink, "sink");
    try {
      wanted.answer(make());
    } catch (const WrongArgument& rubbish) {
      wanted.answer(RuleAnswer{Fault{FaultCode::internal, "a host rule's check answered rubbish: " + rubbish.message}});
      throw;
    }
    return Done{};
  });
}

}  // namespace
}  // namespace doverie::capi

using namespace doverie::capi;

doverie_status doverie_host_rules_new(doverie_host_rules** out, doverie_error** error) {
  return give(out, error, []() -> doverie::Result<std::unique_ptr<doverie_host_rules>> {
    return std::make_unique<doverie_host_rules>();
  });
}

doverie_status doverie_host_rules_add(doverie_host_rules* rules, const doverie_host_rule* rule,
                                      const doverie_host_rule_callbacks* callbacks, void* self, doverie_error** error) {
  HostSelf owned = take_self(callbacks, self);
  return guarded(error, [&]() -> doverie::Status {
    doverie_host_rules& set = use(rules, "rules");
    doverie::HostRule added = rule_of(read(rule, "rule"), read(callbacks, "callbacks"), std::move(owned));
    const std::lock_guard lock(set.mutex);
    const auto all = set.sets.back().all();
    std::vector<doverie::HostRule> more(all.begin(), all.end());
    more.push_back(std::move(added));
    auto made = doverie::HostRules::of(std::move(more));
    if (!made) return made.as<doverie::Done>();
    set.sets.push_back(*std::move(made));
    return doverie::Done{};
  });
}

size_t doverie_host_rules_count(const doverie_host_rules* rules) {
  return alive(rules) ? rules->now().all().size() : 0;
}

doverie_status doverie_host_rules_at(const doverie_host_rules* rules, size_t index, doverie_host_rule* out,
                                     doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie::HostRules set = use(rules, "rules").now();
    const auto all = set.all();
    if (index >= all.size()) wrong("index", std::to_string(index) + " of " + std::to_string(all.size()));
    write(out, told(all[index]));
    return doverie::Done{};
  });
}

void doverie_host_rules_free(doverie_host_rules* rules) {
  free_handle(rules);
}

doverie_status doverie_rule_input_facts(const doverie_rule_input* input, doverie_account_facts* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie_rule_input& lent = use(input, "input");
    doverie_account_facts facts = told_facts(lent.seen.account);
    facts.host_fact_names = lent.names.data();
    facts.host_fact_values = lent.values.data();
    facts.host_fact_count = lent.names.size();
    write(out, facts);
    return doverie::Done{};
  });
}

int64_t doverie_rule_input_fact(const doverie_rule_input* input, doverie_string name) {
  std::int64_t value = DOVERIE_ABSENT;
  guarded(nullptr, [&]() -> doverie::Status {
    const auto& host = use(input, "input").seen.account.host;
    const auto found = host.find(text(name, "name"));
    if (found != host.end()) value = found->second;
    return doverie::Done{};
  });
  return value;
}

const doverie_policy* doverie_rule_input_policy(const doverie_rule_input* input) {
  const doverie_policy* policy = nullptr;
  guarded(nullptr, [&]() -> doverie::Status {
    const doverie_rule_input& lent = use(input, "input");
    std::call_once(lent.policy_made, [&] {
      lent.policy.policy = lent.seen.policy;
      lent.policy.json = lent.seen.policy.to_json();
      lent.policy.hash = lent.seen.policy.content_hash();
    });
    policy = &lent.policy;
    return doverie::Done{};
  });
  return policy;
}

doverie_status doverie_rule_input_today(const doverie_rule_input* input, doverie_date* out, doverie_error** error) {
  return guarded(error, [&]() -> doverie::Status {
    const doverie_rule_input& lent = use(input, "input");
    if (out == nullptr) wrong("out", "NULL");
    *out = told_date(lent.seen.today);
    return doverie::Done{};
  });
}

doverie_status doverie_rule_passed(doverie_rule_sink* sink, int64_t needs, int64_t has, doverie_error** error) {
  return answer(sink, error, [&] { return RuleAnswer{doverie::HostFinding{true, side(needs), side(has)}}; });
}

doverie_status doverie_rule_failed(doverie_rule_sink* sink, int64_t needs, int64_t has, doverie_error** error) {
  return answer(sink, error, [&] { return RuleAnswer{doverie::HostFinding{false, side(needs), side(has)}}; });
}

doverie_status doverie_rule_undecided(doverie_rule_sink* sink, int32_t fault, doverie_string why, doverie_error** error) {
  return answer(sink, error, [&] { return RuleAnswer{doverie::Fault{fault_code(fault, "fault"), text(why, "why")}}; });
}
