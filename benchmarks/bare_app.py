"""The least that a Python web server can do: read the body, send as many bytes as Understudy.

BARE_PAYLOADS='{"/one-record/items/1": [200, 2100]}' uvicorn benchmarks.bare_app:app
"""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


def _answer(status: int, size: int) -> tuple[Message, Message]:
    body = b'"' + b"x" * (size - 2) + b'"'
    headers = [(b"content-type", b"application/json"), (b"content-length", str(size).encode())]
    return (
        {"type": "http.response.start", "status": status, "headers": headers},
        {"type": "http.response.body", "body": body},
    )


ANSWERS = {
    path: _answer(*answer) for path, answer in json.loads(os.environ["BARE_PAYLOADS"]).items()
}


async def app(scope: Message, receive: Receive, send: Send) -> None:
    """Answer what was prepared for this path."""
    if scope["type"] != "http":
        return
    while (await receive()).get("more_body"):
        pass
    start, body = ANSWERS[scope["path"]]
    await send(start)
    await send(body)
