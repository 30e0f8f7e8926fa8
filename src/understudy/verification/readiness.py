"""How far a contract lets itself be verified: what no verification of it can see, and why.

What the fuzzer and the probes hold against a deployment is what its contract says. Read `find_gaps`
first; each kind of gap is one function below it.

That 405 is not declared is no gap: undeclared methods are judged by HTTP, not by the contract.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from typing import NamedTuple

from understudy.behavior import Behavior
from understudy.behavior.declarations import Kind
from understudy.behavior.views import Views
from understudy.contract.operations import Contract, Json, Location, MediaType, Operation, Response
from understudy.contract.pointers import split_pointer
from understudy.verification.looseness import find_loose
from understudy.verification.report import Gap

SHOWN = 12  # names in one message
ALONE = 3  # so many gaps of a kind are told one by one
ENVELOPES = 3  # around a record, at most
BODILESS = frozenset({"204", "205", "304"})


class _Place(NamedTuple):
    """Where a gap of some kind is. `operation` is empty when it is in something shared."""

    pointer: str
    name: str
    operation: str = ""


# What is said of each kind: of one place, of several, and what that hides.
_SAID: Mapping[str, tuple[str, str, str]] = {
    "default-response": (
        "{} has a default response",
        "{} operations have a default response",
        "no status that it answers is undeclared",
    ),
    "undeclared-401": (
        "{} asks for credentials, but declares no 401",
        "{} operations ask for credentials, but declare no 401",
        "a refusal is itself a finding, and what it looks like is not checked",
    ),
    "undeclared-404": (
        "{} has a key in its path, but declares no 404",
        "{} operations have a key in their path, but declare no 404",
        "that something is not there is itself a finding, and its body is not checked",
    ),
    "undeclared-400": (
        "{} takes what can be invalid, but declares neither 400 nor 422",
        "{} operations take what can be invalid, but declare neither 400 nor 422",
        "a refusal is itself a finding, and what it looks like is not checked",
    ),
    "undeclared-415": (
        "{} takes a body, but declares no 415",
        "{} operations take a body, but declare no 415",
        "refusing another media type is itself a finding, unless another declared status does it",
    ),
    "answer-without-schema": (
        "{} answers JSON without a schema",
        "{} operations answer JSON without a schema",
        "any JSON will do",
    ),
    "unchecked-body": (
        "{} answers what is no JSON",
        "{} operations answer what is no JSON",
        "status and media type are checked, what is in the body is not",
    ),
    "open-object": (
        "{} does not say that it has no other properties",
        "{} schemas of answers do not say that they have no other properties",
        "what a deployment adds is not seen; say additionalProperties or unevaluatedProperties",
    ),
    "nothing-required": (
        "{} requires none of its properties",
        "{} schemas of answers require none of their properties",
        "what a deployment leaves out is not seen",
    ),
    "unlinked-create": (
        "{} answers neither an id nor a Location",
        "{} operations that create answer neither an id nor a Location",
        "whether what was created is there cannot be seen",
    ),
    "different-nouns": (
        "{} creates what is read under a path with another noun",
        "{} operations create what is read under a path with another noun",
        "the fuzzer cannot tell that the two belong together; a link in the response would say so",
    ),
}
_TEXTS = {
    "text-for-date": ("a date", "dates"),
    "text-for-email-address": ("an email address", "email addresses"),
    "text-for-id": ("an id", "ids"),
    "text-for-number": ("a number", "numbers"),
    "text-for-url": ("a URL", "URLs"),
}


def find_gaps(contract: Contract, behavior: Behavior) -> Iterator[Gap]:
    """Yield what could not be seen in any deployment of this contract, grouped by kind.

    Few of a kind are told one by one; many are one gap, which names the first of them.
    """
    found: dict[str, list[_Place]] = {}
    for operation in contract.operations:
        for code, find in _OF_OPERATIONS.items():
            if find(operation):
                place = _Place(operation.pointer, operation.id, operation.id)
                found.setdefault(code, []).append(place)
    for code, place in _unlinked(contract, behavior):
        found.setdefault(code, []).append(place)
    for loose in find_loose(contract):
        found.setdefault(loose.code, []).append(_Place(loose.pointer, loose.name))
    for code, places in found.items():
        yield from _say(code, places)


def _say(code: str, places: list[_Place]) -> Iterator[Gap]:
    one, several, hides = _SAID.get(code) or _about_texts(code)
    if len(places) <= ALONE:
        for each in places:
            message = f"{one.format(each.name)}: {hides}."
            yield Gap(code=code, operation=each.operation, pointer=each.pointer, message=message)
        return
    names = list(dict.fromkeys(each.name for each in places))
    rest = len(names) - SHOWN
    named = ", ".join(names[:SHOWN]) + (f" and {rest} more" if rest > 0 else "")
    message = f"{several.format(len(places))}: {hides}. They are {named}."
    yield Gap(code=code, operation="", pointer=places[0].pointer, message=message)


def _about_texts(code: str) -> tuple[str, str, str]:
    one, several = _TEXTS[code]
    return (
        f"{{}} is named like {one}, but may be any text",
        f"{{}} properties are named like {several}, but may be any text",
        "another form than usual is not seen; give a format or a pattern",
    )


def _has_default(operation: Operation) -> bool:
    return "default" in operation.responses


def _lacks_401(operation: Operation) -> bool:
    is_secured = bool(operation.security) and all(each.schemes for each in operation.security)
    return is_secured and not _declares(operation, "401")


def _lacks_404(operation: Operation) -> bool:
    has_key = any(each.location is Location.PATH for each in operation.parameters)
    return has_key and not _declares(operation, "404")


def _lacks_400(operation: Operation) -> bool:
    body = operation.request_body
    can_be_invalid = (body is not None and body.required) or any(
        each.location is not Location.PATH and (each.required or each.schema.keys() - {"type"})
        for each in operation.parameters
    )
    return can_be_invalid and not _declares(operation, "400", "422")


def _lacks_415(operation: Operation) -> bool:
    return operation.request_body is not None and not _declares(operation, "415", "400", "422")


def _lacks_schema(operation: Operation) -> bool:
    return any(
        media.schema is None or media.schema == {} for media in _granted(operation) if media.is_json
    )


def _answers_other(operation: Operation) -> bool:
    return any(not media.is_json for media in _granted(operation))


_OF_OPERATIONS: Mapping[str, Callable[[Operation], bool]] = {
    "default-response": _has_default,
    "undeclared-401": _lacks_401,
    "undeclared-404": _lacks_404,
    "undeclared-400": _lacks_400,
    "undeclared-415": _lacks_415,
    "answer-without-schema": _lacks_schema,
    "unchecked-body": _answers_other,
}


def _declares(operation: Operation, *statuses: str) -> bool:
    return any(each in operation.responses for each in (*statuses, "4XX", "default"))


def _granted(operation: Operation) -> Iterator[MediaType]:
    for status, response in operation.responses.items():
        if status.startswith("2") and status not in BODILESS:
            yield from response.content.values()


def _unlinked(contract: Contract, behavior: Behavior) -> Iterator[tuple[str, _Place]]:
    """Yield creations that cannot be followed to the record they made."""
    views = Views(contract.document, {})
    readers = _by_resource(contract, behavior, Kind.GET)
    for resource, creators in _by_resource(contract, behavior, Kind.CREATE).items():
        items = readers.get(resource, [])
        for operation in creators:
            place = _Place(operation.pointer, operation.id, operation.id)
            response = operation.success()
            if not items or response is None:
                continue
            if not _tells_id(response, behavior.resources[resource].key, views):
                yield "unlinked-create", place
            elif not _has_links(contract, response) and not _share_noun(operation, items):
                yield "different-nouns", place


def _by_resource(contract: Contract, behavior: Behavior, kind: Kind) -> dict[str, list[Operation]]:
    found: dict[str, list[Operation]] = {}
    for operation in contract.operations:
        declaration = behavior.declarations.get(operation.id)
        if declaration is not None and declaration.kind is kind and declaration.resource:
            found.setdefault(declaration.resource, []).append(operation)
    return found


def _tells_id(response: Response, key: str, views: Views) -> bool:
    """Tell whether an answer says what was created: by a Location, or by an id somewhere in it."""
    return any(name.lower() == "location" for name in response.headers) or any(
        name == key or name.lower().endswith("id")
        for media in response.content.values()
        for name in _names(views, media.schema, ENVELOPES)
    )


def _names(views: Views, schema: Json, depth: int) -> Iterator[str]:
    """Yield the names of properties, down to so many envelopes around a record."""
    for name, each in views.properties(schema).items():
        yield name
        if depth:
            yield from _names(views, each, depth - 1)


def _has_links(contract: Contract, response: Response) -> bool:
    value: object = contract.document
    for token in split_pointer(response.pointer):
        value = value.get(token) if isinstance(value, dict) else None
    return isinstance(value, dict) and bool(value.get("links"))


def _share_noun(create: Operation, items: list[Operation]) -> bool:
    nouns = _nouns(create)
    return any(nouns & _nouns(each) for each in items)


def _nouns(operation: Operation) -> set[str]:
    """Return the fixed segments of a path, singular or plural alike."""
    segments = operation.path.lower().split("/")
    return {each.rstrip("s") for each in segments if each and not each.startswith("{")}
