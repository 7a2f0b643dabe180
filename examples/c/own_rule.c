/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A rule of the host's own, in plain C: rows of text say what it has to answer.
 */
#include <doverie_testing.h>
#include <stdio.h>

static void is_client(void* self, const doverie_rule_input* input, doverie_rule_sink* sink) {
  const int64_t client = doverie_rule_input_fact(input, doverie_text("client"));
  (void)self;
  if (client == 1) {
    doverie_rule_passed(sink, 1, client, NULL);
  } else {
    doverie_rule_failed(sink, 1, client, NULL);
  }
}

static doverie_status add_client_rule(doverie_host_rules* rules, doverie_error** error) {
  doverie_host_rule rule;
  doverie_host_rule_callbacks callbacks;
  DOVERIE_INIT(rule);
  rule.number = 10001;
  rule.role = DOVERIE_ROLE_CONTACT;
  rule.name = doverie_text("contact_no_client");
  rule.english = doverie_text("The contact has to be a client of the bank.");
  rule.russian = doverie_text("Контакт должен быть клиентом банка.");
  DOVERIE_INIT(callbacks);
  callbacks.check = is_client;
  return doverie_host_rules_add(rules, &rule, &callbacks, NULL, error);
}

static const char kRows[] =
    "contact | fact client 1 | may\n"
    "contact | fact client 0 | contact_no_client (needs 1, has 0)\n";

int main(void) {
  doverie_host_rules* rules = NULL;
  doverie_policy* policy = NULL;
  doverie_rule_report* report = NULL;
  doverie_error* error = NULL;
  doverie_rule_findings found;
  DOVERIE_INIT(found);
  if (doverie_policy_gosuslugi(&policy, &error) != DOVERIE_STATUS_OK ||
      doverie_host_rules_new(&rules, &error) != DOVERIE_STATUS_OK || add_client_rule(rules, &error) != DOVERIE_STATUS_OK ||
      doverie_rule_rows_run_with(rules, policy, doverie_text(kRows), doverie_text("rows"), &report, &error) !=
          DOVERIE_STATUS_OK ||
      doverie_rule_report_get(report, &found, &error) != DOVERIE_STATUS_OK) {
    fprintf(stderr, "%s\n", doverie_error_message(error).data);
    return 2;
  }
  printf("%d of %d rows hold\n%s", (int)(found.count - found.failed), (int)found.count, found.text.data);
  doverie_rule_report_free(report);
  doverie_host_rules_free(rules);
  doverie_policy_free(policy);
  return found.failed == 0 ? 0 : 1;
}
