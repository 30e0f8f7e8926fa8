"""What an action does to a record, told from its name: `POST /orders/{id}/cancel`.

cancel   ->  {"status": "cancelled"}, where the status may be that
archive  ->  {"archived": true}       unarchive  ->  {"archived": false}
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from understudy.behavior.naming import plain
from understudy.behavior.views import Views
from understudy.contract.operations import Json, JsonObject

STATES = ("status", "state", "phase", "stage")
IRREGULAR = {"pay": "paid", "send": "sent", "hold": "held", "bring": "brought", "sell": "sold"}
UNDOING = ("un", "de")
SHORTEST = 3  # letters that a word and what it leads to share at least


def infer_effect(
    views: Views, properties: JsonObject, word: str, *, is_undone: bool = False
) -> JsonObject:
    """Return the members that an action sets; `is_undone` says that its method takes it back.

    >>> order = {"status": {"enum": ["open", "cancelled"]}, "locked": {"type": "boolean"}}
    >>> views = Views({}, {})
    >>> infer_effect(views, order, "cancel"), infer_effect(views, order, "unlock")
    ({'status': 'cancelled'}, {'locked': False})
    """
    schemas = {name: views.within(each, ()) for name, each in properties.items()}
    word = plain(word)
    for name, is_set in _switched(schemas, word):
        return {name: is_set is not is_undone}
    states = {} if is_undone else dict(_states(schemas))
    for name, values in states.items():
        led_to = [each for each in values if _leads_to(word, each.lower())]
        if led_to:
            return {name: min(led_to, key=lambda each: not each.lower().endswith("d"))}
    return {}


def _switched(schemas: Mapping[str, Json], word: str) -> Iterator[tuple[str, bool]]:
    """Yield what is either so or not, and is named after the action or its opposite."""
    for name, schema in schemas.items():
        if not isinstance(schema, dict) or "boolean" not in str(schema.get("type")):
            continue
        told = plain(name).removeprefix("is")
        if _leads_to(word, told):
            yield name, True
        for prefix in UNDOING:
            if word.startswith(prefix) and _leads_to(word.removeprefix(prefix), told):
                yield name, False


def _states(schemas: Mapping[str, Json]) -> Iterator[tuple[str, list[str]]]:
    for name, schema in schemas.items():
        if isinstance(schema, dict) and plain(name).endswith(STATES):
            values = schema.get("enum")
            yield name, [str(each) for each in values if each] if isinstance(values, list) else []


def _leads_to(word: str, state: str) -> bool:
    """Tell whether a verb and a state have the same stem.

    >>> _leads_to("archive", "archived"), _leads_to("activate", "active"), _leads_to("pay", "open")
    (True, True, False)
    """
    stem, told = word.removesuffix("e"), state.removesuffix("e")
    return IRREGULAR.get(word) == state or (
        min(len(stem), len(told)) >= SHORTEST and (told.startswith(stem) or stem.startswith(told))
    )
