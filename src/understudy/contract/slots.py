"""One parameter, compiled: how to read it, check it, and what to say when it is missing."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from jsonschema_rs import Validator

from understudy.contract.offences import Offence, find_offences
from understudy.contract.operations import Json, Parameter
from understudy.contract.schemas import Schemas
from understudy.contract.styles import (
    check_style,
    compile_members,
    compile_texts,
    find_properties,
    travels_as_members,
)
from understudy.contract.wire_values import Unreadable, find_types

MOST_ITEMS = 1_000  # of an array, whatever its schema allows: each is a part of a query on records

_NOTHING = [""]


@dataclass(frozen=True, slots=True, kw_only=True)
class Slot:
    """A parameter's place in the decoded values.

    `read` takes the list of its texts; or, where `properties` is not None (they are the names it
    knows), a dictionary from property name to such a list.
    """

    key: str
    parameter: Parameter
    read: Callable[[Any], Json]
    validator: Validator
    refuses_empty: bool  # required, and the empty text means nothing to it
    repeats: bool  # an array, one text per item
    properties: tuple[str, ...] | None
    default: tuple[Json, ...]  # holds one value, or none

    def fill(self, texts: object, values: dict[str, Json], offences: list[Offence]) -> None:
        """Put the value that the texts mean into `values`, or what is wrong into `offences`."""
        if self.refuses_empty and texts == _NOTHING:
            self._complain(Unreadable("is required, but empty", keyword="required"), offences)
            return
        try:
            value = self.read(texts)
        except Unreadable as error:
            self._complain(error, offences)
        else:
            if isinstance(value, list) and len(value) > MOST_ITEMS:
                message = f"expected at most {MOST_ITEMS:,} items, found {len(value):,}"
                self._complain(Unreadable(message, keyword="maxItems"), offences)
                return
            if self.validator.is_valid(value):
                values[self.key] = value
                return
            location, name = self.parameter.location, self.parameter.name
            offences.extend(find_offences(self.validator, value, location=location, name=name))

    def miss(self, offences: list[Offence]) -> None:
        """Say that the parameter is missing."""
        message = "is required, but missing"
        self._complain(Unreadable(message, keyword="required"), offences)

    def _complain(self, error: Unreadable, offences: list[Offence]) -> None:
        offences.append(
            Offence(
                pointer=error.pointer,
                message=error.message,
                keyword=error.keyword,
                location=self.parameter.location,
                name=self.parameter.name,
            )
        )


def compile_slot(parameter: Parameter, schemas: Schemas, *, key: str) -> Slot:
    """Return the slot of a parameter.

    Raises:
        ContractError: Its style is not read here, or its schema is not valid.
    """
    check_style(parameter, schemas)
    as_members = travels_as_members(parameter, schemas)
    compile_read = compile_members if as_members else compile_texts
    types = find_types(parameter.schema, schemas)
    return Slot(
        key=key,
        parameter=parameter,
        read=compile_read(parameter, schemas),
        validator=schemas.validator(parameter.schema),
        refuses_empty=parameter.required and "string" not in types,
        repeats="array" in types and parameter.style == "form" and parameter.explode,
        properties=tuple(find_properties(parameter.schema, schemas)) if as_members else None,
        default=_default(parameter, schemas),
    )


def _default(parameter: Parameter, schemas: Schemas) -> tuple[Json, ...]:
    target = schemas.follow(parameter.schema)
    for schema in (parameter.schema, target):
        if "default" in schema:
            return (schema["default"],)
    return ()
