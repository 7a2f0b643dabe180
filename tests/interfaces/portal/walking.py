# SPDX-License-Identifier: Apache-2.0
"""What do people do in the portal? One person in a browser of their own, and what comes to their phone and mailbox."""

import os
import re
import time
from collections.abc import Callable, Iterator
from dataclasses import dataclass
from typing import Any

import psycopg
from playwright.sync_api import Browser, BrowserContext, Error, Page, Response
from serve import Stand

PASSWORD = "portal-2026"
BASE = "/profile/security/contact/"
PATIENCE = float(os.environ.get("DOVERIE_PATIENCE", "30"))  # seconds
_MORE_PEOPLE = """
import time
from datetime import date
from django.conf import settings
from django.contrib.auth import BACKEND_SESSION_KEY, HASH_SESSION_KEY, SESSION_KEY
from django.contrib.auth.hashers import make_password
from django.contrib.auth.models import User
from django.contrib.sessions.backends.db import SessionStore
from doverie.django.models import Person
from doverie.django.service import service
hashed = make_password("portal-2026")
for number in range({first}, {last}):
    pair = []
    for login, given, surname, phone in (("m", "Мария", "Смирнова", "+7903"), ("i", "Иван", "Соколов", "+7916")):
        user = User.objects.create(username=f"{{login}}{{number}}", first_name=given, last_name=surname, password=hashed,
                                   email=f"{{login}}{{number}}@mail.example")
        Person.objects.create(user=user, birth_date=date(1970, 1, 1), phone=f"{{phone}}{{number:07}}", citizen=True,
                              confirmed=True, passport_current=True)
        session = SessionStore()
        session.update({{SESSION_KEY: str(user.pk), BACKEND_SESSION_KEY: settings.AUTHENTICATION_BACKENDS[0],
                         HASH_SESSION_KEY: user.get_session_auth_hash(), "doverie_fresh_at": time.time() + 7200}})
        session.create()
        pair.append((str(user.pk), session.session_key))
    (maria, one), (ivan, other) = pair
    if {appointed}:
        invited = service().trustor(maria).invite(name="Иван", phone=f"+7916{{number:07}}")
        service().contact(ivan).accept(invited.id)
    print(number, one, other)
"""


@dataclass(frozen=True)
class Who:
    """Somebody with an account."""

    login: str
    name: str
    phone: str
    session: str = ""  # in which somebody has logged in a moment ago

    @property
    def mail(self) -> str:
        return f"{self.login}@mail.example"


def more_people(stand: Stand, first: int, last: int, *, appointed: bool = False) -> Iterator[tuple[Who, Who]]:
    """Pairs of a Мария and an Иван, who know nothing of each other yet, or of whom he is her contact. Both are logged in."""
    program = _MORE_PEOPLE.format(first=first, last=last, appointed=appointed)
    for line in stand.manage("shell", "--verbosity", "0", "-c", program).splitlines():
        number, one, other = line.split()
        yield (
            Who(f"m{number}", "Мария", f"+7903{int(number):07}", one),
            Who(f"i{number}", "Иван", f"+7916{int(number):07}", other),
        )


def eventually(found: Callable[[], Any], what: str) -> Any:
    """What it finds, once it finds something."""
    deadline = time.monotonic() + PATIENCE
    while time.monotonic() < deadline:
        if thing := found():
            return thing
        time.sleep(0.1)
    raise AssertionError(f"in {PATIENCE} s there was no {what}")


class Post:
    """What came by SMS and by letter."""

    def __init__(self, stand: Stand) -> None:
        self._database = psycopg.connect(host=str(stand.server), dbname="portal", user="portal", autocommit=True)

    def close(self) -> None:
        self._database.close()

    def ask(self, sql: str, *given: object) -> list[tuple[Any, ...]]:
        """Rows of the portal's database."""
        return self._database.execute(sql, given).fetchall()

    def tell(self, sql: str, *given: object) -> None:
        """Changes some: time that has passed, say."""
        self._database.execute(sql, given)

    def texts(self, who: Who) -> list[str]:
        """SMS, the oldest first."""
        return [text for (text,) in self.ask('SELECT text FROM portal_sms WHERE "to" = %s ORDER BY id', who.phone)]

    def letters(self, who: Who) -> list[tuple[str, str]]:
        """Subject and text, the oldest first."""
        found = self.ask('SELECT subject, text FROM portal_letter WHERE "to" = %s ORDER BY id', who.mail)
        return [(subject, text) for subject, text in found]

    def code(self, who: Who, after: int = 0) -> str:
        """Out of the latest SMS, when there are more than `after`."""
        texts: list[str] = eventually(lambda: len(got := self.texts(who)) > after and got, f"code for {who.login}")
        found = re.search(r"\b(\d{6})\b", texts[-1])
        assert found, texts[-1]
        return found[1]

    def links(self, who: Who) -> list[str]:
        """Of all letters."""
        return [found[0] for _, text in self.letters(who) if (found := re.search(r"http\S+/recovery/link/\S+", text))]

    def link(self, who: Who, after: int = 0) -> str:
        """Out of the latest letter with one."""
        links: list[str] = eventually(lambda: len(got := self.links(who)) > after and got, f"link for {who.login}")
        return links[-1]


class Walker:
    """A person at a browser."""

    def __init__(self, chromium: Browser, stand: Stand, who: Who | None, *, english: bool = False, **options: Any) -> None:
        chosen = {"locale": "en-GB" if english else "ru-RU", "viewport": {"width": 360, "height": 740}} | options
        self.context: BrowserContext = chromium.new_context(base_url=stand.address, **chosen)
        self.context.set_default_timeout(PATIENCE * 1000)
        self._address = stand.address
        self.page: Page = self.context.new_page()
        self.template = ""  # of the page that is shown
        self.page.on("response", self._note)
        self.who = who

    def _note(self, response: Response) -> None:
        if response.request.is_navigation_request():
            self.template = response.headers.get("x-template") or self.template

    def go(self, place: str = "") -> Page:
        """A page of the app, or any other one that begins with a slash."""
        address = place if place.startswith(("/", "http")) else BASE + place
        eventually(lambda: self._went(address), f"way to {address}")
        return self.page

    def _went(self, address: str) -> bool:
        """What was pressed before may still be going somewhere."""
        self.page.wait_for_load_state()
        try:
            self.page.goto(address)
        except Error as error:
            if "interrupted by another navigation" not in error.message:
                raise
            return False
        return True

    def press(self, name: str, within: str = "main") -> None:
        """A button or a link, by its words."""
        words = re.compile(rf"^\s*{re.escape(name)}")
        place = self.page.locator(within)
        place.get_by_role("button", name=words).or_(place.get_by_role("link", name=words)).first.click()

    def fill(self, **fields: str) -> None:
        for name, value in fields.items():
            self.page.locator(f"[name={name}]").fill(value)

    def says(self, text: str) -> bool:
        return text in self.page.locator("main").inner_text()

    def see(self, text: str) -> None:
        """Fails with what is there instead."""
        assert self.says(text), f"no «{text}» in:\n{self.page.url}\n{self.page.locator('main').inner_text()}"

    def number(self) -> str:
        """Of the request, from the page of whoever waits."""
        found = re.search(r"Номер запроса: (\d{4})", self.page.locator("main").inner_text())
        assert found, self.page.locator("main").inner_text()
        return found[1]

    def is_in(self) -> "Walker":
        """Has logged in a moment ago."""
        assert self.who
        assert self.who.session
        self.context.add_cookies([{"name": "sessionid", "value": self.who.session, "url": self._address}])
        return self

    def log_in(self) -> "Walker":
        assert self.who
        self.go("/login/")
        self.fill(username=self.who.login, password=PASSWORD)
        self.press("Войти")
        self.see("Безопасность")
        return self

    # The owner of the account.

    def invites(self, other: Who) -> None:
        self.go("/profile/security/")
        self.press("Доверенный контакт")
        self.press("Добавить")
        self.fill(name=other.name, phone=other.phone)
        self.press("Отправить приглашение")
        self.see("Приглашение отправлено")

    # The contact.

    def accepts(self) -> None:
        self.go("serving/")
        self.press("Принять")
        self.see("Вы стали доверенным контактом")

    def opens_request(self) -> None:
        self.go("serving/")
        self.press("Открыть запрос")

    def approves(self, number: str) -> None:
        self.opens_request()
        for statement in self.page.locator("main input[type=checkbox]").all():
            statement.check()
        self.fill(number=number)
        self.press("Подтвердить")
        self.see("Введите код")

    def types_code(self, code: str) -> None:
        self.fill(code=code)
        self.press("Подтвердить кодом")

    # Whoever has lost the password.

    def asks_for_link(self, typed: str) -> None:
        self.go("recovery/")
        self.fill(login=typed)
        self.press("Получить ссылку")
        self.see("Проверьте почту")

    def begins(self, post: Post) -> None:
        """As far as the page behind the letter's link."""
        assert self.who
        before = len(post.links(self.who))
        self.asks_for_link(self.who.login)
        self.go(post.link(self.who, before))
        self.press("Продолжить")

    def sets_password(self, password: str) -> None:
        self.press("Задать новый пароль")
        self.types_password(password)

    def types_password(self, password: str) -> None:
        self.fill(new_password1=password, new_password2=password)
        self.press("Сохранить пароль")

    def close(self) -> None:
        self.context.close()
