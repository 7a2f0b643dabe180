# SPDX-License-Identifier: Apache-2.0
"""Does every page look as it should? Each is visited once, in Russian, as the story brings it up.

`DOVERIE_WRITE_SCREENSHOTS=1` writes docs/portal/ anew."""

from collections.abc import Iterator
from pathlib import Path

import pytest
from looking import SHOWN, SIZES, flaws
from playwright.sync_api import Browser
from serve import Stand
from walking import Post, Walker, Who

NEW = "A-new-password-9"
TEMPLATES = SHOWN.parents[1] / "bindings/python/doverie/django/templates"
UNKNOWN = """
from django.template.loader import render_to_string
from django.utils.translation import override
with override("ru"):
    print(render_to_string("doverie/unknown.html"))
"""


Pairs = Iterator[tuple[Who, Who]]


class Album:
    """Which pages were looked at, and what was wrong with them."""

    def __init__(self) -> None:
        self.names: list[str] = []
        self.templates: set[str] = set()
        self.flaws: list[str] = []

    def look(self, walker: Walker, name: str) -> None:
        """The page as it is."""
        self.names.append(name)
        self.templates.add(walker.template)
        self.flaws += flaws(walker.page, name)


@pytest.fixture(scope="module")
def album(chromium: Browser, stand: Stand, post: Post, _pairs: Pairs, _appointed: Pairs) -> Album:
    """All pages, as one story."""
    album = Album()
    maria, ivan = next(_pairs)
    owner, contact, lost = (Walker(chromium, stand, who) for who in (maria, ivan, maria))
    before_anything(album, owner, maria)
    appointing(album, owner.log_in(), contact.log_in(), ivan)
    recovering(album, owner, contact, lost, post)
    afterwards(album, Walker(chromium, stand, maria), contact, lost, post)
    at_the_desk(album, Walker(chromium, stand, Who("anna", "Анна", "+79154445566")).log_in(), maria)
    when_it_breaks(album, Walker(chromium, stand, next(_appointed)[0]).is_in(), stand, post)
    for walker in (owner, contact, lost):
        walker.close()
    return album


def before_anything(album: Album, anybody: Walker, maria: Who) -> None:
    pages = {"home": "/", "login": "/login/", "begin": "recovery/", "sent": "recovery/sent/", "no-link": "recovery/link/forged/"}
    for name, place in pages.items():
        anybody.go(place)
        album.look(anybody, name)
    anybody.go("/login/")
    anybody.fill(username=maria.login, password="wrong")
    anybody.press("Войти")
    album.look(anybody, "login-refused")


def appointing(album: Album, owner: Walker, contact: Walker, ivan: Who) -> None:
    for name, place in {"profile": "/profile/", "security": "/profile/security/", "again": "again/", "history-empty": "history/",
                        "trustor-empty": "", "contact-empty": "serving/", "invite": "invite/", "notices-empty": "notices/"}.items():
        owner.go(place)
        album.look(owner, name)
    owner.go("invite/")
    owner.fill(name="Иван 2", phone="12345")
    owner.press("Отправить приглашение")
    album.look(owner, "invite-refused")
    owner.invites(ivan)
    album.look(owner, "trustor-invited")
    contact.go("serving/")
    album.look(contact, "contact-invited")
    contact.accepts()
    album.look(contact, "contact-serving")
    owner.go()
    album.look(owner, "trustor-protected")


def recovering(album: Album, owner: Walker, contact: Walker, lost: Walker, post: Post) -> None:
    assert lost.who
    assert contact.who
    lost.asks_for_link(lost.who.login)
    lost.go(post.link(lost.who))
    album.look(lost, "link")
    lost.press("Продолжить")
    album.look(lost, "waiting")
    number = lost.number()
    owner.go()
    album.look(owner, "trustor-request")
    contact.go("serving/")
    album.look(contact, "contact-request")
    contact.opens_request()
    album.look(contact, "request")
    contact.fill(number="0000" if number != "0000" else "1111")
    contact.press("Подтвердить")
    album.look(contact, "request-refused")
    contact.approves(number)
    code = post.code(contact.who)
    contact.opens_request()
    album.look(contact, "code")
    contact.types_code("000000" if code != "000000" else "111111")
    album.look(contact, "code-refused")
    contact.types_code(code)
    album.look(contact, "request-confirmed")
    lost.press("Проверить")
    album.look(lost, "ready")
    lost.press("Задать новый пароль")
    album.look(lost, "password")
    lost.types_password("1234")
    album.look(lost, "password-refused")
    lost.types_password(NEW)
    album.look(lost, "done")


def afterwards(album: Album, owner: Walker, contact: Walker, lost: Walker, post: Post) -> None:
    assert owner.who
    owner.go("/login/")
    owner.fill(username=owner.who.login, password=NEW)
    owner.press("Войти")
    for name, place in {"history": "history/", "notices": "notices/", "fraud": "fraud/"}.items():
        owner.go(place)
        album.look(owner, name)
    owner.go()
    owner.press("Удалить")
    album.look(owner, "remove")
    contact.go("serving/")
    contact.press("Отказаться")
    album.look(contact, "resign")
    contact.go("serving/")
    contact.press("Сообщить о мошенниках")
    album.look(contact, "fraud-contact")
    contact.press("Да, это мошенники")
    album.look(contact, "contact-reported")
    owner.go()
    album.look(owner, "trustor-frozen")
    lost.begins(post)
    album.look(lost, "not-now")
    lost.go("/demonstration/")
    album.look(lost, "demonstration")
    owner.close()


def at_the_desk(album: Album, anna: Walker, maria: Who) -> None:
    anna.go("status/")
    album.look(anna, "status")
    anna.go(f"/admin/doverie/desk/?q={maria.login}")
    album.look(anna, "desk-search")
    anna.page.locator("article a").click()
    album.look(anna, "desk")
    anna.close()


def when_it_breaks(album: Album, owner: Walker, stand: Stand, post: Post) -> None:
    """Whatever stops somebody."""
    for _ in range(4):
        owner.begins(post)
    album.look(owner, "refused")
    post.tell("INSERT INTO doverie_linkrequest (typed, language, address, asked_at, handled_at) "
              "SELECT 'counted', 'ru', '127.0.0.1', now(), now() FROM generate_series(1, 1000)")  # fmt: skip
    owner.go("recovery/")
    owner.fill(login="anybody")
    owner.press("Получить ссылку")
    album.look(owner, "too-many")
    post.tell("DELETE FROM doverie_linkrequest WHERE typed = 'counted'")
    stand.ask_database("REVOKE USAGE ON SCHEMA doverie FROM portal")
    owner.go("history/")
    album.look(owner, "unavailable")
    stand.ask_database("GRANT USAGE ON SCHEMA doverie TO portal")
    owner.page.set_content(stand.manage("shell", "--verbosity", "0", "-c", UNKNOWN))
    owner.template = "doverie/unknown.html"  # that a host has, and this portal has not
    album.look(owner, "unknown")
    owner.go("invite/")
    owner.context.clear_cookies()
    owner.fill(name="Иван", phone="+79991112233")
    owner.press("Отправить приглашение")
    album.look(owner, "stale")
    owner.close()


def test_nothing_is_wrong_on_any_page(album: Album) -> None:
    assert not album.flaws, "\n".join(album.flaws)


def test_every_template_is_looked_at(album: Album) -> None:
    there = {str(path.relative_to(TEMPLATES)) for path in TEMPLATES.rglob("*.html")}
    parts = {name for name in there if Path(name).name.startswith("_")} | {"doverie/base.html"}
    assert there - parts <= album.templates, there - parts - album.templates


def test_every_page_is_shown_in_the_docs(album: Album) -> None:
    kept = {path.name for path in SHOWN.glob("*.png")}
    assert kept == {f"{name}-{size}-{scheme}.png" for name in album.names for size in SIZES for scheme in ("light", "dark")}
