"""Local references: what a `$ref` of a document points at."""

from __future__ import annotations

from difflib import get_close_matches
from urllib.parse import unquote

from understudy.contract.errors import ContractError, Position
from understudy.contract.operations import Json, JsonObject
from understudy.contract.pointers import join_pointer, make_pointer, split_pointer
from understudy.contract.schema_places import iterate_objects, iterate_schemas

_MAX_HOPS = 32


def resolve(document: JsonObject, ref: str, *, at: str = "") -> tuple[JsonObject, str]:
    """Return the object a reference points at, with its pointer.

    `at` is the pointer of the place that refers, for the message; by default the first that does.

    >>> resolve({"components": {"headers": {"Next": {"schema": {}}}}}, "#/components/headers/Next")
    ({'schema': {}}, '/components/headers/Next')

    Raises:
        ContractError: The reference leaves the document, points at nothing, or at no object.
    """
    fragment = ref.removeprefix("#")
    if fragment == ref or (fragment and not fragment.startswith("/")):
        raise ContractError(
            f'the reference "{ref}" leaves this document, or is no JSON pointer',
            where=Position(file="", pointer=at or first_use(document, ref)),
            remedy='refer to "#/components/..." or to a file beside the document',
        )
    value: Json = document
    walked: list[str] = []
    for token in split_pointer(unquote(fragment)):
        below = _step(value, token)
        if below is None:
            raise _nothing(document, value, ref, [*walked, token], at)
        value = below[0]
        walked.append(token)
    if not isinstance(value, dict):
        raise ContractError(
            f'the reference "{ref}" points at something that is no object',
            where=Position(file="", pointer=at or first_use(document, ref)),
            remedy="point at an object",
        )
    return value, make_pointer(walked)


def follow(document: JsonObject, value: JsonObject, pointer: str) -> tuple[JsonObject, str]:
    """Return the object itself, or what its `$ref` leads to in the end, with its pointer.

    Raises:
        ContractError: As `resolve` does, or when references lead in a circle.
    """
    start = pointer
    for _ in range(_MAX_HOPS):
        ref = value.get("$ref")
        if not isinstance(ref, str):
            return value, pointer
        value, pointer = resolve(document, ref, at=join_pointer(pointer, "$ref"))
    raise ContractError(
        "these references lead in a circle",
        where=Position(file="", pointer=start),
        remedy="let one of them hold the value itself",
    )


def _step(value: Json, token: str) -> tuple[Json] | None:
    if isinstance(value, dict) and token in value:
        return (value[token],)
    if isinstance(value, list) and token.isdecimal() and int(token) < len(value):
        return (value[int(token)],)
    return None


def _nothing(
    document: JsonObject, parent: Json, ref: str, walked: list[str], at: str
) -> ContractError:
    *above, token = walked
    closest = get_close_matches(token, list(parent) if isinstance(parent, dict) else [], n=1)
    meant = f"did you mean #{make_pointer([*above, closest[0]])}?" if closest else ""
    holder = make_pointer(above) or "the document"
    return ContractError(
        f'the reference "{ref}" points at nothing: {holder} has no "{token}"',
        where=Position(file="", pointer=at or first_use(document, ref)),
        remedy=meant or "define it there, or mend the reference",
    )


def first_use(document: JsonObject, ref: str) -> str:
    """Return the pointer of the first `$ref` that says this, "" when none does."""
    for iterate in (iterate_objects, iterate_schemas):
        for pointer, holder in iterate(document):
            if holder.get("$ref") == ref:
                return join_pointer(pointer, "$ref")
    return ""
