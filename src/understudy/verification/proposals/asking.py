"""Corrections of what a contract says of requests: what is taken after all, what is asked for."""

from __future__ import annotations

from collections.abc import Iterator, Sequence

from understudy.contract.offences import Offence
from understudy.contract.operations import Json, JsonObject, Location, Operation, Parameter
from understudy.contract.pointers import join_pointer
from understudy.verification.exchanges import Exchange
from understudy.verification.facts.requests import Asked
from understudy.verification.facts.shapes import Shapes
from understudy.verification.facts.topics import parameter_name
from understudy.verification.proposals.evidence import Evidence, sample_of, say
from understudy.verification.proposals.learning import join_types
from understudy.verification.proposals.mending import Sample, mend_schemas

LOOSENED = ("invalid-accepted", "limit-unenforced", "required-header-unasked")
_ENOUGH = 3  # requests refused without something, and as many accepted with it
_REFUSED = frozenset({400, 422})


def loosen_requests(evidence: Evidence) -> None:
    """Let the contract allow requests that were accepted although they are invalid."""
    samples: list[Sample] = []
    for failure, operation, exchange in evidence.of(*LOOSENED):
        asked = evidence.read(exchange)
        if asked is None or asked.is_valid:
            evidence.note(failure, "the recorded request does not show what is invalid")
            continue
        for name in sorted(asked.missing):
            _require_less(evidence, operation, name, exchange)
        for offence in asked.parameters:
            _loosen(evidence, operation, offence, exchange)
        if asked.lacks_body and operation.request_body is not None:
            place = operation.request_body.pointer
            wanted: JsonObject = {**evidence.draft.at(place), "required": False}
            evidence.draft.put(place, wanted, f"{say(exchange)} without a body")
        samples += _bodies(asked, exchange)
    mend_schemas(evidence.draft, samples, samples)


def _bodies(asked: Asked, exchange: Exchange) -> Iterator[Sample]:
    if asked.media is not None and asked.body and asked.offences:
        yield sample_of(asked.media, asked.body[0], exchange)


def _require_less(
    evidence: Evidence, operation: Operation, name: tuple[Location, str], exchange: Exchange
) -> None:
    parameter = _parameter(operation, name)
    if parameter is not None and parameter.location is not Location.PATH:
        wanted: JsonObject = {**evidence.draft.at(parameter.pointer), "required": False}
        evidence.draft.put(parameter.pointer, wanted, f"{say(exchange)} without {name[1]}")


def _loosen(evidence: Evidence, operation: Operation, offence: Offence, exchange: Exchange) -> None:
    """Take away what a parameter's schema forbids, where the keyword stands."""
    name = (Location(offence.location), offence.name)
    parameter = _parameter(operation, name)
    if parameter is None or offence.keyword == "required":
        return
    why = f"{say(exchange)}, although {offence.name}: {offence.message}"
    root = Shapes(evidence.draft.document).at(join_pointer(parameter.pointer, "schema"))
    items = [each.items for each in root.facets() if each.items is not None]
    for shape in (one for each in (root, *items) for one in each.facets()):
        if offence.keyword in shape.schema:
            evidence.draft.put(shape.pointer, _without(shape.schema, offence.keyword), why)


def _without(schema: JsonObject, keyword: str) -> JsonObject:
    if keyword != "type":
        return {name: value for name, value in schema.items() if name != keyword}
    declared = schema["type"]
    known = [str(each) for each in declared] if isinstance(declared, list) else [str(declared)]
    return {**schema, "type": join_types([*known, "string"])}


def _parameter(operation: Operation, name: tuple[Location, str]) -> Parameter | None:
    return next((p for p in operation.parameters if (p.location, p.name) == name), None)


def tighten_requests(evidence: Evidence) -> None:
    """Ask for what every refused request lacked and every accepted one had; else only take note."""
    for failure, operation, exchange in evidence.of("valid-refused"):
        accepted, refused = _sides(evidence, operation)
        lacking = _lacking(operation, accepted, refused)
        if lacking is None:
            evidence.note(failure, "what makes the request invalid cannot be told for certain")
            continue
        why = (
            f"{say(exchange)}; all {len(refused)} refused requests lacked {lacking.name},"
            f" all {len(accepted)} accepted ones had it"
        )
        wanted: JsonObject = {**evidence.draft.at(lacking.pointer), "required": True}
        evidence.draft.put(lacking.pointer, wanted, why)


def _sides(evidence: Evidence, operation: Operation) -> tuple[Sequence[Asked], Sequence[Asked]]:
    accepted, refused = [], []
    for exchange in evidence.answered(operation):
        asked = evidence.read(exchange)
        if asked is None or not asked.is_valid:
            continue
        if exchange.status in _REFUSED:
            refused.append(asked)
        elif 200 <= (exchange.status or 0) < 300:  # noqa: PLR2004 - HTTP
            accepted.append(asked)
    return accepted, refused


def _lacking(
    operation: Operation, accepted: Sequence[Asked], refused: Sequence[Asked]
) -> Parameter | None:
    if min(len(accepted), len(refused)) < _ENOUGH:
        return None
    suspects = [
        each
        for each in operation.parameters
        if not each.required
        and all((each.location, each.name) in asked.given for asked in accepted)
        and not any((each.location, each.name) in asked.given for asked in refused)
    ]
    return suspects[0] if len(suspects) == 1 else None


def correct_defaults(evidence: Evidence) -> None:
    """State the page size that lists have when none is asked for."""
    for failure, operation, exchange in evidence.of("default-differs"):
        declaration = evidence.behavior.declarations.get(operation.id)
        paging = declaration.paging if declaration else None
        name = parameter_name(failure.at)
        size = _usual_size(evidence, operation, name)
        parameter = _parameter(operation, (Location.QUERY, name))
        if paging is None or paging.size != name or parameter is None or not size:
            evidence.note(failure, "the exchanges do not tell what the default is")
            continue
        place = evidence.draft.follow(join_pointer(parameter.pointer, "schema"))
        wanted: JsonObject = {**evidence.draft.at(place), "default": size}
        evidence.draft.put(place, wanted, f"{say(exchange)} with {size} records")


def _usual_size(evidence: Evidence, operation: Operation, name: str) -> int:
    """Return the most rows that came when the parameter was left out."""
    most = 0
    for exchange, body in evidence.bodies(operation, 200):
        asked = evidence.read(exchange)
        if asked is not None and (Location.QUERY, name) not in asked.given:
            most = max(most, _count_rows(evidence, operation, body))
    return most


def _count_rows(evidence: Evidence, operation: Operation, body: Json) -> int:
    way = evidence.rows_of(operation)
    for step in way or ():
        body = body.get(step) if isinstance(body, dict) else None
    return len(body) if isinstance(body, list) else 0
