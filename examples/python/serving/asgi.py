# SPDX-License-Identifier: Apache-2.0
"""uvicorn asgi:application

How is the service called from a loop? In a thread, as every call may wait for the store and lets go of the GIL meanwhile; the loop
goes on. The pool is as large as the store has connections, so that nobody waits for one who could not use a thread anyway.
"""

import asyncio
from concurrent.futures import ThreadPoolExecutor
from typing import Any
from urllib.parse import parse_qs

import portal

import doverie

pool = ThreadPoolExecutor(max_workers=4, thread_name_prefix="doverie")
service: doverie.Service | None = None


async def application(scope: dict[str, Any], receive: Any, send: Any) -> None:
    """GET /?account=maria, and GET /alive, which only the loop answers."""
    if scope["type"] == "lifespan":
        await live(receive, send)
    elif scope["path"] == "/alive":
        await answer(send, 200, "alive")
    else:
        account = parse_qs(scope["query_string"].decode())["account"][0]
        assert service is not None
        try:
            text = await asyncio.get_running_loop().run_in_executor(pool, portal.start, service, account)
            await answer(send, 200, text)
        except doverie.Fault as fault:
            await answer(send, 503, fault.code.name.lower())


async def live(receive: Any, send: Any) -> None:
    """Opens the service in the process that serves, and closes it after the last request."""
    global service
    while True:
        message = await receive()
        if message["type"] == "lifespan.startup":
            service = portal.open_service()
            await send({"type": "lifespan.startup.complete"})
        else:
            pool.shutdown()
            if service is not None:
                service.close()
            await send({"type": "lifespan.shutdown.complete"})
            return


async def answer(send: Any, status: int, text: str) -> None:
    """One line."""
    await send({"type": "http.response.start", "status": status, "headers": [(b"content-type", b"text/plain")]})
    await send({"type": "http.response.body", "body": text.encode()})
