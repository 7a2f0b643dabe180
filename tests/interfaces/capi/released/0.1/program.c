/* SPDX-License-Identifier: Apache-2.0 */
/*
 * A program of version 0.1, compiled against the header of that version and run with every later library: a recovery from the
 * invitation to the grant, with the host's own clock and gateway. Never changed once 0.1 is released.
 */
#include "doverie.h"

#include <stdio.h>
#include <stdlib.h>
#include <string.h>

static const int64_t kNoon = (int64_t)1772452800 * 1000000; /* 2026-03-02T12:00:00Z */
static char code[16];

static void must(doverie_status status, doverie_error* error, const char* what) {
  if (status == DOVERIE_STATUS_OK) return;
  fprintf(stderr, "%s: %s %s\n", what, doverie_status_name(status).data, doverie_error_message(error).data);
  exit(1);
}

static void must_be(int holds, const char* what) {
  if (holds) return;
  fprintf(stderr, "%s is not so\n", what);
  exit(1);
}

/* --- The host's own ports. */

static void tell_noon(void* self, doverie_clock_sink* sink) {
  (void)self;
  doverie_clock_tell(sink, kNoon, NULL);
}

static void remember_code(void* self, doverie_string message_id, doverie_string to, doverie_string text,
                          doverie_sms_sink* sink) {
  (void)message_id;
  must_be(strcmp(to.data, "+79161234567") == 0, "the contact's phone");
  strncpy((char*)self, text.data + text.size - 6, 7);
  doverie_sms_answer(sink, DOVERIE_SMS_ACCEPTED, NULL);
}

static void put(doverie_directory* accounts, const char* id, const char* name, const char* phone) {
  doverie_account_facts facts;
  doverie_error* error = NULL;
  DOVERIE_INIT(facts);
  facts.given_name = doverie_text(name);
  facts.birth_date.year = 1980;
  facts.birth_date.month = 1;
  facts.birth_date.day = 1;
  facts.citizen = 1;
  facts.confirmed = 1;
  facts.passport_current = 1;
  facts.phone_state = DOVERIE_PHONE_CONFIRMED;
  facts.phone = doverie_text(phone);
  must(doverie_directory_put(accounts, doverie_text(id), &facts, &error), error, "put");
}

static doverie_service* open_service(void) {
  static const uint8_t master[32] = {7};
  doverie_store* store = NULL;
  doverie_directory* accounts = NULL;
  doverie_key_ring* keys = NULL;
  doverie_clock* clock = NULL;
  doverie_sms_sender* sender = NULL;
  doverie_service* service = NULL;
  doverie_error* error = NULL;
  doverie_clock_callbacks time;
  doverie_sms_callbacks gateway;
  doverie_service_options options;
  doverie_bytes secret;
  secret.data = master;
  secret.size = sizeof master;
  DOVERIE_INIT(time);
  time.now = tell_noon;
  DOVERIE_INIT(gateway);
  gateway.send = remember_code;
  must(doverie_memory_store_new(&store, &error), error, "store");
  must(doverie_memory_directory_new(&accounts, &error), error, "directory");
  must(doverie_key_ring_from_master(secret, &keys, &error), error, "keys");
  must(doverie_host_clock_new(&time, NULL, &clock, &error), error, "clock");
  must(doverie_host_sms_new(&gateway, code, &sender, &error), error, "sender");
  put(accounts, "maria", "\xd0\x9c\xd0\xb0\xd1\x80\xd0\xb8\xd1\x8f", "+79031112233");
  put(accounts, "ivan", "\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd", "+79161234567");
  DOVERIE_INIT(options);
  options.store = store;
  options.directory = accounts;
  options.keys = keys;
  options.clock = clock;
  options.sms = sender;
  must(doverie_service_new(&options, &service, &error), error, "service");
  doverie_store_free(store);
  doverie_directory_free(accounts);
  doverie_key_ring_free(keys);
  doverie_clock_free(clock);
  doverie_sms_sender_free(sender);
  return service;
}

/* --- The story. */

static void appoint(const doverie_service* service) {
  doverie_answer* answer = NULL;
  doverie_answer* accepted = NULL;
  doverie_error* error = NULL;
  doverie_invited invited;
  DOVERIE_INIT(invited);
  must(doverie_trustor_invite(service, NULL, doverie_text("maria"), doverie_text("\xd0\x98\xd0\xb2\xd0\xb0\xd0\xbd"),
                              doverie_text("8 916 123-45-67"), &answer, &error),
       error, "invite");
  must_be(doverie_answer_get_kind(answer) == DOVERIE_ANSWER_INVITED, "the kind of an answer");
  must(doverie_answer_invited(answer, &invited, &error), error, "invited");
  must(doverie_contact_accept(service, NULL, doverie_text("ivan"), invited.invitation, &accepted, &error), error, "accept");
  doverie_answer_free(answer);
  doverie_answer_free(accepted);
}

static void approve(const doverie_service* service, const doverie_recovery_started* started) {
  doverie_answer* answer = NULL;
  doverie_error* error = NULL;
  doverie_attestation attestation;
  DOVERIE_INIT(attestation);
  attestation.spoke_with_trustor = 1;
  attestation.nobody_misleads = 1;
  attestation.number = started->number;
  must(doverie_contact_approve(service, NULL, doverie_text("ivan"), started->request, &attestation, &answer, &error), error,
       "approve");
  doverie_answer_free(answer);
  answer = NULL;
  must(doverie_service_pump(service, 64, DOVERIE_PUMP_EVERYTHING, NULL, &error), error, "pump");
  must_be(strlen(code) == 6, "a code was sent");
  must(doverie_contact_confirm_code(service, NULL, doverie_text("ivan"), started->request, doverie_text(code), &answer, &error),
       error, "confirm");
  doverie_answer_free(answer);
}

static void recover(const doverie_service* service) {
  uint8_t bytes[DOVERIE_SECRET_SIZE];
  doverie_bytes secret;
  doverie_answer* answer = NULL;
  doverie_answer* redeemed = NULL;
  doverie_error* error = NULL;
  doverie_recovery_started started;
  doverie_command_meta meta;
  doverie_grant grant;
  secret.data = bytes;
  secret.size = sizeof bytes;
  DOVERIE_INIT(started);
  DOVERIE_INIT(meta);
  DOVERIE_INIT(grant);
  must(doverie_new_recovery_secret(NULL, bytes, sizeof bytes, &error), error, "secret");
  must(doverie_recoverer_start(service, NULL, doverie_text("maria"), secret, 0, doverie_text(""), &answer, &error), error,
       "start");
  must(doverie_answer_recovery_started(answer, &started, &error), error, "started");
  must_be(started.status == DOVERIE_START_PENDING, "a contact is asked");
  approve(service, &started);
  meta.command_id = doverie_text("redeem-1");
  must(doverie_recoverer_redeem(service, &meta, doverie_text("maria"), started.request, secret,
                                doverie_text(DOVERIE_OPERATION_PASSWORD_RECOVERY), &redeemed, &error),
       error, "redeem");
  must(doverie_answer_grant(redeemed, &grant, &error), error, "grant");
  must_be(strcmp(grant.trustor.data, "maria") == 0 && grant.id.size > 0, "a grant for maria");
  doverie_answer_free(answer);
  doverie_answer_free(redeemed);
}

/* What is refused is named. */
static void be_refused(const doverie_service* service) {
  doverie_error* error = NULL;
  doverie_reason reason;
  DOVERIE_INIT(reason);
  must_be(doverie_trustor_keep_contact(service, NULL, doverie_text("maria"), doverie_text("ivan"), &error) ==
              DOVERIE_STATUS_REJECTED,
          "a refusal");
  must_be(doverie_error_code(error) == DOVERIE_REASON_REMOVAL_NOT_ASKED, "its reason");
  must(doverie_error_reason_at(error, 0, &reason, NULL), NULL, "reason");
  must_be(strcmp(reason.name.data, "removal_not_asked") == 0, "its name");
  doverie_error_free(error);
}

int main(void) {
  doverie_service* service = open_service();
  must_be(doverie_version_number() >= DOVERIE_VERSION_NUMBER, "the library is not older than the header");
  appoint(service);
  recover(service);
  be_refused(service);
  doverie_service_free(service);
  puts("a recovery as of version 0.1");
  return 0;
}
