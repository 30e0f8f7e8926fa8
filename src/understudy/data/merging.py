"""Two schemas that must both hold, written as one.

Merging is what `allOf` asks for before values can be made: an object has one list of properties,
a number one pair of bounds. What cannot be written as one schema (two patterns on the same name of
`patternProperties`, say) is approximated; values of such schemas are checked and made again.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Mapping
from fractions import Fraction
from math import gcd, lcm

from understudy.contract.operations import Json, JsonObject
from understudy.data.limits import fraction, plain
from understudy.data.sameness import same_key

_MEMBERS = ("properties", "patternProperties", "additionalProperties")
_ELEMENTS = ("prefixItems", "items")


def merge(left: JsonObject, right: JsonObject) -> JsonObject:
    """Return one schema for values that satisfy both; annotations are the left one's.

    `type` and `pattern` must be lists already, `const` an `enum` of one.
    """
    merged = {**right, **left}
    for name, combine in _RULES.items():
        if name in left and name in right:
            merged[name] = combine(left[name], right[name])
    if any(name in left or name in right for name in _MEMBERS):
        _merge_members(left, right, merged)
    if any(name in left or name in right for name in _ELEMENTS):
        _merge_elements(left, right, merged)
    return merged


def both(left: Json, right: Json) -> Json:
    """Return a schema that asks for both, as short as it can be written."""
    if left is False or right is False:
        return False
    if right is True or right in ({}, left):
        return left
    return right if left is True or left == {} else {"allOf": [left, right]}


def schema_for(schema: JsonObject, name: str) -> Json:
    """Return what an object's schema asks of a property of that name, declared or not."""
    declared, patterns = members(schema, "properties"), members(schema, "patternProperties")
    asked = [declared[name]] if name in declared else []
    asked += [asks for pattern, asks in patterns.items() if re.search(pattern, name)]
    if not asked:
        return schema.get("additionalProperties", True)
    combined = asked[0]
    for asks in asked[1:]:
        combined = both(combined, asks)
    return combined


def members(schema: JsonObject, keyword: str) -> JsonObject:
    """Return the schemas under a keyword that maps names to them; {} when there are none."""
    value = schema.get(keyword)
    return value if isinstance(value, dict) else {}


def elements(schema: JsonObject, keyword: str) -> list[Json]:
    """Return the list under a keyword; [] when there is none."""
    value = schema.get(keyword)
    return value if isinstance(value, list) else []


def authored(keywords: JsonObject) -> JsonObject:
    """Return merged keywords as a schema may be written: several patterns become an `allOf`."""
    patterns = elements(keywords, "pattern")
    if not patterns:
        return keywords
    others = {name: value for name, value in keywords.items() if name != "pattern"}
    return {**others, "allOf": [{"pattern": pattern} for pattern in patterns]}


def _merge_members(left: JsonObject, right: JsonObject, merged: JsonObject) -> None:
    names = [*members(left, "properties"), *members(right, "properties")]
    properties: JsonObject = {
        name: both(schema_for(left, name), schema_for(right, name)) for name in names
    }
    patterns = dict(members(left, "patternProperties"))
    for pattern, asks in members(right, "patternProperties").items():
        patterns[pattern] = both(patterns.get(pattern, True), asks)
    rest = [side.get("additionalProperties", True) for side in (left, right)]
    merged.update(
        properties=properties,
        patternProperties=patterns,
        additionalProperties=both(*rest),
    )


def _merge_elements(left: JsonObject, right: JsonObject, merged: JsonObject) -> None:
    one, other = elements(left, "prefixItems"), elements(right, "prefixItems")
    rest = left.get("items", True), right.get("items", True)
    places: list[Json] = [
        both(
            one[place] if place < len(one) else rest[0],
            other[place] if place < len(other) else rest[1],
        )
        for place in range(max(len(one), len(other)))
    ]
    merged["items"] = both(*rest)
    if places:
        merged["prefixItems"] = places


def _common_types(left: Json, right: Json) -> Json:
    """Keep types that both allow; an integer is also a number."""
    ours, theirs = _listed(left), _listed(right)
    common = [name for name in ours if name in theirs]
    if "integer" not in common and all(name in ours + theirs for name in ("integer", "number")):
        common.append("integer")
    return common


def _listed(value: Json) -> list[Json]:
    return value if isinstance(value, list) else [value]


def _common_values(left: Json, right: Json) -> Json:
    allowed = {same_key(value) for value in _listed(right)}
    return [value for value in _listed(left) if same_key(value) in allowed]


def _union(left: Json, right: Json) -> Json:
    ours = _listed(left)
    return [*ours, *(each for each in _listed(right) if each not in ours)]


def _requirements(left: Json, right: Json) -> Json:
    """Join what each property asks for: `{"a": ["b"]}` and `{"a": ["c"]}` ask for both."""
    joined: JsonObject = {}
    for side in (left, right):
        for name, names in (side if isinstance(side, dict) else {}).items():
            joined[name] = _union(joined.get(name, []), names)
    return joined


def _common_multiple(left: Json, right: Json) -> Json:
    """Return the least number that both divide: 6 for 2 and 3, 0.5 for 0.25 and 0.5."""
    one, other = fraction(left), fraction(right)
    if not one or not other:
        return left
    common = Fraction(lcm(one.numerator, other.numerator), gcd(one.denominator, other.denominator))
    return plain(common)


def _greater(left: Json, right: Json) -> Json:
    one, other = fraction(left), fraction(right)
    return right if one is None or (other is not None and other > one) else left


def _lesser(left: Json, right: Json) -> Json:
    one, other = fraction(left), fraction(right)
    return right if one is None or (other is not None and other < one) else left


_LOWER = "minimum exclusiveMinimum minLength minItems minProperties minContains"
_UPPER = "maximum exclusiveMaximum maxLength maxItems maxProperties maxContains"
_RULES: Mapping[str, Callable[[Json, Json], Json]] = {
    **dict.fromkeys(_LOWER.split(), _greater),
    **dict.fromkeys(_UPPER.split(), _lesser),
    "type": _common_types,
    "enum": _common_values,
    "required": _union,
    "pattern": _union,
    "dependentRequired": _requirements,
    "multipleOf": _common_multiple,
    "uniqueItems": lambda left, right: bool(left or right),
    "contains": both,
    "propertyNames": both,
}
