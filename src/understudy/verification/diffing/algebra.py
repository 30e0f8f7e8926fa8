"""What schemas say of each other: whether one accepts all that another allows, and what it refuses.

The only module that knows the schema algebra of jsonschema-rs, which is experimental there. Of what
it answers only a yes is taken as it is; a no has to be shown by a value that the validator accepts
for the one schema and refuses for the other. Without such a value nothing is claimed.
"""

from __future__ import annotations

import json
from decimal import Decimal
from enum import StrEnum
from typing import TypeAlias

from jsonschema_rs import (
    CanonicalSchema,
    Draft202012,
    Draft202012Validator,
    FancyRegexOptions,
    ReferencingError,
    ValidationError,
    Validator,
    canonicalize,
)
from jsonschema_rs.canonical import CanonicalizationError, Containment

from understudy.contract.errors import ContractError
from understudy.contract.nesting import measure
from understudy.contract.operations import JsonObject

_PATTERNS = FancyRegexOptions(backtrack_limit=100_000)
_MEMORY = 4_096
_MOST_LEVELS = 1_000  # of all definitions together: on a chain of 4,000 the algebra overflows

Difference: TypeAlias = "JsonObject | None"


class Answer(StrEnum):
    """Whether a schema accepts everything that another one allows."""

    YES = "yes"
    UNKNOWN = "unknown"  # unless a value shows that it does not


class Algebra:
    """Answers about self-contained schemas (`Reading.whole` makes them); remembers them."""

    def __init__(self) -> None:
        self._canonical: dict[str, CanonicalSchema | None] = {}
        self._validators: dict[str, Validator] = {}

    def covers(self, receiver: JsonObject, sender: JsonObject) -> Answer:
        """Tell whether the receiver accepts all that the sender may send.

        >>> text, anything = {"type": "string"}, {}
        >>> Algebra().covers(anything, text), Algebra().covers(text, anything)
        (<Answer.YES: 'yes'>, <Answer.UNKNOWN: 'unknown'>)
        """
        if receiver == sender:
            return Answer.YES
        wide, narrow = self._canonicalized(receiver), self._canonicalized(sender)
        if wide is None or narrow is None:
            return Answer.UNKNOWN
        try:
            return Answer.YES if wide.covers(narrow) == Containment.YES else Answer.UNKNOWN
        except CanonicalizationError:
            return Answer.UNKNOWN

    def difference(self, sender: JsonObject, receiver: JsonObject) -> Difference:
        """Return a schema for what the sender may send and the receiver refuses, if there is one.

        >>> Algebra().difference({"enum": [1, 2]}, {"const": 1})
        {'const': 2}
        """
        wide, narrow = self._canonicalized(sender), self._canonicalized(receiver)
        if wide is None or narrow is None:
            return None
        try:
            found = wide.subtract(narrow).to_json_schema()
        except CanonicalizationError:
            return None
        if not isinstance(found, dict):
            return None
        kept = {name: each for name, each in found.items() if name != "$schema"}
        try:
            result: JsonObject = json.loads(json.dumps(kept, default=_plain))
        except RecursionError:
            return None
        return result

    def validator(self, schema: JsonObject) -> Validator:
        """Return what tells whether values satisfy a schema, formats and all.

        Raises:
            ContractError: The schema cannot be used.
        """
        key = repr(schema)
        if key not in self._validators:
            if len(self._validators) > _MEMORY:
                self._validators.clear()
            try:
                self._validators[key] = Draft202012Validator(
                    schema, validate_formats=True, pattern_options=_PATTERNS, offline=True
                )
            except (ValidationError, ReferencingError) as error:
                raise ContractError(
                    f"this schema cannot be used: {error}", remedy="mend the schema"
                ) from error
        return self._validators[key]

    def _canonicalized(self, schema: JsonObject) -> CanonicalSchema | None:
        key = repr(schema)
        if key not in self._canonical:
            if len(self._canonical) > _MEMORY:
                self._canonical.clear()
            self._canonical[key] = _canonicalize(schema)
        return self._canonical[key]


def _plain(number: Decimal) -> float:
    """Return a bound as JSON has it: the algebra computes with decimals."""
    return float(number)


def is_too_deep(schema: JsonObject) -> bool:
    """Tell whether its values may be nested on more levels than anybody looks through."""
    definitions = schema.get("$defs")
    parts = definitions.values() if isinstance(definitions, dict) else ()
    root: JsonObject = {name: each for name, each in schema.items() if name != "$defs"}
    return sum(measure(each, _MOST_LEVELS)[0] for each in (root, *parts)) > _MOST_LEVELS


def _canonicalize(schema: JsonObject) -> CanonicalSchema | None:
    if is_too_deep(schema):
        return None
    try:
        return canonicalize(
            schema,
            draft=Draft202012,
            validate_formats=True,
            pattern_options=_PATTERNS,
            offline=True,
        )
    except (ValidationError, ReferencingError, CanonicalizationError):
        return None
