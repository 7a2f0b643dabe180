# SPDX-License-Identifier: Apache-2.0
"""A Kannel to try things out with: bearerbox and smsbox on free ports in a temporary directory, a phone at its fake centre."""

import contextlib
import socket
import subprocess
import tempfile
import threading
import time
from pathlib import Path
from types import TracebackType
from typing import Self
from urllib.parse import unquote_to_bytes

CONFIGURATION = """\
group = core
admin-port = {admin}
admin-password = {password}
admin-allow-ip = 127.0.0.1
smsbox-port = {box}
box-allow-ip = 127.0.0.1
store-type = spool
store-location = {spool}

group = smsc
smsc = fake
smsc-id = fake
port = {centre}
connect-allow-ip = 127.0.0.1

group = smsbox
bearerbox-host = 127.0.0.1
sendsms-port = {send}

group = sendsms-user
username = portal
password = {password}
max-messages = 2
concatenation = true
"""


def free_port() -> int:
    with socket.socket() as listener:
        listener.bind(("127.0.0.1", 0))
        return int(listener.getsockname()[1])


def connected(port: int) -> socket.socket:
    """A connection to the port, as soon as somebody listens there."""
    for _ in range(300):
        with contextlib.suppress(ConnectionRefusedError):
            return socket.create_connection(("127.0.0.1", port))
        time.sleep(0.1)
    raise TimeoutError(f"nobody listens on port {port}")


class Kannel:
    """Runs until the end of the with statement."""

    password = b"kannel-of-the-example"

    def __init__(self) -> None:
        self._place = tempfile.TemporaryDirectory()
        self._ports = {name: free_port() for name in ("admin", "box", "centre", "send")}
        self._boxes: list[subprocess.Popen[bytes]] = []
        self.url = f"http://127.0.0.1:{self._ports['send']}/cgi-bin/sendsms"

    def __enter__(self) -> Self:
        place = Path(self._place.name)
        (place / "spool").mkdir()
        words = {**self._ports, "spool": place / "spool", "password": self.password.decode()}
        (place / "kannel.conf").write_text(CONFIGURATION.format(**words), encoding="utf-8")
        self._start("bearerbox", "box")
        self._start("smsbox", "send")
        return self

    def _start(self, box: str, port: str) -> None:
        place = Path(self._place.name)
        with (place / f"{box}.log").open("wb") as log:
            command = [f"/usr/sbin/{box}", "-v", "1", str(place / "kannel.conf")]
            self._boxes.append(subprocess.Popen(command, stdout=log, stderr=log))
        connected(self._ports[port]).close()
        # smsbox 1.4.5 opens its port before it is ready, and crashes when somebody asks just then.
        while box == "smsbox" and b"Connected to bearerbox" not in (place / f"{box}.log").read_bytes():
            time.sleep(0.05)

    def __exit__(
        self, kind: type[BaseException] | None, error: BaseException | None, traceback: TracebackType | None
    ) -> None:
        for box in reversed(self._boxes):
            box.terminate()
            box.wait()
        self._place.cleanup()

    def phone(self) -> "Phone":
        return Phone(connected(self._ports["centre"]))


class Phone:
    """What the fake centre sends to it: `Portal +79161234567 ucs-2 %00%3A…`. Reads until the centre is gone."""

    def __init__(self, centre: socket.socket) -> None:
        self._centre = centre
        self._texts: list[str] = []
        self._arrived = threading.Condition()
        threading.Thread(target=self._read, daemon=True).start()

    def _read(self) -> None:
        for line in self._centre.makefile("rb"):
            *_, alphabet, words = line.rstrip(b"\n").split(b" ", 3)
            if alphabet != b"ucs-2":
                continue
            with self._arrived:
                self._texts.append(unquote_to_bytes(words.replace(b"+", b" ")).decode("utf-16-be"))
                self._arrived.notify_all()

    def text(self, number: int) -> str:
        """The text of the SMS that came as that number, counted from 0; waits for it."""
        with self._arrived:
            if not self._arrived.wait_for(lambda: len(self._texts) > number, timeout=30):
                raise TimeoutError("nothing came to the phone")
            return self._texts[number]
