/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doverie's senders to SMS gateways over HTTP, the C interface: Kannel, and gateways that a document describes. A library of its
 * own (libdoverie_senders_c, beside libdoverie), so that only programs that use it load libcurl. The conventions are those of
 * doverie.h. docs/guide/gateways.md tells the rest.
 *
 *   doverie_kannel_options options;
 *   DOVERIE_INIT(options);
 *   options.url = doverie_text("http://smsbox:13013/cgi-bin/sendsms");
 *   options.username = doverie_text("portal");
 *   options.password = password;
 *   options.from = doverie_text("Portal");
 *   if (doverie_gateway_kannel(&options, NULL, &gateway, &error) == DOVERIE_STATUS_OK &&
 *       doverie_gateway_sms(gateway, &sender, &error) == DOVERIE_STATUS_OK) …
 */
#ifndef DOVERIE_SENDERS_H_
#define DOVERIE_SENDERS_H_

#include "doverie.h"

#ifdef __cplusplus
extern "C" {
#endif

/* Connections are kept and used again; TLS is verified; redirects are not followed; answers are read up to 64 KiB. */
typedef struct doverie_http_limits {
  size_t struct_size;
  int64_t connect_timeout; /* microseconds to be connected, TLS included, 1 ms to 1 min; 0: 5 s */
  int64_t timeout;         /* for the whole of it, 1 ms to 1 min; 0: 20 s */
  doverie_string ca_file;  /* PEM; empty: the authorities that the machine trusts */
} doverie_http_limits;

typedef struct doverie_kannel_options {
  size_t struct_size;
  doverie_string url; /* of smsbox's sendsms */
  doverie_string username;
  doverie_string password;
  doverie_string from;           /* the sender that the phone shows */
  doverie_string smsc;           /* the connection to send by (smsc-id); empty: Kannel chooses */
  doverie_string report_address; /* where Kannel reports: with `{message_id}` and its own `%d` in it; empty: no reports */
} doverie_kannel_options;

typedef int32_t doverie_delivery_state;
#define DOVERIE_DELIVERY_TAKEN 1     /* on its way: an operator's centre has it */
#define DOVERIE_DELIVERY_FAILED 2    /* given up */
#define DOVERIE_DELIVERY_DELIVERED 3 /* the phone has it */
DOVERIE_API doverie_string doverie_delivery_state_name(doverie_delivery_state state) DOVERIE_BORROWED(forever)
    DOVERIE_SINCE(0, 1);

/* A way to a gateway. Any thread may use it. */
typedef struct doverie_gateway doverie_gateway;

/* Makes no connection yet. `limits` NULL: the defaults. A request that was sent and not answered is DOVERIE_SMS_UNSURE; one that
 * could not be sent is DOVERIE_SMS_TRY_LATER. No message shows a credential, a number or a text. Faults: invalid_argument, which
 * names the option. */
DOVERIE_API doverie_status doverie_gateway_kannel(const doverie_kannel_options* options,
                                                  DOVERIE_NULLABLE const doverie_http_limits* limits,
                                                  DOVERIE_OUT DOVERIE_OWNED doverie_gateway** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The same by a document. `${NAME}` is read from the environment now, once. Faults: invalid_argument, which names the place of the
 * document. */
DOVERIE_API doverie_status doverie_gateway_http(doverie_string document, DOVERIE_NULLABLE const doverie_http_limits* limits,
                                                DOVERIE_OUT DOVERIE_OWNED doverie_gateway** out, doverie_error** error)
    DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* A sender for doverie_service_options. Free it with doverie_sms_sender_free(); the gateway may be freed before. */
DOVERIE_API doverie_status doverie_gateway_sms(const doverie_gateway* gateway,
                                               DOVERIE_OUT DOVERIE_OWNED doverie_sms_sender** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Why the latest message that was not taken was not, or that one was sent and not answered, with a NUL; cut to `size` bytes,
 * which is 1 at least. For the host's log; empty while there was none. */
DOVERIE_API doverie_status doverie_gateway_problem(const doverie_gateway* gateway,
                                                   DOVERIE_OUT DOVERIE_LENGTH(size) char* problem, size_t size,
                                                   doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What a word of the gateway's delivery reports means; `*out` is 0 when it means nothing that is known. DELIVERED and FAILED go to
 * doverie_host_sms_reported(), with the message id out of the report's address. */
DOVERIE_API doverie_status doverie_gateway_report_state(const doverie_gateway* gateway, doverie_string word,
                                                        DOVERIE_OUT doverie_delivery_state* out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
DOVERIE_API void doverie_gateway_free(DOVERIE_NULLABLE DOVERIE_TAKEN doverie_gateway* gateway) DOVERIE_SINCE(0, 1);

#ifdef __cplusplus
}
#endif

#endif /* DOVERIE_SENDERS_H_ */
