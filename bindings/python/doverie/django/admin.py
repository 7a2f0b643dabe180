# SPDX-License-Identifier: Apache-2.0
"""What has the desk in the admin? One account: why it cannot be recovered, what has happened, freezing by one, lifting by two."""

import uuid
from datetime import timedelta
from typing import TYPE_CHECKING, Any

from django.contrib import admin, messages
from django.contrib.auth import get_user_model
from django.contrib.auth.admin import UserAdmin as DjangosUserAdmin
from django.contrib.auth.forms import AdminPasswordChangeForm
from django.contrib.auth.models import AbstractBaseUser, AbstractUser, AnonymousUser
from django.core.exceptions import PermissionDenied
from django.db import transaction
from django.db.models import Q
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import redirect, render
from django.urls import URLPattern, path, reverse
from django.utils import timezone
from django.utils.decorators import method_decorator
from django.views.decorators.debug import sensitive_post_parameters

import doverie
from doverie.django._acting import command_of, language
from doverie.django._listening import permitted
from doverie.django._words import word
from doverie.django.directory import account_id, user_of, who
from doverie.django.models import Desk, Lifting, Person
from doverie.django.service import service, wake

if TYPE_CHECKING:
    _OfPeople = admin.ModelAdmin[Person]
    _OfTheDesk = admin.ModelAdmin[Desk]
    _OfUsers = DjangosUserAdmin[AbstractUser]
    _PasswordForm = AdminPasswordChangeForm[AbstractBaseUser]
else:
    _OfPeople = _OfTheDesk = admin.ModelAdmin
    _OfUsers, _PasswordForm = DjangosUserAdmin, AdminPasswordChangeForm

_GOOD_FOR = timedelta(days=1)


@admin.register(Person)
class PersonAdmin(_OfPeople):
    list_display = ("user", "confirmed", "citizen", "passport_current", "language")
    search_fields = ("user__username", "user__first_name", "user__last_name")
    raw_id_fields = ("user",)


class StaffPasswordForm(_PasswordForm):
    """A password that staff sets for somebody: told to the library before it holds, as a recovery by other means. Open requests die of
    it, and the owner and the contacts are told."""

    def save(self, commit: bool = True) -> AbstractBaseUser:
        """What cannot be told is not set."""
        with transaction.atomic(), permitted():
            user = super().save(commit)
            if user.has_usable_password():
                told = service().operations().recovered_by_other_means
                told(account_id(user), channel="staff", command_id=f"staff-{uuid.uuid4()}")
        wake()
        return user


class StaffPasswords(_OfUsers if TYPE_CHECKING else object):  # type: ignore[misc]
    """For the admin of users, in front of its other bases: setting a password is for who may lift freezes (`lift_desk`), and is told
    to the library. Django's own UserAdmin gets it by itself."""

    change_password_form = StaffPasswordForm

    @method_decorator(sensitive_post_parameters())
    def user_change_password(self, request: HttpRequest, id: str, form_url: str = "") -> HttpResponse:
        """Django's page."""
        if not request.user.has_perm("doverie.lift_desk"):
            raise PermissionDenied
        try:
            shown: HttpResponse = super().user_change_password(request, id, form_url)
            return shown
        except doverie.Error as no:
            messages.error(request, no.text(language()) if isinstance(no, doverie.Rejected) else str(no))
            return redirect(request.path)


class UserAdmin(StaffPasswords, _OfUsers):
    """Django's, with that."""


def _in_the_place_of_djangos() -> None:
    users = get_user_model()
    if type(admin.site._registry.get(users)) is DjangosUserAdmin:
        admin.site.unregister(users)
        admin.site.register(users, UserAdmin)


_in_the_place_of_djangos()


def operator_of(user: AbstractBaseUser | AnonymousUser) -> str:
    """How an operator stands in the records."""
    return f"staff-{user.pk}"


@admin.register(Desk)
class DeskAdmin(_OfTheDesk):
    """No rows: a search, and a page for each account."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        """Who may look."""
        return request.user.has_perm("doverie.look_desk")

    def has_view_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """The same."""
        return self.has_module_permission(request)

    def has_add_permission(self, request: HttpRequest) -> bool:
        """Nobody."""
        return False

    def has_change_permission(self, request: HttpRequest, obj: object = None) -> bool:
        """Nobody."""
        return False

    def get_urls(self) -> list[URLPattern]:
        """The search in the place of the list, the account in that of a row."""
        view = self.admin_site.admin_view
        return [
            path("", view(self.search), name="doverie_desk_changelist"),
            path("<str:account>/", view(self.account), name="doverie_desk_account"),
            path("<str:account>/<str:what>/", view(self.act), name="doverie_desk_act"),
        ]

    def search(self, request: HttpRequest) -> HttpResponse:
        """By name or address."""
        self._look(request)
        typed = request.GET.get("q", "").strip()
        users = get_user_model()
        fields = (users.USERNAME_FIELD, users.EMAIL_FIELD, "first_name", "last_name")
        wanted = Q()
        for name in fields:
            wanted |= Q(**{f"{name}__icontains": typed})
        found = users._default_manager.filter(wanted).order_by("pk")[:20] if typed else ()
        return self._page(request, "doverie/desk_search.html", found=found, typed=typed)

    def account(self, request: HttpRequest, account: str) -> HttpResponse:
        """Everything that an operator may know of an account."""
        self._look(request)
        user = self._user(account)
        try:
            told: dict[str, Any] = self._told(account_id(user))
        except doverie.Fault as fault:
            told = {"fault": fault}
        return self._page(request, "doverie/desk_account.html", user_shown=user, lifting=_waiting(account_id(user)), **told)

    def _told(self, account: str) -> dict[str, Any]:
        operations, ru = service().operations(), language() == "ru"
        why, happened = operations.explain(account), operations.timeline(account)
        return {
            "why": [(one, one.russian if ru else one.english) for one in why.findings],
            "timeline": [(one, one.russian if ru else one.english) for one in reversed(happened)],
            "frozen_until": service().trustor(account).cabinet().frozen_until,
        }

    @transaction.non_atomic_requests
    def act(self, request: HttpRequest, account: str, what: str) -> HttpResponse:
        """One of ACTS, by a form of the account's page."""
        self._look(request)
        if request.method != "POST" or what not in ACTS:
            raise Http404
        permission, action = ACTS[what]
        if not request.user.has_perm(permission):
            raise PermissionDenied
        try:
            messages.success(request, word(action(request, account_id(self._user(account))), language()))
            wake()
        except doverie.Error as no:
            messages.error(request, no.text(language()) if isinstance(no, doverie.Rejected) else str(no))
        return redirect("admin:doverie_desk_account", account)

    def _page(self, request: HttpRequest, template: str, **shown: Any) -> HttpResponse:
        frame = {"title": word("desk", language()), "home": reverse("admin:doverie_desk_changelist")}
        return render(request, template, {**self.admin_site.each_context(request), **frame, **shown})

    @staticmethod
    def _user(account: str) -> AbstractBaseUser:
        user = user_of(account)
        if user is None:
            raise Http404
        return user

    @staticmethod
    def _look(request: HttpRequest) -> None:
        if not request.user.has_perm("doverie.look_desk"):
            raise PermissionDenied


def _waiting(account: str) -> Lifting | None:
    since = timezone.now() - _GOOD_FOR
    return Lifting.objects.filter(account=account, done_at=None, asked_at__gt=since).select_related("asked_by").first()


def _freeze(request: HttpRequest, account: str) -> str:
    service().operations().freeze(account, operator_id=operator_of(request.user), command_id=command_of(request))
    return "desk_frozen"


def _lift(request: HttpRequest, account: str) -> str:
    """The first one asks, and a second one does it."""
    waiting = _waiting(account)
    if waiting is None:
        Lifting.objects.create(account=account, asked_by=who(request))
        return "desk_lift_asked"
    if waiting.asked_by_id == request.user.pk:
        return "desk_lift_by_another"
    first, second = operator_of(waiting.asked_by), operator_of(request.user)
    service().operations().unfreeze(account, operator_id=first, second_operator_id=second, command_id=f"lift-{waiting.pk}")
    Lifting.objects.filter(pk=waiting.pk).update(done_by=request.user, done_at=timezone.now())
    return "desk_lifted"


def _in_person(request: HttpRequest, account: str) -> str:
    """The owner came with a passport."""
    service().operations().recovered_by_other_means(account, channel="mfc", command_id=command_of(request))
    return "desk_in_person_done"


ACTS = {
    "freeze": ("doverie.freeze_desk", _freeze),
    "lift": ("doverie.lift_desk", _lift),
    "in-person": ("doverie.lift_desk", _in_person),
}
"""What can be done at the desk, and who may."""
