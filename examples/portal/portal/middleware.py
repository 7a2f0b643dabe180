# SPDX-License-Identifier: Apache-2.0
"""What may a page of the portal load? Its own style, and nothing else."""

from collections.abc import Callable

from django.http import HttpRequest, HttpResponse


class OnlyOurOwn:
    """Says so to the browser. The admin has scripts of its own."""

    def __init__(self, get_response: Callable[[HttpRequest], HttpResponse]) -> None:
        self._get_response = get_response

    def __call__(self, request: HttpRequest) -> HttpResponse:
        response = self._get_response(request)
        scripts = "'self'" if request.path.startswith("/admin/") else "'none'"
        response["Content-Security-Policy"] = (
            f"default-src 'self'; script-src {scripts}; frame-ancestors 'none'; base-uri 'none'; form-action 'self'"
        )
        return response
