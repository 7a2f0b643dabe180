# SPDX-License-Identifier: Apache-2.0
"""Senders for development. They show codes: never use them in production."""

import os
import sys
from typing import Any, TextIO, final

from doverie import _native
from doverie._answers import SendNotice
from doverie._closing import refuse_subclass
from doverie._native import Notifier, SmsOutcome, SmsSender


def one_line(text: str) -> str:
    r"""The text with its line breaks written as `\n` and `\r`."""
    return text.replace("\n", "\\n").replace("\r", "\\r")


@final
class FileSmsSender(_native.FileSmsSender):
    r"""Appends one line per message, flushed to disk: message id, tab, number, tab, text with its line breaks written as
    `\n`.

    A file that cannot be written is TRY_LATER. Thread-safe.
    """

    def __init_subclass__(cls, **_: Any) -> None:
        raise refuse_subclass("FileSmsSender", "SmsSender")

    def __init__(self, path: str | bytes | os.PathLike[str]) -> None:
        super().__init__(path)
        self._path = os.fsdecode(path)

    def __repr__(self) -> str:
        return f"FileSmsSender({self._path!r})"


class ConsoleSmsSender(SmsSender):
    """Writes one line per message to `out`, or to sys.stdout as it is at the time."""

    def __init__(self, out: TextIO | None = None) -> None:
        super().__init__()
        self._out = out

    def send(self, message_id: str, to: str, text: str) -> SmsOutcome:
        """Writes `[sms] <to>: <text>`."""
        print(f"[sms] {to}: {one_line(text)}", file=self._out or sys.stdout, flush=True)
        return SmsOutcome.ACCEPTED


class ConsoleNotifier(Notifier):
    """Writes one line per notice to `out`, or to sys.stdout as it is at the time."""

    def __init__(self, out: TextIO | None = None) -> None:
        super().__init__()
        self._out = out

    def notify(self, message_id: str, notice: SendNotice) -> bool:
        """Writes `[notice] <account>: <kind> key=value …`."""
        words = [str(notice.kind), *(f"{key}={one_line(value)}" for key, value in notice.parameters.items())]
        print(f"[notice] {notice.account}: {' '.join(words)}", file=self._out or sys.stdout, flush=True)
        return True
