"""What is wrong with an answer: which place of it, and which part of the contract it breaks.

The fuzzer says that a body breaks its schema; here it is validated again, with the validators that
the stand-in uses, so that each offence is told with its place.
"""

from __future__ import annotations

from understudy.contract.client_json import Unparsed, parse_client_json
from understudy.contract.errors import ContractError
from understudy.contract.media import match_media_type
from understudy.contract.operations import (
    Json,
    MediaType,
    Operation,
)
from understudy.contract.pointers import join_pointer
from understudy.contract.schemas import Schemas
from understudy.verification.fuzzing.scenarios import Case
from understudy.verification.fuzzing.values import Broken, Values
from understudy.verification.headers import DeclaredHeaders


class Answers:
    """What the contract says of answers, and what is wrong with one."""

    def __init__(self, schemas: Schemas, values: Values) -> None:
        self._values = values
        self._headers = DeclaredHeaders(schemas)

    def media(self, operation: Operation, case: Case) -> MediaType | None:
        """Return the representation that an answer claims to be; None when it is undeclared."""
        response = operation.response(case.status or 0)
        content_type = case.header("content-type") or ""
        return match_media_type(content_type, response.content) if response else None

    def in_body(self, operation: Operation, case: Case) -> tuple[Broken, ...]:
        """Return what a body does against its schema; nothing when that cannot be told here."""
        media = self.media(operation, case)
        if media is None or case.is_cut:
            return ()
        try:
            return self.in_value(media, parse_client_json(case.response_body))
        except Unparsed:
            return ()

    def in_value(self, media: MediaType, value: Json) -> tuple[Broken, ...]:
        """Return what a body that was read does against its schema."""
        if media.schema is None:
            return ()
        try:
            return self._values.broken(value, join_pointer(media.pointer, "schema"))
        except ContractError:
            return ()

    def in_headers(self, operation: Operation, case: Case) -> tuple[Broken, ...]:
        """Return which headers are missing or have values that they may not have."""
        response = operation.response(case.status or 0)
        if response is None:
            return ()
        return tuple(
            Broken(
                f"{name.lower()}:{offence.keyword}",
                join_pointer(response.pointer, "headers", name),
                name,
                f"the header {name}: {offence.message}",
            )
            for name in response.headers
            for offence in self._headers.offences(response, name, case.header(name.lower()))
        )
