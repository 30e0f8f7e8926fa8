"""The behavior of last resort: a schema-valid answer for what nothing tells the effect of."""

from __future__ import annotations

import orjson

from understudy.behavior.calls import Answer, Call
from understudy.behavior.generation import Generation
from understudy.contract.operations import JsonObject, Operation
from understudy.data import Dice


class Sampling:
    """Answers the contract's example when it has one, else values of the response schema.

    The same request is answered with the same bytes: the values follow from the operation and its
    path.
    """

    def __init__(self, operation: Operation, generation: Generation, dice: Dice) -> None:
        success = operation.success()
        media = operation.answered
        self._status = int(success.status) if success and success.status.isdigit() else 200
        self._media_type = media.sent_as if media else None
        self._dice = dice.fork(operation.id)
        self._example: bytes | None = None
        if media is not None and media.examples:
            self._example = orjson.dumps(next(iter(media.examples.values())))
        schema: JsonObject = (media.schema if media else None) or {}
        self._generate = generation.compile(schema)

    def __call__(self, call: Call) -> Answer:
        """Answer one request."""
        if self._media_type is None:
            return Answer(status=self._status, media_type=None)
        body = self._example
        if body is None:
            body = orjson.dumps(self._generate(self._dice.fork(call.address.path)))
        return Answer(status=self._status, body=body, media_type=self._media_type)
