"""The way of a request through the guard: decided, paced, given credentials, sent and recorded."""

from __future__ import annotations

import asyncio
import time
from collections.abc import Awaitable, Callable, Iterator, Mapping
from dataclasses import dataclass, replace

import h11

from understudy.contract.operations import Operation
from understudy.verification.exchanges import Outcome
from understudy.verification.guarding.calling import Line
from understudy.verification.guarding.creations import Creation
from understudy.verification.guarding.credentials import Credentials
from understudy.verification.guarding.ledger import Ledger
from understudy.verification.guarding.limits import Limits, Pace
from understudy.verification.guarding.messages import CLEANUP, TOKENS, Answered, Asked
from understudy.verification.guarding.paths import Place
from understudy.verification.guarding.permits import Permits
from understudy.verification.guarding.recording import Record
from understudy.verification.guarding.redaction import Redaction
from understudy.verification.guarding.stopping import Switch
from understudy.verification.guarding.targets import Target
from understudy.verification.guarding.tokens import Look, Tokens
from understudy.verification.guarding.waiting import TOO_MANY, retry_after_s
from understudy.verification.guarding.wires import NoAnswer

_UNAUTHENTICATED = 401
_SUCCESS = range(200, 300)
_MOST_RETRIES = 5
_UNCERTAIN = frozenset({Outcome.TIMED_OUT, Outcome.RESET, Outcome.GARBLED})
EXPIRED = "the credentials have expired and cannot be renewed"


@dataclass(frozen=True, slots=True)
class _Witness:
    """A request that was granted: asked again, it tells whether the credentials still hold."""

    asked: Asked
    place: Place


class Passage:
    """Passes requests on to one deployment. `own` are the authorities that the guard answers to.

    `remembers`: what is created is written down, for those who remove it or may write nothing else.
    """

    def __init__(
        self,
        target: Target,
        permits: Permits,
        limits: Limits,
        *,
        credentials: Credentials,
        redaction: Redaction,
        remembers: bool = True,
    ) -> None:
        self._target = target
        self._permits = permits
        self._limits = limits
        self._pace = Pace(limits.rate_per_s)
        self._lines = {target.origin: Line(target, limits)}
        self._tokens = Tokens(credentials, self._send_for_token, redaction.learn)
        self._witness: _Witness | None = None
        self._remembers = remembers and permits.writes
        self._stubborn: set[str] = set()
        self._under_way: set[asyncio.Future[None]] = set()
        self.own: frozenset[str] = frozenset()
        self.record = Record(redaction, limits.recorded_bytes)
        self.switch = Switch(limits)
        self.waited_out: set[int] = set()  # numbers of exchanges that said "later", and it came
        self.ledger = Ledger(permits.creations, permits.paths)

    async def pass_on(self, asked: Asked) -> Answered | NoAnswer:
        """Return the deployment's answer, or why there is none."""
        done = asyncio.get_running_loop().create_future()
        self._under_way.add(done)
        try:
            return await self._pass_on(asked)
        finally:
            self._under_way.discard(done)
            done.set_result(None)

    async def settle(self) -> None:
        """Let nothing more through, and wait for what is under way.

        Whoever asked may be gone, but what they asked for may still be created.
        """
        self.switch.end()
        if self._under_way:
            await asyncio.wait(self._under_way, timeout=self._limits.timeout_s)

    async def _pass_on(self, asked: Asked) -> Answered | NoAnswer:
        place = self._permits.paths.find(asked.method, asked.path)
        operation = place.operation if place else None
        reason = self._refusal(asked, place)
        if not reason:
            await self._turn(asked, operation)
            reason = self._why_over(asked, operation) or await self._unprepared(operation)
        if reason:
            return self._withhold(asked, operation, reason)
        asked = asked.having(b"Host", self._target.authority.encode())
        return await self._patiently(asked, place, lambda: self._ask(asked, place))

    def views(self, creation: Creation) -> Iterator[tuple[Operation, Mapping[str, str]]]:
        """Yield what shows a record that was created, with the values for its path."""
        return self._permits.creations.views(creation)

    def close(self) -> None:
        """End all connections."""
        for line in self._lines.values():
            line.close()

    def _refusal(self, asked: Asked, place: Place | None) -> str:
        hosts = {value.decode("latin-1").lower() for value in asked.values(b"host")}
        if not hosts <= {*self.own, self._target.authority}:
            return "it is meant for another host"
        reason = self._why_over(asked, place.operation if place else None)
        return reason or self._permits.decide(asked, place, self.ledger).reason_if_withheld

    async def _turn(self, asked: Asked, operation: Operation | None) -> None:
        await self._pace.turn(lambda: bool(self._why_over(asked, operation)))

    def _why_over(self, asked: Asked, operation: Operation | None) -> str:
        return self.switch.reason(asked.asker, operation.id if operation else "")

    async def _unprepared(self, operation: Operation | None) -> str:
        """Get the tokens that an operation takes; return why there are none."""
        wanted = self._tokens.credentials.chosen(operation) if operation else ()
        failed = await self._tokens.prepare(wanted)
        if not failed:
            return ""
        reason = (
            EXPIRED if self._tokens.has_token(failed) else f"no token is to be had for {failed}"
        )
        self.switch.stop(reason)
        return reason

    def _withhold(self, asked: Asked, operation: Operation | None, reason: str) -> NoAnswer:
        came = NoAnswer(Outcome.WITHHELD, reason)
        self.record.keep(self.record.begin(), asked, operation.id if operation else None, came)
        return came

    async def _ask(self, asked: Asked, place: Place | None) -> Answered | NoAnswer:
        """Ask with credentials, and once more with new ones when they turn out to have ended."""
        operation = place.operation if place else None
        sent, carried = self._tokens.credentials.applied(asked, operation)
        came = await self._send(sent, place)
        if not carried or operation is None or place is None or isinstance(came, NoAnswer):
            return came
        if came.status in _SUCCESS and asked.method == "GET":
            self._witness = _Witness(asked, place)
        if came.status == _UNAUTHENTICATED and operation.id not in self._stubborn:
            if await self._is_renewed(carried):
                await self._turn(asked, operation)
                sent, _ = self._tokens.credentials.applied(asked, operation)
                came = await self._send(sent, place)
            if isinstance(came, Answered) and came.status == _UNAUTHENTICATED:
                self._stubborn.add(operation.id)
        return came

    async def _is_renewed(self, carried: frozenset[str]) -> bool:
        """Say whether credentials that were refused have ended and are new now.

        A 401 alone proves nothing: an operation may have reasons of its own.
        """
        witness = self._witness
        if witness is not None:
            sent, _ = self._tokens.credentials.applied(witness.asked, witness.place.operation)
            sent, place = replace(sent, asker=TOKENS), witness.place
            await self._turn(witness.asked, place.operation)
            came = await self._patiently(witness.asked, place, lambda: self._send(sent, place))
            if isinstance(came, NoAnswer) or came.status != _UNAUTHENTICATED:
                return False
        renewable = [name for name in sorted(carried) if self._tokens.is_renewable(name)]
        are_new = [await self._tokens.renew(name) for name in renewable]
        if (witness is not None and not renewable) or not all(are_new):
            self.switch.stop(EXPIRED)
        return bool(are_new) and all(are_new)

    async def _patiently(
        self, asked: Asked, place: Place | None, ask: Callable[[], Awaitable[Answered | NoAnswer]]
    ) -> Answered | NoAnswer:
        """Ask, and again after a 429, as late as it says, while that is not too long."""
        operation = place.operation if place else None
        put_off: list[int] = []
        waited_s = 0.0
        came = await ask()
        while isinstance(came, Answered) and (wait_s := retry_after_s(came)) is not None:
            waited_s += wait_s
            if len(put_off) == _MOST_RETRIES or waited_s > self._limits.longest_wait_s:
                self.switch.give_up(operation.id if operation else "")
                return came
            self._pace.hold(wait_s)
            await self._turn(asked, operation)
            if self._why_over(asked, operation):
                return came
            put_off.append(came.number)
            came = await ask()
        if isinstance(came, Answered) and came.status != TOO_MANY:
            self.waited_out.update(put_off)
            self.switch.take_up(operation.id if operation else "")
        return came

    async def _send(self, asked: Asked, place: Place | None) -> Answered | NoAnswer:
        operation = place.operation if place else None
        name = operation.id if operation else ""
        number = self.record.begin()
        if asked.asker not in (CLEANUP, TOKENS):
            self.switch.pass_one()
        came, elapsed_s = await self._came(self._target, asked)
        outcome = came.outcome if isinstance(came, NoAnswer) else Outcome.ANSWERED
        if asked.asker != CLEANUP:
            self.switch.hear(outcome, name)
        if place is not None and self._remembers:
            self._remember(place, asked, came)
        self.record.keep(number, asked, name or None, came, elapsed_s)
        return replace(came, number=number) if isinstance(came, Answered) else came

    def _remember(self, place: Place, asked: Asked, came: Answered | NoAnswer) -> None:
        if isinstance(came, Answered):
            self.ledger.note(place, asked, came)
        elif came.outcome in _UNCERTAIN:
            self.ledger.doubt(place, asked)

    async def _send_for_token(self, target: Target, asked: Asked, look: Look) -> None:
        await self._patiently(asked, None, lambda: self._issue(target, asked, look))

    async def _issue(self, target: Target, asked: Asked, look: Look) -> Answered | NoAnswer:
        number = self.record.begin()
        came, elapsed_s = await self._came(target, asked)
        if isinstance(came, Answered):
            look(came)
        self.record.keep(number, asked, None, came, elapsed_s)
        return replace(came, number=number) if isinstance(came, Answered) else came

    async def _came(self, target: Target, asked: Asked) -> tuple[Answered | NoAnswer, float]:
        line = self._lines.get(target.origin)
        if line is None:
            line = self._lines[target.origin] = Line(target, self._limits)
        began_s = time.perf_counter()
        came: Answered | NoAnswer
        try:
            came = await line.ask(asked)
        except NoAnswer as error:
            came = error
        except h11.LocalProtocolError as error:
            came = NoAnswer(Outcome.WITHHELD, f"it cannot be sent: {error}")
        return came, time.perf_counter() - began_s
