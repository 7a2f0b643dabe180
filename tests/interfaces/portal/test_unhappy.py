# SPDX-License-Identifier: Apache-2.0
"""How does it end when it does not go well? Each end in a browser, with what its people see then."""

import re

from playwright.sync_api import Browser
from serve import Stand
from walking import PASSWORD, Post, Walker, Who, eventually

NEW = "A-new-password-9"
Both = tuple[Walker, Walker]


def code_of(contact: Walker, post: Post) -> str:
    assert contact.who
    return post.code(contact.who)


def confirmed(both: Both, recoverer: Walker, post: Post) -> None:
    """As far as the page that says so."""
    _, contact = both
    recoverer.begins(post)
    contact.approves(recoverer.number())
    contact.types_code(code_of(contact, post))
    contact.see("вы подтвердили запрос")
    recoverer.press("Проверить")
    recoverer.see("Запрос подтверждён")


def test_a_decline_is_told_to_nobody(chromium: Browser, stand: Stand, pair: tuple[Who, Who]) -> None:
    owner, contact = Walker(chromium, stand, pair[0]).is_in(), Walker(chromium, stand, pair[1]).is_in()
    owner.invites(pair[1])
    before = owner.page.locator("main").inner_text().replace("Приглашение отправлено.", "").strip()
    contact.go("serving/")
    contact.press("Отклонить")
    contact.see("Приглашений нет")
    owner.go()
    assert owner.page.locator("main").inner_text().strip() == before
    owner.press("Отозвать приглашение")
    owner.see("Приглашение отозвано")


def test_an_unknown_phone_looks_like_a_known_one(chromium: Browser, stand: Stand, pair: tuple[Who, Who]) -> None:
    owner = Walker(chromium, stand, pair[0]).is_in()
    owner.invites(Who("nobody", "Иван", "+79990000000"))
    owner.see("Приглашение ждёт ответа")


def test_the_contact_denies(both: Both, recoverer: Walker, post: Post) -> None:
    owner, contact = both
    recoverer.begins(post)
    contact.opens_request()
    contact.press("Отклонить запрос")
    contact.see("Запрос отклонён")
    recoverer.press("Проверить")
    recoverer.see("Ваш запрос")
    assert recoverer.page.get_by_text("Номер запроса").count() == 0
    owner.go()
    owner.see("отклонил")


def test_the_owner_denies_what_was_confirmed(both: Both, recoverer: Walker, post: Post) -> None:
    owner, _ = both
    confirmed(both, recoverer, post)
    owner.go()
    owner.press("Это не я")
    owner.see("Запрос отклонён")
    recoverer.press("Задать новый пароль")
    recoverer.see("Ваш запрос")
    assert recoverer.page.get_by_role("link", name="Задать новый пароль").count() == 0


def test_swindlers_freeze_the_account(both: Both, recoverer: Walker, post: Post) -> None:
    owner, contact = both
    recoverer.begins(post)
    contact.opens_request()
    contact.press("Это мошенники")
    contact.press("Да, это мошенники")
    contact.see("Спасибо, что сообщили")
    owner.go()
    owner.see("Заморозка действует до")
    owner.press("Удалить")
    owner.press("Удалить контакт")
    owner.see("Действует заморозка")  # no way around the contact
    recoverer.begins(post)
    recoverer.see("Сейчас восстановить пароль нельзя")


def test_wrong_codes_end(both: Both, recoverer: Walker, post: Post) -> None:
    _, contact = both
    recoverer.begins(post)
    contact.approves(recoverer.number())
    right = code_of(contact, post)
    wrong = "000000" if right != "000000" else "111111"
    for left in (4, 3, 2, 1, 0):
        contact.types_code(wrong)
        contact.see(f"Осталось попыток: {left}" if left else "Снова вводить код можно")
    contact.types_code(right)
    contact.see("Снова вводить код можно")
    recoverer.press("Проверить")
    recoverer.see("Ждём доверенный контакт")


def test_another_number_is_not_taken(both: Both, recoverer: Walker, post: Post) -> None:
    _, contact = both
    recoverer.begins(post)
    number = recoverer.number()
    contact.opens_request()
    for statement in contact.page.locator("main input[type=checkbox]").all():
        statement.check()
    contact.fill(number="0000" if number != "0000" else "1111")
    contact.press("Подтвердить")
    contact.see("Номер не совпадает")


def test_given_up(both: Both, recoverer: Walker, post: Post) -> None:
    _, contact = both
    recoverer.begins(post)
    recoverer.press("Отменить запрос")
    recoverer.see("Ваш запрос")
    contact.go("serving/")
    assert contact.page.get_by_role("button", name="Отклонить запрос").count() == 0


def test_a_contact_who_lost_the_phone_is_no_way_around(both: Both, recoverer: Walker, post: Post, pair: tuple[Who, Who]) -> None:
    lost = "UPDATE doverie_person SET phone = '' WHERE user_id = (SELECT id FROM auth_user WHERE username = %s)"
    post.tell(lost, pair[1].login)
    recoverer.begins(post)
    recoverer.see("Сейчас восстановить пароль нельзя")
    recoverer.go("recovery/password/")
    recoverer.see("Сейчас восстановить пароль нельзя")


def test_links_are_good_once_and_not_forged(recoverer: Walker, post: Post, chromium: Browser, stand: Stand) -> None:
    recoverer.begins(post)
    assert recoverer.who
    used = post.link(recoverer.who)
    for address in (used, used[:-3] + "AA/", "recovery/link/forged/"):
        other = Walker(chromium, stand, None)
        other.go(address)
        other.see("Ссылка не действует")
        other.close()


def test_whose_session_is_over_begins_anew(both: Both, recoverer: Walker, post: Post) -> None:
    owner, contact = both
    recoverer.begins(post)
    number = recoverer.number()
    recoverer.context.clear_cookies(name="sessionid")
    recoverer.press("Проверить")
    recoverer.see("Восстановление пароля")
    contact.approves(number)
    code = code_of(contact, post)
    contact.context.clear_cookies(name="sessionid")
    contact.types_code(code)
    assert "/login/" in contact.page.url
    contact.fill(username=contact.who.login if contact.who else "", password=PASSWORD)
    contact.press("Войти")
    contact.opens_request()
    contact.types_code(code)
    contact.see("вы подтвердили запрос")
    owner.go("invite/")
    owner.context.clear_cookies()
    owner.fill(name="Иван", phone="+79991112233")
    owner.press("Отправить приглашение")
    owner.see("Страница устарела")


def test_a_password_that_was_not_typed_lately_is_asked_for(both: Both) -> None:
    owner, _ = both
    sessions = owner.context.cookies()
    assert sessions
    owner.go("again/")
    owner.fill(password="wrong")
    owner.press("Продолжить")
    owner.see("Неверный пароль")
    owner.fill(password=PASSWORD)
    owner.press("Продолжить")
    owner.see("Мой доверенный контакт")


def test_twice_pressed_and_back(both: Both, recoverer: Walker, post: Post, pair: tuple[Who, Who]) -> None:
    _, contact = both
    recoverer.begins(post)
    contact.opens_request()
    for statement in contact.page.locator("main input[type=checkbox]").all():
        statement.check()
    contact.fill(number=recoverer.number())
    contact.page.get_by_role("button", name="Подтвердить", exact=True).dblclick()
    contact.page.wait_for_url(re.compile(r"/serving/requests/"))
    code = code_of(contact, post)
    assert len(post.texts(pair[1])) == 1
    contact.go(contact.page.url.replace("approve/", ""))
    contact.types_code(code)
    contact.see("вы подтвердили запрос")
    contact.page.go_back()
    contact.page.go_back()
    contact.opens_request()
    contact.see("подтвержд")
    recoverer.press("Проверить")
    recoverer.press("Задать новый пароль")
    recoverer.fill(new_password1=NEW, new_password2=NEW)
    recoverer.page.get_by_role("button", name="Сохранить пароль").dblclick()
    recoverer.page.wait_for_url(re.compile("/recovery/done/"))
    recoverer.page.go_back()
    recoverer.page.reload()
    recoverer.go("recovery/status/")
    recoverer.see("Пароль изменён")
    assert post.ask("SELECT count(*) FROM doverie_grant g JOIN doverie_recovery r ON r.id = g.recovery_id JOIN auth_user u "
                    "ON u.id = r.user_id WHERE u.username = %s", pair[0].login) == [(1,)]  # fmt: skip


def test_a_second_tab(both: Both, recoverer: Walker, post: Post) -> None:
    confirmed(both, recoverer, post)
    recoverer.press("Задать новый пароль")
    tab = recoverer.context.new_page()
    tab.goto(recoverer.page.url)
    recoverer.types_password(NEW)
    recoverer.see("Пароль изменён")
    for name in ("new_password1", "new_password2"):
        tab.locator(f"[name={name}]").fill("Quite-another-1")
    tab.get_by_role("button", name="Сохранить пароль").click()
    for told in ("Пароль изменён", "Пароль уже был сохранён раньше, и действует он"):
        assert told in tab.locator("main").inner_text()
    recoverer.go("/login/")
    assert recoverer.who
    recoverer.fill(username=recoverer.who.login, password=NEW)
    recoverer.press("Войти")
    recoverer.see("Безопасность")


def test_restarted_in_the_middle(both: Both, recoverer: Walker, post: Post, stand: Stand) -> None:
    _, contact = both
    recoverer.begins(post)
    contact.approves(recoverer.number())
    stand.end("pump")  # first, as the gateway is a page of the portal: one that is down is asked again, later and later
    stand.end("web")
    stand.start_web()
    stand.start_pump()
    contact.page.reload()
    contact.types_code(code_of(contact, post))
    contact.see("вы подтвердили запрос")
    stand.end("web", 9)
    stand.start_web()
    recoverer.press("Проверить")
    recoverer.sets_password(NEW)
    recoverer.see("Пароль изменён")


def test_two_browsers_at_once(chromium: Browser, stand: Stand, both: Both, post: Post, pair: tuple[Who, Who]) -> None:
    """The owner and a stranger who reads her mail have both begun: the contact says yes to one of them."""
    _, contact = both
    owner, stranger = Walker(chromium, stand, pair[0]), Walker(chromium, stand, pair[0])
    owner.begins(post)
    stranger.begins(post)
    assert owner.number() != stranger.number()
    contact.go("serving/")
    links = contact.page.get_by_role("link", name=re.compile("Открыть запрос")).all()
    for address in [link.get_attribute("href") for link in links]:
        other = Walker(chromium, stand, None, storage_state=contact.context.storage_state())
        other.go(str(address))
        if other.says(f"Номер запроса: {owner.number()}"):
            contact.page.goto(stand.address + str(address))
        other.close()
    for statement in contact.page.locator("main input[type=checkbox]").all():
        statement.check()
    contact.fill(number=owner.number())
    contact.press("Подтвердить")
    contact.types_code(code_of(contact, post))
    contact.see("вы подтвердили запрос")
    stranger.press("Проверить")
    stranger.see("Ваш запрос")
    owner.press("Проверить")
    owner.sets_password(NEW)
    owner.see("Пароль изменён")


def test_freezing_by_one_and_lifting_by_two(chromium: Browser, stand: Stand, both: Both, pair: tuple[Who, Who]) -> None:
    owner, _ = both
    anna, boris = (Walker(chromium, stand, Who(login, "", "")).log_in() for login in ("anna", "boris"))

    def desk(operator: Walker, button: str) -> str:
        operator.go(f"/admin/doverie/desk/?q={pair[0].login}")
        operator.page.locator("article a").click()
        operator.page.get_by_role("button", name=button).click()
        return operator.page.locator("body").inner_text()

    assert "Учётная запись заморожена" in desk(anna, "Заморозить")
    owner.go()
    owner.see("Заморозку установил оператор")
    assert "Нужен второй оператор" in desk(anna, "Снять заморозку")
    assert "Это должен сделать другой оператор" in desk(anna, "Согласиться и снять")
    assert "Заморозка снята" in desk(boris, "Согласиться и снять")
    owner.go()
    owner.see("Учётная запись под защитой")
    for walker in (anna, boris):
        walker.close()


def test_a_change_of_phone_is_told(both: Both, post: Post, pair: tuple[Who, Who], stand: Stand) -> None:
    change = f"p = Person.objects.get(user__username='{pair[1].login}'); p.phone = '+79259990011'; p.save()"
    stand.manage("shell", "--verbosity", "0", "-c", "from doverie.django.models import Person; " + change)
    told = eventually(lambda: [one for one in post.letters(pair[0]) if "link" not in one[1] and "измен" in one[1]], "letter")
    assert told
