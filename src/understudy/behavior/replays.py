"""Answers that were given before: a request that names itself is done once, however often sent."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import datetime
from hashlib import sha256

import orjson

from understudy.behavior.calls import Answer, Headers
from understudy.behavior.declarations import Behavior, Idempotency
from understudy.behavior.problems import Problem, Refused
from understudy.contract.operations import Contract, Json, JsonObject, Location, Operation
from understudy.data import timestamp
from understudy.state import Transaction

REPLAYS = "understudy_replay"  # the resource that answers are kept in
FIRST_TRANSIENT = 500  # a status from here on may be another one next time
# Who asks is settled anew each time: a key that was refused may be good later.
UNKEPT = frozenset(
    {Problem.UNAUTHENTICATED, Problem.EXPIRED, Problem.REVOKED, Problem.FORBIDDEN, Problem.INTERNAL}
)


def idempotency_of(
    operation: Operation, behavior: Behavior, contract: Contract
) -> Idempotency | None:
    """Return how requests for an operation name themselves, None when they do not.

    Where the contract declares the header for some operations, it counts for those alone.
    """
    rule = behavior.idempotency
    if rule is None or operation.method not in rule.methods:
        return None
    is_declared = any(_declares(each, rule) for each in contract.operations)
    return rule if _declares(operation, rule) or not is_declared else None


def _declares(operation: Operation, rule: Idempotency) -> bool:
    return any(
        each.location is Location.HEADER and each.name.lower() == rule.header.lower()
        for each in operation.parameters
    )


@dataclass(frozen=True, slots=True)
class Repetition:
    """One named request: where its answer is kept, and what tells it from others of that name."""

    name: str
    told: str


class Replays:
    """Keeps the answers of one operation's named requests in the world, and gives them again.

    A name counts for one method and path; what is asked is query and body, the body as a value: a
    client that serializes it in another order asks the same.
    """

    def __init__(self, rule: Idempotency) -> None:
        self._header = rule.header.lower().encode("latin-1")
        self._lifetime_s = rule.lifetime_s
        self._replayed: Headers = tuple(
            (name.lower().encode("latin-1"), value.encode("latin-1"))
            for name, value in rule.replayed.items()
        )

    def name(self, headers: Mapping[bytes, bytes]) -> bytes:
        """Return the name that a request gives itself, empty when it gives none."""
        return headers.get(self._header, b"").strip()

    def repetition(self, place: tuple[bytes, ...], query: bytes, body: Json | bytes) -> Repetition:
        """Return what is kept of a request; `place` is its method, path and name."""
        text = body if isinstance(body, bytes) else orjson.dumps(body, option=orjson.OPT_SORT_KEYS)
        return Repetition(
            sha256(b"\0".join(place)).hexdigest(), sha256(query + b"\0" + text).hexdigest()
        )

    def find(self, transaction: Transaction, repetition: Repetition) -> Answer | None:
        """Return the answer that was given to this request before, None when there was none.

        Raises:
            Refused: another request had this name.
        """
        kept = transaction.get(REPLAYS, repetition.name)
        if kept is None or self._is_over(kept, transaction):
            return None
        if kept["told"] != repetition.told:
            detail = "another request was sent with this idempotency key"
            raise Refused(Problem.REUSED_KEY, detail)
        media_type = kept["media_type"]
        return Answer(
            status=int(str(kept["status"])),
            body=str(kept["body"]).encode("latin-1"),
            media_type=str(media_type) if media_type is not None else None,
            headers=(*_pairs(kept["headers"]), *self._replayed),
        )

    def keep(self, transaction: Transaction, repetition: Repetition, answer: Answer) -> None:
        """Keep an answer with what it changed, unless the same request may get another one."""
        if answer.status >= FIRST_TRANSIENT:
            return
        record: JsonObject = {
            "name": repetition.name,
            "told": repetition.told,
            "given": timestamp(transaction.now()),
            "status": answer.status,
            "media_type": answer.media_type,
            "headers": [
                [name.decode("latin-1"), value.decode("latin-1")] for name, value in answer.headers
            ],
            "body": answer.body.decode("latin-1"),
        }
        transaction.put(REPLAYS, repetition.name, record)

    def _is_over(self, kept: JsonObject, transaction: Transaction) -> bool:
        given = datetime.fromisoformat(str(kept["given"]))
        return (transaction.now() - given).total_seconds() >= self._lifetime_s


def _pairs(headers: Json) -> Headers:
    return tuple(
        (str(name).encode("latin-1"), str(value).encode("latin-1"))
        for each in (headers if isinstance(headers, list) else [])
        for name, value in [each if isinstance(each, list) else ["", ""]]
    )
