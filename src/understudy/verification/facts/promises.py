"""The facts of a contract: every single thing that it promises, and what would show it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass
from functools import partial
from typing import TypeAlias

from understudy.behavior import Behavior
from understudy.contract.operations import Contract, Location, Operation, Parameter, Response
from understudy.contract.pointers import join_pointer, split_pointer
from understudy.contract.schemas import Schemas
from understudy.verification.behaviors import Exercised, declared_behaviors, is_exercised
from understudy.verification.facts.naming import name_holder
from understudy.verification.facts.observing import Observed
from understudy.verification.facts.parameters import find_bounds, places
from understudy.verification.facts.topics import Topic

Shown: TypeAlias = "Callable[[Observed, Exercised], bool]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Promise:
    """One fact. `operations` keep it, the first is where it stands; `topic` is what findings name.

    `needs_success` says that only an answer 2xx can show it; `holder` is the schema of the object
    that it is about, "" for none.
    """

    operations: tuple[str, ...]
    kind: str
    pointer: str
    says: str
    topic: Topic
    shown: Shown
    needs_success: bool = False
    holder: str = ""


def promises_of(operation: Operation, schemas: Schemas, *, is_secured: bool) -> Iterator[Promise]:
    """Yield what an operation promises by itself; its bodies' schemas apart."""
    yield _promise(
        operation,
        "operation",
        operation.pointer,
        f"{operation.method} {operation.path} is there",
        lambda seen, _: seen.succeeded(operation.id),
        needs_success=True,
    )
    yield _promise(
        operation,
        "statuses",
        join_pointer(operation.pointer, "responses"),
        f"{operation.id} answers only the statuses that are declared",
        lambda seen, _: operation.id in seen.statuses,
    )
    for response in operation.responses.values():
        yield _status(operation, response)
    for place, parameter in places(operation):
        yield from _parameter(operation, parameter, place, schemas)
    if is_secured:
        yield _promise(
            operation,
            "security",
            join_pointer(operation.pointer, "security"),
            f"{operation.id} refuses callers without credentials",
            lambda seen, _: operation.id in seen.shut and seen.succeeded(operation.id),
        )


def behavior_promises(contract: Contract, behavior: Behavior) -> Iterator[Promise]:
    """Yield what is declared of operations beyond the contract."""
    declared = declared_behaviors(contract, behavior)
    for operation in contract.operations:
        named = {each.name: each.pointer for each in operation.parameters}
        for each in declared.get(operation.id, ()):
            yield Promise(
                operations=(operation.id,),
                kind="behavior",
                pointer=named.get(each.partition(":")[2], operation.pointer),
                says=f"{operation.id} does what is declared: {each}",
                topic=("behavior", operation.id, each),
                shown=partial(_is_exercised, operation.id, each),
                needs_success=True,
            )


def response_promises(operations: tuple[str, ...], response: Response) -> Iterator[Promise]:
    """Yield what a response promises of media types and headers, wherever it is declared."""
    is_success = response.status.startswith("2")
    answer = name_holder(split_pointer(response.pointer))
    for media in response.content.values():
        yield Promise(
            operations=operations,
            kind="media-type",
            pointer=media.pointer,
            says=f"{answer} comes as {media.name}",
            topic=("content", response.pointer),
            shown=partial(_is_met, media.pointer),
            needs_success=is_success,
        )
    for name, header in response.headers.items():
        must = "comes with" if header.get("required") is True else "may come with"
        yield Promise(
            operations=operations,
            kind="header",
            pointer=join_pointer(response.pointer, "headers", name),
            says=f"{answer} {must} the header {name}",
            topic=("header", response.pointer, name.lower()),
            shown=partial(_is_headed, response.pointer, name),
            needs_success=is_success,
        )


def _status(operation: Operation, response: Response) -> Promise:
    return _promise(
        operation,
        "status",
        join_pointer(operation.pointer, "responses", response.status),
        f"{operation.id} answers {response.status}",
        lambda seen, _: (operation.id, response.status) in seen.declared,
        key=response.status,
        needs_success=response.status.startswith("2"),
    )


def _parameter(
    operation: Operation, parameter: Parameter, place: tuple[str, Location, str], schemas: Schemas
) -> Iterator[Promise]:
    name = f"{parameter.location} parameter {parameter.name}"
    make = partial(_of_parameter, operation, parameter)
    yield make(
        "parameter",
        f"{operation.id} takes the {name}",
        lambda seen, _: place in seen.parameters.accepted,
        needs_success=True,
    )
    if find_bounds(parameter, schemas).is_testable:
        yield make(
            "parameter-refusal",
            f"{operation.id} refuses invalid values of the {name}",
            lambda seen, _: place in seen.parameters.refused,
        )
    if parameter.required and parameter.location is not Location.PATH:
        yield make(
            "parameter-required",
            f"{operation.id} asks for the {name}",
            lambda seen, _: place in seen.parameters.asked,
        )
    if "default" in schemas.follow(parameter.schema):
        yield make(
            "default",
            f"{operation.id} without the {name} is as if it were its default",
            lambda _, exercised: is_exercised(operation.id, f"default:{parameter.name}", exercised),
            needs_success=True,
        )


def _of_parameter(
    operation: Operation,
    parameter: Parameter,
    kind: str,
    says: str,
    shown: Shown,
    *,
    needs_success: bool = False,
) -> Promise:
    return Promise(
        operations=(operation.id,),
        kind=kind,
        pointer=parameter.pointer,
        says=says,
        topic=(kind, operation.id, parameter.name.lower()),
        shown=shown,
        needs_success=needs_success,
    )


def _promise(  # noqa: PLR0913 - what a fact is made of
    operation: Operation,
    kind: str,
    pointer: str,
    says: str,
    shown: Shown,
    *,
    key: str = "",
    needs_success: bool = False,
) -> Promise:
    return Promise(
        operations=(operation.id,),
        kind=kind,
        pointer=pointer,
        says=says,
        topic=(kind, operation.id, key) if key else (kind, operation.id),
        shown=shown,
        needs_success=needs_success,
    )


def _is_exercised(operation: str, behavior: str, _: Observed, exercised: Exercised) -> bool:
    return is_exercised(operation, behavior, exercised)


def _is_met(pointer: str, seen: Observed, _: Exercised) -> bool:
    return pointer in seen.media


def _is_headed(pointer: str, name: str, seen: Observed, _: Exercised) -> bool:
    return (pointer, name) in seen.headers
