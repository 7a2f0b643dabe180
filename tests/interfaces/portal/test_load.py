# SPDX-License-Identifier: Apache-2.0
"""50 people at once for a minute, by HTTP: is there an error, and which share of the time is the library's?"""

import random
import re
import threading
import time
import urllib.error
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar
from pathlib import Path

import pytest
from serve import Stand
from walking import BASE, PASSWORD, Post, more_people

SECONDS = 60
PAIRS = 25
_AT_THE_DOOR = threading.Semaphore(2)  # a password costs a third of a second, on purpose; that is not what is measured


class Person(threading.Thread):
    """Walks through the pages with pauses of a second or so."""

    def __init__(self, stand: Stand, login: str, other_phone: str | None, everybody: threading.Barrier) -> None:
        super().__init__(daemon=True)
        self._address, self._login, self._other, self._everybody = stand.address, login, other_phone, everybody
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
        self._random = random.Random(login)
        self.errors: list[str] = []
        self.seconds = 0.0
        self.pages = 0

    def run(self) -> None:
        try:
            with _AT_THE_DOOR:
                self._post("/login/", self._get("/login/"), username=self._login, password=PASSWORD)
            self._everybody.wait(600)
            self.seconds, self.pages, until = 0.0, 0, time.monotonic() + SECONDS
            if self._other:
                page = self._get(BASE + "invite/")
                self._post(BASE + "invite/", page, name="Иван", phone=self._other)
            while time.monotonic() < until:
                self._step()
                time.sleep(self._random.uniform(0.5, 1.5))
        except Exception as error:
            self.errors.append(f"{self._login}: {error!r}")

    def _step(self) -> None:
        if self._other:
            self._get(BASE + self._random.choice(["", "history/", "notices/"]))
            if self._random.random() < 0.1:
                self._post(BASE + "recovery/", self._get(BASE + "recovery/"), login=self._login)
            return
        page = self._get(BASE + "serving/")
        if accept := re.search(r'action="([^"]+/accept/)"', page):
            self._post(accept[1], page)

    def _get(self, place: str) -> str:
        return self._timed(urllib.request.Request(self._address + place))

    def _post(self, place: str, page: str, **fields: str) -> str:
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token, page[:500]
        body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token[1]}).encode()
        return self._timed(urllib.request.Request(self._address + place, body, {"Referer": self._address + place}))

    def _timed(self, request: urllib.request.Request) -> str:
        began = time.monotonic()
        try:
            with self._opener.open(request, timeout=60) as answer:
                return str(answer.read().decode())
        except urllib.error.HTTPError as error:
            self.errors.append(f"{self._login}: {error.code} {request.full_url}")
            raise
        finally:
            self.seconds += time.monotonic() - began
            self.pages += 1


def spent_in_library(stand: Stand) -> float:
    """Seconds in commands, by the metrics of the portal."""
    opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(CookieJar()))
    login = stand.address + "/login/"
    token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', opener.open(login).read().decode())
    assert token
    fields = {"csrfmiddlewaretoken": token[1], "username": "anna", "password": PASSWORD}
    opener.open(urllib.request.Request(login, urllib.parse.urlencode(fields).encode(), {"Referer": login}))
    page = opener.open(stand.address + BASE + "metrics/").read().decode()
    return sum(float(value) for value in re.findall(r"^doverie_command_seconds_sum\{[^}]*\} (\S+)$", page, re.M))


@pytest.mark.long
def test_fifty_people_for_a_minute(stand: Stand, post: Post) -> None:
    pairs = list(more_people(stand, 2000, 2000 + PAIRS))
    everybody, before = threading.Barrier(2 * PAIRS), spent_in_library(stand)
    people = [Person(stand, maria.login, ivan.phone, everybody) for maria, ivan in pairs]
    people += [Person(stand, ivan.login, None, everybody) for _, ivan in pairs]
    for person in people:
        person.start()
    for person in people:
        person.join(SECONDS + 700)
    assert not [error for person in people for error in person.errors]
    pages, seconds = sum(person.pages for person in people), sum(person.seconds for person in people)
    share = (spent_in_library(stand) - before) / seconds
    print(f"{pages} pages in {SECONDS} s, {seconds / pages * 1000:.0f} ms each; {share:.1%} of that in the library")
    assert "Traceback" not in Path(stand.state / "web.log").read_text(encoding="utf-8")
    assert post.ask("SELECT count(*) FROM doverie_linkrequest WHERE handled_at IS NULL")[0][0] < 50
