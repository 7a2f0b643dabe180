# SPDX-License-Identifier: Apache-2.0
"""The baseline of flow_bench.py: the recovery flow as a competent programmer writes it with Python's standard library alone.

What it does: WAL with synchronous=FULL, prepared statements (sqlite3 caches them), one BEGIN IMMEDIATE … COMMIT for every
step, so that a step is all or nothing and on the disk when it returns. Every step looks its command id up first and records
the command with a keyed fingerprint; checks eligibility of both people, deadlines, states, limits of starts and of wrong
codes; writes its event as JSON with an HMAC that chains it to the circle's event before; puts messages (the code and, unless
told otherwise, the notices that the library sends) into an outbox. The pump leases what is due in one transaction, derives
codes by HMAC, and removes what was sent in another: the library settles every message by itself.

What it does not do, and the library does: check seals when it reads, rebuild state from events (it keeps rows of state),
recompute eligibility as a list of reasons, record verdicts and policies, bind a code to the phone, invitations, freezes,
locks, withdrawals, retries, time zones; one event stands for what are up to three in the library.

Usage: plain_recovery.py DIRECTORY CALLERS RECOVERIES threads|processes|shared notices|codes
       prints recoveries per second. threads, processes: a connection for each caller; shared: one connection and a lock.
"""

import datetime
import hashlib
import hmac
import json
import multiprocessing
import os
import pathlib
import secrets
import sqlite3
import sys
import threading
import time

AUDIT_KEY = hashlib.sha256(b"audit").digest()
CODE_KEY = hashlib.sha256(b"code").digest()
REQUEST_LIFETIME, CODE_LIFETIME, REDEEM_WITHIN, DAY = 86400.0, 600.0, 3600.0, 86400.0
MAX_OPEN, STARTS_PER_DAY, MAX_WRONG_CODES = 3, 3, 5
LEASE, PATIENCE = 120.0, 0.005

SCHEMA = """
CREATE TABLE circles (trustor TEXT PRIMARY KEY, contact TEXT NOT NULL, version INTEGER NOT NULL, seal TEXT NOT NULL,
  wrong_codes INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE TABLE requests (id TEXT PRIMARY KEY, trustor TEXT NOT NULL, number TEXT NOT NULL, secret_sha256 TEXT NOT NULL,
  state TEXT NOT NULL, started_at REAL NOT NULL, expires_at REAL NOT NULL, challenge TEXT, code_expires_at REAL,
  redeem_before REAL) WITHOUT ROWID;
CREATE INDEX requests_of_trustor ON requests (trustor);
CREATE TABLE events (position INTEGER PRIMARY KEY, trustor TEXT NOT NULL, version INTEGER NOT NULL, bytes TEXT NOT NULL,
  seal TEXT NOT NULL, UNIQUE (trustor, version));
CREATE TABLE commands (id TEXT PRIMARY KEY, fingerprint TEXT NOT NULL, answer TEXT NOT NULL) WITHOUT ROWID;
CREATE TABLE outbox (id TEXT PRIMARY KEY, kind TEXT NOT NULL, account TEXT NOT NULL, request TEXT NOT NULL,
  challenge TEXT NOT NULL, due REAL NOT NULL, attempt INTEGER NOT NULL DEFAULT 0) WITHOUT ROWID;
CREATE INDEX outbox_due ON outbox (due);
"""


class Refused(Exception):
    """A rule says no."""


class Phones:
    """The last code for each number, as Portal of the C++ programs keeps it."""

    def __init__(self):
        self.codes = {}
        self.came = threading.Condition()

    def send(self, phone, code):
        with self.came:
            self.codes[phone] = code
            self.came.notify_all()

    def take(self, phone, patience):
        with self.came:
            self.came.wait_for(lambda: phone in self.codes, patience)
            return self.codes.pop(phone, None)


def facts_of(account):
    """Costs a look-up in memory."""
    phone = ("+790" if account.startswith("contact") else "+795") + account[-8:]
    return {"birth_date": datetime.date(1990, 1, 2), "citizen": True, "confirmed": True, "passport": True, "phone": phone}


def age(born, today):
    return today.year - born.year - ((today.month, today.day) < (born.month, born.day))


def check_people(trustor, contact, today):
    """The facts of the contact, if both may take part."""
    facts = facts_of(trustor)
    if age(facts["birth_date"], today) < 14 or not (facts["citizen"] and facts["confirmed"] and facts["phone"]):
        raise Refused("trustor not eligible")
    facts = facts_of(contact)
    able = facts["citizen"] and facts["confirmed"] and facts["passport"] and facts["phone"].startswith("+79")
    if age(facts["birth_date"], today) < 18 or not able:
        raise Refused("contact not eligible")
    return facts


def code_of(request, contact, challenge):
    mac = hmac.digest(CODE_KEY, f"{challenge}|{request}|{contact}".encode(), "sha256")
    offset = mac[-1] & 15
    return f"{(int.from_bytes(mac[offset : offset + 4], 'big') & 0x7FFFFFFF) % 1_000_000:06}"


class Portal:
    """The steps, over one connection."""

    def __init__(self, path, phones, notices):
        self.db = sqlite3.connect(path, timeout=60, isolation_level=None, check_same_thread=False)
        self.db.execute("PRAGMA journal_mode = WAL")
        self.db.execute("PRAGMA synchronous = FULL")
        self.phones = phones
        self.notices = notices

    def step(self, command, arguments, decide):
        """Runs one command in a transaction of its own, once for each command id."""
        fingerprint = hmac.digest(AUDIT_KEY, "|".join(arguments).encode(), "sha256").hex()
        self.db.execute("BEGIN IMMEDIATE")
        try:
            known = self.db.execute("SELECT fingerprint, answer FROM commands WHERE id = ?", (command,)).fetchone()
            if known:
                self.db.execute("ROLLBACK")
                if known[0] != fingerprint:
                    raise Refused("command id reused")
                return json.loads(known[1])
            now = time.time()
            answer = decide(now, datetime.date.fromtimestamp(now))
            text = json.dumps(answer, separators=(",", ":"))
            self.db.execute("INSERT INTO commands VALUES (?, ?, ?)", (command, fingerprint, text))
            self.db.execute("COMMIT")
            return answer
        except BaseException:
            if self.db.in_transaction:
                self.db.execute("ROLLBACK")
            raise

    def circle(self, trustor):
        row = self.db.execute(
            "SELECT contact, version, seal, wrong_codes FROM circles WHERE trustor = ?", (trustor,)
        ).fetchone()
        if not row:
            raise Refused("not protected")
        return row

    def record(self, trustor, version, seal, now, kind, **content):
        """The circle's next event."""
        text = json.dumps({"type": kind, "v": 1, "at": now, **content}, separators=(",", ":"))
        version += 1
        seal = hmac.digest(AUDIT_KEY, f"{trustor}|{version}|{seal}|{text}".encode(), "sha256").hex()
        self.db.execute(
            "INSERT INTO events (trustor, version, bytes, seal) VALUES (?, ?, ?, ?)", (trustor, version, text, seal)
        )
        self.db.execute("UPDATE circles SET version = ?, seal = ? WHERE trustor = ?", (version, seal, trustor))

    def put(self, kind, account, request, due, challenge=""):
        if challenge or self.notices:
            row = (secrets.token_hex(16), kind, account, request, challenge, due)
            self.db.execute("INSERT INTO outbox (id, kind, account, request, challenge, due) VALUES (?, ?, ?, ?, ?, ?)", row)

    def appoint(self, trustor, contact):
        self.db.execute("INSERT INTO circles VALUES (?, ?, 0, '', 0)", (trustor, contact))
        self.record(trustor, 0, "", time.time(), "contact_appointed", contact=contact)

    def start(self, command, trustor, secret):
        secret_hash = hashlib.sha256(secret).hexdigest()

        def decide(now, today):
            contact, version, seal, _ = self.circle(trustor)
            check_people(trustor, contact, today)
            rows = self.db.execute(
                "SELECT number, state, started_at, expires_at FROM requests WHERE trustor = ?", (trustor,)
            )
            others = rows.fetchall()
            running = [number for number, state, _, expires in others if state in ("open", "approved") and now < expires]
            if len(running) >= MAX_OPEN or sum(now - started < DAY for _, _, started, _ in others) >= STARTS_PER_DAY:
                raise Refused("too many starts")
            number = f"{secrets.randbelow(10_000):04}"
            while number in running:
                number = f"{secrets.randbelow(10_000):04}"
            request = f"req_{secrets.token_hex(16)}.{trustor}"
            row = (request, trustor, number, secret_hash, "open", now, now + REQUEST_LIFETIME, None, None, None)
            self.db.execute("INSERT INTO requests VALUES (?, ?, ?, ?, ?, ?, ?, ?, ?, ?)", row)
            self.record(trustor, version, seal, now, "recovery_started", request=request, number=number, secret=secret_hash)
            for account in (trustor, contact):
                self.put("recovery_started", account, request, now)
                self.put("recovery_expired", account, request, now + REQUEST_LIFETIME)
            return {"request": request, "number": number}

        return self.step(command, ("start", trustor, secret_hash), decide)

    def case(self, request, contact, now, today):
        """What a contact's step looks at."""
        columns = "trustor, number, state, expires_at, challenge, code_expires_at"
        row = self.db.execute(f"SELECT {columns} FROM requests WHERE id = ?", (request,)).fetchone()
        if not row:
            raise Refused("no such request")
        own, version, seal, wrong_codes = self.circle(row[0])
        if own != contact or row[2] != "open" or now >= row[3]:
            raise Refused("no such request")
        if wrong_codes >= MAX_WRONG_CODES:
            raise Refused("too many wrong codes")
        check_people(row[0], contact, today)
        return row, version, seal

    def approve(self, command, contact, request, number):
        def decide(now, today):
            (trustor, right, _, _, challenge, _), version, seal = self.case(request, contact, now, today)
            if challenge or number != right:
                raise Refused("wrong number, or approved already")
            challenge = secrets.token_hex(16)
            expires = now + CODE_LIFETIME
            self.db.execute(
                "UPDATE requests SET challenge = ?, code_expires_at = ? WHERE id = ?", (challenge, expires, request)
            )
            self.record(trustor, version, seal, now, "approval_given", request=request, contact=contact, challenge=challenge)
            self.put("code", contact, request, now, challenge)
            return {"code_expires_at": expires}

        return self.step(command, ("approve", contact, request, number), decide)

    def pump(self, limit=64):
        """Leases what is due, sends it, removes what was sent: two transactions."""
        now = time.time()
        self.db.execute("BEGIN IMMEDIATE")
        columns = "id, kind, account, request, challenge"
        due = self.db.execute(f"SELECT {columns} FROM outbox WHERE due <= ? ORDER BY due LIMIT ?", (now, limit)).fetchall()
        leases = [(now + LEASE, row[0]) for row in due]
        self.db.executemany("UPDATE outbox SET due = ?, attempt = attempt + 1 WHERE id = ?", leases)
        self.db.execute("COMMIT")
        for _, kind, account, request, challenge in due:
            if kind == "code":
                self.phones.send(facts_of(account)["phone"], code_of(request, account, challenge))
        if due:
            self.db.execute("BEGIN IMMEDIATE")
            self.db.executemany("DELETE FROM outbox WHERE due = ? AND id = ?", leases)
            self.db.execute("COMMIT")
        return len(due)

    def confirm(self, command, contact, request, code):
        def decide(now, today):
            (trustor, _, _, expires_at, challenge, code_expires), version, seal = self.case(request, contact, now, today)
            if not challenge or now >= code_expires:
                raise Refused("code expired")
            if not hmac.compare_digest(code_of(request, contact, challenge), code):
                self.db.execute("UPDATE circles SET wrong_codes = wrong_codes + 1 WHERE trustor = ?", (trustor,))
                self.record(trustor, version, seal, now, "code_rejected", request=request, contact=contact)
                return {"wrong_code": True}
            before = min(now + REDEEM_WITHIN, expires_at)
            self.db.execute("UPDATE requests SET state = 'approved', redeem_before = ? WHERE id = ?", (before, request))
            self.record(
                trustor, version, seal, now, "code_confirmed", request=request, contact=contact, redeem_before=before
            )
            self.put("recovery_approved", trustor, request, now)
            return {"redeem_before": before}

        return self.step(command, ("confirm", contact, request, code), decide)

    def redeem(self, command, request, secret):
        secret_hash = hashlib.sha256(secret).hexdigest()

        def decide(now, today):
            columns = "trustor, secret_sha256, state, redeem_before"
            row = self.db.execute(f"SELECT {columns} FROM requests WHERE id = ?", (request,)).fetchone()
            if not row or not hmac.compare_digest(row[1], secret_hash) or row[2] != "approved" or now >= row[3]:
                raise Refused("not approved")
            contact, version, seal, _ = self.circle(row[0])
            check_people(row[0], contact, today)
            grant = f"grant_{secrets.token_hex(16)}"
            self.db.execute("UPDATE requests SET state = 'redeemed' WHERE id = ?", (request,))
            self.record(row[0], version, seal, now, "recovery_redeemed", request=request, grant=grant)
            for account in (row[0], contact):
                self.put("recovery_redeemed", account, request, now)
            return {"grant": grant}

        return self.step(command, ("redeem", request, secret_hash), decide)


class Alone:
    """Lets the steps of many threads go through one connection, one after the other."""

    def __init__(self, portal):
        self.lock = threading.Lock()
        for name in ("start", "approve", "pump", "confirm", "redeem"):
            setattr(self, name, self.locked(getattr(portal, name)))
        self.phones = portal.phones

    def locked(self, step):
        def call(*arguments):
            with self.lock:
                return step(*arguments)

        return call


def recover(portal, circle):
    trustor, contact, secret = f"trustor-{circle:08}", f"contact-{circle:08}", b"a secret of 32 bytes for %07d" % circle
    started = portal.start(secrets.token_hex(16), trustor, secret)
    portal.approve(secrets.token_hex(16), contact, started["request"], started["number"])
    code = None
    while code is None:
        leased = portal.pump()
        code = portal.phones.take(f"+790{circle:08}", 0 if leased else PATIENCE)
    portal.confirm(secrets.token_hex(16), contact, started["request"], code)
    portal.redeem(secrets.token_hex(16), started["request"], secret)


def at_once(callers, recoveries, work):
    """Calls work(circles) in as many threads; each has its share of the circles."""
    threads = [threading.Thread(target=work, args=(range(c, recoveries, callers),)) for c in range(callers)]
    for thread in threads:
        thread.start()
    for thread in threads:
        thread.join()


def recover_each(portal, circles):
    for circle in circles:
        recover(portal, circle)


def with_threads(path, callers, recoveries, notices):
    phones = Phones()
    portals = [Portal(path, phones, notices) for _ in range(callers)]
    begun = time.monotonic()
    if callers == 1:
        recover_each(portals[0], range(recoveries))
    else:
        at_once(callers, recoveries, lambda circles: recover_each(portals[circles.start], circles))
    return time.monotonic() - begun


def with_one_connection(path, callers, recoveries, notices):
    portal = Alone(Portal(path, Phones(), notices))
    begun = time.monotonic()
    at_once(callers, recoveries, lambda circles: recover_each(portal, circles))
    return time.monotonic() - begun


def one_process(path, circles, notices, ready):
    """Codes that another process has sent are in its memory: a process leases its own circles' messages only."""
    portal = OwnMessages(path, Phones(), notices)
    ready.wait()
    recover_each(portal, circles)


class OwnMessages(Portal):
    """Sends what it has put itself, by naming it: no process waits for another's phone."""

    def __init__(self, path, phones, notices):
        super().__init__(path, phones, notices)
        self.put_by_me = []

    def put(self, kind, account, request, due, challenge=""):
        if challenge or self.notices:
            row = (secrets.token_hex(16), kind, account, request, challenge, due)
            self.db.execute("INSERT INTO outbox (id, kind, account, request, challenge, due) VALUES (?, ?, ?, ?, ?, ?)", row)
            if kind != "recovery_expired":
                self.put_by_me.append(row)

    def pump(self, limit=64):
        rows, self.put_by_me = self.put_by_me, []
        leases = [(time.time() + LEASE, row[0]) for row in rows]
        self.db.execute("BEGIN IMMEDIATE")
        self.db.executemany("UPDATE outbox SET due = ?, attempt = attempt + 1 WHERE id = ?", leases)
        self.db.execute("COMMIT")
        for _, kind, account, request, challenge, _ in rows:
            if kind == "code":
                self.phones.send(facts_of(account)["phone"], code_of(request, account, challenge))
        self.db.execute("BEGIN IMMEDIATE")
        self.db.executemany("DELETE FROM outbox WHERE due = ? AND id = ?", leases)
        self.db.execute("COMMIT")
        return len(rows)


def with_processes(path, callers, recoveries, notices):
    ready = multiprocessing.Barrier(callers + 1)
    shares = [range(c, recoveries, callers) for c in range(callers)]
    processes = [multiprocessing.Process(target=one_process, args=(path, share, notices, ready)) for share in shares]
    for process in processes:
        process.start()
    ready.wait()
    begun = time.monotonic()
    for process in processes:
        process.join()
    if any(process.exitcode for process in processes):
        raise RuntimeError("a process failed")
    return time.monotonic() - begun


WAYS = {"threads": with_threads, "processes": with_processes, "shared": with_one_connection}


def main():
    directory, callers, recoveries, way, messages = sys.argv[1:]
    path = str(pathlib.Path(directory) / "plain.db")
    for end in ("", "-wal", "-shm"):
        pathlib.Path(path + end).unlink(missing_ok=True)
    notices = messages == "notices"
    portal = Portal(path, Phones(), notices)
    portal.db.executescript(SCHEMA)
    portal.db.execute("BEGIN IMMEDIATE")
    for circle in range(int(recoveries)):
        portal.appoint(f"trustor-{circle:08}", f"contact-{circle:08}")
    portal.db.execute("COMMIT")
    portal.db.close()
    os.sync()
    took = WAYS[way](path, int(callers), int(recoveries), notices)
    check = sqlite3.connect(path)
    redeemed = check.execute("SELECT count(*) FROM requests WHERE state = 'redeemed'").fetchone()[0]
    if redeemed != int(recoveries):
        raise RuntimeError(f"{redeemed} of {recoveries} were redeemed")
    check.close()
    for end in ("", "-wal", "-shm"):
        pathlib.Path(path + end).unlink(missing_ok=True)
    print(f"{int(recoveries) / took:.1f}")


if __name__ == "__main__":
    main()
