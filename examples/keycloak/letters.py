# SPDX-License-Identifier: Apache-2.0
"""Where do letters go while it is tried? To a mail server that keeps them, and can print them."""

import email
import email.policy
import socketserver
import threading
import time
from email.message import EmailMessage


class _Session(socketserver.StreamRequestHandler):
    """As much of SMTP as it takes to be given a letter."""

    server: "_Server"

    def handle(self) -> None:
        self._say("220 letters")
        while line := self.rfile.readline():
            word = line.split()[0].upper() if line.split() else b""
            if word == b"DATA":
                self._say("354 go on")
                self.server.take(self._body())
            elif word == b"QUIT":
                self._say("221 bye")
                return
            self._say("250 ok")

    def _body(self) -> bytes:
        lines: list[bytes] = []
        while (line := self.rfile.readline()) and line != b".\r\n":
            lines.append(line.removeprefix(b".") if line.startswith(b"..") else line)
        return b"".join(lines)

    def _say(self, line: str) -> None:
        self.wfile.write(line.encode() + b"\r\n")


class _Server(socketserver.ThreadingTCPServer):
    daemon_threads = True
    allow_reuse_address = True
    take = staticmethod(lambda body: None)


class Letters:
    """Letters, the latest last."""

    def __init__(self) -> None:
        self.echo = False
        self._kept: list[EmailMessage] = []
        self._server = _Server(("127.0.0.1", 0), _Session)
        self._server.take = self._take  # type: ignore[method-assign]
        self.port = int(self._server.server_address[1])
        threading.Thread(target=self._server.serve_forever, daemon=True).start()

    def _take(self, body: bytes) -> None:
        letter = email.message_from_bytes(body, policy=email.policy.default)
        self._kept.append(letter)  # type: ignore[arg-type]
        if self.echo:
            print(f"\n--- to {letter['To']}: {letter['Subject']}\n{text_of(letter)}", flush=True)  # type: ignore[arg-type]

    def to(self, address: str) -> list[str]:
        """The texts of the letters to an address."""
        return [text_of(letter) for letter in self._kept if address in str(letter["To"])]

    def next_to(self, address: str, seen: int, has: str = "", seconds: float = 30) -> str:
        """The first after `seen` others that has these words."""
        for _ in range(int(seconds * 10)):
            if found := [letter for letter in self.to(address)[seen:] if has in letter]:
                return found[0]
            time.sleep(0.1)
        raise AssertionError(f"no letter to {address} with \"{has}\" after {seen} others")

    def close(self) -> None:
        self._server.shutdown()
        self._server.server_close()


def text_of(letter: EmailMessage) -> str:
    plain = letter.get_body(("plain", "html"))
    return str(plain.get_content()) if plain is not None else ""
