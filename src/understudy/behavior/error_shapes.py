"""How a service says that something is wrong, as behavior.yaml declares it."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import cast

from understudy.behavior.members import members, objects, strings, text
from understudy.contract.operations import Json, JsonObject

_SAID = frozenset({"status", "body", "headers", "media_type"})
_FITS = frozenset({"kind", "keywords", "name"})


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorShape:
    """How one kind of problem is said; `constants` are $names for the body template.

    `offence` is how each offence is said, where the service has no one way for all.
    """

    status: int | None = None
    body: Json = None
    offence: Json = None
    media_type: str | None = None
    headers: Mapping[str, str] = field(default_factory=dict)
    constants: Mapping[str, Json] = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class ErrorCase:
    """What the first offence of a problem tells beyond its kind: laid over how that kind is said.

    Absent `keywords` and `name` fit any.
    """

    kind: str
    keywords: tuple[str, ...] = ()
    name: str | None = None
    shape: ErrorShape = field(default_factory=ErrorShape)


@dataclass(frozen=True, slots=True, kw_only=True)
class Errors:
    """A service's way to say that something is wrong."""

    body: Json
    offence: Json = None
    media_type: str = "application/json"
    kinds: Mapping[str, ErrorShape] = field(default_factory=dict)
    cases: tuple[ErrorCase, ...] = ()
    under: Mapping[str, Errors] = field(default_factory=dict)

    def at(self, path: str) -> Errors:
        """Return how they are said on a path below the base: `under` has the longest prefix."""
        found = [prefix for prefix in self.under if path.startswith(prefix)]
        return self.under[max(found, key=len)] if found else self


def read_errors(source: JsonObject) -> Errors:
    """Return what the `errors` of a behavior.yaml declare."""
    return Errors(
        body=source["body"],
        offence=source.get("offence"),
        media_type=str(source.get("media_type", "application/json")),
        kinds={name: read_error(each) for name, each in objects(source, "kinds")},
        cases=tuple(
            _read_case(cast("JsonObject", each))
            for each in cast("list[Json]", source.get("cases", []))
        ),
        under={prefix: read_errors(each) for prefix, each in objects(source, "under")},
    )


def _read_case(source: JsonObject) -> ErrorCase:
    said = {name: each for name, each in source.items() if name not in _FITS}
    return ErrorCase(
        kind=str(source["kind"]),
        keywords=strings(source, "keywords"),
        name=text(source, "name"),
        shape=read_error(said),
    )


def read_error(source: JsonObject) -> ErrorShape:
    """Return how one kind is said; members that are none of its own are constants."""
    return ErrorShape(
        status=cast("int | None", source.get("status")),
        body=source.get("body"),
        media_type=text(source, "media_type"),
        headers=cast("Mapping[str, str]", members(source, "headers")),
        constants={name: value for name, value in source.items() if name not in _SAID},
    )
