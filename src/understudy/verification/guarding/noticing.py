"""Failures that any exchange can show, whatever was asked: what the guard has seen itself."""

from __future__ import annotations

from collections.abc import Collection, Iterable, Iterator, Mapping
from typing import TypeAlias
from urllib.parse import urljoin, urlsplit

from understudy.contract.operations import Contract
from understudy.verification.exchanges import Exchange, Outcome
from understudy.verification.failures import Failure, Source
from understudy.verification.guarding.limits import Limits
from understudy.verification.guarding.messages import CLEANUP
from understudy.verification.guarding.targets import Target
from understudy.verification.guarding.waiting import TOO_MANY

_BY_OUTCOME: Mapping[Outcome, str] = {
    Outcome.TIMED_OUT: "hangs",
    Outcome.RESET: "resets",
    Outcome.GARBLED: "garbage",
    Outcome.UNREACHABLE: "unreachable",
}
_REDIRECTS = range(300, 400)
_FOLLOWED = "follow the end of the answer"
_Seen: TypeAlias = "tuple[str, str]"  # rule, what was seen


class Noticing:
    """Looks at exchanges with one deployment."""

    def __init__(self, contract: Contract, target: Target, limits: Limits) -> None:
        self._operations = {each.id: each for each in contract.operations}
        self._target = target
        self._limits = limits

    def failures(
        self, exchanges: Iterable[Exchange], waited_out: Collection[int] = ()
    ) -> tuple[Failure, ...]:
        """Return one failure per operation and rule: the first that was seen, and how often.

        `waited_out` are the numbers of exchanges that put a request off, which was granted then.
        """
        seen: dict[tuple[str, str], list[tuple[str, Exchange]]] = {}
        for exchange in exchanges:
            if exchange.asker == CLEANUP or exchange.number in waited_out:
                continue
            for rule, what in self._noticed(exchange):
                seen.setdefault((exchange.operation or "", rule), []).append((what, exchange))
        return tuple(
            Failure(
                rule=rule,
                source=Source.GUARD,
                operation=operation,
                message=_told(each),
                pointer=self._pointer(operation),
                exchanges=(each[0][1],),
            )
            for (operation, rule), each in seen.items()
        )

    def leads_away(self, exchange: Exchange) -> bool:
        """Tell whether an answer sends to another host, where the contract does not say so."""
        return any(True for _ in self._redirected(exchange))

    def _pointer(self, operation: str) -> str:
        found = self._operations.get(operation)
        return found.pointer if found else ""

    def _noticed(self, exchange: Exchange) -> Iterator[_Seen]:
        rule = _BY_OUTCOME.get(exchange.outcome)
        if rule is not None:
            yield rule, exchange.note
        if exchange.outcome is not Outcome.ANSWERED:
            return
        if _FOLLOWED in exchange.note:
            yield "garbage", exchange.note
        if exchange.status == TOO_MANY:
            wait = exchange.header("retry-after")
            yield "rate-limited", f"429, Retry-After: {wait}" if wait else "429"
        slow_s = self._limits.slow_s
        if slow_s is not None and exchange.elapsed_ms > slow_s * 1000:
            yield "slow", f"{exchange.elapsed_ms:,.0f} ms, where {slow_s * 1000:,.0f} are allowed"
        yield from self._redirected(exchange)

    def _redirected(self, exchange: Exchange) -> Iterator[_Seen]:
        location = exchange.header("location")
        if exchange.status not in _REDIRECTS or location is None:
            return
        operation = self._operations.get(exchange.operation or "")
        if operation and operation.responses.keys() & {str(exchange.status), "3XX"}:
            return
        try:
            host = urlsplit(urljoin(self._target.origin + exchange.target, location)).hostname
        except ValueError:
            host = None
        if host != self._target.host:
            yield "redirects-away", f"{exchange.status} leads to {location}"


def _told(seen: list[tuple[str, Exchange]]) -> str:
    times = f" ({len(seen)} times)" if len(seen) > 1 else ""
    return f"{seen[0][0]}{times}"
