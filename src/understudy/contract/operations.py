"""A contract as typed values: what an OpenAPI document promises, operation by operation."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field
from enum import StrEnum
from typing import TypeAlias

Json: TypeAlias = "bool | int | float | str | list[Json] | dict[str, Json] | None"
JsonObject: TypeAlias = "dict[str, Json]"


class Location(StrEnum):
    """Where a parameter travels (OpenAPI's `in`)."""

    PATH = "path"
    QUERY = "query"
    HEADER = "header"
    COOKIE = "cookie"


class Label(StrEnum):
    """How well a fact is known."""

    DOCUMENTED = "documented"
    INFERRED = "inferred"
    CONFLICT = "conflict"


@dataclass(frozen=True, slots=True, kw_only=True)
class Provenance:
    """Where a fact comes from.

    `source` is a key of the contract's source list and absent for most inferred facts; `against` is
    the losing source of a conflict.
    """

    label: Label
    source: str | None = None
    section: str = ""
    note: str = ""
    against: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Parameter:
    """One parameter of an operation; `schema` may hold `$ref`s into the contract's document."""

    name: str
    location: Location
    required: bool
    schema: JsonObject
    style: str
    explode: bool
    pointer: str
    media_type: str | None = None  # set when the parameter is declared by `content`


_ANY = frozenset({"*/*", "application/*"})
_INSTEAD = {  # of ranges, what is sent
    "*/*": "application/octet-stream",
    "application/*": "application/octet-stream",
    "text/*": "text/plain",
    "image/*": "image/png",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class MediaType:
    """One representation of a body. `schema` is None when the contract gives none."""

    name: str
    schema: JsonObject | None
    pointer: str
    examples: Mapping[str, Json] = field(default_factory=dict)

    @property
    def sent_as(self) -> str:
        """What a body says that it is: JSON where that is one of many (`*/*`, `application/*`)."""
        name = self.name.partition(";")[0].strip().lower()
        if name in _ANY and (self.schema or {}).get("format") != "binary":
            return "application/json"
        return _INSTEAD.get(name, self.name)

    @property
    def is_json(self) -> bool:
        """Whether it is sent as JSON."""
        return self.sent_as.partition(";")[0].strip().lower().endswith("json")


def usual_of(content: Mapping[str, MediaType]) -> MediaType | None:
    """Return what is sent where nobody asks for anything else: JSON if that is offered."""
    first = next(iter(content.values()), None)
    return next((each for each in content.values() if each.is_json), first)


@dataclass(frozen=True, slots=True, kw_only=True)
class RequestBody:
    """What an operation accepts, by media type."""

    required: bool
    content: Mapping[str, MediaType]
    pointer: str

    @property
    def usual(self) -> MediaType | None:
        """The representation that is sent by those who have a choice: JSON if it is offered."""
        return usual_of(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class Response:
    """What an operation answers under one status key ("200", "4XX", "default").

    `headers` are OpenAPI Header Objects (`schema`, `required`), by header name.
    """

    status: str
    description: str
    content: Mapping[str, MediaType]
    headers: Mapping[str, JsonObject]
    pointer: str

    @property
    def usual(self) -> MediaType | None:
        """The representation that is answered to who asks for none: JSON if it is offered."""
        return usual_of(self.content)


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityScheme:
    """How a caller can prove who they are.

    `type` is OpenAPI's: "http" (with `scheme` "bearer" or "basic"), "apiKey" (with `location` and
    `parameter`), "oauth2" or "openIdConnect" (both travel as a bearer token).
    """

    name: str
    type: str
    scheme: str = ""
    location: Location | None = None
    parameter: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class SecurityRequirement:
    """Schemes that must all be satisfied together: scheme name -> scopes asked of it."""

    schemes: Mapping[str, tuple[str, ...]]


@dataclass(frozen=True, slots=True, kw_only=True)
class Operation:
    """One method on one path of a contract.

    `path` is the template as authored; `base_paths` are the path parts of the servers it answers
    under ("" for none), so a URL path is one of them + `path`. `security` lists alternatives; empty
    means nobody is asked.
    """

    id: str
    method: str  # upper case
    path: str
    base_paths: tuple[str, ...]
    summary: str
    tags: tuple[str, ...]
    parameters: tuple[Parameter, ...]
    request_body: RequestBody | None
    responses: Mapping[str, Response]
    security: tuple[SecurityRequirement, ...]
    provenance: Provenance | None
    pointer: str

    @property
    def sent(self) -> MediaType | None:
        """The usual representation of its request body; None when it takes none."""
        return self.request_body.usual if self.request_body else None

    @property
    def answered(self) -> MediaType | None:
        """The usual representation of its success; None when that has no body."""
        success = self.success()
        return success.usual if success else None

    def is_beside(self, other: Operation) -> bool:
        """Tell whether both are below one base path: of the same version, where there are some."""
        return self.base_paths[:1] == other.base_paths[:1]

    def success(self) -> Response | None:
        """Return the first declared 2xx response, lowest status first; None when there is none."""
        statuses = sorted(status for status in self.responses if status.startswith("2"))
        return self.responses[statuses[0]] if statuses else None

    def response(self, status: int) -> Response | None:
        """Return what is declared for a status: itself, its class, the default; else None."""
        keys = (str(status), f"{status // 100}XX", "default")
        return next((self.responses[key] for key in keys if key in self.responses), None)


@dataclass(frozen=True, slots=True, kw_only=True)
class Source:
    """A document that facts were taken from."""

    key: str
    title: str
    kind: str = ""
    url: str = ""


@dataclass(frozen=True, slots=True, kw_only=True)
class Contract:
    """A whole OpenAPI document, read.

    `document` is the document as plain JSON values, `$ref`s in place; a 3.0 document has had its
    schemas brought to JSON Schema 2020-12. `hosts` are the host names of its servers, lower case.
    """

    title: str
    version: str
    file: str
    document: JsonObject
    operations: tuple[Operation, ...]
    security_schemes: Mapping[str, SecurityScheme]
    hosts: tuple[str, ...]
    sources: Mapping[str, Source]

    def operation(self, operation_id: str) -> Operation | None:
        """Return the operation of that id, or None."""
        return next((each for each in self.operations if each.id == operation_id), None)
