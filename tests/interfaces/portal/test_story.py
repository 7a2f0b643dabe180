# SPDX-License-Identifier: Apache-2.0
"""Does the whole story happen in a browser, as the letter walks it? At 360 pixels, without JavaScript."""

from playwright.sync_api import Browser
from serve import Stand
from walking import BASE, Post, Walker, Who

NEW = "A-new-password-9"


def test_appointed_recovered_and_removed(chromium: Browser, stand: Stand, post: Post, pair: tuple[Who, Who]) -> None:
    maria, ivan = pair
    plain = {"java_script_enabled": False}
    owner = Walker(chromium, stand, maria, **plain).log_in()
    contact = Walker(chromium, stand, ivan, **plain).log_in()
    owner.invites(ivan)
    owner.see("Приглашение ждёт ответа")
    contact.go("serving/")
    contact.see("Мария Смирнова просит вас стать доверенным контактом")
    contact.accepts()
    owner.go()
    owner.see("Учётная запись под защитой")

    lost = Walker(chromium, stand, maria, **plain)
    lost.begins(post)
    lost.see("Ждём доверенный контакт")
    contact.opens_request()
    contact.see("Сначала позвоните сами")
    contact.approves(lost.number())
    contact.types_code(post.code(ivan))
    contact.see("вы подтвердили запрос")
    lost.press("Проверить")
    lost.see("Запрос подтверждён")
    lost.sets_password(NEW)
    lost.see("Пароль изменён")
    lost.press("Войти")
    lost.fill(username=maria.login, password=NEW)
    lost.press("Войти")
    lost.see("Безопасность")

    lost.go("notices/")
    lost.see("новое")
    assert any("/recovery/link/" not in text for _, text in post.letters(maria))
    assert post.letters(ivan)
    lost.go()
    lost.press("Удалить")
    lost.press("Удалить контакт")
    lost.see("Доверенный контакт ещё не назначен")
    lost.press("История")
    lost.see("Вы удалили доверенный контакт")
    contact.go("serving/")
    contact.see("Пока вы никому не помогаете")


def test_a_change_of_the_password_asks_the_contact_too(both: tuple[Walker, Walker], post: Post) -> None:
    owner, contact = both
    owner.go()
    owner.press("Сменить пароль", within="form.card")
    number = owner.number()
    contact.opens_request()
    contact.see("Запрос: смена пароля")
    contact.approves(number)
    assert contact.who
    contact.types_code(post.code(contact.who))
    owner.press("Проверить")
    owner.sets_password(NEW)
    owner.see("Пароль изменён")
    owner.go("/profile/security/")  # still logged in
    owner.see("Безопасность")


def test_a_report_of_the_gateway_is_shown(both: tuple[Walker, Walker], recoverer: Walker, post: Post, stand: Stand) -> None:
    _, contact = both
    recoverer.begins(post)
    contact.approves(recoverer.number())
    assert contact.who
    post.code(contact.who)
    [(message,)] = post.ask('SELECT message_id FROM portal_sms WHERE "to" = %s', contact.who.phone)

    def reported(message_id: str) -> int:
        return contact.context.request.post(f"{BASE}sms-report/{message_id}/?state=delivered").status

    assert reported(message) == 200
    contact.opens_request()
    contact.see("доставлено на ваш телефон")
    assert reported(message[:-2] + "xx") == 404


def test_in_english(chromium: Browser, stand: Stand, pair: tuple[Who, Who]) -> None:
    walker = Walker(chromium, stand, pair[0], english=True)
    walker.go("/login/")
    walker.fill(username=pair[0].login, password="portal-2026")
    walker.press("Log in")
    walker.press("Trusted contact")
    walker.see("No trusted contact is appointed yet.")
    walker.press("Русский", within="header")
    walker.see("Доверенный контакт ещё не назначен.")


def test_without_a_contact_the_ordinary_recovery_goes_on(recoverer: Walker, post: Post) -> None:
    recoverer.begins(post)
    recoverer.see("Новый пароль")
    recoverer.types_password(NEW)
    recoverer.see("Пароль изменён")


def test_by_keyboard_alone(both: tuple[Walker, Walker]) -> None:
    """The skip link comes first; every stop on the way shows where it is; Enter does it."""
    owner, _ = both
    page = owner.go()
    page.keyboard.press("Tab")
    assert page.evaluate("document.activeElement.className") == "skip"
    for _ in range(40):
        page.keyboard.press("Tab")
        outline = page.evaluate("getComputedStyle(document.activeElement).outlineWidth")
        assert outline == "3px", page.evaluate("document.activeElement.outerHTML")
        if page.evaluate("document.activeElement.innerText") == "Удалить":
            break
    page.keyboard.press("Enter")
    owner.see("Удалить доверенный контакт?")
    for _ in range(20):
        page.keyboard.press("Tab")
        if page.evaluate("document.activeElement.innerText") == "Нет, вернуться":
            break
    page.keyboard.press("Enter")
    owner.see("Мой доверенный контакт")
