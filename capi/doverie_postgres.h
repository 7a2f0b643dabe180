/* SPDX-License-Identifier: Apache-2.0 */
/*
 * doverie on PostgreSQL (13 or later), the C interface: event stores for hosts with several processes or machines. A library
 * of its own (libdoverie_postgres_c, beside libdoverie), so that only programs that use it load libpq. The conventions are
 * those of doverie.h. docs/guide/postgres.md tells the rest.
 *
 *   doverie_postgres_options options;
 *   DOVERIE_INIT(options);
 *   options.conninfo = doverie_text("host=db1,db2 dbname=circles user=circles");
 *   if (doverie_postgres_store_open(&options, &store, &error) == DOVERIE_STATUS_OK) …
 */
#ifndef DOVERIE_POSTGRES_H_
#define DOVERIE_POSTGRES_H_

#include "doverie.h"

#ifdef __cplusplus
extern "C" {
#endif

/* For whom the privileges of a database role are. */
typedef int32_t doverie_postgres_role;
#define DOVERIE_POSTGRES_APPLICATION 1 /* services */
#define DOVERIE_POSTGRES_READER 2      /* who looks at the records only; appending, leasing, settling are store_read_only */
#define DOVERIE_POSTGRES_OPERATOR 3    /* who restores backups: reads, and raises the epoch */
DOVERIE_API doverie_string doverie_postgres_role_name(doverie_postgres_role role) DOVERIE_BORROWED(forever)
    DOVERIE_SINCE(0, 1);

typedef struct doverie_postgres_options {
  size_t struct_size;
  doverie_string conninfo;    /* as libpq takes it, several hosts included; never appears in a message */
  doverie_string schema;      /* that the tables are in; empty: doverie */
  int64_t pool_size;          /* connections at most, 1 to 1000; 0: 8 */
  int64_t connect_timeout;    /* microseconds to try one of several hosts; 0: 5 s */
  int64_t call_timeout;       /* for a call with everything in it; after it an append is an unknown outcome; 0: 10 s */
  doverie_string identity;    /* of the store that is meant; empty: that of the first connection */
  doverie_postgres_role role; /* what the store is opened for; 0: the application */
  int32_t any_role;           /* flag: else a role that may do more with the tables than it needs is refused */
  int32_t require_standby;    /* flag: nothing is acknowledged by a server without synchronous standbys */
} doverie_postgres_options;

/* Connects once, to find out whether the server will do. Free the store with doverie_store_free(). Faults: invalid_argument
 * (options), store_unavailable (no connection; a server that is too old, or that would lose what it has committed),
 * store_read_only (a replica, or a role that may not write), store_mismatch (it has another identity), store_wrong_format (no
 * tables, or those of another version). */
DOVERIE_API doverie_status doverie_postgres_store_open(const doverie_postgres_options* options,
                                                       DOVERIE_OUT DOVERIE_OWNED doverie_store** out, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* The same tables on the host's own connection, inside of its own transaction, so that a batch commits together with rows of the
 * host's (doverie_operation.h): it never begins, commits or rolls back. `connection`: a PGconn*, of the libpq that this library is
 * linked with; const says nothing of it. It outlives the store, is not in pipeline mode and has the client encoding UTF8;
 * appending takes a transaction that is open, best READ COMMITTED; threads as the connection's. `schema` empty: doverie.
 * `identity`: of the store that is meant; empty: any. Faults: invalid_argument. */
DOVERIE_API doverie_status doverie_postgres_borrowed_store_new(const void* connection, doverie_string schema,
                                                               doverie_string identity,
                                                               DOVERIE_OUT DOVERIE_OWNED doverie_store** out,
                                                               doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(4) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Makes the schema with its tables, or migrates it to what this version of the library reads and writes; nothing else ever
 * does. For an operator: no process may use the tables meanwhile, and the role becomes their owner. Faults: as above. */
DOVERIE_API doverie_status doverie_postgres_create_tables(const doverie_postgres_options* options, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* To be called once after a backup was restored, before any process opens the store again: makes every cursor of the feed
 * that was handed out before invalid, and voids what was open. `*epoch` becomes the new epoch, which is larger than the
 * store's and than `above`: the highest epoch that the options of a service ever had (0: it was never set). Faults: as
 * above. */
DOVERIE_API doverie_status doverie_postgres_raise_epoch(const doverie_postgres_options* options, uint64_t above,
                                                        DOVERIE_OUT uint64_t* epoch, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_NONNULL(3) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

/* To be called once after the tables have come to another server and nothing was lost: an upgrade (pg_upgrade), or a copy of a
 * server that was stopped. Until then they are store_mismatch there. Not for a backup. Faults: as above. */
DOVERIE_API doverie_status doverie_postgres_accept_server(const doverie_postgres_options* options, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* Gives the database role what it needs with the tables as DOVERIE_POSTGRES_…, and takes away what it had beside. For the owner
 * of the tables; the role has to be there. Faults: as above. */
DOVERIE_API doverie_status doverie_postgres_grant(const doverie_postgres_options* options, doverie_string role,
                                                  doverie_postgres_role as, doverie_error** error)
    DOVERIE_NONNULL(1) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What has become of a store's connections, for a host's metrics. The counts are since it was opened. */
typedef struct doverie_postgres_connections {
  size_t struct_size;
  uint32_t most;   /* pool_size */
  uint32_t open;   /* now */
  uint32_t in_use; /* of these */
  uint64_t opened;
  uint64_t refused; /* tries to open one that did not succeed: another one is made at intervals */
  uint64_t waited;  /* calls that found none free */
} doverie_postgres_connections;
/* Of a store that doverie_postgres_store_open() has made and that was not freed; any other one is the fault invalid_argument. */
DOVERIE_API doverie_status doverie_postgres_store_connections(const doverie_store* store,
                                                              DOVERIE_OUT doverie_postgres_connections* out,
                                                              doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);
/* What tells the store from every other, made with its tables: 32 hex digits and a NUL. `size` is 33. Dumps and copies of the
 * database have it, too. Faults: as above. */
DOVERIE_API doverie_status doverie_postgres_identity(const doverie_postgres_options* options,
                                                     DOVERIE_OUT DOVERIE_LENGTH(size) char* identity, size_t size,
                                                     doverie_error** error) DOVERIE_NONNULL(1)
    DOVERIE_NONNULL(2) DOVERIE_MUST_USE DOVERIE_SINCE(0, 1);

#ifdef __cplusplus
}
#endif

#endif /* DOVERIE_POSTGRES_H_ */
