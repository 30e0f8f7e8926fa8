"""A draft of an overlay: every change is applied at once, so that the next one starts from it.

Only objects and lists are selected, as Overlay 1.0 has it: what is to lose a plain member is
removed, and put anew into what holds it.
"""

from __future__ import annotations

from typing import TypeGuard

import orjson

from understudy.contract.errors import ContractError
from understudy.contract.json_paths import write_path
from understudy.contract.operations import Json, JsonObject
from understudy.contract.overlays import apply_action
from understudy.contract.pointers import join_pointer, make_pointer, split_pointer
from understudy.contract.references import follow, resolve


class Draft:
    """Actions so far, and the document as they leave it.

    `moves` counts how often items of a list have changed their places.
    """

    def __init__(self, document: JsonObject) -> None:
        self.document: JsonObject = orjson.loads(orjson.dumps(document))
        self.actions: list[Json] = []
        self.moves = 0

    def at(self, pointer: str) -> JsonObject:
        """Return the object that a pointer leads to; an empty one when there is none."""
        try:
            return resolve(self.document, _fragment(pointer))[0]
        except ContractError:
            return {}

    def follow(self, pointer: str) -> str:
        """Return the pointer of the object that is meant, behind its `$ref`s."""
        try:
            return follow(self.document, self.at(pointer), pointer)[1]
        except ContractError:
            return pointer

    def put(self, pointer: str, wanted: JsonObject, why: str) -> None:
        """Make the object at a pointer like the wanted one, by as few actions as can be."""
        before = self.at(pointer)
        if before == wanted:
            return
        if any(_is_plain(before[name]) for name in before.keys() - wanted.keys()):
            self._replace(pointer, wanted, why)
            return
        for name in before.keys() - wanted.keys():
            self._remove(join_pointer(pointer, name), why)
        added: JsonObject = {}
        for name, value in wanted.items():
            if name not in before:
                added[name] = value
            elif before[name] != value:
                self._change(pointer, name, value, added, why)
        if added:
            self._update(pointer, added, why)

    def _change(self, pointer: str, name: str, value: Json, added: JsonObject, why: str) -> None:
        """Change a member at once if that can be said alone; else leave it in `added`."""
        before, place = self.at(pointer)[name], join_pointer(pointer, name)
        if isinstance(before, dict) and isinstance(value, dict):
            self.put(place, value, why)
        elif isinstance(before, list) and _continues(value, before):
            for each in value[len(before) :]:
                self._update(place, each, why)
        else:
            if not _is_plain(before):
                self._remove(place, why)
            added[name] = value

    def _replace(self, pointer: str, wanted: JsonObject, why: str) -> None:
        *above, last = split_pointer(pointer)
        holder = make_pointer(above)
        self._remove(pointer, why)
        is_listed = last.isdecimal() and not isinstance(self._value(holder), dict)
        self.moves += is_listed
        self._update(holder, wanted if is_listed else {last: wanted}, why)

    def _value(self, pointer: str) -> Json:
        value: Json = self.document
        for token in split_pointer(pointer):
            value = value[int(token)] if isinstance(value, list) else _member(value, token)
        return value

    def _remove(self, pointer: str, why: str) -> None:
        self._act(
            {"target": write_path(self.document, pointer), "description": why, "remove": True}
        )

    def _update(self, pointer: str, update: Json, why: str) -> None:
        target = write_path(self.document, pointer)
        self._act({"target": target, "description": why, "update": update})

    def _act(self, action: JsonObject) -> None:
        apply_action(self.document, action)
        self.actions.append(action)


def _member(value: Json, token: str) -> Json:
    return value.get(token) if isinstance(value, dict) else None


def _is_plain(value: Json) -> bool:
    return not isinstance(value, dict | list)


def _continues(value: Json, before: list[Json]) -> TypeGuard[list[Json]]:
    """Tell whether a list only has more items, none of which a reader could take for several."""
    if not isinstance(value, list) or value[: len(before)] != before:
        return False
    return not any(isinstance(each, list) for each in value[len(before) :])


def _fragment(pointer: str) -> str:
    return "#" + pointer.replace("%", "%25")
