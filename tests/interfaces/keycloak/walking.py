# SPDX-License-Identifier: Apache-2.0
"""How does somebody go through the pages of Keycloak? A browser without scripts: it keeps cookies, follows links, sends forms."""

import html
import http.cookiejar
import itertools
import re
import time
import urllib.error
import urllib.parse
import urllib.request
from dataclasses import dataclass
from html.parser import HTMLParser

from admin import Admin
from serve import PASSWORD, Stand

NEW_PASSWORD = "another-2026"
_numbers = itertools.count(int(time.time()) % 9_000_000)  # a server that was kept has people already


@dataclass
class Form:
    """What a form would send, without its buttons."""

    action: str
    fields: dict[str, str]
    buttons: dict[str, str]
    ticks: list[tuple[str, str]]


class _Forms(HTMLParser):
    def __init__(self) -> None:
        super().__init__()
        self.all: list[Form] = []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        has = {name: value or "" for name, value in attrs}
        if tag == "form":
            self.all.append(Form(has.get("action", ""), {}, {}, []))
        elif not self.all:
            return
        elif tag == "input" and has.get("type") == "checkbox":
            self.all[-1].ticks.append((has.get("name", ""), has.get("value", "on")))
        elif tag == "input" and has.get("name") and has.get("type") != "submit":
            self.all[-1].fields[has["name"]] = has.get("value", "")
        elif tag in ("button", "input") and has.get("name"):
            self.all[-1].buttons[has.get("value", "")] = has["name"]


class Page:
    """What was answered, wherever it led to."""

    def __init__(self, status: int, url: str, body: str) -> None:
        self.status, self.url, self.body = status, url, body
        parsed = _Forms()
        parsed.feed(body)
        self.forms = parsed.all

    @property
    def text(self) -> str:
        bare = re.sub(r"(?s)<(script|style).*?</\1>|<[^>]+>", " ", self.body)
        return re.sub(r"\s+", " ", html.unescape(bare)).strip()

    @property
    def number(self) -> str:
        found = re.search(r'id="doverie-number".*?: (\d+)<', self.body, re.DOTALL)
        assert found, self.text
        return found[1]

    @property
    def waits(self) -> bool:
        return 'id="doverie-number"' in self.body

    @property
    def asks_for_new_password(self) -> bool:
        return 'name="password-new"' in self.body


class Browser:
    """One person's."""

    def __init__(self, stand: Stand) -> None:
        self.stand = stand
        # Keycloak marks cookies as secure on the loopback, too, which real browsers take there.
        self.cookies = http.cookiejar.CookieJar(http.cookiejar.DefaultCookiePolicy(secure_protocols=("http", "https")))
        self._opener = urllib.request.build_opener(urllib.request.HTTPCookieProcessor(self.cookies))
        self.page = Page(0, "", "")

    def open(self, url: str, data: list[tuple[str, str]] | None = None) -> Page:
        body = None if data is None else urllib.parse.urlencode(data).encode()
        asked = urllib.request.Request(urllib.parse.urljoin(self.page.url or url, url), body)
        asked.add_header("Accept-Language", "ru")
        try:
            with self._opener.open(asked, timeout=60) as answer:
                self.page = Page(answer.status, answer.url, answer.read().decode())
        except urllib.error.HTTPError as error:
            self.page = Page(error.code, error.url or url, error.read().decode())
        return self.page

    def send(self, has: str, ticks: bool = False, of: str = "", **fields: str) -> Page:
        """The form that has a field or a button of this name; with `of`, the one about what has this id."""
        forms = [one for one in self.page.forms if of in ("", one.fields.get("id"))]
        form = next((one for one in forms if has in one.fields or has in one.buttons), None)
        assert form, f"no form with {has}: {self.page.text}"
        data = [(name, fields.get(name, value)) for name, value in form.fields.items()]
        data += form.ticks if ticks else []
        data += [(form.buttons[has], has)] if has in form.buttons else []
        return self.open(form.action, data)

    def log_in(self, login: str, password: str = PASSWORD) -> Page:
        """To the cabinets."""
        self.open(f"{self.stand.address}/realms/portal/doverie")
        return self.send("username", username=login, password=password)

    def forget(self, login: str) -> Page:
        """Up to the page that tells to look for a letter."""
        self.open(f"{self.stand.address}/realms/portal/doverie")
        found = re.search(r'href="([^"]*reset-credentials[^"]*)"', self.page.body)
        assert found, self.page.text
        self.open(html.unescape(found[1]))
        return self.send("username", username=login)

    def open_letter(self, login: str, seen: int) -> Page:
        """And presses the link in it."""
        letter = self.stand.letters.next_to(f"{login}@mail.example", seen, has="action-token")
        found = re.search(r"https?://\S+action-token\S+", letter)
        assert found, letter
        return self.open(found[0])

    def recover(self, login: str) -> Page:
        seen = len(self.stand.letters.to(f"{login}@mail.example"))
        self.forget(login)
        return self.open_letter(login, seen)

    def look_again(self) -> Page:
        """As the page does by itself."""
        found = re.search(r'http-equiv="refresh" content="\d+;url=([^"]+)"', self.page.body)
        assert found, self.page.text
        return self.open(html.unescape(found[1]))

    def set_password(self, password: str = NEW_PASSWORD) -> Page:
        return self.send("password-new", **{"password-new": password, "password-confirm": password})


class People:
    """Two who were never in a test before: an owner and her contact, who may be at another node."""

    def __init__(self, stand: Stand, appointed: bool = True, contact_at: Stand | None = None) -> None:
        number = next(_numbers)
        self.stand, self.contact_at, self.admin = stand, contact_at or stand, Admin(stand.address)
        self.owner, self.contact = f"owner{number}", f"contact{number}"
        self.owner_phone, self.contact_phone = f"+7920{number:07}", f"+7921{number:07}"
        self.admin.add_person(self.owner, "Мария", "Смирнова", "1956-03-14", self.owner_phone)
        self.admin.add_person(self.contact, "Иван", "Соколов", "1991-06-02", self.contact_phone)
        self.owners, self.contacts = Browser(stand), Browser(self.contact_at)
        if appointed:
            self._appoint()

    def _appoint(self) -> None:
        self.owners.log_in(self.owner)
        page = self.owners.send("invite", name="Иван", phone=self.contact_phone)
        assert "Готово" in page.text, page.text
        self.contacts.log_in(self.contact)
        page = self.contacts.send("accept")
        assert "Готово" in page.text, page.text

    def approve(self, number: str, request: str = "") -> None:
        self.refresh_cabinet()
        page = self.contacts.send("approve", ticks=True, of=request, number=number)
        assert "Готово" in page.text, page.text

    def open_request(self) -> str:
        """The id of the one that the contact sees."""
        self.refresh_cabinet()
        return next(form.fields["id"] for form in self.contacts.page.forms if "deny-contact" in form.buttons)

    def refresh_cabinet(self) -> None:
        """The contact's page as it is now."""
        self.contacts = Browser(self.contact_at)
        self.contacts.log_in(self.contact)


def can_log_in(stand: Stand, login: str, password: str) -> bool:
    return "doverie-mine" in Browser(stand).log_in(login, password).body


def code_of(stand: Stand, phone: str, seconds: float = 30) -> str:
    """The one that has come last."""
    for _ in range(int(seconds * 5)):
        told = stand.sms.read_text(encoding="utf-8") if stand.sms.exists() else ""
        found = re.findall(r"(?<!\d)(\d{6})(?!\d)", "\n".join(line for line in told.splitlines() if phone in line))
        if found:
            return str(found[-1])
        time.sleep(0.2)
    raise AssertionError(f"no code for {phone}: {told}")
