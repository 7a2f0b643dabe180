# SPDX-License-Identifier: Apache-2.0
"""Senders to SMS gateways over HTTP: imported when somebody asks for one, as they load libcurl."""

from datetime import timedelta
from typing import Any, Final, final

from doverie import _senders
from doverie._closing import refuse_subclass
from doverie._native import DeliveryState, Secret

_FIVE_SECONDS: Final = timedelta(seconds=5)
_TWENTY_SECONDS: Final = timedelta(seconds=20)


class _Gateway(_senders.SmsGateway):
    @property
    def last_problem(self) -> str:
        """Why the latest message that was not taken was not, or that one was sent and not answered: "answered 403". For the
        host's log: no credentials, numbers or texts are in it. Empty while there was none.
        """
        return super().last_problem

    def report_state(self, word: str) -> DeliveryState | None:
        """What a word of the gateway's delivery reports means; None when it is nothing that is known. DELIVERED and FAILED go to
        `operations().sms_reported`, with the message id out of the report's address.
        """
        state = super().report_state(word)
        return None if state is None else DeliveryState(state)


@final
class KannelSender(_Gateway):
    """Codes through Kannel 1.4.5, by its smsbox. Thread-safe.

        gateway = doverie.KannelSender("http://smsbox:13013/cgi-bin/sendsms", username="portal",
                                       password=os.environb[b"KANNEL_PASSWORD"], sender="Portal",
                                       report_address="https://portal.example/sms-report/{message_id}?state=%d")

    Texts that the GSM alphabet can write go in it, others in UCS-2. A request that was sent and not answered is UNSURE; one
    that could not be sent, or that Kannel refuses for a wrong password, is TRY_LATER.

    `sender` is what the phone shows; `smsc` the connection to send by, or "" for Kannel's choice. `report_address` has
    `{message_id}` and Kannel's own `%d` in it, or is "" for no reports. `connect_timeout` and `timeout` are 1 ms to 1 min; `ca_file`
    is PEM, or "" for the authorities that the machine trusts. Makes no connection yet. Raises InvalidArgument, which names the
    argument. A child made by fork sends nothing with it.
    """

    def __init_subclass__(cls, **_: Any) -> None:
        raise refuse_subclass("KannelSender", "SmsSender")

    def __init__(
        self,
        url: str,
        *,
        username: str,
        password: Secret | bytes,
        sender: str,
        smsc: str = "",
        report_address: str = "",
        connect_timeout: timedelta = _FIVE_SECONDS,
        timeout: timedelta = _TWENTY_SECONDS,
        ca_file: str = "",
    ) -> None:
        super().__init__(url, username, password, sender, smsc, report_address, connect_timeout, timeout, ca_file)
        self._url = url

    def __repr__(self) -> str:
        return f"KannelSender({self._url!r})"


@final
class HttpSender(_Gateway):
    """Codes through a gateway that a document describes: address, fields, and which answers mean what. Thread-safe.

        gateway = doverie.HttpSender(Path("gateway.json").read_text())

    `${NAME}` in the document is read from the environment now, once. The other arguments are those of
    KannelSender. Raises InvalidArgument, which names the place of the document.
    """

    def __init_subclass__(cls, **_: Any) -> None:
        raise refuse_subclass("HttpSender", "SmsSender")

    def __init__(
        self,
        document: str,
        *,
        connect_timeout: timedelta = _FIVE_SECONDS,
        timeout: timedelta = _TWENTY_SECONDS,
        ca_file: str = "",
    ) -> None:
        super().__init__(document, connect_timeout, timeout, ca_file)

    def __repr__(self) -> str:
        return "HttpSender(<document>)"


KannelSender.__module__ = "doverie"
HttpSender.__module__ = "doverie"
