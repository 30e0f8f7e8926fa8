"""What each check of the fuzzer comes to: a rule, a place in the contract, a sentence."""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Iterator, Mapping
from typing import NamedTuple, TypeAlias

from understudy.contract.client_json import Unparsed, parse_client_json
from understudy.contract.media import essence
from understudy.contract.operations import Contract, Json, Operation
from understudy.verification.fuzzing.answers import Answers
from understudy.verification.fuzzing.doors import find_doors, is_door, is_knocked_at
from understudy.verification.fuzzing.requests import Requests
from understudy.verification.fuzzing.scenarios import Case, Check
from understudy.verification.fuzzing.values import Broken

_FLOATED = re.compile(r"/-?\d+\.0(?:/|\Z)")
_LONGEST_QUOTE = 200
_FAILED = 500  # the first status that says so
_UNABLE = 501  # what is not implemented does not fail

Told: TypeAlias = "tuple[str, Broken]"  # the rule, and what is broken


class Seen(NamedTuple):
    """A failed check, and all that it takes to say what is wrong.

    `body` is the value of the answer's JSON, where somebody has read it already.
    """

    contract: Contract
    operation: Operation
    check: Check
    case: Case
    answers: Answers
    requests: Requests
    body: tuple[Json, ...] = ()

    @property
    def answered(self) -> str:
        """How a sentence about it begins."""
        return f"{self.case.method} {self.operation.path} is answered {self.case.status}"

    @property
    def is_granted(self) -> bool:
        """Whether the deployment did what it was asked."""
        return self.case.status is not None and 200 <= self.case.status < 400  # noqa: PLR2004

    @property
    def quote(self) -> str:
        """The first line of what the fuzzer says, where there is nothing better."""
        line = (self.check.message or self.check.title).strip().partition("\n")[0]
        return line if len(line) <= _LONGEST_QUOTE else f"{line[:_LONGEST_QUOTE]}..."


def tell_answer(seen: Seen) -> Iterator[Told]:
    """Yield what is wrong with an answer by itself, whatever the fuzzer thinks of it."""
    status = seen.case.status or 0
    response = seen.operation.response(seen.case.status or 0)
    if status >= _FAILED and status != _UNABLE:
        yield from _server_error(seen)
    elif response is None:
        yield from _undeclared_status(seen)
    else:
        if response.content:
            yield from _content(seen)
        if seen.answers.in_headers(seen.operation, seen.case):
            yield from _headers(seen)


def _content(seen: Seen) -> Iterator[Told]:
    media = seen.answers.media(seen.operation, seen.case)
    if media is None:
        yield from _undeclared_media_type(seen)
    elif "json" in essence(seen.case.header("content-type") or ""):
        try:
            value = seen.body[0] if seen.body else parse_client_json(seen.case.response_body)
        except Unparsed:
            yield from _malformed(seen)
        else:
            yield from _bodies(seen, seen.answers.in_value(media, value))


def _server_error(seen: Seen) -> Iterator[Told]:
    at_fault = Broken(str(seen.case.status), seen.operation.pointer, "", f"{seen.answered}.")
    yield "server-error", at_fault


def _undeclared_status(seen: Seen) -> Iterator[Told]:
    declared = ", ".join(seen.operation.responses) or "nothing"
    message = f"{seen.answered}; declared are {declared}."
    place = f"{seen.operation.pointer}/responses"
    yield "undeclared-status", Broken(str(seen.case.status), place, "", message)


def _undeclared_media_type(seen: Seen) -> Iterator[Told]:
    response = seen.operation.response(seen.case.status or 0)
    sent = essence(seen.case.header("content-type") or "") or "no media type"
    declared = ", ".join(response.content) if response else "none"
    message = f"{seen.answered} as {sent}; declared are {declared}."
    place = f"{response.pointer}/content" if response else seen.operation.pointer
    yield "undeclared-media-type", Broken(sent, place, "Content-Type", message)


def _headers(seen: Seen) -> Iterator[Told]:
    found = seen.answers.in_headers(seen.operation, seen.case)
    for each in found or (_unclear(seen),):
        yield "response-header", each._replace(message=f"{seen.answered}; {each.message}.")


def _schema(seen: Seen) -> Iterator[Told]:
    if seen.check.name == "response_headers_conformance":
        yield from _headers(seen)
        return
    yield from _bodies(seen, seen.answers.in_body(seen.operation, seen.case) or (_unclear(seen),))


def _bodies(seen: Seen, found: Iterable[Broken]) -> Iterator[Told]:
    for each in found:
        message = f"{seen.answered} with a body that breaks its schema: {each.message}."
        yield "response-body", each._replace(message=message)


def _unclear(seen: Seen) -> Broken:
    """Return what only the fuzzer sees; its path through the schema is all that tells it apart."""
    lines = (line.strip() for line in seen.check.message.splitlines())
    path = next((line[len("Schema at ") :] for line in lines if line.startswith("Schema at ")), "")
    response = seen.operation.response(seen.case.status or 0)
    place = response.pointer if response else seen.operation.pointer
    return Broken(f"unclear:{path.rstrip(':')}", place, "", seen.quote)


def _malformed(seen: Seen) -> Iterator[Told]:
    media = seen.answers.media(seen.operation, seen.case)
    sent = essence(seen.case.header("content-type") or "")
    message = f"{seen.answered} with a body that is no {sent or 'such media type'}."
    yield "malformed-body", Broken(sent, media.pointer if media else "", "", message)


def _accepted(seen: Seen) -> Iterator[Told]:
    broken = seen.requests.broken(seen.operation, seen.case)
    doors = find_doors(seen.contract, seen.operation)
    mutations = seen.case.mutations
    if broken:
        for each in broken:
            is_header = each.kind.startswith("header:") and each.kind.endswith(":required")
            rule = "required-header-unasked" if is_header else "invalid-accepted"
            kind = each.at.lower() if is_header else each.kind
            yield (
                rule,
                each._replace(
                    kind=kind,
                    message=f"{seen.answered}, although the request is invalid: {each.message}.",
                ),
            )
    elif mutations and all(is_door(doors, each.place, each.name) for each in mutations):
        yield from _open(seen, is_knocked=is_knocked_at(doors, seen.case))
    else:
        yield from _made_invalid(seen)


def _made_invalid(seen: Seen) -> Iterator[Told]:
    """Tell what the fuzzer did to a request in which we find nothing wrong."""
    mutations = seen.case.mutations
    is_of_body = {each.place for each in mutations} == {"body"}
    if not is_of_body or not seen.requests.is_form(seen.operation, seen.case):
        kind = ",".join(sorted({f"{each.place}:{each.name}:{each.how}" for each in mutations}))
        said = seen.check.message.strip().rpartition("\n")[2] or seen.quote
        message = f"{seen.answered}, although the request is invalid: {said[:_LONGEST_QUOTE]}."
        yield "invalid-accepted", Broken(kind, seen.operation.pointer, "", message)


def _refused(seen: Seen) -> Iterator[Told]:
    if seen.requests.broken(seen.operation, seen.case):
        return  # it is not what the contract asks for, as the stand-in reads it
    message = f"{seen.answered}, although the request is what the contract asks for."
    yield "valid-refused", Broken(str(seen.case.status), seen.operation.pointer, "", message)


def _header_unasked(seen: Seen) -> Iterator[Told]:
    name = next((each.name for each in seen.case.mutations if each.place == "header"), "")
    if is_door(find_doors(seen.contract, seen.operation), "header", name):
        yield from _open(seen, is_knocked=False)
    elif seen.is_granted:  # any other answer may be a refusal for that reason
        parameters = (p for p in seen.operation.parameters if p.name.lower() == name.lower())
        place = next((each.pointer for each in parameters), seen.operation.pointer)
        message = f"{seen.answered}, although the required header {name} was missing."
        yield "required-header-unasked", Broken(name.lower(), place, name, message)


def _auth_ignored(seen: Seen) -> Iterator[Told]:
    yield from _open(seen, is_knocked="invalid authentication" in seen.check.title)


def _open(seen: Seen, *, is_knocked: bool) -> Iterator[Told]:
    """Tell of an operation that lets in who has no credentials, or who knocks with wrong ones."""
    what = "malformed credentials" if is_knocked else "no credentials"
    message = f"{seen.answered} to a request with {what}."
    broken = Broken("", seen.operation.pointer, "", message)
    if seen.is_granted:
        yield ("open-to-malformed" if is_knocked else "open-to-anyone"), broken
    else:
        yield "unclear-refusal", broken._replace(kind=str(seen.case.status))


def _undeclared_method(seen: Seen) -> Iterator[Told]:
    status = seen.case.status or 0
    place = seen.operation.pointer.rpartition("/")[0]
    if status == 405:  # noqa: PLR2004
        message = f"{seen.answered} without Allow, which would name the methods there are."
        yield "undeclared-method", Broken("allow-missing", place, "Allow", message)
    elif seen.is_granted or (status >= 500 and status != 501):  # noqa: PLR2004
        message = f"{seen.answered}, although the contract has no such method there."
        yield "undeclared-method", Broken(seen.case.method, place, "", message)
    # else it is refused, which is what matters; a gateway may say 403, 404 or 501


def _allow(seen: Seen) -> Iterator[Told]:
    place = seen.operation.pointer.rpartition("/")[0]
    methods = [o.method for o in seen.contract.operations if o.path == seen.operation.path]
    message = (
        f"{seen.answered} with Allow: {seen.case.header('allow')}; "
        f"the contract has {', '.join(methods)}."
    )
    yield "allow-header", Broken("", place, "Allow", message)


def _remains(seen: Seen) -> Iterator[Told]:
    message = (
        f"{seen.case.method} {seen.case.path} is answered {seen.case.status} after a deletion."
    )
    yield "deleted-remains", Broken("", seen.operation.pointer, "", message)


def _missing(seen: Seen) -> Iterator[Told]:
    if _FLOATED.search(seen.case.target.partition("?")[0]):
        return  # the fuzzer takes 7.0 of a body over into a path, where it names something else
    message = (
        f"{seen.case.method} {seen.case.path} is answered {seen.case.status} after a creation."
    )
    yield "created-missing", Broken("", seen.operation.pointer, "", message)


CODES: Mapping[str, Callable[[Seen], Iterator[Told]]] = {
    "ST101": _server_error,
    "ST102": _server_error,
    "ST103": _undeclared_status,
    "ST104": _undeclared_media_type,
    "ST105": _undeclared_media_type,
    "ST106": _undeclared_media_type,
    "ST107": _headers,
    "ST108": _schema,
    "ST109": _malformed,
    "ST110": _malformed,
    "ST111": _schema,
    "ST201": _accepted,
    "ST202": _refused,
    "ST203": _header_unasked,
    "ST204": _undeclared_method,
    "ST205": _allow,
    "ST301": _remains,
    "ST302": _missing,
    "ST401": _auth_ignored,
}
