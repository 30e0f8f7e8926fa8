"""The schemas of a document as one party of an exchange reads them.

Who sends, sends what the contract names: an object that declares properties is closed for its
sender, unless the contract says that there may be others. Who receives reads the schema as it
stands. So a property that is added to an open object breaks nobody, in requests and answers alike.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from understudy.contract.formats import bound_integers
from understudy.contract.operations import Json, JsonObject
from understudy.contract.references import resolve
from understudy.data.merging import elements, members
from understudy.verification.diffing.changes import Direction
from understudy.verification.diffing.spots import ANNOTATIONS

ASSERTED = frozenset(  # what the validator looks at; other formats only describe
    {
        *("date", "time", "date-time", "duration", "email", "idn-email", "hostname"),
        *("idn-hostname", "ipv4", "ipv6", "uri", "uri-reference", "iri", "iri-reference"),
        *("uri-template", "json-pointer", "relative-json-pointer", "regex", "uuid"),
        *("decimal", "int32", "int64"),
    }
)
_DECIMAL = "^[+-]?[0-9]+(?:\\.[0-9]+)?$"
_ASKED = frozenset({"not", "if", "contains", "propertyNames"})  # a closed one would mean less
_PARTS = _ASKED | {"then", "else", "allOf", "anyOf", "oneOf", "dependentSchemas"}
_BELOW = frozenset({"additionalProperties", "items", "unevaluatedItems", "unevaluatedProperties"})
_SINGLE = _ASKED | _BELOW | {"then", "else"}
_LISTED = frozenset({"allOf", "anyOf", "oneOf", "prefixItems"})
_NAMED = frozenset({"properties", "patternProperties", "dependentSchemas"})
_UNSENT = {Direction.REQUEST: "readOnly", Direction.RESPONSE: "writeOnly"}


class Reading:
    """One party's schemas of one document: self-contained, without annotations.

    `sends` says that the party is the sender; `direction` what is sent.
    """

    def __init__(self, document: JsonObject, direction: Direction, *, sends: bool) -> None:
        self.document = document
        self.direction = direction
        self._sends = sends
        self._names: dict[tuple[str, bool], str] = {}
        self._places: dict[str, tuple[str, bool]] = {}
        self._definitions: dict[str, tuple[Json, tuple[str, ...]]] = {}

    def whole(self, schema: Json, *, is_plain: bool = False) -> JsonObject:
        """Return the schema with all that it refers to under `$defs`.

        A plain one is as it stands, even for the sender.

        Raises:
            ContractError: A reference leaves the document or leads nowhere.
        """
        uses: dict[str, None] = {}
        read = self._value(schema, uses, plain=is_plain or not self._sends)
        definitions: JsonObject = {}
        waiting = list(uses)
        while waiting:
            name = waiting.pop()
            if name not in definitions:
                definitions[name], used = self._definition(name)
                waiting.extend(used)
        result = read if isinstance(read, dict) else ({} if read is True else {"not": {}})
        return {**result, "$defs": definitions} if definitions else result

    def declared(self, schema: Json) -> frozenset[str] | None:
        """Return the properties an object may have for its sender; None when any name will do."""
        names = self._declared(schema, set())
        return names or None

    def is_unsent(self, schema: Json) -> bool:
        """Tell whether a property of that schema does not travel in this direction."""
        flag = _UNSENT[self.direction]
        return any(part.get(flag) is True for part in self._followed(schema))

    def _value(self, schema: Json, uses: dict[str, None], *, plain: bool) -> Json:
        """Read the schema of a whole value: of a body, a property, an element."""
        read = self._part(schema, uses, plain=plain)
        names = None if plain else self.declared(schema)
        if names is None or not isinstance(read, dict):
            return read
        listed: list[Json] = [*sorted(names)]
        closed: JsonObject = {"propertyNames": {"enum": listed}}
        return {**read, **closed} if "propertyNames" not in read else {"allOf": [read], **closed}

    def _part(self, schema: Json, uses: dict[str, None], *, plain: bool) -> Json:
        if not isinstance(schema, dict):
            return schema if isinstance(schema, bool) else True
        schema, result = _with_formats(schema), {}
        unsent = self._unsent(schema)
        for keyword, value in schema.items():
            if keyword in ANNOTATIONS or keyword.startswith("x-"):
                continue
            result[keyword] = self._keyword(keyword, value, uses, plain=plain)
        if unsent:
            result["required"] = [
                each for each in elements(schema, "required") if each not in unsent
            ]
            if self._sends:
                result["properties"] = {
                    name: each
                    for name, each in members(result, "properties").items()
                    if name not in unsent
                }
        return result

    def _keyword(self, keyword: str, value: Json, uses: dict[str, None], *, plain: bool) -> Json:
        def part(schema: Json) -> Json:
            return self._part(schema, uses, plain=plain or keyword in _ASKED)

        def whole(schema: Json) -> Json:
            return self._value(schema, uses, plain=plain)

        if keyword == "$ref" and isinstance(value, str):
            return self._refer(value, uses, plain=plain)
        read = part if keyword in _PARTS else whole
        if keyword in _SINGLE:
            return read(value)
        if keyword in _LISTED and isinstance(value, list):
            return [read(each) for each in value]
        if keyword in _NAMED and isinstance(value, dict):
            return {name: read(each) for name, each in value.items()}
        return value

    def _refer(self, ref: str, uses: dict[str, None], *, plain: bool) -> str:
        name = self._names.setdefault((ref, plain), f"{len(self._names)}")
        self._places[name] = (ref, plain)
        uses[name] = None
        return f"#/$defs/{name}"

    def _definition(self, name: str) -> tuple[Json, tuple[str, ...]]:
        """Return what a name stands for, and the names that it uses; read when first asked for."""
        if name not in self._definitions:
            ref, plain = self._places[name]
            uses: dict[str, None] = {}
            read = self._part(resolve(self.document, ref)[0], uses, plain=plain)
            self._definitions[name] = (read, tuple(uses))
        return self._definitions[name]

    def _unsent(self, schema: JsonObject) -> frozenset[str]:
        """Name the properties that do not travel in this direction."""
        named = members(schema, "properties")
        return frozenset(name for name, each in named.items() if self.is_unsent(each))

    def _followed(self, schema: Json) -> Iterator[JsonObject]:
        for _ in range(8):
            if not isinstance(schema, dict):
                return
            yield schema
            ref = schema.get("$ref")
            schema = resolve(self.document, ref)[0] if isinstance(ref, str) else None

    def _declared(self, schema: Json, seen: set[int]) -> frozenset[str] | None:
        if not isinstance(schema, dict) or id(schema) in seen:
            return frozenset()
        seen.add(id(schema))
        if _is_open(schema):
            return None
        found = {*members(schema, "properties"), *map(str, elements(schema, "required"))}
        for part in self._parts_beside(schema):
            names = self._declared(part, seen)
            if names is None:
                return None
            found |= names
        for part in (*elements(schema, "anyOf"), *elements(schema, "oneOf")):
            names = self._declared(part, seen)
            if names is None or (not names and _is_any_object(part)):
                return None
            found |= names
        return frozenset(found)

    def _parts_beside(self, schema: JsonObject) -> Iterator[Json]:
        ref = schema.get("$ref")
        if isinstance(ref, str):
            yield resolve(self.document, ref)[0]
        yield from elements(schema, "allOf")
        yield from (schema[each] for each in ("if", "then", "else") if each in schema)
        yield from members(schema, "dependentSchemas").values()


def _is_open(schema: JsonObject) -> bool:
    others = (schema.get("additionalProperties"), schema.get("unevaluatedProperties"))
    return "patternProperties" in schema or any(each not in (None, False) for each in others)


def _is_any_object(schema: Json) -> bool:
    return isinstance(schema, dict) and "object" in (schema.get("type"), *elements(schema, "type"))


def _with_formats(schema: Mapping[str, Json]) -> JsonObject:
    """Return the schema with formats as other keywords where they are ours to explain."""
    copy = dict(schema)
    bound_integers(copy)
    name = copy.get("format")
    if name == "decimal":
        del copy["format"]
        copy["allOf"] = [*elements(copy, "allOf"), {"pattern": _DECIMAL}]
    elif name in ("int32", "int64") or name not in ASSERTED:
        copy.pop("format", None)
    return copy
