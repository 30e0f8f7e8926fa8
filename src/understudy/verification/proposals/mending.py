"""Corrections of schemas: the smallest changes that allow the values which break one."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from understudy.contract.errors import ContractError
from understudy.contract.explanations import show
from understudy.contract.operations import Json, JsonObject
from understudy.contract.pointers import is_within, join_pointer, split_pointer
from understudy.contract.references import resolve
from understudy.contract.schemas import Schemas
from understudy.verification.facts.breaches import Breach, Way, find_breaches, without_echoes
from understudy.verification.proposals.drafts import Draft
from understudy.verification.proposals.learning import join_types, learn_schema, type_of

_MOST_ROUNDS = 12  # what is allowed by one change may show what is wrong below
_OF_MEMBERS = frozenset({"required", "additionalProperties", "unevaluatedProperties"})
_Correct: TypeAlias = "Callable[[JsonObject, Sequence[Breach]], JsonObject]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Sample:
    """A value that a deployment sent or took, with the schema it is to satisfy.

    `evidence` says who said so: "GET /items answered 200".
    """

    schema: str
    value: Json
    evidence: str


def mend_schemas(draft: Draft, samples: Sequence[Sample], telling: Sequence[Sample]) -> None:
    """Change the document until the samples satisfy their schemas, where that was found wanting.

    `telling` are those of `samples` that findings are about: only what they break is mended, for
    the others may hold redacted values.
    """
    schemas = Schemas(draft.document)
    broken = {each.schema: each for sample in telling for each in _breaches(schemas, sample)}
    inside = {place for place, each in broken.items() if each.keyword not in _OF_MEMBERS}
    for _ in range(_MOST_ROUNDS):
        groups: dict[tuple[str, str], list[tuple[Sample, Breach]]] = {}
        for sample in samples:
            for each in without_echoes(_breaches(schemas, sample)):
                if each.schema in broken or any(is_within(each.schema, place) for place in inside):
                    groups.setdefault((each.schema, each.keyword), []).append((sample, each))
        before = len(draft.actions)
        moves = draft.moves
        for (pointer, keyword), group in groups.items():
            if draft.moves == moves:  # else pointers may lead elsewhere by now
                _mend(draft, pointer, keyword, group)
        if len(draft.actions) == before:
            return
        schemas = Schemas(draft.document)


def _breaches(schemas: Schemas, sample: Sample) -> tuple[Breach, ...]:
    try:
        return find_breaches(schemas.validator(sample.schema), sample.value)
    except ContractError:
        return ()


def _mend(draft: Draft, pointer: str, keyword: str, group: Sequence[tuple[Sample, Breach]]) -> None:
    """Mend one keyword of one schema; where null is the matter, where the schema is referred to."""
    first, breach = group[0]
    why = _say(first, breach)
    breaches = [each for _, each in group]
    if keyword == "falseSchema":
        place = join_pointer(pointer, str(breach.way[-1]))
        draft.put(pointer, {**draft.at(pointer), split_pointer(place)[-1]: _learned(breaches)}, why)
        return
    referrers = {_referrer(draft.document, sample.schema, each.way) for sample, each in group}
    is_null = keyword == "type" and all(each.value is None for each in breaches)
    if is_null and None not in referrers:
        for referrer in sorted(filter(None, referrers)):
            draft.put(referrer, _nullable(draft.at(referrer)), why)
        return
    schema = draft.at(pointer)
    correct = _CORRECTIONS.get(keyword)
    if correct is None or (keyword not in schema and keyword not in _OF_MEMBERS):
        correct = _dropping(keyword if keyword in schema else "format")
    if schema:
        draft.put(pointer, correct(schema, breaches), why)


def _referrer(document: JsonObject, root: str, way: Way) -> str | None:
    """Return where the schema that was broken is referred to; None when it stands there itself.

    The way starts with the reference to the root that the validator was made of.
    """
    if len(way) < 3 or way[-2] != "$ref":  # noqa: PLR2004 - root, reference, keyword
        return None
    pointer = root
    for step in way[1:-2]:
        if step == "$ref":
            try:
                holder = resolve(document, "#" + pointer.replace("%", "%25"))[0]
                pointer = resolve(document, str(holder.get("$ref", "")))[1]
            except ContractError:
                return None
        else:
            pointer = join_pointer(pointer, step)
    return pointer


def _say(sample: Sample, breach: Breach) -> str:
    if breach.keyword == "required":
        return f"{sample.evidence}: {breach.at or 'the body'} has no {breach.name}"
    at = join_pointer(breach.at, breach.name) if breach.name else breach.at
    name = (split_pointer(at) or ("value",))[-1]
    value = show({name: breach.value})
    return f"{sample.evidence}: {at or 'the body'} breaks {breach.keyword} by {value}"


def _learned(breaches: Sequence[Breach]) -> JsonObject:
    return learn_schema([each.value for each in breaches])


def _nullable(schema: JsonObject) -> JsonObject:
    options = schema.get("anyOf")
    if isinstance(options, list) and len(schema) == 1:
        return {"anyOf": [*options, {"type": "null"}]}
    return {"anyOf": [schema, {"type": "null"}]}


def _widen(schema: JsonObject, breaches: Sequence[Breach]) -> JsonObject:
    declared = schema["type"]
    known = [str(each) for each in declared] if isinstance(declared, list) else [str(declared)]
    return {**schema, "type": join_types([*known, *(type_of(each.value) for each in breaches)])}


def _require_less(schema: JsonObject, breaches: Sequence[Breach]) -> JsonObject:
    missing = {each.name for each in breaches}
    declared = schema.get("required")
    left = [each for each in declared if each not in missing] if isinstance(declared, list) else []
    return {**schema, "required": left} if left else _without(schema, "required")


def _know_more(schema: JsonObject, breaches: Sequence[Breach]) -> JsonObject:
    values: dict[str, list[Json]] = {}
    for each in breaches:
        values.setdefault(each.name, []).append(each.value)
    declared = schema.get("properties")
    known = declared if isinstance(declared, dict) else {}
    learned = {name: learn_schema(seen) for name, seen in values.items() if name not in known}
    return {**schema, "properties": {**known, **learned}}


def _list_more(schema: JsonObject, breaches: Sequence[Breach]) -> JsonObject:
    declared = schema.get("enum")
    options = list(declared) if isinstance(declared, list) else [schema.get("const")]
    for each in breaches:
        if not any(type(each.value) is type(one) and each.value == one for one in options):
            options.append(each.value)
    return {**_without(schema, "const"), "enum": options}


def _choose_more(schema: JsonObject, breaches: Sequence[Breach]) -> JsonObject:
    keyword = breaches[0].keyword
    declared = schema.get(keyword)
    options = declared if isinstance(declared, list) else []
    learned = _learned(breaches)
    if keyword == "oneOf":  # a value may fit several of them; if it fits none, the next round tells
        return {**_without(schema, "oneOf"), "anyOf": options}
    return {**schema, "anyOf": [*options, learned]}


def _dropping(keyword: str) -> _Correct:
    return lambda schema, _: _without(schema, keyword)


def _without(schema: JsonObject, keyword: str) -> JsonObject:
    return {name: value for name, value in schema.items() if name != keyword}


_CORRECTIONS: Mapping[str, _Correct] = {
    "type": _widen,
    "required": _require_less,
    "additionalProperties": _know_more,
    "unevaluatedProperties": _know_more,
    "enum": _list_more,
    "const": _list_more,
    "anyOf": _choose_more,
    "oneOf": _choose_more,
}
