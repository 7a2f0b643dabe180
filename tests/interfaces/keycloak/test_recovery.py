# SPDX-License-Identifier: Apache-2.0
"""Does a forgotten password of Keycloak's wait for the trusted contact, and does nothing get around it?"""

import html
import re
import urllib.parse
from collections.abc import Iterator

import pytest
from admin import FLOW, Admin, Refused
from serve import PASSWORD, Stand
from walking import NEW_PASSWORD, Browser, Page, People, can_log_in, code_of

pytestmark = pytest.mark.long  # a server has to start, twice

def without_addresses(page: Page) -> str:
    """Addresses have the tab of the browser in them."""
    return re.sub(r"https?://\S+", "", page.text)


def test_without_a_contact_the_letter_is_enough(stand: Stand) -> None:
    people = People(stand, appointed=False)
    browser = Browser(stand)
    assert browser.recover(people.owner).asks_for_new_password, browser.page.text
    browser.set_password()
    assert can_log_in(stand, people.owner, NEW_PASSWORD)


def test_the_contact_denies(stand: Stand) -> None:
    people = People(stand)
    browser = Browser(stand)
    browser.recover(people.owner)
    people.refresh_cabinet()
    people.contacts.send("deny-contact")
    page = browser.look_again()
    assert 'id="doverie-stop"' in page.body and not page.asks_for_new_password, page.text
    assert can_log_in(stand, people.owner, PASSWORD)


def test_fraud_freezes(stand: Stand) -> None:
    people = People(stand)
    browser = Browser(stand)
    browser.recover(people.owner)
    people.refresh_cabinet()
    page = people.contacts.send("fraud-contact")
    assert "нельзя отменить" in page.text, "what cannot be taken back wants a tick"
    people.contacts.send("fraud-contact", ticks=True)
    assert 'id="doverie-stop"' in browser.look_again().body
    again = Browser(stand).recover(people.owner)
    assert not again.waits and not again.asks_for_new_password, again.text
    assert "замороз" in again.text.lower(), again.text


def test_wrong_codes_open_nothing(stand: Stand) -> None:
    people = People(stand)
    browser = Browser(stand)
    browser.recover(people.owner)
    people.approve(browser.page.number)
    right = code_of(stand, people.contact_phone)
    for wrong in ("000000", "111111", "222222", "333333", "444444", "555555"):
        if wrong == right or not any("confirm" in form.buttons for form in people.contacts.page.forms):
            continue
        page = people.contacts.send("confirm", code=wrong)
        assert "Готово" not in page.text, page.text
    if any("confirm" in form.buttons for form in people.contacts.page.forms):
        assert "Готово" not in people.contacts.send("confirm", code=right).text, "the right one comes too late"
    page = Browser(stand).recover(people.owner)
    assert not page.asks_for_new_password, page.text


def test_an_unavailable_contact_is_no_way_around(stand: Stand) -> None:
    people = People(stand)
    contact = people.admin.person(people.contact)
    people.admin.ask("PUT", f"users/{contact['id']}", contact | {"attributes": contact["attributes"] | {"confirmed": ["false"]}})
    page = Browser(stand).recover(people.owner)
    assert not page.waits and not page.asks_for_new_password, page.text
    assert can_log_in(stand, people.owner, PASSWORD)


def test_an_administrator_may_reset_and_it_is_told(stand: Stand) -> None:
    people = People(stand)
    seen = len(stand.letters.to(f"{people.contact}@mail.example"))
    owner = people.admin.person(people.owner)["id"]
    people.admin.ask("PUT", f"users/{owner}/reset-password", {"type": "password", "value": "desk-2026", "temporary": False})
    assert can_log_in(stand, people.owner, "desk-2026")
    assert stand.letters.next_to(f"{people.contact}@mail.example", seen)


def ways_around(stand: Stand, where: str) -> Iterator[tuple[str, list[tuple[str, str]] | None]]:
    """Addresses that somebody may try who knows Keycloak, and what is sent there: the steps behind the contact's, by name."""
    parts = urllib.parse.urlsplit(where)
    asked = dict(urllib.parse.parse_qsl(parts.query)) | {"client_id": "account-console"}
    password = next(one["id"] for one in Admin(stand.address).steps(FLOW) if one.get("providerId") == "reset-password")
    new = [("password-new", NEW_PASSWORD), ("password-confirm", NEW_PASSWORD)]
    for path, step in (("reset-credentials", ""), ("reset-credentials", password), ("required-action", "UPDATE_PASSWORD"),
                       ("required-action", "doverie"), ("authenticate", ""), ("authenticate", password)):
        query = {name: value for name, value in asked.items() if name != "execution"} | ({"execution": step} if step else {})
        address = f"{stand.address}/realms/portal/login-actions/{path}?{urllib.parse.urlencode(query)}"
        yield address, None
        yield address, new


@pytest.mark.parametrize("appointed", [True, False], ids=["protected, behind the letter", "unprotected, before the letter"])
def test_no_step_is_skipped(stand: Stand, appointed: bool) -> None:
    people = People(stand, appointed)
    browser = Browser(stand)
    where = browser.recover(people.owner) if appointed else browser.forget(people.owner)
    assert where.waits == appointed, where.text
    found = re.search(r'http-equiv="refresh" content="\d+;url=([^"]+)"', where.body)
    for address, form in ways_around(stand, html.unescape(found[1]) if found else where.url):
        page = browser.open(address, form)
        assert not page.asks_for_new_password and "doverie-mine" not in page.body, (address, form, page.text)
    assert can_log_in(stand, people.owner, PASSWORD)
    assert not can_log_in(stand, people.owner, NEW_PASSWORD)


def test_the_link_in_another_browser_waits_too(stand: Stand) -> None:
    people = People(stand)
    browser, thief = Browser(stand), Browser(stand)
    seen = len(stand.letters.to(f"{people.owner}@mail.example"))
    browser.recover(people.owner)
    page = thief.open_letter(people.owner, seen)
    assert not page.asks_for_new_password, page.text
    for form in page.forms:  # Keycloak asks a browser that did not begin whether to go on
        page = thief.open(form.action, list(form.fields.items()))
    found = re.search(r'href="([^"]*action-token[^"]*)"', page.body)
    page = thief.open(html.unescape(found[1])) if found else page
    assert not page.asks_for_new_password, page.text
    assert can_log_in(stand, people.owner, PASSWORD)


def test_before_the_letter_everybody_is_alike(stand: Stand) -> None:
    people = People(stand)
    free = People(stand, appointed=False)
    pages = [Browser(stand).forget(login) for login in (people.owner, free.owner, "nobody-at-all")]
    assert len({without_addresses(page) for page in pages}) == 1, [page.text for page in pages]
    assert len({page.status for page in pages}) == 1


def test_a_flow_that_only_asks_for_a_name_lets_nobody_through(stand: Stand) -> None:
    people, free = People(stand), People(stand, appointed=False)
    flow = "only a name"
    people.admin.ask("POST", "authentication/flows", {"alias": flow, "providerId": "basic-flow", "topLevel": True, "builtIn": False})
    for provider in ("reset-credentials-choose-user", "doverie-recovery"):
        people.admin.ask("POST", f"authentication/flows/{flow.replace(' ', '%20')}/executions/execution", {"provider": provider})
    for step in people.admin.steps(flow):
        people.admin.ask("PUT", f"authentication/flows/{flow.replace(' ', '%20')}/executions", step | {"requirement": "REQUIRED"})
    people.admin.ask("PUT", "/portal", {"resetCredentialsFlow": flow})
    try:
        pages = [Browser(stand).forget(login) for login in (people.owner, free.owner, "nobody-at-all")]
    finally:
        people.admin.ask("PUT", "/portal", {"resetCredentialsFlow": "reset with contact"})
    assert all('id="doverie-stop"' in page.body for page in pages), [page.text for page in pages]
    assert len({without_addresses(page) for page in pages}) == 1, [page.text for page in pages]


def test_the_server_is_restarted_in_the_middle(stand: Stand) -> None:
    people = People(stand)
    browser = Browser(stand)
    number, request = browser.recover(people.owner).number, people.open_request()
    stand.stop_server()
    stand.start_server()
    assert browser.recover(people.owner).number == number, "the same browser goes on with the same request"
    assert Browser(stand).recover(people.owner).number != number, "and no other one does"
    people.approve(number, request)
    people.contacts.send("confirm", of=request, code=code_of(stand, people.contact_phone))
    assert browser.look_again().asks_for_new_password, browser.page.text


@pytest.mark.parametrize(("settings", "why"), [
    ({"birthDate": "no_such_attribute"}, "no_such_attribute"),
    ({"phone": "email"}, "email"),
])
def test_a_configuration_that_could_not_hold_is_refused(stand: Stand, settings: dict[str, str], why: str) -> None:
    with pytest.raises(Refused, match=why):
        Admin(stand.address).configure(settings)
