# SPDX-License-Identifier: Apache-2.0
"""What does an administrator do to have the trusted contact in a realm? The steps of the console, over Keycloak's REST interface."""

import json
import urllib.error
import urllib.parse
import urllib.request
from typing import Any

REALM = "portal"
PASSWORD = "portal-2026"
FLOW = "reset with contact"
PEOPLE = (
    ("maria", "Мария", "Смирнова", "1956-03-14", "+79031112233"),
    ("ivan", "Иван", "Соколов", "1991-06-02", "+79161234567"),
    ("olga", "Ольга", "Лебедева", "1980-11-20", "+79057654321"),
    ("pyotr", "Пётр", "Лебедев", "2009-05-09", "+79262223344"),
    ("anna", "Анна", "Орлова", "1985-01-30", "+79154445566"),
    ("boris", "Борис", "Волков", "1978-09-08", "+79107778899"),
)
FACTS = ("birth_date", "phone_number", "citizen", "confirmed", "passport_current")


class Refused(Exception):
    """What the server did not take, and what it said."""


class Admin:
    """The administrator of the server."""

    def __init__(self, address: str) -> None:
        self.address = address

    def _token(self) -> str:
        form = {"grant_type": "password", "client_id": "admin-cli", "username": "admin", "password": PASSWORD}
        where = f"{self.address}/realms/master/protocol/openid-connect/token"
        with urllib.request.urlopen(where, urllib.parse.urlencode(form).encode(), timeout=60) as answer:
            return str(json.load(answer)["access_token"])

    def ask(self, method: str, path: str, body: Any = None) -> Any:
        """Of the realm, unless the path begins with a slash."""
        where = f"{self.address}/admin/realms" + (path if path.startswith("/") or not path else f"/{REALM}/{path}")
        asked = urllib.request.Request(where, None if body is None else json.dumps(body).encode(), method=method)
        asked.add_header("Authorization", f"Bearer {self._token()}")
        asked.add_header("Content-Type", "application/json")
        try:
            with urllib.request.urlopen(asked, timeout=60) as answer:
                text = answer.read()
        except urllib.error.HTTPError as error:
            raise Refused(f"{method} {path}: {error.code} {error.read().decode()}") from error
        return json.loads(text) if text else None

    def has_realm(self) -> bool:
        return any(realm["realm"] == REALM for realm in self.ask("GET", "/"))

    def make_realm(self, mail_port: int) -> None:
        """A realm, six people, and the extension in it."""
        self.ask("POST", "", {
            "realm": REALM, "enabled": True, "resetPasswordAllowed": True, "internationalizationEnabled": True,
            "supportedLocales": ["ru", "en"], "defaultLocale": "ru", "eventsListeners": ["jboss-logging", "doverie"],
            "sslRequired": "none"})
        self.use_mail(mail_port)
        self._declare_facts()
        self._use_required_action()
        self.use_step(FLOW, "reset credentials")
        for person in PEOPLE:
            self.add_person(*person)

    def use_mail(self, port: int) -> None:
        self.ask("PUT", f"/{REALM}", {
            "smtpServer": {"host": "127.0.0.1", "port": str(port), "from": "portal@mail.example"}})

    def _declare_facts(self) -> None:
        """Administrators write them, nobody else: a person who may change them confirms whatever they like."""
        profile = self.ask("GET", "users/profile")
        permissions = {"view": ["admin", "user"], "edit": ["admin"]}
        profile["attributes"] += [{"name": name, "displayName": name, "permissions": permissions} for name in FACTS]
        profile["attributes"].append({"name": "doverie_phone_mark", "permissions": {"view": ["admin"], "edit": []}})
        self.ask("PUT", "users/profile", profile)

    def _use_required_action(self) -> None:
        self.ask("POST", "authentication/register-required-action", {"providerId": "doverie", "name": "Trusted contact"})
        self.configure({"loginCounts": "false"})

    def configure(self, settings: dict[str, str]) -> None:
        """Refused is raised for what could not work."""
        self.ask("PUT", "authentication/required-actions/doverie/config", {"config": settings})

    def use_step(self, flow: str, copied: str) -> None:
        """A copy of Keycloak's flow, with the step right after that of the e-mail."""
        name = urllib.parse.quote(flow)
        self.ask("POST", f"authentication/flows/{urllib.parse.quote(copied)}/copy", {"newName": flow})
        self.ask("POST", f"authentication/flows/{name}/executions/execution", {"provider": "doverie-recovery"})
        step = next(one for one in self.steps(flow) if one.get("providerId") == "doverie-recovery")
        self.ask("PUT", f"authentication/flows/{name}/executions", step | {"requirement": "REQUIRED"})
        while [one.get("providerId") for one in self.steps(flow)].index("doverie-recovery") > 2:
            self.ask("POST", f"authentication/executions/{step['id']}/raise-priority")
        self.ask("PUT", f"/{REALM}", {"resetCredentialsFlow": flow})

    def steps(self, flow: str) -> list[dict[str, Any]]:
        found: list[dict[str, Any]] = self.ask("GET", f"authentication/flows/{urllib.parse.quote(flow)}/executions")
        return found

    def add_person(self, login: str, given: str, surname: str, born: str, phone: str) -> str:
        """Confirmed in every respect; their id."""
        facts = dict(zip(FACTS, (born, phone, "true", "true", "true"), strict=True))
        self.ask("POST", "users", {
            "username": login, "firstName": given, "lastName": surname, "email": f"{login}@mail.example", "emailVerified": True,
            "enabled": True, "attributes": {name: [value] for name, value in facts.items()},
            "credentials": [{"type": "password", "value": PASSWORD, "temporary": False}]})
        return self.person(login)["id"]

    def person(self, login: str) -> dict[str, Any]:
        found: dict[str, Any] = self.ask("GET", f"users?exact=true&username={login}")[0]
        return found
