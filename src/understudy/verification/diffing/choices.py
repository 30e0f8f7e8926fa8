"""Changes of alternatives: what `anyOf` or `oneOf` offers, paired as people would pair it."""

from __future__ import annotations

from collections.abc import Callable, Iterator
from dataclasses import dataclass

from understudy.contract.operations import Json, JsonObject
from understudy.data.merging import elements, members
from understudy.verification.diffing.changes import Impact
from understudy.verification.diffing.places import Deeper, Matter, Place, SchemaChange, Step
from understudy.verification.diffing.proofs import COMPATIBLE
from understudy.verification.diffing.spots import Spot, said_by
from understudy.verification.diffing.wording import shown


@dataclass(frozen=True, slots=True)
class Choice:
    """A schema that is nothing but alternatives: `keyword` says whether exactly one must hold."""

    keyword: str
    alternatives: tuple[Spot, ...]


def choices_of(spot: Spot) -> Choice | None:
    """Return the alternatives of a schema that is nothing else, None for any other."""
    keywords = said_by(spot.schema)
    if keywords not in ({"anyOf"}, {"oneOf"}) or not isinstance(spot.schema, dict):
        return None
    keyword = keywords.pop()
    count = len(elements(spot.schema, keyword))
    return Choice(keyword, tuple(spot.below(keyword, index) for index in range(count)))


def changed_choices(place: Place, old: Choice | None, new: Choice | None) -> Iterator[Step]:
    """Yield which alternatives came or went, and which are to be compared.

    Raises:
        ContractError: A reference leads nowhere, or a schema cannot be used.
    """
    before = list(old.alternatives if old else (place.old,))
    after = list(new.alternatives if new else (place.new,))
    pairs = _paired(before, after, place.matter)
    yield from (Deeper(*pair, place.way) for pair in pairs)
    for spot in before:
        yield _changed(place, spot, is_new=False)
    for spot in after:
        yield _changed(place, spot, is_new=True)
    receiver = place.matter.sides(old, new)[1]
    if receiver is not None and receiver.keyword == "oneOf" and (pairs or before or after):
        yield from _overlap(place, receiver)


def _changed(place: Place, spot: Spot, *, is_new: bool) -> SchemaChange:
    is_sent = place.matter.sides(not is_new, is_new)[0]
    verdict = place.judge(place.received.schema, sent=spot.schema) if is_sent else COMPATIBLE
    is_null = spot.schema == {"type": "null"}
    name = "null" if is_null else _name(spot)
    message = f"it may be {name} now" if is_new else f"it may not be {name} any more"
    at = (place.old.pointer, spot.pointer) if is_new else (spot.pointer, place.new.pointer)
    return place.change("type" if is_null else "composition", message, verdict, at=at)


def _overlap(place: Place, receiver: Choice) -> Iterator[SchemaChange]:
    """Yield that a value has become several of the alternatives of which it must be one."""
    schemas: list[Json] = [each.schema for each in receiver.alternatives]
    asked: JsonObject = {"anyOf": [{"oneOf": schemas}, {"not": {"anyOf": schemas}}]}
    verdict = place.judge(asked)
    if verdict.impact is Impact.BREAKING:
        message = "several alternatives can hold at once now, of which one may"
        yield place.change("composition", message, verdict)


def _paired(before: list[Spot], after: list[Spot], matter: Matter) -> list[tuple[Spot, Spot]]:
    """Take what belongs together out of both lists; return the pairs that differ."""
    for old in list(before):
        twin = next((new for new in after if matter.twins.are_same(old.schema, new.schema)), None)
        if twin is not None:
            before.remove(old)
            after.remove(twin)
    pairs: list[tuple[Spot, Spot]] = []
    for trait in (_ref, _title, _constants, _type):
        _pair_by(trait, before, after, pairs)
    return pairs


def _pair_by(
    trait: Callable[[Spot], Json],
    before: list[Spot],
    after: list[Spot],
    pairs: list[tuple[Spot, Spot]],
) -> None:
    for old in list(before):
        found = [new for new in after if trait(old) is not None and trait(old) == trait(new)]
        if len(found) == 1 and sum(trait(each) == trait(old) for each in before) == 1:
            pairs.append((old, found[0]))
            before.remove(old)
            after.remove(found[0])


def _ref(spot: Spot) -> Json:
    return spot.schema.get("$ref") if isinstance(spot.schema, dict) else None


def _title(spot: Spot) -> Json:
    return spot.schema.get("title") if isinstance(spot.schema, dict) else None


def _type(spot: Spot) -> Json:
    return spot.schema.get("type") if isinstance(spot.schema, dict) else None


def _constants(spot: Spot) -> Json:
    schema = spot.schema if isinstance(spot.schema, dict) else {}
    constants: JsonObject = {
        name: each["const"]
        for name, each in members(schema, "properties").items()
        if isinstance(each, dict) and "const" in each
    }
    return constants or None


def _name(spot: Spot) -> str:
    named = _title(spot) or _ref(spot)
    return str(named).rpartition("/")[2] if named else shown(spot.schema)
