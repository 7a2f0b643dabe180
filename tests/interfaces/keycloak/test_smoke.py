# SPDX-License-Identifier: Apache-2.0
"""Does the extension work at all? One recovery from beginning to end; everything else is in the tests that take long."""

from serve import PASSWORD, Stand
from walking import NEW_PASSWORD, Browser, People, can_log_in, code_of


def test_the_contact_approves(stand: Stand) -> None:
    people = People(stand)
    browser = Browser(stand)
    assert browser.recover(people.owner).waits, browser.page.text
    assert browser.look_again().waits
    people.approve(browser.page.number)
    assert browser.look_again().waits, "a yes without its code is none"
    page = people.contacts.send("confirm", code=code_of(stand, people.contact_phone))
    assert "Готово" in page.text, page.text
    assert browser.look_again().asks_for_new_password, browser.page.text
    browser.set_password()
    assert can_log_in(stand, people.owner, NEW_PASSWORD)
    assert not can_log_in(stand, people.owner, PASSWORD)
