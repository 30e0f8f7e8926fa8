"""OpenAPI Overlays (1.0): changes to a document that are kept beside it.

An overlay lists actions; each selects places of the document by JSONPath and merges something into
them, or removes them. Ours may also hold `x-behavior`, a merge patch for the behavior.yaml that
belongs to the document.
"""

from __future__ import annotations

import json
from collections.abc import Mapping
from importlib.resources import files
from pathlib import Path
from typing import cast

import orjson

from understudy.contract.documents import load_document
from understudy.contract.errors import OverlayError, Position
from understudy.contract.grammars import check_grammar
from understudy.contract.json_paths import Steps, UnreadPath, select
from understudy.contract.operations import Json, JsonObject
from understudy.contract.pointers import make_pointer
from understudy.contract.positions import locate

BEHAVIOR = "x-behavior"


def read_overlay(path: Path) -> JsonObject:
    """Return the overlay in a YAML or JSON file.

    Raises:
        DocumentError: The file cannot be read.
        OverlayError: It is no overlay; the message names the line and what is expected there.
    """
    overlay = load_document(path)
    text = files("understudy.contract").joinpath("overlay.json").read_text(encoding="utf-8")
    check_grammar(overlay, path, cast("JsonObject", json.loads(text)), OverlayError)
    return overlay


def behavior_patch(overlay: Mapping[str, Json]) -> JsonObject:
    """Return what the overlay changes in behavior.yaml: a merge patch, empty for nothing."""
    patch = overlay.get(BEHAVIOR)
    return patch if isinstance(patch, dict) else {}


def apply_overlay(document: JsonObject, overlay: JsonObject, *, file: str = "") -> JsonObject:
    """Return a copy of the document as the actions of an overlay, in their order, leave it.

    What an action selects may be nothing. Objects are merged member by member; what is merged into
    a list is appended to it, a list item by item. `file` is the overlay's, for messages.

    >>> actions = [{"target": "$.info", "update": {"title": "New"}}]
    >>> apply_overlay({"info": {"title": "Old", "version": "1"}}, {"actions": actions})
    {'info': {'title': 'New', 'version': '1'}}

    Raises:
        OverlayError: A target cannot be read, or selects what the action cannot change.
    """
    amended: JsonObject = orjson.loads(orjson.dumps(document))
    actions = cast("list[JsonObject]", overlay.get("actions", []))
    for index, action in enumerate(actions):
        try:
            apply_action(amended, action)
        except OverlayError as error:
            pointer = make_pointer(["actions", index, "target"])
            where = locate(Path(file), pointer) if file else Position(file="", pointer=pointer)
            raise OverlayError(error.what, where=where, remedy=error.remedy) from error
    return amended


def apply_action(document: JsonObject, action: JsonObject) -> None:
    """Change a document in place as one action of an overlay says.

    Raises:
        OverlayError: As for `apply_overlay`, but without a place.
    """
    try:
        _act(document, action)
    except (UnreadPath, _Unchangeable) as error:
        raise OverlayError(
            f"the target {action.get('target')} cannot be used: {error}",
            remedy="mend the target, or what is to be done there",
        ) from error


class _Unchangeable(ValueError):  # noqa: N818 - becomes an OverlayError that says where
    """A target selects something that the action cannot be applied to."""


def _act(document: JsonObject, action: JsonObject) -> None:
    places = select(document, str(action.get("target", "")))
    if action.get("remove") is True:
        for place in sorted(places, key=_order, reverse=True):  # so that indexes stay true
            _remove(document, place)
    elif "update" in action:
        for place in places:
            _update(document, place, action["update"])


def _remove(document: JsonObject, place: Steps) -> None:
    if not place:
        raise _Unchangeable("it is the whole document, which cannot be removed")
    holder = _at(document, place[:-1])
    last = place[-1]
    if isinstance(holder, dict):
        holder.pop(str(last), None)
    elif isinstance(holder, list) and int(last) < len(holder):
        del holder[int(last)]


def _order(place: Steps) -> tuple[tuple[int, str], ...]:
    return tuple((step, "") if isinstance(step, int) else (0, step) for step in place)


def _update(document: JsonObject, place: Steps, update: Json) -> None:
    target = _at(document, place)
    if isinstance(target, list):
        target.extend(map(_copy, update if isinstance(update, list) else [update]))
    elif not isinstance(target, dict):
        raise _Unchangeable("it selects neither an object nor a list; select what holds it")
    elif not isinstance(update, dict):
        raise _Unchangeable("it selects an object, and the update is none")
    else:
        _merge(target, update)


def _merge(target: JsonObject, update: JsonObject) -> None:
    for name, value in update.items():
        before = target.get(name)
        if isinstance(before, dict) and isinstance(value, dict):
            _merge(before, value)
        elif isinstance(before, list) and isinstance(value, list):
            before.extend(map(_copy, value))
        else:
            target[name] = _copy(value)


def _at(document: Json, place: Steps) -> Json:
    for step in place:
        if isinstance(document, dict):
            document = document.get(str(step))
        elif isinstance(document, list) and int(step) < len(document):
            document = document[int(step)]
        else:
            return None
    return document


def _copy(value: Json) -> Json:
    if isinstance(value, dict):
        return {name: _copy(each) for name, each in value.items()}
    return [_copy(each) for each in value] if isinstance(value, list) else value
