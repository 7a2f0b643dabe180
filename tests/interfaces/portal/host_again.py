# SPDX-License-Identifier: Apache-2.0
"""Where the password is asked for once more, only some wrong ones are taken; and logins and changes of phone are told."""

from datetime import date
from typing import Any

from host_people import HOME, logged_in, person, setting_up  # isort: skip  (sets Django up)

from django.conf import settings
from django.contrib.auth.signals import user_login_failed
from django.test import Client

from doverie.django import service
from doverie.django._again import MOST_WRONG
from doverie.django.models import PasswordTry, Person
from doverie.django.signals import phone_changed

PAGE = HOME + "again/"
RIGHT = "old-password-1"


def typed(client: Client, password: str) -> tuple[int, str]:
    answer = client.post(PAGE, {"password": password, "next": HOME + "invite/"})
    return answer.status_code, answer.headers.get("Location", "")


failed: list[Any] = []
user_login_failed.connect(lambda **told: failed.append(told["credentials"]), weak=False)
setting_up()
person("maria", "Мария", date(1956, 3, 14), "+79031112233")
owner, thief = logged_in("maria"), logged_in("maria")

for _ in range(MOST_WRONG - 1):
    assert typed(thief, "guessed") == (422, "")
assert typed(thief, RIGHT) == (302, HOME + "invite/")  # and the count begins anew
for _ in range(MOST_WRONG - 1):
    assert typed(thief, "guessed") == (422, "")
copied = thief.cookies["sessionid"].value
status, place = typed(thief, "guessed")
assert status == 302
assert place.startswith("/login/?next=")
assert "Слишком много неверных паролей" in thief.get(place).content.decode()
assert typed(thief, RIGHT)[1].startswith("/login/")  # the session is over
thief.cookies["sessionid"] = copied
assert typed(thief, RIGHT)[1].startswith("/login/")
assert len(failed) == 2 * MOST_WRONG - 1
assert {one["username"] for one in failed} == {"maria"}  # what bounds logins sees them

# Many at once: whoever comes when so many are being looked at is not looked at.
many = logged_in("maria")
typed(many, "guessed")
mark = PasswordTry.objects.latest("pk").session
PasswordTry.objects.bulk_create(PasswordTry(session=mark) for _ in range(MOST_WRONG - 1))
assert typed(many, RIGHT)[1].startswith("/login/")
assert typed(owner, RIGHT) == (302, HOME + "invite/")  # another session of hers goes on


# A change of phone is told to the library, and then to whoever listens.
changed: list[Any] = []
phone_changed.connect(lambda **told: changed.append(told["user"].username), weak=False)
maria = Person.objects.get(user__username="maria")
maria.save()
assert not changed
maria.phone = "+79031112244"
maria.save()
assert changed == ["maria"]
assert 'doverie_commands_total{command="account_changed"' in service.metrics()


# A login for which more was verified: the owner was seen. And one for which nothing was.
def seen() -> int:
    return sum(line.startswith('doverie_commands_total{command="owner_seen"') for line in service.metrics().splitlines())


assert not seen()
settings.DOVERIE["VERIFIED_LOGIN"] = lambda request, user: user.username == "maria" and bool(request.session)
logged_in("maria")
assert seen()
service.close()
print("five and no more")
