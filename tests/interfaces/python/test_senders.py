# SPDX-License-Identifier: Apache-2.0
"""Senders to SMS gateways from Python: on servers of the tests' own, with and without TLS; and what they load."""

import importlib.util
import json
import ssl
import subprocess
import sys
import threading
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from datetime import timedelta
from http.server import BaseHTTPRequestHandler, ThreadingHTTPServer
from pathlib import Path
from typing import NamedTuple
from urllib.parse import parse_qs

import pytest

import doverie
from doverie import DeliveryState, SmsOutcome

if importlib.util.find_spec("doverie._senders") is None:
    raise ImportError("doverie was built without libcurl; install libcurl4-openssl-dev and build it again")

TEXT = "482913 откроет чужой аккаунт. Никому не говорите\n@gosuslugi.ru #482913"
PHONE = "+79161234567"
PASSWORD = b"p4ss-w0rd"


class Seen(NamedTuple):
    path: str
    headers: dict[str, str]
    body: bytes


class Gateway:
    """Answers every request the same, and keeps them."""

    def __init__(self, status: int = 202, body: bytes = b"0: Accepted for delivery") -> None:
        self.status, self.body, self.seen = status, body, list[Seen]()

    def handler(self) -> type[BaseHTTPRequestHandler]:
        gateway = self

        class Handler(BaseHTTPRequestHandler):
            protocol_version = "HTTP/1.1"

            def do_POST(self) -> None:
                body = self.rfile.read(int(self.headers["Content-Length"]))
                gateway.seen.append(Seen(self.path, {k.lower(): v for k, v in self.headers.items()}, body))
                self.send_response(gateway.status)
                self.send_header("Content-Length", str(len(gateway.body)))
                self.end_headers()
                self.wfile.write(gateway.body)

            def log_message(self, format: str, *args: object) -> None: ...

        return Handler


@contextmanager
def serving(gateway: Gateway, context: ssl.SSLContext | None = None) -> Iterator[str]:
    with ThreadingHTTPServer(("127.0.0.1", 0), gateway.handler()) as server:
        server.daemon_threads = True
        if context is not None:
            server.socket = context.wrap_socket(server.socket, server_side=True)
        threading.Thread(target=server.serve_forever, daemon=True).start()
        yield f"{'https' if context else 'http'}://127.0.0.1:{server.server_port}/cgi-bin/sendsms"
        server.shutdown()


def kannel(url: str, **changed: object) -> doverie.KannelSender:
    options = {"username": "portal", "password": PASSWORD, "sender": "Portal"} | changed
    return doverie.KannelSender(url, **options)  # type: ignore[arg-type]


def test_a_code_goes_out_by_kannel_with_its_id_in_the_address_of_reports() -> None:
    with serving(gateway := Gateway()) as url:
        sender = kannel(url, report_address="https://portal.example/sms/{message_id}?state=%d")
        assert sender.send("msg_1", PHONE, TEXT) is SmsOutcome.ACCEPTED
        assert sender.last_problem == ""
    (seen,) = gateway.seen
    assert seen.path == "/cgi-bin/sendsms"
    assert seen.body.decode() == TEXT
    assert seen.headers["x-kannel-to"] == PHONE
    assert seen.headers["x-kannel-coding"] == "2"
    assert seen.headers["x-kannel-password"] == PASSWORD.decode()
    assert seen.headers["x-kannel-dlr-url"] == "https://portal.example/sms/msg_1?state=%d"
    assert (sender.report_state("1"), sender.report_state("32")) == (DeliveryState.DELIVERED, None)


def test_what_was_sent_and_not_answered_is_unsure() -> None:
    """The service counts it as taken, and sends it no second time."""

    class Silent(Gateway):
        def handler(self) -> type[BaseHTTPRequestHandler]:
            answering = super().handler()

            class Handler(answering):  # type: ignore[misc, valid-type]
                def send_response(self, *_: object) -> None:
                    self.close_connection = True
                    raise BrokenPipeError

                def handle_one_request(self) -> None:
                    with suppress(BrokenPipeError):
                        super().handle_one_request()

            return Handler

    with serving(gateway := Silent()) as url:
        sender = kannel(url)
        assert sender.send("msg_1", PHONE, TEXT) is SmsOutcome.UNSURE
        assert sender.last_problem.startswith("sent, and not answered: ")
        document = {"url": url, "form": {"to": "{to}", "text": "{text}"}, "answers": [{"status": 200, "means": "taken"}]}
        by_document = doverie.HttpSender(json.dumps(document | {"otherwise": "later"}))
        assert by_document.send("msg_1", PHONE, TEXT) is SmsOutcome.UNSURE
        knows_ids = doverie.HttpSender(json.dumps(document | {"otherwise": "later", "no_answer": "later"}))
        assert knows_ids.send("msg_1", PHONE, TEXT) is SmsOutcome.TRY_LATER
    assert len(gateway.seen) == 3


def test_a_gateway_by_a_document(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setenv("DOVERIE_TEST_TOKEN", "t0k&en")
    with serving(gateway := Gateway(200, b'{"id": 1}')) as url:
        document = {
            "url": url,
            "form": {"psw": "${DOVERIE_TEST_TOKEN}", "phones": "{to}", "mes": "{text}", "id": "{message_id}"},
            "answers": [{"status": 200, "pointer": "/id", "means": "taken"}],
            "otherwise": "later",
            "reports": {"delivered": ["1"], "failed": ["20"]},
        }
        sender = doverie.HttpSender(json.dumps(document))
        assert sender.send("msg_1", PHONE, TEXT) is SmsOutcome.ACCEPTED
        gateway.body = b'{"error": 3}'
        assert sender.send("msg_2", PHONE, TEXT) is SmsOutcome.TRY_LATER
    assert sender.last_problem == "answered 200"
    fields = parse_qs(gateway.seen[0].body.decode())
    assert fields == {"psw": ["t0k&en"], "phones": [PHONE], "mes": [TEXT], "id": ["msg_1"]}
    assert sender.report_state("20") is DeliveryState.FAILED
    assert sender.report_state("0") is None
    with pytest.raises(doverie.InvalidArgument, match="gateway document: /answers/0/means is"):
        doverie.HttpSender(json.dumps(document | {"answers": [{"status": 200, "means": "ok"}]}))


@pytest.fixture(scope="module")
def certificate(tmp_path_factory: pytest.TempPathFactory) -> tuple[Path, Path]:
    """A certificate for 127.0.0.1 that signs itself, and its key."""
    place = tmp_path_factory.mktemp("tls")
    command = ["openssl", "req", "-x509", "-newkey", "ec", "-pkeyopt", "ec_paramgen_curve:P-256", "-nodes", "-days", "2", "-subj"]
    command += ["/CN=gateway", "-addext", "subjectAltName=IP:127.0.0.1", "-keyout", "key.pem", "-out", "cert.pem"]
    subprocess.run(command, cwd=place, check=True, capture_output=True)
    return place / "cert.pem", place / "key.pem"


def tls(certificate: tuple[Path, Path]) -> ssl.SSLContext:
    context = ssl.SSLContext(ssl.PROTOCOL_TLS_SERVER)
    context.load_cert_chain(*certificate)
    return context


def test_tls_is_verified(certificate: tuple[Path, Path]) -> None:
    with serving(gateway := Gateway(), tls(certificate)) as url:
        stranger = kannel(url)
        assert stranger.send("msg_1", PHONE, TEXT) is SmsOutcome.TRY_LATER
        assert stranger.last_problem.startswith("not sent: ")
        assert gateway.seen == []
        assert kannel(url, ca_file=str(certificate[0])).send("msg_1", PHONE, TEXT) is SmsOutcome.ACCEPTED
        # The right certificate, of another host.
        elsewhere = kannel(url.replace("127.0.0.1", "localhost"), ca_file=str(certificate[0]))
        assert elsewhere.send("msg_1", PHONE, TEXT) is SmsOutcome.TRY_LATER
    assert len(gateway.seen) == 1


def test_nothing_that_is_printed_shows_a_credential() -> None:
    with serving(Gateway(403, b"Not routable: p4ss-w0rd 482913")) as url:
        sender = kannel(url)
        assert sender.send("msg_1", PHONE, TEXT) is SmsOutcome.NEVER
        printed = repr(sender) + str(vars(sender)) + sender.last_problem
    for secret in ("p4ss", "482913", PHONE):
        assert secret not in printed


@pytest.mark.parametrize(
    ("change", "error", "words"),
    [
        ({"username": ""}, doverie.InvalidArgument, "username: "),
        ({"password": "text"}, TypeError, "password must be"),
        ({"password": b"p4ss\n"}, doverie.InvalidArgument, "password: has to be visible"),
        ({"sender": "Портал"}, doverie.InvalidArgument, "from: "),
        ({"timeout": timedelta(minutes=2)}, doverie.InvalidArgument, "timeout: "),
        ({"timeout": 5}, TypeError, "timeout must be"),
        ({"report_address": "https://a/?s=%d"}, doverie.InvalidArgument, "report_address: has to have {message_id}"),
    ],
)
def test_what_is_wrong_is_named_and_not_shown(change: dict[str, object], error: type[Exception], words: str) -> None:
    with pytest.raises(error, match=words) as raised:
        kannel("http://127.0.0.1:1/", **change)
    assert "p4ss" not in str(raised.value)


def test_threads_send_while_others_run() -> None:
    """The GIL is free while a gateway takes its time."""
    with serving(gateway := Gateway()) as url:
        sender = kannel(url)
        threads = [threading.Thread(target=lambda n=n: sender.send(f"msg_{n}", PHONE, TEXT)) for n in range(8)]
        for thread in threads:
            thread.start()
        for thread in threads:
            thread.join()
    assert {seen.headers["x-kannel-account"] for seen in gateway.seen} == {f"msg_{n}" for n in range(8)}


def test_libcurl_is_loaded_when_a_sender_is_asked_for() -> None:
    program = (
        "import doverie\n"
        "loaded = lambda: 'libcurl' in open('/proc/self/maps').read()\n"
        "from doverie import *\n"
        "assert not loaded()\n"
        "doverie.KannelSender\n"
        "assert loaded()\n"
    )
    place = str(Path(doverie.__file__).parent.parent)
    done = subprocess.run([sys.executable, "-c", program], capture_output=True, text=True, env={"PYTHONPATH": place})
    assert done.returncode == 0, done.stderr


@pytest.mark.parametrize("name", ["KannelSender", "HttpSender"])
def test_senders_are_not_subclassed(name: str) -> None:
    with pytest.raises(TypeError, match="SmsSender"):
        type("Mine", (getattr(doverie, name),), {})
