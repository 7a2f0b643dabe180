# SPDX-License-Identifier: Apache-2.0
"""The extension module that loads libcurl; not there in a package that was built without it."""

from datetime import timedelta
from typing import overload

from doverie._native import Secret, SmsSender

class SmsGateway(SmsSender):
    @overload
    def __init__(
        self,
        url: str,
        username: str,
        password: Secret | bytes,
        sender: str,
        smsc: str,
        report_address: str,
        connect_timeout: timedelta,
        timeout: timedelta,
        ca_file: str,
    ) -> None: ...
    @overload
    def __init__(
        self,
        document: str,
        connect_timeout: timedelta,
        timeout: timedelta,
        ca_file: str,
    ) -> None: ...
    @property
    def last_problem(self) -> str: ...
    def report_state(self, word: str) -> int | None: ...
