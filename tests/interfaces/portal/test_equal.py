# SPDX-License-Identifier: Apache-2.0
"""Can a stranger tell, before the ordinary factor, whether somebody has an account, or a contact? Pages and times are compared."""

import re
import statistics
import time
import urllib.parse
import urllib.request
from http.cookiejar import CookieJar

from serve import Stand
from walking import BASE, Walker, Who

Both = tuple[Walker, Walker]


class Stranger:
    """Somebody with a session of their own, and a watch."""

    def __init__(self, stand: Stand) -> None:
        self._address = stand.address
        self._jar = CookieJar()
        self._open = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self._jar)).open

    def post(self, place: str, **fields: str) -> tuple[str, float]:
        """The page that follows, without what is random in every page, and how long it took."""
        page = self._open(self._address + place, timeout=30).read().decode()
        token = re.search(r'name="csrfmiddlewaretoken" value="(\w+)"', page)
        assert token
        body = urllib.parse.urlencode(fields | {"csrfmiddlewaretoken": token[1]}).encode()
        asked = urllib.request.Request(self._address + place, body, {"Referer": self._address + place})
        began = time.perf_counter()
        with self._open(asked, timeout=30) as answer:
            text = answer.read().decode()
            took = time.perf_counter() - began
        text = re.sub(r'(name="csrfmiddlewaretoken" value=")\w+', r"\1", text)
        return re.sub(r'(name="(?:username|login)" value=")[^"]*', r"\1", text), took


def compared(stand: Stand, place: str, names: list[str], rounds: int, **fields: str) -> None:
    """Names take turns, so that what slows the machine down slows all of them down."""
    pages: dict[str, set[str]] = {name: set() for name in names}
    times: dict[str, list[float]] = {name: [] for name in names}
    strangers = {name: Stranger(stand) for name in names}
    for _ in range(rounds):
        for name in names:
            page, took = strangers[name].post(place, **{key: value.format(name) for key, value in fields.items()})
            pages[name].add(page)
            times[name].append(took)
    assert len(set.union(*pages.values())) == 1
    middles = {name: statistics.median(took) for name, took in times.items()}
    spread = max(statistics.median(abs(one - middles[name]) for one in took) for name, took in times.items())
    print({name: f"{middle * 1000:.2f} ms" for name, middle in middles.items()}, f"spread {spread * 1000:.2f} ms")
    assert max(middles.values()) - min(middles.values()) <= max(4 * spread, 0.004), middles


def test_the_recovery_page_is_the_same_for_every_name(stand: Stand, both: Both, pair: tuple[Who, Who]) -> None:
    """One who has a contact, one who has none, and nobody."""
    compared(stand, BASE + "recovery/", [pair[0].login, pair[1].login, "nobody-at-all"], 40, login="{}")


def test_a_login_that_fails_is_the_same_for_every_name(stand: Stand, both: Both, pair: tuple[Who, Who]) -> None:
    compared(stand, "/login/", [pair[0].login, pair[1].login, "nobody-at-all"], 12, username="{}", password="wrong")
