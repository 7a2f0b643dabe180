-- A store as the library wrote it while schema version 1 was the newest: `sqlite3 FILE .dump` of it. Never changed.
PRAGMA application_id = 1685484404;
PRAGMA user_version = 1;
PRAGMA journal_mode = WAL;
BEGIN;
CREATE TABLE doverie_meta (key TEXT NOT NULL PRIMARY KEY, value INTEGER NOT NULL) STRICT, WITHOUT ROWID;
INSERT INTO doverie_meta VALUES('schema',1);
CREATE TABLE doverie_streams (
  id INTEGER PRIMARY KEY,
  name TEXT NOT NULL UNIQUE,
  version INTEGER NOT NULL,
  erased INTEGER NOT NULL DEFAULT 0
) STRICT;
INSERT INTO doverie_streams VALUES(1,'a',3,0);
INSERT INTO doverie_streams VALUES(2,'b',1,0);
INSERT INTO doverie_streams VALUES(3,'gone',1,1);
CREATE TABLE doverie_events (
  position INTEGER PRIMARY KEY AUTOINCREMENT,
  stream INTEGER NOT NULL REFERENCES doverie_streams (id),
  version INTEGER NOT NULL,
  bytes TEXT NOT NULL,
  seal TEXT NOT NULL,
  UNIQUE (stream, version)
) STRICT;
INSERT INTO doverie_events VALUES(1,1,1,'{"type":"one"}','1:seal of one');
INSERT INTO doverie_events VALUES(2,1,2,'{"type":"two"}','1:seal of two');
INSERT INTO doverie_events VALUES(4,2,1,'{"type":"other"}','1:seal of other');
INSERT INTO doverie_events VALUES(5,1,3,'{"type":"three"}','1:seal of three');
CREATE TABLE doverie_tags (
  tag TEXT NOT NULL,
  stream TEXT NOT NULL,
  set_at INTEGER NOT NULL,
  PRIMARY KEY (tag, stream)
) STRICT, WITHOUT ROWID;
INSERT INTO doverie_tags VALUES('t','a',1767225600000000);
CREATE TABLE doverie_commands (
  id TEXT NOT NULL PRIMARY KEY,
  fingerprint TEXT NOT NULL,
  answer TEXT NOT NULL,
  decided_at INTEGER NOT NULL
) STRICT, WITHOUT ROWID;
INSERT INTO doverie_commands VALUES('1','fingerprint of 1','{"answer":"1"}',1767225600000000);
INSERT INTO doverie_commands VALUES('2','fingerprint of 2','{"answer":"2"}',1767225600000000);
CREATE TABLE doverie_messages (
  realm TEXT NOT NULL,
  id TEXT NOT NULL PRIMARY KEY,
  bytes TEXT NOT NULL,
  not_before INTEGER NOT NULL,
  useless_after INTEGER NOT NULL,
  available_at INTEGER NOT NULL,
  attempt INTEGER NOT NULL DEFAULT 0,
  leased INTEGER NOT NULL DEFAULT 0
) STRICT, WITHOUT ROWID;
INSERT INTO doverie_messages VALUES('','m','{"about":"m"}',1767225600000000,1767226200000000,1767225660000000,1,1);
DELETE FROM sqlite_sequence;
INSERT INTO sqlite_sequence VALUES('doverie_events',5);
CREATE INDEX doverie_tags_by_stream ON doverie_tags (stream);
CREATE INDEX doverie_messages_due ON doverie_messages (realm, available_at, id);
COMMIT;
