"""Asks a deployment over connections that are kept: with time limits, and no answer invented."""

from __future__ import annotations

import asyncio
import ssl

from understudy.verification.exchanges import Outcome
from understudy.verification.guarding.limits import Limits
from understudy.verification.guarding.messages import Answered, Asked
from understudy.verification.guarding.targets import Target
from understudy.verification.guarding.wires import NoAnswer, Wire, connect, converse

_MOST_IDLE = 8
_REPEATABLE = frozenset({"GET", "HEAD", "OPTIONS", "PUT", "DELETE", "TRACE"})  # RFC 9110, 9.2.2


class Line:
    """Connections to one address.

    A request that may not be repeated gets a connection of its own: one that was kept may have
    ended meanwhile, and nobody could say whether the deployment saw the request; not where the
    target `is_lasting`.
    """

    def __init__(self, target: Target, limits: Limits) -> None:
        self._target = target
        self._limits = limits
        self._context = _trusting() if target.is_secure else None
        self._idle: list[Wire] = []

    async def ask(self, asked: Asked) -> Answered:
        """Return the answer.

        Raises:
            NoAnswer: There is none, or none that is complete.
        """
        progress = _Progress()
        try:
            async with asyncio.timeout(self._limits.timeout_s):
                return await self._ask(asked, progress)
        except TimeoutError as error:
            raise progress.too_late(self._limits.timeout_s) from error

    async def _ask(self, asked: Asked, progress: _Progress) -> Answered:
        may_share = self._target.is_lasting or asked.method in _REPEATABLE
        kept = self._kept() if may_share else None
        if kept is not None:
            progress.is_connected = True
            try:
                return await self._over(kept, asked)
            except NoAnswer as error:
                if not error.is_untouched:
                    raise
        progress.is_connected = False
        wire = await connect(self._target, self._context)
        progress.is_connected = True
        return await self._over(wire, asked)

    async def _over(self, wire: Wire, asked: Asked) -> Answered:
        is_kept = False
        try:
            answered = await converse(wire, asked, self._limits.body_bytes)
            is_kept = not answered.is_last and len(self._idle) < _MOST_IDLE
            return answered
        finally:
            if is_kept:
                self._idle.append(wire)
            else:
                wire.close()

    def _kept(self) -> Wire | None:
        while self._idle:
            wire = self._idle.pop()
            if wire.is_usable:
                return wire
            wire.close()
        return None

    def close(self) -> None:
        """End all connections."""
        for wire in self._idle:
            wire.close()
        self._idle.clear()


def _trusting() -> ssl.SSLContext:
    import httpcore2  # noqa: PLC0415 - slow to import; for deployments beyond this machine

    return httpcore2.default_ssl_context()


class _Progress:
    """How far a request came before its time was over."""

    is_connected = False

    def too_late(self, timeout_s: float) -> NoAnswer:
        if self.is_connected:
            return NoAnswer(Outcome.TIMED_OUT, f"no complete answer within {timeout_s:g} s")
        return NoAnswer(Outcome.UNREACHABLE, f"no connection within {timeout_s:g} s")
