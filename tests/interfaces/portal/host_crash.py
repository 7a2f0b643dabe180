# SPDX-License-Identifier: Apache-2.0
"""The machine stops between the redemption and the password: one password is set all the same, and never a second one."""

from unittest.mock import patch

from host_people import HOME, appointed, begun, confirmed, typed  # isort: skip  (sets Django up)

from django.contrib.auth.models import User

from doverie.django import service
from doverie.django._recovering import Session
from doverie.django.models import Grant, Recovery

STANDS = "Пароль уже был сохранён раньше, и действует он"


def password_is(expected: str) -> None:
    assert User.objects.get(username="maria").check_password(expected), expected


def stops_at(what: str) -> None:
    """A POST during which `what` breaks: whatever the library has done by then stands, and nothing of the host's."""
    with patch(what, side_effect=KeyboardInterrupt("the machine stops")):
        try:
            anybody.post(HOME + "recovery/password/", typed("never-kept-secret-1"))
        except KeyboardInterrupt:
            return
    raise AssertionError(f"{what} was not reached")


maria, ivan = appointed()
anybody = begun("maria")
confirmed(anybody, ivan)
for broken in ("django.contrib.auth.forms.SetPasswordForm.save", "doverie.django._recovering.Grant.objects.create"):
    stops_at(broken)
    password_is("old-password-1")
    assert Grant.objects.count() == 0
    assert Recovery.objects.get().state == Recovery.State.ASKED
assert anybody.get(HOME + "recovery/password/").status_code == 200  # the page is still there
assert anybody.post(HOME + "recovery/password/", typed("brand-new-secret-2")).headers["Location"] == HOME + "recovery/done/"
password_is("brand-new-secret-2")
assert Grant.objects.count() == 1
again = anybody.post(HOME + "recovery/password/", typed("another-secret-3"))
assert again.headers["Location"] == HOME + "recovery/done/"
password_is("brand-new-secret-2")
done = HOME + "recovery/done/"
assert STANDS in anybody.get(done).content.decode()
assert STANDS not in anybody.get(done).content.decode()  # said once

# And two at once: the second one finds the row.
second = begun("maria")
assert second.get(HOME + "recovery/status/").status_code == 200
confirmed(second, ivan)
permission = Session.permission


def overtaken(session: Session) -> str | None:
    """Redeems; and before anything of the host's is written, the other press comes, whole."""
    granted = permission(session)
    with patch.object(Session, "permission", permission):
        other = second.post(HOME + "recovery/password/", typed("first-secret-44"))
    assert other.headers["Location"] == done
    assert STANDS not in second.get(done).content.decode()
    return granted


with patch.object(Session, "permission", overtaken):
    late = second.post(HOME + "recovery/password/", typed("second-secret-55"))
assert late.headers["Location"] == done
assert STANDS in second.get(done).content.decode()
password_is("first-secret-44")
assert Grant.objects.count() == 2
service.close()
print("one password each")
