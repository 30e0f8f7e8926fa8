"""Keeps what was asked and answered, without secrets: the only memory of a run's traffic."""

from __future__ import annotations

from bisect import insort
from dataclasses import replace
from operator import attrgetter

from understudy.verification.exchanges import Exchange, Outcome
from understudy.verification.guarding.messages import Answered, Asked, texts_of
from understudy.verification.guarding.redaction import Redaction, decoded
from understudy.verification.guarding.wires import NoAnswer

_WITHHELD_BYTES = 2048  # of a body that nobody received


class Record:
    """The exchanges of a run, in the order in which they were begun."""

    def __init__(self, redaction: Redaction, most_bytes: int) -> None:
        self.exchanges: list[Exchange] = []
        self._redaction = redaction
        self._most_bytes = most_bytes
        self._begun = 0

    def begin(self) -> int:
        """Return the number of an exchange that begins now."""
        self._begun += 1
        return self._begun

    def keep(
        self,
        number: int,
        asked: Asked,
        operation: str | None,
        came: Answered | NoAnswer,
        elapsed_s: float = 0.0,
    ) -> Exchange:
        """Keep an exchange, redacted; return it as kept."""
        is_withheld = isinstance(came, NoAnswer) and came.outcome is Outcome.WITHHELD
        encodings = asked.values(b"content-encoding")
        most_bytes = min(_WITHHELD_BYTES, self._most_bytes) if is_withheld else self._most_bytes
        body, note = self._body(asked.body, encodings, "request", most_bytes)
        exchange = Exchange(
            number=number,
            asker=asked.asker,
            method=asked.method,
            target=self._redaction.target(asked.target.decode("latin-1")),
            request_headers=self._redaction.headers(texts_of(asked.headers)),
            request_body=body,
            operation=operation,
            elapsed_ms=round(elapsed_s * 1000, 3),
            case=asked.case,
            note=note,
        )
        exchange = self._completed(exchange, came)
        if self.exchanges and self.exchanges[-1].number > number:
            insort(self.exchanges, exchange, key=attrgetter("number"))
        else:  # mostly, one is answered before the next is asked
            self.exchanges.append(exchange)
        return exchange

    def _completed(self, exchange: Exchange, came: Answered | NoAnswer) -> Exchange:
        if isinstance(came, NoAnswer):
            note = _joined(exchange.note, self._redaction.text(came.note))
            return replace(exchange, outcome=came.outcome, note=note)
        encoding = came.value(b"content-encoding")
        body, note = self._body(
            came.body, [encoding] if encoding else [], "answer", self._most_bytes
        )
        return replace(
            exchange,
            status=came.status,
            response_headers=self._redaction.headers(texts_of(came.headers)),
            response_body=body,
            note=_joined(exchange.note, came.note, note),
        )

    def _body(
        self, body: bytes, encodings: list[bytes], of: str, most_bytes: int
    ) -> tuple[bytes, str]:
        """Return what is kept of a body, and what is to be said about that.

        Redacted before it is cut, with a margin: a secret at the cut would lose its end only.
        """
        if not body:
            return b"", ""
        encoding = b", ".join(encodings).decode("latin-1")
        margin = self._redaction.margin
        shown = decoded(body, encoding, most_bytes + margin + 1)
        if shown is None:
            return b"", f"the body of the {of} is encoded ({encoding}) and not kept"
        kept = self._redaction.body(shown[: most_bytes + margin])
        if len(shown) <= most_bytes:
            return kept, ""
        kept = kept[: max(0, min(most_bytes, len(kept) - margin))]
        return kept, f"the body of the {of} is cut after {len(kept):,} bytes"


def _joined(*notes: str) -> str:
    return "; ".join(note for note in notes if note)
