# SPDX-License-Identifier: Apache-2.0
"""The tables, as models.py has them: written by makemigrations."""

import uuid

import django.utils.timezone
from django.conf import settings
from django.db import migrations, models

import doverie.django.models


class Migration(migrations.Migration):
    initial = True

    dependencies = [
        ("auth", "0012_alter_user_first_name_max_length"),
        migrations.swappable_dependency(settings.AUTH_USER_MODEL),
    ]

    operations = [
        migrations.CreateModel(
            name="Desk",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
            ],
            options={
                "verbose_name": "стойка",
                "verbose_name_plural": "Стойка",
                "permissions": [
                    ("look_desk", "Can look an account up at the desk"),
                    ("freeze_desk", "Can freeze an account"),
                    ("lift_desk", "Can lift a freeze, with a colleague"),
                ],
                "managed": False,
                "default_permissions": (),
            },
        ),
        migrations.CreateModel(
            name="Person",
            fields=[
                (
                    "user",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE,
                        primary_key=True,
                        related_name="doverie_person",
                        serialize=False,
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
                ("birth_date", models.DateField()),
                ("citizen", models.BooleanField(default=False, help_text="Гражданин Российской Федерации")),
                ("confirmed", models.BooleanField(default=False, help_text="Подтверждённая учётная запись")),
                ("passport_current", models.BooleanField(default=False, help_text="Паспортные данные актуальны")),
                ("phone", models.CharField(blank=True, max_length=16, validators=[doverie.django.models.phone_or_error])),
                ("phone_since", models.DateTimeField(blank=True, editable=False, null=True)),
                ("recovered_at", models.DateTimeField(blank=True, editable=False, null=True)),
                ("language", models.CharField(choices=[("ru", "Русский"), ("en", "English")], default="ru", max_length=2)),
            ],
            options={
                "verbose_name": "данные о человеке",
                "verbose_name_plural": "данные о людях",
            },
        ),
        migrations.CreateModel(
            name="PumpBeat",
            fields=[
                ("process", models.CharField(max_length=100, primary_key=True, serialize=False)),
                ("at", models.DateTimeField()),
                ("metrics", models.TextField(blank=True)),
            ],
            options={
                "verbose_name": "рассылка",
                "verbose_name_plural": "рассылки",
            },
        ),
        migrations.CreateModel(
            name="CabinetNotice",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("message_id", models.CharField(max_length=200, unique=True)),
                ("kind", models.IntegerField()),
                ("parameters", models.JSONField(default=dict)),
                ("told_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("mailed_at", models.DateTimeField(null=True)),
                ("read_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE,
                        related_name="doverie_notices",
                        to=settings.AUTH_USER_MODEL,
                    ),
                ),
            ],
            options={
                "verbose_name": "уведомление",
                "verbose_name_plural": "уведомления",
                "ordering": ("-told_at", "-id"),
            },
        ),
        migrations.CreateModel(
            name="LinkRequest",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("typed", models.CharField(blank=True, max_length=254)),
                ("language", models.CharField(default="ru", max_length=2)),
                ("address", models.CharField(blank=True, max_length=64)),
                ("asked_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("handled_at", models.DateTimeField(db_index=True, null=True)),
            ],
            options={
                "verbose_name": "просьба о ссылке",
                "verbose_name_plural": "просьбы о ссылках",
            },
        ),
        migrations.CreateModel(
            name="LinkLetter",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("mark", models.CharField(max_length=16)),
                ("language", models.CharField(default="ru", max_length=2)),
                ("made_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("due_at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
                ("tries", models.PositiveSmallIntegerField(default=0)),
                ("sent_at", models.DateTimeField(null=True)),
                ("good_until", models.DateTimeField(null=True)),
                ("used_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "письмо со ссылкой",
                "verbose_name_plural": "письма со ссылками",
            },
        ),
        migrations.CreateModel(
            name="PasswordTry",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("session", models.CharField(db_index=True, max_length=64)),
                ("at", models.DateTimeField(db_index=True, default=django.utils.timezone.now)),
            ],
            options={
                "verbose_name": "попытка ввести пароль",
                "verbose_name_plural": "попытки ввести пароль",
            },
        ),
        migrations.CreateModel(
            name="Recovery",
            fields=[
                ("id", models.UUIDField(default=uuid.uuid4, primary_key=True, serialize=False)),
                ("operation", models.CharField(default="password_recovery", max_length=64)),
                (
                    "state",
                    models.CharField(
                        choices=[("starting", "Starting"), ("asked", "Asked"), ("free", "Free"), ("done", "Done")],
                        default="starting",
                        max_length=8,
                    ),
                ),
                ("request", models.CharField(blank=True, max_length=200)),
                ("start_command", models.UUIDField(default=uuid.uuid4)),
                ("redeem_command", models.UUIDField(default=uuid.uuid4)),
                ("begun_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "user",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "восстановление",
                "verbose_name_plural": "восстановления",
            },
        ),
        migrations.CreateModel(
            name="Grant",
            fields=[
                ("id", models.CharField(max_length=64, primary_key=True, serialize=False)),
                ("used_at", models.DateTimeField(default=django.utils.timezone.now)),
                (
                    "recovery",
                    models.OneToOneField(
                        on_delete=django.db.models.deletion.CASCADE, related_name="grant", to="doverie.recovery"
                    ),
                ),
            ],
            options={
                "verbose_name": "допуск",
                "verbose_name_plural": "допуски",
            },
        ),
        migrations.CreateModel(
            name="Lifting",
            fields=[
                ("id", models.BigAutoField(auto_created=True, primary_key=True, serialize=False, verbose_name="ID")),
                ("account", models.CharField(db_index=True, max_length=64)),
                ("asked_at", models.DateTimeField(default=django.utils.timezone.now)),
                ("done_at", models.DateTimeField(null=True)),
                (
                    "asked_by",
                    models.ForeignKey(
                        on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
                (
                    "done_by",
                    models.ForeignKey(
                        null=True, on_delete=django.db.models.deletion.CASCADE, related_name="+", to=settings.AUTH_USER_MODEL
                    ),
                ),
            ],
            options={
                "verbose_name": "снятие заморозки",
                "verbose_name_plural": "снятия заморозок",
                "constraints": [
                    models.CheckConstraint(
                        condition=models.Q(("asked_by", models.F("done_by")), _negated=True), name="doverie_two_operators"
                    )
                ],
            },
        ),
    ]
