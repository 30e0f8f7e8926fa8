"""Objects of a document that know where they stand, so that reading them can explain itself."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, field
from typing import NoReturn

from understudy.contract.errors import ContractError, Position
from understudy.contract.operations import Json, JsonObject
from understudy.contract.pointers import join_pointer
from understudy.contract.references import follow

_NAMES: dict[type, str] = {
    bool: "a boolean",
    int: "a number",
    float: "a number",
    str: "text",
    list: "a list",
    dict: "an object",
    type(None): "null",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """One object of a document; what is read through it has its `$ref` followed, its type checked.

    Every method raises ContractError, with the pointer, when a value has another type than asked.
    `targets` holds what references were followed to before: many operations share one.
    """

    document: JsonObject
    value: JsonObject
    pointer: str = ""
    targets: dict[str, tuple[JsonObject, str]] = field(default_factory=dict)

    def member(self, key: str) -> Place | None:
        """Return the object under a key; None when the key is absent."""
        if key not in self.value:
            return None
        return self._object(self.value[key], join_pointer(self.pointer, key))

    def members(self, key: str, *, extensible: bool = False) -> Iterator[tuple[str, Place]]:
        """Yield the objects of the map under a key, by name; none when the key is absent.

        In an extensible map (OpenAPI says which are) names that start with `x-` are left out.
        """
        holder = self.member(key)
        if holder is not None:
            for name, value in holder.value.items():
                if not (extensible and name.startswith("x-")):
                    yield name, self._object(value, join_pointer(holder.pointer, name))

    def elements(self, key: str) -> tuple[Place, ...]:
        """Return the objects of the list under a key; none when the key is absent."""
        pointer = join_pointer(self.pointer, key)
        return tuple(
            self._object(each, join_pointer(pointer, index))
            for index, each in enumerate(self._list(key))
        )

    def texts(self, key: str) -> tuple[str, ...]:
        """Return the texts of the list under a key; none when the key is absent."""
        pointer = join_pointer(self.pointer, key)
        return tuple(
            each
            if isinstance(each, str)
            else self._refuse(each, "text", join_pointer(pointer, index))
            for index, each in enumerate(self._list(key))
        )

    def text(self, key: str, default: str | None = None) -> str:
        """Return the text under a key; without a default the key must be there."""
        value = self.value.get(key, default)
        if value is None and key not in self.value:
            self.refuse(f'"{key}" is missing here', "add it")
        if isinstance(value, bool) or not isinstance(value, str | int | float):
            self._refuse(value, "text", join_pointer(self.pointer, key))
        return str(value)  # `version: 1.0` and `default: 443` are numbers to YAML

    def flag(self, key: str, *, default: bool = False) -> bool:
        """Return the boolean under a key."""
        value = self.value.get(key, default)
        if not isinstance(value, bool):
            self._refuse(value, "true or false", join_pointer(self.pointer, key))
        return value

    def schema(self, key: str) -> JsonObject | None:
        """Return the schema under a key, its `$ref` in place; None when the key is absent."""
        value = self.value.get(key)
        if value is None or isinstance(value, dict):
            return value
        if not isinstance(value, bool):
            self._refuse(value, "a schema", join_pointer(self.pointer, key))
        return {} if value else {"not": {}}

    def refuse(self, what: str, remedy: str, *, key: str = "") -> NoReturn:
        """Raise a ContractError about this object, or about its member of that key."""
        pointer = join_pointer(self.pointer, key) if key else self.pointer
        raise ContractError(what, where=Position(file="", pointer=pointer), remedy=remedy)

    def _object(self, value: Json, pointer: str) -> Place:
        if not isinstance(value, dict):
            self._refuse(value, "an object", pointer)
        ref = value.get("$ref")
        if isinstance(ref, str):
            found = self.targets.get(ref) or follow(self.document, value, pointer)
            value, pointer = self.targets[ref] = found
        return Place(document=self.document, value=value, pointer=pointer, targets=self.targets)

    def _list(self, key: str) -> list[Json]:
        value = self.value.get(key, [])
        if not isinstance(value, list):
            self._refuse(value, "a list", join_pointer(self.pointer, key))
        return value

    def _refuse(self, value: Json, expected: str, pointer: str) -> NoReturn:
        raise ContractError(
            f"this is {_NAMES[type(value)]}, expected {expected}",
            where=Position(file="", pointer=pointer),
            remedy=f"write {expected} here",
        )
