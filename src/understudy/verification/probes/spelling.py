"""How requests of probes are spelled: values by parameter name, a body, a key of their own."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from understudy.behavior import Behavior
from understudy.behavior.declarations import Idempotency
from understudy.behavior.replays import idempotency_of
from understudy.contract.encoding import encode_request
from understudy.contract.operations import Contract, Json, JsonObject, Operation
from understudy.contract.schemas import Schemas
from understudy.verification.exchanges import Headers
from understudy.verification.guarding import Fill
from understudy.verification.probes.asking import Request
from understudy.verification.probes.bodies import NOTHING, Payload, encode_body
from understudy.verification.probes.reaching import Values


class Spelling:
    """Spells requests for the operations of one contract.

    `bases` are where a deployment has the contract's base paths. `keyed` says how requests name
    themselves, by the ids of the operations for which that counts.
    """

    def __init__(
        self, contract: Contract, behavior: Behavior, bases: Mapping[str, str], schemas: Schemas
    ) -> None:
        self.keyed: Mapping[str, Idempotency] = {
            each.id: rule
            for each in contract.operations
            if (rule := idempotency_of(each, behavior, contract)) is not None
        }
        self._bases = bases
        self._schemas = schemas

    def request(
        self,
        operation: Operation,
        values: Values | None = None,
        *,
        body: Json | Payload = NOTHING,
        headers: Mapping[str, str] | None = None,
        credentials: Fill = Fill.CONFIGURED,
    ) -> Request:
        """Return a request; values that are None are left out, `headers` come last."""
        kept = {name: each for name, each in (values or {}).items() if each is not None}
        base = self._bases.get(operation.base_paths[0])
        encoded = encode_request(operation, kept, base_path=base)
        payload = body if isinstance(body, Payload) else encode_body(operation, body)
        typed: Headers = (("Content-Type", payload.media_type),) if payload.media_type else ()
        return Request(
            method=operation.method,
            target=encoded.target,
            headers=(*encoded.headers, *typed, *(headers or {}).items()),
            body=payload.content,
            credentials=credentials,
            operation=operation.id,
        )

    def key(
        self, operation: Operation, header: str, text: str, draw: Callable[[JsonObject], Json]
    ) -> str:
        """Return a text as the value of a header; what its schema draws where that forbids it."""
        declared = (each for each in operation.parameters if each.name.lower() == header.lower())
        schema = next((each.schema for each in declared), {})
        if self._schemas.validator(schema).is_valid(text):
            return text
        drawn = draw(schema)
        return drawn if isinstance(drawn, str) else text
