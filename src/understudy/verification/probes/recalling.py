"""Answers to requests that only read, kept until something may have been written."""

from __future__ import annotations

from collections.abc import Callable

from understudy.verification.probes.asking import Request, Seen

MOST_RECALLED = 256


class Recall:
    """Sends a request that only reads once, and gives the same answer to whoever asks again.

    Probes of one operation ask much the same: a tenth of all requests would be sent twice.
    """

    def __init__(self, send: Callable[[Request], Seen]) -> None:
        self._send = send
        self._known: dict[Request, Seen] = {}

    def ask(self, request: Request) -> Seen:
        """Return what came of a request, now or before."""
        seen = self._known.get(request)
        if seen is None:
            seen = self._send(request)
            if len(self._known) >= MOST_RECALLED:
                self.forget()
            self._known[request] = seen
        return seen

    def forget(self) -> None:
        """Let everything be sent again: the answers may be others."""
        self._known.clear()
