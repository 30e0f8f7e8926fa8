"""The least that a Python web server can do: read the body, send an answer that it has in memory.

BARE_ANSWERS='{"/one-record/items/1": [200, [["content-length", "2"]], "{}"]}'
"""

from __future__ import annotations

import json
import os
from collections.abc import Awaitable, Callable
from typing import Any

Message = dict[str, Any]
Receive = Callable[[], Awaitable[Message]]
Send = Callable[[Message], Awaitable[None]]


Headers = list[tuple[str, str]]


def _answer(status: int, headers: Headers, body: str) -> tuple[Message, Message]:
    head = [(name.encode("latin-1"), value.encode("latin-1")) for name, value in headers]
    return (
        {"type": "http.response.start", "status": status, "headers": head},
        {"type": "http.response.body", "body": body.encode()},
    )


ANSWERS = {
    path: _answer(*answer) for path, answer in json.loads(os.environ["BARE_ANSWERS"]).items()
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
