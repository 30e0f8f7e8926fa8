"""Corrections of what a contract says of answers: bodies, statuses, media types, headers."""

from __future__ import annotations

from understudy.contract.errors import ContractError
from understudy.contract.explanations import show
from understudy.contract.media import essence
from understudy.contract.operations import Json, JsonObject, Operation, Response
from understudy.contract.pointers import join_pointer
from understudy.verification.exchanges import Exchange
from understudy.verification.facts.requests import is_json, read_json
from understudy.verification.headers import DeclaredHeaders
from understudy.verification.proposals.evidence import Evidence, media_of, sample_of, say
from understudy.verification.proposals.learning import learn_schema
from understudy.verification.proposals.mending import Sample, mend_schemas

_COMPONENTS = "/components/responses/"


def mend_bodies(evidence: Evidence) -> None:
    """Let the schemas of answers allow what was answered."""
    telling: list[Sample] = []
    samples: dict[tuple[str, int], list[Sample]] = {}
    for failure, operation, exchange in evidence.of("response-body"):
        media = media_of(operation, exchange)
        body = read_json(exchange.header("content-type") or "", exchange.response_body)
        if media is None or not body or exchange.status is None:
            evidence.note(failure, "its body cannot be read again")
            continue
        telling.append(sample_of(media, body[0], exchange))
        samples[operation.id, exchange.status] = [
            sample_of(media, value, each)
            for each, value in evidence.bodies(operation, exchange.status, media.name)
        ]
    others = [each for group in samples.values() for each in group]
    mend_schemas(evidence.draft, [*telling, *others], telling)


def declare_statuses(evidence: Evidence) -> None:
    """Declare statuses that were answered, with what their bodies looked like."""
    for failure, operation, exchange in evidence.of("undeclared-status"):
        status = exchange.status or 0
        if status >= 500:  # noqa: PLR2004 - HTTP
            evidence.note(failure, "a contract should not promise that its server fails")
        elif operation.response(status) is None:
            _declare_status(evidence, operation, exchange)


def _declare_status(evidence: Evidence, operation: Operation, exchange: Exchange) -> None:
    place = join_pointer(operation.pointer, "responses")
    declared = evidence.draft.at(place)
    status = str(exchange.status)
    if status not in declared:
        response = _shared(evidence, operation, exchange) or _learned(evidence, operation, exchange)
        evidence.draft.put(place, {**declared, status: response}, say(exchange))


def _shared(evidence: Evidence, operation: Operation, exchange: Exchange) -> JsonObject | None:
    """Return a reference to a response that others declare for this status, if it fits."""
    status = exchange.status or 0
    for other in evidence.contract.operations:
        response = other.responses.get(str(status))
        is_shared = response is not None and response.pointer.startswith(_COMPONENTS)
        if response is not None and is_shared and _fits(evidence, operation, exchange, response):
            return {"$ref": f"#{response.pointer}"}
    return None


def _fits(evidence: Evidence, operation: Operation, exchange: Exchange, response: Response) -> bool:
    media_type = essence(exchange.header("content-type") or "")
    media = response.content.get(media_type)
    if media is None or media.schema is None:
        return not media_type and not response.content and not exchange.response_body
    try:
        validator = evidence.schemas.validator(join_pointer(media.pointer, "schema"))
    except ContractError:
        return False
    bodies = evidence.bodies(operation, exchange.status or 0) or [
        (exchange, each) for each in read_json(media_type, exchange.response_body)
    ]
    headed = all(
        header.get("required") is not True or exchange.header(name) is not None
        for name, header in response.headers.items()
    )
    return headed and bool(bodies) and all(validator.is_valid(value) for _, value in bodies)


def _learned(evidence: Evidence, operation: Operation, exchange: Exchange) -> JsonObject:
    response: JsonObject = {"description": "Seen in a verification."}
    media_type = essence(exchange.header("content-type") or "")
    if media_type and exchange.response_body:
        response["content"] = {media_type: _representation(evidence, operation, exchange)}
    return response


def _representation(evidence: Evidence, operation: Operation, exchange: Exchange) -> JsonObject:
    media_type = essence(exchange.header("content-type") or "")
    if not is_json(media_type):
        return {}
    values: list[Json] = [
        value for _, value in evidence.bodies(operation, exchange.status or 0, media_type)
    ]
    values += read_json(media_type, exchange.response_body)
    return {"schema": learn_schema(values)} if values else {}


def declare_media_types(evidence: Evidence) -> None:
    """Declare media types that answers came in."""
    for failure, operation, exchange in evidence.of("undeclared-media-type"):
        response = operation.response(exchange.status or 0)
        media_type = essence(exchange.header("content-type") or "")
        if response is None or not media_type:
            evidence.note(failure, "an answer without a media type cannot be declared")
            continue
        declared = evidence.draft.at(response.pointer)
        content = declared.get("content")
        known = content if isinstance(content, dict) else {}
        if media_type not in known:
            learned = _representation(evidence, operation, exchange)
            wanted: JsonObject = {**declared, "content": {**known, media_type: learned}}
            evidence.draft.put(response.pointer, wanted, say(exchange))


def mend_headers(evidence: Evidence) -> None:
    """Let declared headers be left out, or have the values that they had."""
    headers = DeclaredHeaders(evidence.schemas)
    for failure, operation, exchange in evidence.of("response-header"):
        response = operation.response(exchange.status or 0)
        declared = {name.lower(): name for name in response.headers} if response else {}
        name = declared.get(failure.at.lower())
        if response is None or name is None:
            evidence.note(failure, "the header is not declared, or not named")
            continue
        place = evidence.draft.follow(join_pointer(response.pointer, "headers", name))
        header = evidence.draft.at(place)
        text = exchange.header(name)
        if text is None:
            wanted: JsonObject = {**header, "required": False}
            evidence.draft.put(place, wanted, f"{say(exchange)} without {name}")
        elif headers.offences(response, name, text):
            wanted = {**header, "schema": {"type": "string"}}
            evidence.draft.put(place, wanted, f"{say(exchange)} with {name}: {show(text)}")
