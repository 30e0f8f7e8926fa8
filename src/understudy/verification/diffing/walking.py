"""What changed between two schemas, place by place, each change with what it means.

The walk goes down as long as both sides say the same kind of thing in the same way; where they do
not, the place is judged as a whole. Nothing that differs is passed over, except words for people.
"""

from __future__ import annotations

from collections.abc import Iterator

from understudy.verification.diffing.choices import Choice, changed_choices, choices_of
from understudy.verification.diffing.keywords import (
    changed_annotations,
    changed_elements,
    changed_keywords,
    differing,
    is_opaque,
)
from understudy.verification.diffing.places import Deeper, Matter, Place, SchemaChange, Step
from understudy.verification.diffing.proofs import UNKNOWN
from understudy.verification.diffing.properties import changed_others, changed_properties
from understudy.verification.diffing.spots import Spot, gather, settled

_MOST_STEPS = 60


def compare_schemas(matter: Matter, old: Spot, new: Spot) -> Iterator[SchemaChange]:
    """Yield what changed between two schemas of a message, the outermost first.

    Raises:
        ContractError: A reference leads nowhere, or a schema cannot be used.
    """
    seen: set[tuple[str, str]] = set()
    waiting = [Deeper(old, new, ())]
    while waiting:
        pair = waiting.pop(0)
        if matter.twins.are_same(pair.old.schema, pair.new.schema):
            continue
        if len(pair.way) > _MOST_STEPS:
            yield _left_out(matter, pair)
            continue
        place = _place(matter, pair)
        key = (place.old.pointer, place.new.pointer)
        yield from changed_annotations(place)
        if key in seen:
            continue
        seen.add(key)
        for step in _compare(place):
            if isinstance(step, Deeper):
                waiting.append(step)
            else:
                yield step


def _left_out(matter: Matter, pair: Deeper) -> SchemaChange:
    """Return that what is nested so deeply is not compared; no body that is read goes there."""
    place = _place(matter, pair)
    message = f"what is nested on more than {_MOST_STEPS} levels is not compared"
    return place.change("not-compared", message, UNKNOWN)


def _place(matter: Matter, pair: Deeper) -> Place:
    """Return the place of two schemas: what they only refer to stands for them.

    So a schema that contains itself is met once.
    """
    documents = matter.old_document, matter.new_document
    old, new = (settled(*both) for both in zip(documents, (pair.old, pair.new), strict=True))
    surfaces = gather(documents[0], pair.old), gather(documents[1], pair.new)
    return Place(matter=matter, old=old, new=new, way=pair.way, surfaces=surfaces)


def _compare(place: Place) -> Iterator[Step]:
    old, new = place.old, place.new
    choices = choices_of(old), choices_of(new)
    names = differing(place)
    if any(choices) or old.schema is False or new.schema is False or is_opaque(place, names):
        if not place.matter.means_the_same(old.schema, new.schema):
            yield from _of_the_whole(place, *choices)
        return
    yield from changed_keywords(place, names)
    yield from changed_properties(place)
    yield from changed_others(place, names)
    if "items" in names:
        yield from changed_elements(place)


def _of_the_whole(place: Place, old: Choice | None, new: Choice | None) -> Iterator[Step]:
    if old is not None or new is not None:
        yield from changed_choices(place, old, new)
    else:
        verdict = place.judge(place.received.schema)
        yield place.change("composition", "what is allowed here has changed", verdict)
