# SPDX-License-Identifier: Apache-2.0
"""Which template was a page made from? A header says so, to the tests alone."""

from collections.abc import Callable
from contextvars import ContextVar
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.template.base import Template

_name: ContextVar[str] = ContextVar("name", default="")
_render = Template.render


def _render_and_note(self: Template, *given: Any) -> str:
    if not _name.get():  # the first one includes the others
        _name.set(str(self.name))
    return str(_render(self, *given))


class Names:
    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        Template.render = _render_and_note  # type: ignore[method-assign]
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        _name.set("")
        response = self._get_response(request)
        response["X-Template"] = _name.get()
        return response
