"""The guard's door for those in its own process: the same way, without the loopback in between."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

import httpx2

from understudy.verification.guarding.listening import STATUSES
from understudy.verification.guarding.messages import Answered, Asked, read_asked
from understudy.verification.guarding.wires import NoAnswer

PassOn: TypeAlias = "Callable[[Asked], Answered | NoAnswer]"


class Door(httpx2.BaseTransport):
    """Hands requests of a client to the guard: half of what they cost was the way there."""

    def __init__(self, pass_on: PassOn) -> None:
        self._pass_on = pass_on

    def handle_request(self, request: httpx2.Request) -> httpx2.Response:
        """Return the deployment's answer as it came, or the guard's own."""
        method, target = request.method.encode("latin-1"), request.url.raw_path
        headers = tuple(request.headers.raw)
        came = self._pass_on(read_asked(method, target, headers, request.read()))
        if isinstance(came, NoAnswer):
            said = {"Understudy-Guard": f"{came.outcome}; {' '.join(came.note.split())}"}
            return httpx2.Response(STATUSES[came.outcome].value, headers=said)
        return httpx2.Response(
            came.status, headers=list(came.headers), stream=httpx2.ByteStream(came.body)
        )
