"""What the schemas of bodies promise: properties, their presence, enums, null, nothing else."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from functools import partial

from understudy.contract.explanations import show
from understudy.contract.operations import Contract, MediaType
from understudy.contract.pointers import join_pointer, split_pointer
from understudy.verification.facts.naming import name_holder
from understudy.verification.facts.promises import Promise, Shown
from understudy.verification.facts.shapes import Shape, Shapes

_INNER = {"items": "[]", "additionalProperties": ".*"}


@dataclass(slots=True)
class _Reached:
    """A schema, and the operations whose bodies hold it."""

    shape: Shape
    operations: list[str] = field(default_factory=list)
    is_success: bool = False


def answer_promises(contract: Contract, shapes: Shapes) -> Iterator[Promise]:
    """Yield what the schemas of answers promise, each once, with the operations that reach it."""
    reached: dict[str, _Reached] = {}
    for operation in contract.operations:
        for status, response in operation.responses.items():
            for media in response.content.values():
                _reach(reached, shapes, media, operation.id, is_success=status.startswith("2"))
    for each in reached.values():
        yield from _of_answer(each)


def request_promises(contract: Contract, shapes: Shapes) -> Iterator[Promise]:
    """Yield what the schemas of requests promise: what is taken, and what is asked for."""
    reached: dict[str, _Reached] = {}
    for operation in contract.operations:
        declared = operation.request_body
        for media in declared.content.values() if declared else ():
            _reach(reached, shapes, media, operation.id, is_success=True)
    for each in reached.values():
        yield from _of_request(each)


def _reach(
    reached: dict[str, _Reached],
    shapes: Shapes,
    media: MediaType,
    operation: str,
    *,
    is_success: bool,
) -> None:
    if media.schema is None:
        return
    for shape in shapes.at(join_pointer(media.pointer, "schema")).all():
        each = reached.setdefault(shape.pointer, _Reached(shape))
        each.is_success |= is_success
        if operation not in each.operations[-1:]:
            each.operations.append(operation)


def _of_answer(reached: _Reached) -> Iterator[Promise]:
    shape, name = reached.shape, name_of(reached.shape.pointer)
    make = partial(_promise, reached)
    for member, below in shape.properties.items():
        says = f"{name_of(below.pointer)} is {describe(below)}"
        yield make("property", below.pointer, says, _seen(below.pointer), member)
    for index, member in enumerate(shape.required):
        place = join_pointer(shape.pointer, "required", index)
        says = f"{name}.{member} is always there"
        yield make("required", place, says, _whole(shape.pointer), member)
    if shape.closing:
        place = join_pointer(shape.pointer, shape.closing)
        says = f"{name} has no other properties"
        yield make("closed", place, says, _whole(shape.pointer))
    if shape.is_nullable:
        place = join_pointer(shape.pointer, "type")
        yield make("nullable", place, f"{name} may be null", _null(shape.pointer))
    for index, option in enumerate(shape.options):
        place = join_pointer(shape.pointer, "enum", index)
        says = f"{name} can be {show(option)}"
        yield make("enum-value", place, says, _option(shape.pointer, index), str(index))


def _of_request(reached: _Reached) -> Iterator[Promise]:
    shape = reached.shape
    make = partial(_promise, reached)
    for member, below in shape.properties.items():
        says = f"{name_of(below.pointer)} may be sent, as {describe(below)}"
        yield make("request-property", below.pointer, says, _sent(below.pointer), member)
    for index, member in enumerate(shape.required):
        place = join_pointer(shape.pointer, "required", index)
        says = f"{name_of(shape.pointer)}.{member} must be sent"
        yield make("request-required", place, says, _asked(shape.pointer, member), member)


def _promise(
    reached: _Reached, kind: str, pointer: str, says: str, shown: Shown, key: str = ""
) -> Promise:
    return Promise(
        operations=tuple(reached.operations),
        kind=kind,
        pointer=pointer,
        says=says,
        topic=(kind, reached.shape.pointer, key) if key else (kind, reached.shape.pointer),
        shown=shown,
        needs_success=reached.is_success,
        holder="" if kind.startswith("request") else reached.shape.pointer,
    )


def name_of(pointer: str) -> str:
    """Return what people call the schema that a pointer leads to.

    >>> name_of("/components/schemas/Page/properties/rows/items/properties/id")
    'Page.rows[].id'
    >>> name_of("/paths/~1items/get/responses/200/content/application~1json/schema/items")
    'GET /items 200[]'
    """
    head, *way = _split(split_pointer(pointer))
    written, steps = head, iter(way)
    for step in steps:
        if step in ("properties", "patternProperties"):
            written += f".{next(steps, '')}"
        elif step in _INNER:
            written += _INNER[step]
    return written


def _split(tokens: tuple[str, ...]) -> tuple[str, ...]:
    """Return the name of what a schema stands in, and the way from there."""
    if tokens[:2] == ("components", "schemas"):
        return tokens[2:]
    if "content" not in tokens:
        return "schema", *tokens
    index = tokens.index("content")
    return name_holder(tokens[:index]), *tokens[index + 1 :]


def describe(shape: Shape) -> str:
    """Return what a value of a schema is, in a few words."""
    schema = shape.schema
    types = schema.get("type")
    if isinstance(types, list):
        words = " or ".join(str(each) for each in types)
    elif isinstance(types, str):
        words = types
    elif shape.choices:
        words = " or ".join(dict.fromkeys(describe(each) for each in shape.choices))
    elif shape.also:
        words = name_of(shape.also[0].pointer)
    else:
        words = "anything" if not shape.options else "one of a list"
    return f"{words} ({schema['format']})" if "format" in schema else words


def _seen(pointer: str) -> Shown:
    return lambda seen, _: pointer in seen.answers.seen


def _whole(pointer: str) -> Shown:
    return lambda seen, _: pointer in seen.answers.whole


def _null(pointer: str) -> Shown:
    return lambda seen, _: pointer in seen.answers.nulls


def _option(pointer: str, index: int) -> Shown:
    return lambda seen, _: index in seen.answers.options.get(pointer, ())


def _sent(pointer: str) -> Shown:
    return lambda seen, _: pointer in seen.requests.seen


def _asked(pointer: str, member: str) -> Shown:
    return lambda seen, _: (pointer, member) in seen.refusals
