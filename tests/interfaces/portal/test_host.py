# SPDX-License-Identifier: Apache-2.0
"""How much does a host write? The lines of docs/guide/django.md, put into an empty project, are counted and run."""

import os
import re
import shutil
import subprocess
import sys
from collections.abc import Iterator
from concurrent.futures import Future, ThreadPoolExecutor
from pathlib import Path

import pytest

import doverie

ROOT = Path(__file__).resolve().parents[3]
MOST_LINES = 60


def blocks() -> dict[str, str]:
    """The code of the guide, by the name of the file that it goes into."""
    guide = (ROOT / "docs/guide/django.md").read_text(encoding="utf-8")
    return dict(re.findall(r"^```python (\w+\.py)\n(.*?)^```", guide, re.M | re.S))


def python(*command: str, cwd: Path) -> "subprocess.CompletedProcess[str]":
    """In a process that finds the package under test, and nothing else of ours."""
    found = os.environ | {"PYTHONPATH": str(Path(doverie.__file__).parents[1])}
    return subprocess.run([sys.executable, *command], cwd=cwd, env=found, capture_output=True, text=True, check=False)


def run(*command: str, cwd: Path) -> str:
    done = python(*command, cwd=cwd)
    assert done.returncode == 0, done.stdout + done.stderr
    return done.stdout + done.stderr


@pytest.fixture(scope="module")
def made(tmp_path_factory: pytest.TempPathFactory) -> Path:
    """An empty project with the lines in it."""
    place = tmp_path_factory.mktemp("host")
    run("-m", "django", "startproject", "portal", ".", cwd=place)
    for name, lines in blocks().items():
        with (place / "portal" / name).open("a", encoding="utf-8") as file:
            file.write("\n" + lines)
    run("manage.py", "migrate", "--verbosity", "0", cwd=place)
    run("manage.py", "doverie_store", cwd=place)
    return place


@pytest.fixture
def project(made: Path, tmp_path: Path) -> Path:
    """A copy, to be changed."""
    return shutil.copytree(made, tmp_path / "host")


def test_a_host_writes_at_most_60_lines() -> None:
    files = blocks()
    assert set(files) == {"settings.py", "urls.py", "recovery.py"}
    written = [line for text in files.values() for line in text.splitlines() if line.strip()]
    print(f"{len(written)} lines")
    assert len(written) <= MOST_LINES


SCRIPTS = {
    "host_story": "the story is over",
    "host_crash": "one password each",
    "host_equal": "all alike",
    "host_letters": "the owner gets a letter",
    "host_again": "five and no more",
    "host_unknown": "nothing is known",
    "host_staff": "staff tells",
    "host_pump": "nobody had to open a page",
}


@pytest.fixture(scope="module")
def told(made: Path, tmp_path_factory: pytest.TempPathFactory) -> Iterator[dict[str, "Future[str]"]]:
    """What each script has said, in a copy of its own. Two at a time."""

    def play(script: str) -> str:
        place = shutil.copytree(made, tmp_path_factory.mktemp(script) / "host")
        return run(str(Path(__file__).with_name(f"{script}.py")), cwd=place)

    with ThreadPoolExecutor(2) as two:
        yield {script: two.submit(play, script) for script in SCRIPTS}


@pytest.mark.parametrize("script", SCRIPTS)
def test_in_an_empty_project(told: dict[str, "Future[str]"], script: str) -> None:
    """Each script says in its first line what it looks at."""
    assert SCRIPTS[script] in told[script].result()


def test_nothing_is_forgotten_and_no_table_is_behind(project: Path) -> None:
    assert "no issues" in run("manage.py", "check", cwd=project)
    assert "No changes" in run("manage.py", "makemigrations", "--check", cwd=project)


FORGOTTEN = {
    'DOVERIE["STOR"] = 1': "doverie.E001",
    'del DOVERIE["SMS"]': "doverie.E002",
    'MIDDLEWARE.remove("django.contrib.auth.middleware.AuthenticationMiddleware")': "doverie.E003",
    'SESSION_ENGINE = "django.contrib.sessions.backends.signed_cookies"': "doverie.E004",
    'ROOT_URLCONF = "nowhere"': "doverie.E005",
    'ROOT_URLCONF = "around"': "doverie.E006",
    "USE_TZ = False": "doverie.E007",
    'DATABASES["default"]["AUTOCOMMIT"] = False': "doverie.E008",
    'TEMPLATES[0]["DIRS"] = [BASE_DIR / "own"]': "doverie.E009",
    'EMAIL_BACKEND = "django.core.mail.backends.dummy.EmailBackend"': "doverie.W010",
    'del DOVERIE["VERIFIED_LOGIN"]': "doverie.W011",
    'DOVERIE["ACCOUNT"] = "around.account"': "doverie.W012",
    'AUTH_USER_MODEL, INSTALLED_APPS = "named.User", ["named", *INSTALLED_APPS]': "doverie.W013",
    "": "doverie.W014",
    '(BASE_DIR / "master.key").chmod(0o644)': "doverie.E015",
    "USE_X_FORWARDED_HOST = True": "doverie.W016",
    'INSTALLED_APPS.append("staff")': "doverie.E017",
    'MIDDLEWARE.remove("doverie.django.middleware.PumpsItself")': "doverie.E018",
}
AROUND = """
from django.contrib.admin import AdminSite
from django.contrib.auth.forms import SetPasswordForm, UserCreationForm
from django.contrib.auth.views import LoginView, PasswordResetConfirmView
from django.urls import path
from django.views.generic import FormView
from portal.urls import urlpatterns
urlpatterns = [
    *urlpatterns,
    path("reset/<uidb64>/<token>/", PasswordResetConfirmView.as_view()),
    path("own-page/", FormView.as_view(form_class=SetPasswordForm)),
    path("other-admin/", AdminSite(name="other").urls),
    path("register/", FormView.as_view(form_class=UserCreationForm)),
    path("log-in/", LoginView.as_view()),
]
def account(user):
    return None
"""
STAFF = """
from django.contrib import admin
from django.contrib.auth.admin import UserAdmin
from django.contrib.auth.models import User
class SilentAdmin(UserAdmin): ...
admin.site.unregister(User)
admin.site.register(User, SilentAdmin)
"""
NAMED = """
from django.contrib.auth.models import AbstractUser
from django.db import models
class User(AbstractUser):
    name = models.CharField(max_length=9, primary_key=True)
"""


# Without addresses nothing leads around, and such a user has other tables.
APART = ("doverie.E005", "doverie.W013", "doverie.W014")


@pytest.mark.parametrize("apart", [False, True], ids=["most", "the_rest"])
def test_the_checks_say_what_was_forgotten(project: Path, apart: bool) -> None:
    (project / "around.py").write_text(AROUND, encoding="utf-8")
    (project / "nowhere.py").write_text("urlpatterns = []", encoding="utf-8")
    (project / "staff").mkdir()
    (project / "staff/__init__.py").touch()
    (project / "staff/admin.py").write_text(STAFF, encoding="utf-8")
    (project / "named").mkdir()
    (project / "named/__init__.py").touch()
    (project / "named/models.py").write_text(NAMED, encoding="utf-8")
    own = project / "own/doverie"
    own.mkdir(parents=True)
    (own / "request.html").write_text("nothing is asked", encoding="utf-8")
    forgotten = {change: told for change, told in FORGOTTEN.items() if (told in APART) is apart}
    with (project / "portal/settings.py").open("a", encoding="utf-8") as settings:
        settings.write("\n".join(forgotten))
    done = python("manage.py", "check", "--deploy", *(["--database", "default"] if apart else []), cwd=project)
    said = done.stdout + done.stderr
    assert set(re.findall(r"doverie\.[EW]\d+", said)) == set(forgotten.values()), said
    if not apart:
        assert set(re.findall(r"E006\) (\S+)", said)) == {"reset/<uidb64>/<token>/", "own-page/", "other:password_change"}, said
        assert re.findall(r"E017\) (\S+)", said) == ["SilentAdmin"], said


def test_every_check_is_in_the_guide() -> None:
    guide = (ROOT / "docs/guide/django.md").read_text(encoding="utf-8")
    checks = (ROOT / "bindings/python/doverie/django/_checks.py").read_text(encoding="utf-8")
    made = set(re.findall(r'id="doverie\.([EW]\d+)"', checks))
    assert made == set(re.findall(r"\b([EW]\d{3})\b", guide))
    assert made == {one.removeprefix("doverie.") for one in FORGOTTEN.values()}
