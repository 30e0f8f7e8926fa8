"""What the schemas of answers leave open: a deployment can go wrong there without being seen."""

from __future__ import annotations

import re
from collections import deque
from collections.abc import Iterator
from dataclasses import dataclass
from typing import NamedTuple

from understudy.contract.errors import ContractError
from understudy.contract.operations import Contract, Json, JsonObject
from understudy.contract.pointers import join_pointer, split_pointer
from understudy.contract.references import follow

_CLOSING = frozenset({"additionalProperties", "unevaluatedProperties"})
_TELLING = frozenset({"format", "pattern", "enum", "const", "contentEncoding", "contentMediaType"})
_SAME_PLACE = ("allOf", "anyOf", "oneOf")
_CONDITIONAL = ("if", "then", "else")
_MEMBERS = ("items", "additionalProperties", "unevaluatedProperties", "contains")
_WORDS = re.compile(r"[A-Z]+(?![a-z])|[A-Z]?[a-z]+|[0-9]+")
# The last word of a name -> the code for a text that is called so and may be anything.
_LOOKS = {
    **dict.fromkeys(("date", "datetime", "timestamp", "at"), "text-for-date"),
    **dict.fromkeys(("email", "mail"), "text-for-email-address"),
    **dict.fromkeys(("id", "uuid", "guid"), "text-for-id"),
    **dict.fromkeys(("price", "amount", "cost", "quantity", "rate", "weight"), "text-for-number"),
    **dict.fromkeys(("url", "uri"), "text-for-url"),
}


class Loose(NamedTuple):
    """A place in the contract that says less than it could. `code` is the one of its gap."""

    code: str
    pointer: str
    name: str


@dataclass(slots=True)
class _Place:
    """What was found about one schema, over all ways that lead to it."""

    schema: JsonObject
    is_closed: bool = True
    is_part: bool = True  # of another schema, by allOf


def find_loose(contract: Contract) -> tuple[Loose, ...]:
    """Return the loose places in the schemas of all answers, each once, whoever uses it."""
    walk = _Walk(contract.document)
    for operation in contract.operations:
        for response in operation.responses.values():
            for media in response.content.values():
                if media.schema is not None and media.is_json:
                    walk.enter(media.schema, join_pointer(media.pointer, "schema"))
    objects = (each for pointer, place in walk.places.items() for each in _judge(pointer, place))
    texts = (Loose(code, pointer, name_of(pointer)) for pointer, code in walk.texts.items())
    return (*objects, *texts)


class _Walk:
    """Goes through schemas by `$ref`, composition and members, with no schema twice for nothing."""

    def __init__(self, document: JsonObject) -> None:
        self._document = document
        self._visited: set[str] = set()
        self.places: dict[str, _Place] = {}
        self.texts: dict[str, str] = {}  # pointer to a property -> code

    def enter(self, schema: Json, pointer: str) -> None:
        """Visit a schema and all that it leads to."""
        waiting = deque([_Step(schema, pointer, is_closed=False)])
        while waiting:
            waiting += self._visit(waiting.popleft())

    def _visit(self, step: _Step) -> Iterator[_Step]:
        if not isinstance(step.schema, dict):
            return
        schema, pointer = self._follow(step.schema, step.pointer)
        look = _LOOKS.get(_last_word(step.name))
        if look and _is_bare_text({**schema, **step.schema}):
            self.texts[step.pointer] = look
        is_closed = step.is_closed or bool(_CLOSING & (step.schema.keys() | schema.keys()))
        if self._note(pointer, schema, is_closed=is_closed, is_part=step.is_part):
            yield from _branches(schema, pointer, is_closed=is_closed)
            yield from _members(schema, pointer)
        if schema is not step.schema:  # what stands beside a reference counts too
            yield from _branches(step.schema, step.pointer, is_closed=is_closed)

    def _note(self, pointer: str, schema: JsonObject, *, is_closed: bool, is_part: bool) -> bool:
        """Note a schema, and the loosest way that leads to it; tell whether that is news."""
        known = self.places.setdefault(pointer, _Place(schema))
        before = (known.is_closed, known.is_part)
        is_new = pointer not in self._visited
        self._visited.add(pointer)
        known.is_closed &= is_closed
        known.is_part &= is_part
        return is_new or before != (known.is_closed, known.is_part)

    def _follow(self, schema: JsonObject, pointer: str) -> tuple[JsonObject, str]:
        try:
            return follow(self._document, schema, pointer)
        except ContractError:
            return schema, pointer


class _Step(NamedTuple):
    schema: Json
    pointer: str
    is_closed: bool  # something around it, at the same place of the value, allows nothing else
    is_part: bool = False
    name: str = ""


def _branches(schema: JsonObject, pointer: str, *, is_closed: bool) -> Iterator[_Step]:
    """Yield what a schema is composed of: it speaks of the same value."""
    for keyword in _SAME_PLACE:
        parts = schema.get(keyword)
        for index, part in enumerate(parts if isinstance(parts, list) else []):
            place = join_pointer(pointer, keyword, index)
            yield _Step(part, place, is_closed, is_part=keyword == "allOf")
    for keyword in _CONDITIONAL:
        if keyword in schema:
            # conditions refine a schema; that they allow more says nothing
            place = join_pointer(pointer, keyword)
            yield _Step(schema[keyword], place, is_closed=True, is_part=True)


def _members(schema: JsonObject, pointer: str) -> Iterator[_Step]:
    """Yield the schemas of what a value holds."""
    properties = schema.get("properties")
    for name, each in properties.items() if isinstance(properties, dict) else ():
        place = join_pointer(pointer, "properties", name)
        yield _Step(each, place, is_closed=False, name=name)
    for keyword in _MEMBERS:
        yield _Step(schema.get(keyword), join_pointer(pointer, keyword), is_closed=False)


def _judge(pointer: str, place: _Place) -> Iterator[Loose]:
    schema, name = place.schema, name_of(pointer)
    properties = schema.get("properties")
    if isinstance(properties, dict) and properties:
        if not place.is_closed and not _is_closed_inside(schema):
            yield Loose("open-object", pointer, name)
        if not place.is_part and not _requires(schema):
            yield Loose("nothing-required", pointer, name)


def _is_closed_inside(schema: JsonObject) -> bool:
    """Tell whether a part of the schema closes the object that the whole is about."""
    parts = schema.get("allOf")
    return any(
        isinstance(part, dict) and "additionalProperties" in part
        for part in (parts if isinstance(parts, list) else [])
    )


def _requires(schema: JsonObject) -> bool:
    keywords = ("required", "minProperties", "dependentRequired", *_SAME_PLACE, "if")
    return any(schema.get(keyword) for keyword in keywords)


def _is_bare_text(schema: JsonObject) -> bool:
    kind = schema.get("type")
    kinds = set(kind) if isinstance(kind, list) else {kind}
    return "string" in kinds and kinds <= {"string", "null"} and not _TELLING & schema.keys()


def _last_word(name: str) -> str:
    """Return the last word of a name, unless it is the only one and no noun.

    >>> [_last_word(name) for name in ("createdAt", "unit_price", "ID", "at")]
    ['at', 'price', 'id', '']
    """
    words = _WORDS.findall(name)
    last = words[-1].lower() if words else ""
    return "" if last == "at" and len(words) == 1 else last


def name_of(pointer: str) -> str:
    """Return a place in a contract as people say it.

    >>> name_of("/components/schemas/Note/properties/created/anyOf/0")
    'Note.created'
    >>> name_of("/paths/~1notes/get/responses/200/content/application~1json/schema/items")
    'GET /notes 200[]'
    """
    tokens = split_pointer(pointer)
    start = tokens.index("schema") + 1 if "schema" in tokens else 3
    shown = [tokens[2] if tokens[:2] == ("components", "schemas") else _holder(tokens[:start])]
    inner, before = tokens[start:], ""
    for each in inner:
        if before == "properties":
            shown.append(f".{each}")
            before = ""
        else:
            shown.append("[]" if each == "items" else "")
            before = each
    return "".join(shown)


def _holder(tokens: tuple[str, ...]) -> str:
    """Return the words for a response: of an operation, or a shared one."""
    if tokens[:1] == ("paths",) and len(tokens) > len(("paths", "path", "get", "responses")):
        return f"{tokens[2].upper()} {tokens[1]} {tokens[4]}"
    return tokens[2] if tokens[:2] == ("components", "responses") else "/".join(tokens)
