"""Topics: what a finding speaks against, in the terms in which facts are known."""

from __future__ import annotations

from collections.abc import Iterator
from typing import TypeAlias

from understudy.contract.errors import ContractError
from understudy.contract.media import match_media_type
from understudy.contract.operations import Contract, Location, Operation, Response
from understudy.contract.pointers import join_pointer, split_pointer
from understudy.contract.schemas import Schemas
from understudy.verification.exchanges import Exchange
from understudy.verification.facts.breaches import Breach, find_breaches, without_echoes
from understudy.verification.facts.requests import read_json
from understudy.verification.failures import Failure

Topic: TypeAlias = "tuple[str, ...]"

_OF_MEMBERS = {
    "required": "required",
    "additionalProperties": "closed",
    "unevaluatedProperties": "closed",
}
_OF_PARAMETERS = {
    "invalid-accepted": "parameter-refusal",
    "limit-unenforced": "parameter-refusal",
    "valid-refused": "parameter",
    "required-header-unasked": "parameter-required",
    "default-differs": "default",
}
_CONTENT = frozenset({"response-body", "undeclared-media-type", "malformed-body"})
_PLACES = tuple(f"{each}." for each in Location)


def breaches_of(exchange: Exchange, operation: Operation, schemas: Schemas) -> tuple[Breach, ...]:
    """Return how the body of an answer breaks what is declared for it; none when nothing is."""
    response = operation.response(exchange.status or 0)
    content_type = exchange.header("content-type") or ""
    media = match_media_type(content_type, response.content) if response else None
    body = read_json(content_type, exchange.response_body)
    if media is None or media.schema is None or not body:
        return ()
    try:
        validator = schemas.validator(join_pointer(media.pointer, "schema"))
    except ContractError:
        return ()
    return without_echoes(find_breaches(validator, body[0]))


class Topics:
    """Tells what failures speak against."""

    def __init__(self, contract: Contract, schemas: Schemas) -> None:
        self._operations = {each.id: each for each in contract.operations}
        self._schemas = schemas

    def of(self, failure: Failure) -> Iterator[Topic]:
        """Yield what a failure may speak against, the narrowest first; its operation at the end."""
        operation = self._operations.get(failure.operation)
        if operation is None:
            return
        exchange = failure.exchanges[-1] if failure.exchanges else None
        response = operation.response(exchange.status or 0) if exchange else None
        if failure.rule == "response-body":
            yield from self._of_body(failure, operation, exchange)
        if response is not None:
            yield from _of_response(failure, response)
        yield from _of_operation(failure, operation)

    def _of_body(
        self, failure: Failure, operation: Operation, exchange: Exchange | None
    ) -> Iterator[Topic]:
        """Yield the facts of schemas: those that the pointer names, then those that are broken."""
        keyword = failure.kind.partition(":")[0]
        if failure.pointer:
            last = split_pointer(failure.at)[-1:]
            yield from _of_schema(failure.pointer, keyword, "".join(last))
        if exchange is not None:
            for each in breaches_of(exchange, operation, self._schemas):
                last = split_pointer(each.at)[-1:]
                yield from _of_schema(each.schema, each.keyword, each.name or "".join(last))


def _of_response(failure: Failure, response: Response) -> Iterator[Topic]:
    if failure.rule in _CONTENT:
        yield "content", response.pointer
    elif failure.rule == "response-header":
        yield "header", response.pointer, failure.at.lower()


def _of_operation(failure: Failure, operation: Operation) -> Iterator[Topic]:
    if failure.rule == "undeclared-status":
        yield "statuses", operation.id
    elif failure.rule in _OF_PARAMETERS:
        yield _OF_PARAMETERS[failure.rule], operation.id, parameter_name(failure.at).lower()
    elif failure.rule.startswith("open-to-"):
        yield "security", operation.id
    yield "operation", operation.id


def _of_schema(pointer: str, keyword: str, name: str) -> Iterator[Topic]:
    """Yield the topics of a broken schema: a member of it, or the property that it belongs to.

    The schema may be the value's own, so the property is looked for on the way up.
    """
    tokens = split_pointer(pointer)
    kind = _OF_MEMBERS.get(keyword)
    if kind is not None:
        above = tokens[:-2] if tokens[-2:-1] == ("properties",) else tokens
        for holder in (pointer, join_pointer("", *above)):
            yield (kind, holder, name) if kind == "required" else (kind, holder)
        return
    for index in range(len(tokens) - 2, 0, -1):
        if tokens[index] == "properties":
            yield "property", join_pointer("", *tokens[:index]), tokens[index + 1]
            return


def parameter_name(at: str) -> str:
    """Return the name of the parameter that a failure names, without where it travels.

    >>> parameter_name("query.limit"), parameter_name("limit")
    ('limit', 'limit')
    """
    return next((at.removeprefix(each) for each in _PLACES if at.startswith(each)), at)
