/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A whole recovery on PostgreSQL, in plain C: each step opens the store anew, as another process would.
 *
 *   capi_postgres_program CONNINFO SCHEMA NOW     NOW: microseconds since 1970, near the server's
 */
#include <doverie_postgres.h>
#include <doverie_testing.h>
#include <stdio.h>
#include <stdlib.h>
#include <string.h>

typedef struct portal {
  doverie_postgres_options postgres;
  doverie_clock* clock;
  doverie_key_ring* keys;
  doverie_directory* directory;
  doverie_sms_sender* sender;
  char code[7]; /* the last one sent */
} portal;

static doverie_error* failure;
#define MUST(call) \
  if ((call) != DOVERIE_STATUS_OK) give_up(#call)

static void give_up(const char* call) {
  fprintf(stderr, "%s\n  %s\n", call, doverie_error_message(failure).data);
  doverie_error_free(failure);
  exit(1);
}

static void receive(void* self, doverie_string id, doverie_string to, doverie_string text, doverie_sms_sink* sink) {
  portal* phone = self;
  (void)id;
  (void)to;
  if (text.size >= 6) memcpy(phone->code, text.data + text.size - 6, 6);
  doverie_sms_answer(sink, DOVERIE_SMS_ACCEPTED, NULL);
}

static doverie_service* enter(const portal* portal) {
  doverie_service_options options;
  doverie_store* store;
  doverie_service* service;
  MUST(doverie_postgres_store_open(&portal->postgres, &store, &failure));
  DOVERIE_INIT(options);
  options.store = store;
  options.directory = portal->directory;
  options.keys = portal->keys;
  options.sms = portal->sender;
  options.clock = portal->clock;
  MUST(doverie_service_new(&options, &service, &failure));
  doverie_store_free(store);
  return service;
}

static void put(const portal* portal, const char* account, const char* name, const char* phone) {
  doverie_account_facts facts;
  DOVERIE_INIT(facts);
  facts.given_name = doverie_text(name);
  facts.phone = doverie_text(phone);
  facts.phone_state = DOVERIE_PHONE_CONFIRMED;
  facts.birth_date.year = 1980;
  facts.birth_date.month = 3;
  facts.birth_date.day = 2;
  facts.citizen = facts.confirmed = facts.passport_current = 1;
  MUST(doverie_directory_put(portal->directory, doverie_text(account), &facts, &failure));
}

static void open_portal(portal* portal, char** arguments) {
  static const uint8_t master[32] = {7};
  doverie_sms_callbacks callbacks;
  doverie_bytes bytes;
  memset(portal, 0, sizeof *portal);
  DOVERIE_INIT(portal->postgres);
  portal->postgres.conninfo = doverie_text(arguments[1]);
  portal->postgres.schema = doverie_text(arguments[2]);
  portal->postgres.any_role = 1;
  bytes.data = master;
  bytes.size = sizeof master;
  DOVERIE_INIT(callbacks);
  callbacks.send = receive;
  MUST(doverie_fake_clock_new((int64_t)strtoul(arguments[3], NULL, 10), &portal->clock, &failure));
  MUST(doverie_key_ring_from_master(bytes, &portal->keys, &failure));
  MUST(doverie_memory_directory_new(&portal->directory, &failure));
  MUST(doverie_host_sms_new(&callbacks, portal, &portal->sender, &failure));
  put(portal, "maria", "Мария", "+79031112233");
  put(portal, "ivan", "Иван", "+79161234567");
}

static void close_portal(portal* portal) {
  doverie_sms_sender_free(portal->sender);
  doverie_directory_free(portal->directory);
  doverie_key_ring_free(portal->keys);
  doverie_clock_free(portal->clock);
}

static void appoint(const portal* portal) {
  doverie_service* service = enter(portal);
  doverie_answer *invited, *accepted;
  doverie_invited invitation;
  MUST(doverie_trustor_invite(service, NULL, doverie_text("maria"), doverie_text("Иван"), doverie_text("+79161234567"),
                              &invited, &failure));
  DOVERIE_INIT(invitation);
  MUST(doverie_answer_invited(invited, &invitation, &failure));
  MUST(doverie_contact_accept(service, NULL, doverie_text("ivan"), invitation.invitation, &accepted, &failure));
  doverie_answer_free(accepted);
  doverie_answer_free(invited);
  doverie_service_free(service);
}

static doverie_answer* start(const portal* portal, doverie_bytes secret) {
  doverie_service* service = enter(portal);
  doverie_answer* answer;
  MUST(doverie_recoverer_start(service, NULL, doverie_text("maria"), secret, 0,
                               doverie_text(DOVERIE_OPERATION_PASSWORD_RECOVERY), &answer, &failure));
  doverie_service_free(service);
  return answer;
}

static void approve(const portal* portal, const doverie_recovery_started* started) {
  doverie_service* service = enter(portal);
  doverie_attestation attestation;
  doverie_answer* answer;
  DOVERIE_INIT(attestation);
  attestation.spoke_with_trustor = 1;
  attestation.nobody_misleads = 1;
  attestation.number = started->number;
  MUST(doverie_contact_approve(service, NULL, doverie_text("ivan"), started->request, &attestation, &answer, &failure));
  doverie_answer_free(answer);
  doverie_service_free(service);
}

static void confirm(const portal* portal, const doverie_recovery_started* started) {
  doverie_service* service = enter(portal);
  doverie_answer* answer;
  MUST(doverie_service_pump(service, 64, DOVERIE_PUMP_EVERYTHING, NULL, &failure));
  MUST(doverie_contact_confirm_code(service, NULL, doverie_text("ivan"), started->request, doverie_text(portal->code),
                                    &answer, &failure));
  doverie_answer_free(answer);
  doverie_service_free(service);
}

static void redeem(const portal* portal, const doverie_recovery_started* started, doverie_bytes secret) {
  doverie_service* service = enter(portal);
  doverie_answer* answer;
  doverie_grant grant;
  MUST(doverie_recoverer_redeem(service, NULL, doverie_text("maria"), started->request, secret,
                                doverie_text(DOVERIE_OPERATION_PASSWORD_RECOVERY), &answer, &failure));
  DOVERIE_INIT(grant);
  MUST(doverie_answer_grant(answer, &grant, &failure));
  printf("granted: %s\n", grant.trustor.data);
  doverie_answer_free(answer);
  doverie_service_free(service);
}

int main(int count, char** arguments) {
  portal portal;
  uint8_t bytes[DOVERIE_SECRET_SIZE];
  doverie_bytes secret;
  doverie_answer* answer;
  doverie_recovery_started started;
  if (count != 4) return 2;
  open_portal(&portal, arguments);
  MUST(doverie_postgres_create_tables(&portal.postgres, &failure));
  MUST(doverie_new_recovery_secret(NULL, bytes, sizeof bytes, &failure));
  secret.data = bytes;
  secret.size = sizeof bytes;
  appoint(&portal);
  answer = start(&portal, secret);
  DOVERIE_INIT(started);
  MUST(doverie_answer_recovery_started(answer, &started, &failure));
  approve(&portal, &started);
  confirm(&portal, &started);
  redeem(&portal, &started, secret);
  doverie_answer_free(answer);
  close_portal(&portal);
  return 0;
}
