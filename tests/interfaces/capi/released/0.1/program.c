/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A host as somebody may have written it for version 0.1, compiled against the header of that release. Promise 7: it runs with
 * every later library of the same major version. Never change it once 0.1 is out.
 */
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

#include "doverie.h"

#define MINUTE ((int64_t)60 * 1000 * 1000)
#define MORNING ((int64_t)1772442000 * 1000 * 1000)

static doverie_error* error;

#define MUST(call)                                                                           \
  do {                                                                                       \
    if ((call) != DOVERIE_STATUS_OK) {                                                       \
      fprintf(stderr, "%d: %s\n  %s\n", __LINE__, #call, doverie_error_message(error).data); \
      exit(1);                                                                               \
    }                                                                                        \
  } while (0)
#define MUST_FAIL(call, wanted)                                                 \
  do {                                                                          \
    if ((call) == DOVERIE_STATUS_OK || doverie_error_code(error) != (wanted)) { \
      fprintf(stderr, "%d: %s: not %d\n", __LINE__, #call, (int)(wanted));      \
      exit(1);                                                                  \
    }                                                                           \
    doverie_error_free(error);                                                  \
    error = NULL;                                                               \
  } while (0)
#define CHECK(condition)                                     \
  do {                                                       \
    if (!(condition)) {                                      \
      fprintf(stderr, "%d: not %s\n", __LINE__, #condition); \
      exit(1);                                               \
    }                                                        \
  } while (0)

typedef struct host {
  char code[7];
  int sent, told, destroyed;
} host;

static void destroy(void* self) {
  ++((host*)self)->destroyed;
}

static void find(void* self, doverie_string account, doverie_facts_sink* sink) {
  doverie_account_facts facts;
  const int ivan = strcmp(account.data, "ivan") == 0;
  (void)self;
  if (!ivan && strcmp(account.data, "maria") != 0) {
    doverie_facts_missing(sink, NULL);
    return;
  }
  DOVERIE_INIT(facts);
  facts.given_name = doverie_text(ivan ? "Иван" : "Мария");
  facts.birth_date.year = ivan ? 1991 : 1955;
  facts.birth_date.month = 6;
  facts.birth_date.day = 15;
  facts.citizen = 1;
  facts.confirmed = 1;
  facts.passport_current = 1;
  facts.phone_state = DOVERIE_PHONE_CONFIRMED;
  facts.phone = doverie_text(ivan ? "+79161234567" : "+79031112233");
  facts.phone_since = MORNING - 1000 * MINUTE;
  facts.as_of = MORNING;
  doverie_facts_found(sink, &facts, NULL);
}

static void send_sms(void* self, doverie_string id, doverie_string to, doverie_string text, doverie_sms_sink* sink) {
  host* h = (host*)self;
  CHECK(id.size > 0 && strcmp(to.data, "+79161234567") == 0 && text.size > 6);
  strcpy(h->code, text.data + text.size - 6);
  ++h->sent;
  doverie_sms_answer(sink, DOVERIE_SMS_ACCEPTED, NULL);
}

static void notify(void* self, doverie_string id, const doverie_notice* notice, doverie_notifier_sink* sink) {
  CHECK(id.size > 0 && doverie_notice_account(notice).size > 0 && doverie_notice_name(notice).size > 0);
  ++((host*)self)->told;
  doverie_notice_delivered(sink, NULL);
}

static doverie_bytes bytes_of(const char* text) {
  doverie_bytes bytes;
  bytes.data = (const uint8_t*)text;
  bytes.size = strlen(text);
  return bytes;
}

static doverie_service* open_service(host* h, doverie_clock* clock) {
  doverie_store* store;
  doverie_directory* directory;
  doverie_key_ring* keys;
  doverie_sms_sender* sms;
  doverie_notifier* notifier;
  doverie_entropy* entropy;
  doverie_policy* policy;
  const doverie_policy* policies[1];
  doverie_service* service;
  doverie_directory_callbacks directory_callbacks;
  doverie_sms_callbacks sms_callbacks;
  doverie_notifier_callbacks notifier_callbacks;
  doverie_service_options options;

  DOVERIE_INIT(directory_callbacks);
  directory_callbacks.destroy = destroy;
  directory_callbacks.find = find;
  MUST(doverie_host_directory_new(&directory_callbacks, h, &directory, &error));
  DOVERIE_INIT(sms_callbacks);
  sms_callbacks.destroy = destroy;
  sms_callbacks.send = send_sms;
  MUST(doverie_host_sms_new(&sms_callbacks, h, &sms, &error));
  DOVERIE_INIT(notifier_callbacks);
  notifier_callbacks.destroy = destroy;
  notifier_callbacks.notify = notify;
  MUST(doverie_host_notifier_new(&notifier_callbacks, h, &notifier, &error));
  MUST(doverie_memory_store_new(&store, &error));
  MUST(doverie_key_ring_from_master(bytes_of("a master key of at least 32 bytes"), &keys, &error));
  MUST(doverie_fake_entropy_new(1, &entropy, &error));
  MUST(doverie_policy_gosuslugi(&policy, &error));
  policies[0] = policy;

  DOVERIE_INIT(options);
  options.store = store;
  options.directory = directory;
  options.keys = keys;
  options.policies = policies;
  options.policy_count = 1;
  options.sms = sms;
  options.notifier = notifier;
  options.clock = clock;
  options.entropy = entropy;
  options.realm = doverie_text("released");
  options.epoch = 2;
  options.sms_origin = doverie_text("example.ru");
  MUST(doverie_service_new(&options, &service, &error));
  doverie_store_free(store);
  doverie_directory_free(directory);
  doverie_key_ring_free(keys);
  doverie_sms_sender_free(sms);
  doverie_notifier_free(notifier);
  doverie_entropy_free(entropy);
  doverie_policy_free(policy);
  return service;
}

static void appoint(doverie_service* service) {
  doverie_answer *first, *second;
  doverie_invited invited;
  doverie_accepted accepted;
  doverie_command_meta meta;
  DOVERIE_INIT(meta);
  meta.command_id = doverie_text("invite-1");
  meta.context = bytes_of("session 17");
  MUST(doverie_trustor_invite(service, &meta, doverie_text("maria"), doverie_text("Иван"), doverie_text("8 916 123-45-67"),
                              &first, &error));
  DOVERIE_INIT(invited);
  MUST(doverie_answer_invited(first, &invited, &error));
  CHECK(invited.expires_at > MORNING && invited.phone_masked.size > 0);
  MUST(doverie_contact_accept(service, NULL, doverie_text("ivan"), invited.invitation, &second, &error));
  DOVERIE_INIT(accepted);
  MUST(doverie_answer_accepted(second, &accepted, &error));
  CHECK(strcmp(accepted.trustor.data, "maria") == 0);
  doverie_answer_free(first);
  doverie_answer_free(second);
}

static void recover(doverie_service* service, host* h) {
  uint8_t secret_bytes[DOVERIE_SECRET_SIZE];
  doverie_bytes secret;
  doverie_answer *start, *answer;
  doverie_recovery_started started;
  doverie_attestation attestation;
  doverie_approved approved;
  doverie_code_confirmed confirmed;
  doverie_recovery_view view;
  doverie_grant grant;
  doverie_pump_report report;

  MUST(doverie_new_recovery_secret(NULL, secret_bytes, sizeof secret_bytes, &error));
  secret.data = secret_bytes;
  secret.size = sizeof secret_bytes;
  MUST(doverie_recoverer_start(service, NULL, doverie_text("maria"), secret, 1, &start, &error));
  DOVERIE_INIT(started);
  MUST(doverie_answer_recovery_started(start, &started, &error));
  CHECK(started.status == DOVERIE_START_PENDING);

  DOVERIE_INIT(attestation);
  MUST_FAIL(doverie_contact_approve(service, NULL, doverie_text("ivan"), started.request, &attestation, &answer, &error),
            DOVERIE_REASON_ATTESTATION_INCOMPLETE);
  attestation.spoke_with_trustor = 1;
  attestation.nobody_misleads = 1;
  attestation.number = started.number;
  MUST(doverie_contact_approve(service, NULL, doverie_text("ivan"), started.request, &attestation, &answer, &error));
  DOVERIE_INIT(approved);
  MUST(doverie_answer_approved(answer, &approved, &error));
  doverie_answer_free(answer);

  DOVERIE_INIT(report);
  MUST(doverie_service_pump(service, 64, &report, &error));
  CHECK(h->sent == 1 && report.sent >= 1);
  MUST(doverie_contact_confirm_code(service, NULL, doverie_text("ivan"), started.request, doverie_text(h->code), &answer,
                                    &error));
  DOVERIE_INIT(confirmed);
  MUST(doverie_answer_code_confirmed(answer, &confirmed, &error));
  CHECK(confirmed.approved == 1 && confirmed.redeem_before > MORNING);
  doverie_answer_free(answer);

  MUST(doverie_recoverer_status(service, started.request, secret, &answer, &error));
  DOVERIE_INIT(view);
  MUST(doverie_answer_recovery_view(answer, &view, &error));
  CHECK(view.state == DOVERIE_REQUEST_APPROVED && view.standing == DOVERIE_START_PENDING);
  doverie_answer_free(answer);

  MUST(doverie_recoverer_redeem(service, NULL, started.request, secret, &answer, &error));
  DOVERIE_INIT(grant);
  MUST(doverie_answer_grant(answer, &grant, &error));
  CHECK(grant.id.size > 0 && strcmp(grant.trustor.data, "maria") == 0);
  doverie_answer_free(answer);
  MUST_FAIL(doverie_recoverer_redeem(service, NULL, started.request, secret, &answer, &error),
            DOVERIE_REASON_REQUEST_REDEEMED);
  doverie_answer_free(start);
}

static void look(doverie_service* service) {
  doverie_answer* answer;
  doverie_trustor_view trustor;
  doverie_contact_view contact;
  doverie_audit_trail trail;
  MUST(doverie_trustor_cabinet(service, doverie_text("maria"), &answer, &error));
  DOVERIE_INIT(trustor);
  MUST(doverie_answer_trustor_view(answer, &trustor, &error));
  CHECK(trustor.contact_count == 1 && trustor.request_count == 1 && trustor.recovery_locked == 0);
  doverie_answer_free(answer);
  MUST(doverie_contact_cabinet(service, doverie_text("ivan"), &answer, &error));
  DOVERIE_INIT(contact);
  MUST(doverie_answer_contact_view(answer, &contact, &error));
  CHECK(contact.trustor_count == 1);
  doverie_answer_free(answer);
  MUST(doverie_operator_audit(service, doverie_text("maria"), &answer, &error));
  DOVERIE_INIT(trail);
  MUST(doverie_answer_audit_trail(answer, &trail, &error));
  CHECK(trail.entry_count > 5);
  doverie_answer_free(answer);
  MUST(doverie_trustor_report_fraud(service, NULL, doverie_text("maria"), &error));
  MUST_FAIL(doverie_trustor_remove_contact(service, NULL, doverie_text("maria"), doverie_text("ivan"), &error),
            DOVERIE_REASON_FROZEN);
}

int main(void) {
  host h;
  doverie_clock* clock;
  doverie_service* service;
  memset(&h, 0, sizeof h);
  CHECK(doverie_version_number() >= DOVERIE_VERSION_NUMBER);
  MUST(doverie_fake_clock_new(MORNING, &clock, &error));
  service = open_service(&h, clock);
  appoint(service);
  MUST(doverie_fake_clock_advance(clock, MINUTE, &error));
  recover(service, &h);
  look(service);
  CHECK(h.told > 0);
  doverie_service_free(service);
  doverie_clock_free(clock);
  CHECK(h.destroyed == 3);
  puts("a program of version 0.1 runs");
  return 0;
}
