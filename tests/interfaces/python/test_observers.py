# SPDX-License-Identifier: Apache-2.0
"""Observers in Python: what they are told, that they change nothing, and what others read of them."""

import logging
import sys
from collections.abc import Iterator
from datetime import timedelta
from typing import Any

import pytest
from opentelemetry.sdk.metrics import MeterProvider
from opentelemetry.sdk.metrics.export import InMemoryMetricReader
from prometheus_client.openmetrics.parser import text_string_to_metric_families

import doverie
from doverie.observers import LogObserver, OpenTelemetryObserver
from people import IVAN, MARIA, Portal


class Ear(doverie.Observer):
    def __init__(self) -> None:
        super().__init__()
        self.commands: list[doverie.CommandSeen] = []
        self.runs: list[doverie.PumpSeen] = []

    def command(self, seen: doverie.CommandSeen) -> None:
        self.commands.append(seen)

    def pump(self, seen: doverie.PumpSeen) -> None:
        self.runs.append(seen)

    def last(self, command: str) -> doverie.CommandSeen:
        return next(seen for seen in reversed(self.commands) if seen.command == command)


def recovered(*observers: doverie.Observer) -> Portal:
    """A portal in which a recovery has come to its end, with a wrong code on the way."""
    portal = Portal(observers=observers)
    portal.appoint(MARIA, IVAN)
    secret = doverie.new_secret()
    recovery = portal.start(secret)
    portal.approve(recovery)
    portal.pump()
    code = portal.last_code(IVAN.phone)
    with pytest.raises(doverie.Rejected):
        portal.contact(IVAN.id).confirm_code(recovery.request_id, f"{(int(code) + 1) % 10**6:06}")
    portal.contact(IVAN.id).confirm_code(recovery.request_id, code)
    portal.recoverer(MARIA.id).redeem(recovery.request_id, secret, command_id="reset-1")
    return portal


def samples(page: str) -> dict[tuple[str, tuple[tuple[str, str], ...]], float]:
    """As the reader of Prometheus understands it."""
    families = text_string_to_metric_families(page)  # type: ignore[no-untyped-call]
    return {(one.name, tuple(sorted(one.labels.items()))): one.value for family in families for one in family.samples}


def test_what_is_told() -> None:
    ear = Ear()
    recovered(ear).close()
    started = ear.last("start_recovery")
    assert (started.outcome, started.status, started.reason) == (doverie.CommandOutcome.DONE, "pending", "")
    assert started.operation == doverie.PASSWORD_RECOVERY
    assert started.committed and started.together == 1 and started.events[0] == "recovery_started"
    assert {key.purpose for key in started.keys} >= {doverie.KeyPurpose.AUDIT}
    assert started.connections is None
    wrong = [seen for seen in ear.commands if seen.reason == "wrong_code"]
    assert [seen.outcome for seen in wrong] == [doverie.CommandOutcome.REFUSED]
    assert ear.runs[0].codes.sent == 1
    assert ear.runs[0].oldest_code == timedelta(0)
    assert "maria" not in repr(ear.commands).lower()


def test_one_that_raises_changes_nothing(monkeypatch: pytest.MonkeyPatch) -> None:
    raised: list[Any] = []
    monkeypatch.setattr(sys, "unraisablehook", raised.append)

    class Broken(doverie.Observer):
        def command(self, seen: doverie.CommandSeen) -> None:
            raise LookupError("an observer that fails")

    with Portal(observers=[Broken()]) as portal:
        portal.appoint(MARIA, IVAN)
        assert portal.observer_failures == len(raised) >= 2
    assert {type(one.exc_value) for one in raised} == {LookupError}


def test_one_that_wants_nothing_and_what_is_none() -> None:
    with Portal(observers=[doverie.Observer()]) as portal:
        portal.appoint(MARIA, IVAN)
        assert portal.observer_failures == 0
    with pytest.raises(TypeError, match=r"observers\[1\] must be a doverie.Observer, not int"):
        Portal(observers=[doverie.Observer(), 3])


def test_prometheus_reads_the_page() -> None:
    metrics = doverie.OpenMetrics()
    recovered(metrics).close()
    found = samples(metrics.text())
    recovery = {"command": "start_recovery", "operation": "password_recovery", "outcome": "done", "reason": ""}
    assert found["doverie_commands_total", tuple(sorted(recovery.items()))] == 1
    assert found["doverie_events_total", (("type", "code_rejected"),)] == 1
    assert found["doverie_starts_total", (("operation", "password_recovery"), ("status", "pending"))] == 1
    assert found["doverie_pump_messages_total", (("kind", "codes"), ("outcome", "sent"))] == 1
    assert found["doverie_command_seconds_count", (("command", "redeem"),)] == 1
    assert found["doverie_commit_calls_count", ()] > 5
    assert found["doverie_key_uses_total", (("key", "1"), ("purpose", "audit"))] > 5


def test_every_metric_stands_on_the_page_of_operations() -> None:
    metrics = doverie.OpenMetrics()
    recovered(metrics).close()
    from test_cli import ROOT

    page = (ROOT / "docs/guide/operations.md").read_text(encoding="utf-8")
    for family in text_string_to_metric_families(metrics.text()):  # type: ignore[no-untyped-call]
        name = f"{family.name}_total" if family.type == "counter" else family.name
        assert f"| `{name}` |" in page, name


def test_a_new_one_is_a_good_page() -> None:
    metrics = doverie.OpenMetrics()
    assert samples(metrics.text())["doverie_conflicts_total", ()] == 0
    with pytest.raises(TypeError):
        type("Mine", (doverie.OpenMetrics,), {})


@pytest.fixture
def log(caplog: pytest.LogCaptureFixture) -> Iterator[pytest.LogCaptureFixture]:
    caplog.set_level(logging.DEBUG, logger="doverie")
    yield caplog


def test_the_log(log: pytest.LogCaptureFixture) -> None:
    recovered(LogObserver()).close()
    lines = [record.getMessage() for record in log.records]
    assert any(line.startswith("start_recovery: done, pending, password_recovery, ") for line in lines), lines
    assert any(line.startswith("confirm_code: refused, wrong_code, ") for line in lines)
    assert "pump: codes: sent 1; notices: sent 3" in lines or any(line.startswith("pump: codes: sent 1") for line in lines)
    assert {record.levelno for record in log.records} == {logging.DEBUG}
    figures = next(record.doverie for record in log.records if "wrong_code" in record.getMessage())  # type: ignore[attr-defined]
    assert figures["reason"] == "wrong_code" and "code_rejected" in figures["events"]


def test_what_breaks_and_what_is_slow_are_warnings(log: pytest.LogCaptureFixture) -> None:
    with Portal(observers=[LogObserver(slow=timedelta(seconds=-1))]) as portal:
        portal.appoint(MARIA, IVAN)
    assert {record.levelno for record in log.records} == {logging.WARNING}
    log.clear()
    with Portal(observers=[LogObserver(level=logging.INFO)]) as portal:
        portal.directory.set_unavailable(True)
        with pytest.raises(doverie.DirectoryError):
            portal.start(doverie.new_secret())
    assert log.records[-1].levelno == logging.WARNING
    assert "directory_unavailable" in log.records[-1].getMessage()


def points(reader: InMemoryMetricReader, name: str) -> dict[tuple[tuple[str, Any], ...], Any]:
    data = reader.get_metrics_data()
    assert data is not None
    metrics = [one for of in data.resource_metrics for scope in of.scope_metrics for one in scope.metrics]
    found = next(one for one in metrics if one.name == name)
    return {tuple(sorted((point.attributes or {}).items())): point for point in found.data.data_points}


def test_open_telemetry() -> None:
    reader = InMemoryMetricReader()
    recovered(OpenTelemetryObserver(MeterProvider([reader]))).close()
    commands = points(reader, "doverie.command.duration")
    started = {"command": "start_recovery", "operation": "password_recovery", "outcome": "done", "status": "pending"}
    assert commands[tuple(sorted(started.items()))].count == 1


@pytest.mark.parametrize(
    ("name", "attributes", "value"),
    [
        ("doverie.events", {"type": "code_rejected"}, 1),
        ("doverie.pump.messages", {"kind": "codes", "outcome": "sent"}, 1),
        ("doverie.pump.oldest_due", {"kind": "codes"}, 0),
    ],
)
def test_open_telemetry_counts(name: str, attributes: dict[str, str], value: float) -> None:
    reader = InMemoryMetricReader()
    recovered(OpenTelemetryObserver(MeterProvider([reader]))).close()
    assert points(reader, name)[tuple(sorted(attributes.items()))].value == value


def test_without_open_telemetry(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setitem(sys.modules, "opentelemetry.metrics", None)
    with pytest.raises(ImportError, match="pip install opentelemetry-api"):
        OpenTelemetryObserver()
