"""Which properties an object's schema declares, asks for and has room for."""

from __future__ import annotations

from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from understudy.contract.errors import ContractError
from understudy.contract.operations import Json, JsonObject
from understudy.data.limits import whole_limit
from understudy.data.merging import elements, members, schema_for
from understudy.data.naming import Spot, Subject
from understudy.data.vocabulary import Draw

Compile: TypeAlias = Callable[[Json, Spot], Draw]


@dataclass(frozen=True, slots=True)
class Member:
    """One property: its name, how to draw it, whether it may be left out."""

    name: str
    draw: Draw
    is_optional: bool


class Inside:
    """The properties that an object's schema allows, asks for and counts."""

    def __init__(
        self, keywords: JsonObject, spot: Spot, subject: Subject, compile_schema: Compile
    ) -> None:
        self.keywords = keywords
        self.spot = spot
        self.subject = subject
        self.compile_schema = compile_schema
        self.least = whole_limit(keywords, "minProperties", 0)
        self.most = whole_limit(keywords, "maxProperties", None)
        self.required = [str(name) for name in elements(keywords, "required")]
        self.dependents = {
            name: [str(each) for each in names]
            for name, names in members(keywords, "dependentRequired").items()
            if isinstance(names, list)
        }

    def members(self) -> list[Member]:
        """Compile declared properties, then required ones that are not declared."""
        declared = members(self.keywords, "properties")
        names = [*declared, *(name for name in self.required if name not in declared)]
        compiled = (self._member(name) for name in names)
        return [member for member in compiled if member is not None]

    def _member(self, name: str) -> Member | None:
        """Compile one property; None when it can only be absent."""
        is_optional = name not in self.required
        try:
            draw = self.value(name)
        except ContractError:
            if is_optional:
                return None
            raise
        return Member(name, draw, is_optional)

    def value(self, name: str) -> Draw:
        """Compile the value of a property, declared or not."""
        asked = schema_for(self.keywords, name)
        return self.compile_schema(asked, self.spot.property(name, self.subject))

    def asks_for_more(self, listed: list[Member]) -> bool:
        """Tell whether drawing each property once may not be enough, or too much."""
        is_map = self.is_map(listed)
        return bool(self.least or self.dependents or is_map) or self.most is not None

    def is_map(self, listed: list[Member]) -> bool:
        """Tell whether the object is nothing but names that callers choose."""
        rest = self.keywords.get("additionalProperties")
        patterns = members(self.keywords, "patternProperties")
        return not listed and (isinstance(rest, dict) or bool(patterns))
