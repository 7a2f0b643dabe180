# SPDX-License-Identifier: Apache-2.0
"""What does the app keep in the host's database? Facts about people, recoveries that have begun, grants, notices, and who wants a
freeze lifted. Circles and requests are the library's, in its own store; no secret of a recovery stands in any of these rows."""

import uuid
from typing import Any

from django.conf import settings
from django.core.exceptions import ValidationError
from django.db import models
from django.db.models import F, Q
from django.utils import timezone

import doverie
from doverie.django.directory import account_id, short_name

USER = settings.AUTH_USER_MODEL


def phone_or_error(typed: str) -> None:
    """What a form says of a number that is none."""
    try:
        doverie.parse_phone(typed)
    except ValueError as error:
        raise ValidationError(str(error)) from error


class Person(models.Model):
    """What the rules look at, of one user; `first_name` of the user is the given name."""

    phone_before: str
    """As it was read, or was saved last."""

    user = models.OneToOneField(USER, models.CASCADE, related_name="doverie_person", primary_key=True)
    birth_date = models.DateField()
    citizen = models.BooleanField(default=False, help_text="Гражданин Российской Федерации")
    confirmed = models.BooleanField(default=False, help_text="Подтверждённая учётная запись")
    passport_current = models.BooleanField(default=False, help_text="Паспортные данные актуальны")
    phone = models.CharField(max_length=16, blank=True, validators=[phone_or_error])
    phone_since = models.DateTimeField(null=True, blank=True, editable=False)
    recovered_at = models.DateTimeField(null=True, blank=True, editable=False)
    language = models.CharField(max_length=2, choices=[("ru", "Русский"), ("en", "English")], default="ru")

    class Meta:
        verbose_name, verbose_name_plural = "данные о человеке", "данные о людях"

    def __str__(self) -> str:
        return str(self.user)

    def save(self, *args: Any, **kwargs: Any) -> None:
        """A phone is kept as E.164; when it is another one, the date is now."""
        self.phone = doverie.parse_phone(self.phone) if self.phone else ""
        before = Person.objects.filter(pk=self.pk).values_list("phone", flat=True).first()
        if before is None or before != self.phone:
            self.phone_since = timezone.now() if self.phone else None
            if kwargs.get("update_fields") is not None:
                kwargs["update_fields"] = {*kwargs["update_fields"], "phone_since"}
        super().save(*args, **kwargs)

    def account(self) -> doverie.Account:
        """The facts. A user who may not log in counts as not confirmed."""
        return doverie.Account(
            id=account_id(self.user),
            given_name=short_name(self.user),
            birth_date=self.birth_date,
            citizen=self.citizen,
            confirmed=self.confirmed and self.user.is_active,
            passport_current=self.passport_current,
            phone=self.phone or None,
            phone_since=self.phone_since,
            recovered_at=self.recovered_at,
        )


class LinkRequest(models.Model):
    """Somebody has typed a name on the recovery page. Whose it is, if anybody's, only the pump looks up: so the page takes as long
    for every name."""

    typed = models.CharField(max_length=254, blank=True)
    language = models.CharField(max_length=2, default="ru")
    address = models.CharField(max_length=64, blank=True)
    asked_at = models.DateTimeField(default=timezone.now, db_index=True)
    handled_at = models.DateTimeField(null=True, db_index=True)

    class Meta:
        verbose_name, verbose_name_plural = "просьба о ссылке", "просьбы о ссылках"


class LinkLetter(models.Model):
    """A letter with a link. It is good until `good_until`, which moves on when somebody asks for another one, and while `mark`
    is that of the account's password and address."""

    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    mark = models.CharField(max_length=16)
    language = models.CharField(max_length=2, default="ru")
    made_at = models.DateTimeField(default=timezone.now, db_index=True)
    due_at = models.DateTimeField(default=timezone.now, db_index=True)
    tries = models.PositiveSmallIntegerField(default=0)
    sent_at = models.DateTimeField(null=True)
    good_until = models.DateTimeField(null=True)
    used_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = "письмо со ссылкой", "письма со ссылками"


class PasswordTry(models.Model):
    """A password that was typed where it is asked for once more, and was not right, or not yet found to be. `session` is a keyed
    hash: the session's own key opens the account."""

    session = models.CharField(max_length=64, db_index=True)
    at = models.DateTimeField(default=timezone.now, db_index=True)

    class Meta:
        verbose_name, verbose_name_plural = "попытка ввести пароль", "попытки ввести пароль"


class Recovery(models.Model):
    """A recovery, or a change of the password, that has begun behind the ordinary factor. Its secret is in the session."""

    class State(models.TextChoices):
        STARTING = "starting"
        ASKED = "asked"
        FREE = "free"
        DONE = "done"

    id = models.UUIDField(primary_key=True, default=uuid.uuid4)
    user = models.ForeignKey(USER, models.CASCADE, related_name="+")
    operation = models.CharField(max_length=64, default=doverie.PASSWORD_RECOVERY)
    state = models.CharField(max_length=8, choices=State, default=State.STARTING)
    request = models.CharField(max_length=200, blank=True)
    start_command = models.UUIDField(default=uuid.uuid4)
    redeem_command = models.UUIDField(default=uuid.uuid4)
    begun_at = models.DateTimeField(default=timezone.now)
    done_at = models.DateTimeField(null=True)

    class Meta:
        verbose_name, verbose_name_plural = "восстановление", "восстановления"


class Grant(models.Model):
    """A grant that was used: the row is written in the transaction that sets the password, so each sets one, once."""

    id = models.CharField(primary_key=True, max_length=64)
    recovery = models.OneToOneField(Recovery, models.CASCADE, related_name="grant")
    used_at = models.DateTimeField(default=timezone.now)

    class Meta:
        verbose_name, verbose_name_plural = "допуск", "допуски"


class CabinetNotice(models.Model):
    """Something that a person was told. The words are made when it is read, in the reader's language."""

    message_id = models.CharField(max_length=200, unique=True)
    user = models.ForeignKey(USER, models.CASCADE, related_name="doverie_notices")
    kind = models.IntegerField()
    parameters = models.JSONField(default=dict)
    told_at = models.DateTimeField(default=timezone.now)
    mailed_at = models.DateTimeField(null=True)
    read_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("-told_at", "-id")
        verbose_name, verbose_name_plural = "уведомление", "уведомления"


class Lifting(models.Model):
    """An operator wants a freeze lifted; another one has to agree."""

    account = models.CharField(max_length=64, db_index=True)
    asked_by = models.ForeignKey(USER, models.CASCADE, related_name="+")
    asked_at = models.DateTimeField(default=timezone.now)
    done_by = models.ForeignKey(USER, models.CASCADE, related_name="+", null=True)
    done_at = models.DateTimeField(null=True)

    class Meta:
        constraints = [models.CheckConstraint(condition=~Q(asked_by=F("done_by")), name="doverie_two_operators")]
        verbose_name, verbose_name_plural = "снятие заморозки", "снятия заморозок"


class PumpBeat(models.Model):
    """When a pump was last at work, and what it has counted: one row for each process, the latest counts."""

    process = models.CharField(primary_key=True, max_length=100)
    at = models.DateTimeField()
    metrics = models.TextField(blank=True)

    class Meta:
        verbose_name, verbose_name_plural = "рассылка", "рассылки"


class Desk(models.Model):
    """No table: what the admin shows as the desk, and who may do what at it."""

    class Meta:
        managed = False
        default_permissions = ()
        permissions = [
            ("look_desk", "Can look an account up at the desk"),
            ("freeze_desk", "Can freeze an account"),
            ("lift_desk", "Can lift a freeze, with a colleague"),
        ]
        verbose_name, verbose_name_plural = "стойка", "Стойка"
