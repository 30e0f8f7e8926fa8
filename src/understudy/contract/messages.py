"""What an operation takes and gives, read from the document: parameters, bodies, responses."""

from __future__ import annotations

import re
from collections.abc import Collection, Mapping
from dataclasses import dataclass, field

from understudy.contract.operations import (
    Json,
    Location,
    MediaType,
    Parameter,
    RequestBody,
    Response,
)
from understudy.contract.places import Place

_STATUS = re.compile(r"[1-5](?:\d\d|XX)|default")
_TEMPLATE = re.compile(r"\{([^{}]+)\}")
_IGNORED_HEADERS = frozenset({"accept", "content-type", "authorization"})  # OpenAPI 3.1, 4.8.12.1
_DEFAULT_STYLES = {
    Location.PATH: "simple",
    Location.QUERY: "form",
    Location.HEADER: "simple",
    Location.COOKIE: "form",
}


@dataclass(frozen=True, slots=True)
class Shared:
    """What many operations refer to, read once: by pointer, responses by status, too."""

    parameters: dict[str, Parameter] = field(default_factory=dict)
    responses: dict[tuple[str, str], Response] = field(default_factory=dict)


def read_parameters(
    path: str, item: Place, operation: Place, shared: Shared
) -> tuple[Parameter, ...]:
    """Return the parameters of an operation: the path item's, overridden by the operation's.

    A variable of the path template that nobody declares counts as required text, last; a path
    parameter that the template lacks is left out.
    """
    variables = _TEMPLATE.findall(path)
    merged: dict[tuple[str, Location], Parameter] = {}
    for place in (*item.elements("parameters"), *operation.elements("parameters")):
        parameter = shared.parameters.get(place.pointer)
        if parameter is None:
            parameter = shared.parameters[place.pointer] = _parameter(place)
        merged[parameter.name, parameter.location] = parameter
    for name in variables:
        merged.setdefault((name, Location.PATH), _undeclared(name, operation))
    return tuple(each for each in merged.values() if not _is_ignored(each, variables))


def read_request_body(operation: Place) -> RequestBody | None:
    """Return what an operation accepts; None when it declares no body."""
    place = operation.member("requestBody")
    if place is None:
        return None
    return RequestBody(
        required=place.flag("required"), content=_content(place), pointer=place.pointer
    )


def read_responses(operation: Place, shared: Shared) -> Mapping[str, Response]:
    """Return what an operation answers, by status key, as authored ("4xx" is read as "4XX")."""
    responses = {}
    for key, place in operation.members("responses", extensible=True):
        status = key if key == "default" else key.upper()
        if not _STATUS.fullmatch(status):
            place.refuse(f'"{key}" is no status', 'use "200", "4XX" or "default"')
        known = (place.pointer, status)
        if known not in shared.responses:
            shared.responses[known] = _response(place, status)
        responses[status] = shared.responses[known]
    return responses


def _response(place: Place, status: str) -> Response:
    return Response(
        status=status,
        description=place.text("description", ""),
        content=_content(place),
        headers={
            name: header.value
            for name, header in place.members("headers")
            if name.lower() != "content-type"  # OpenAPI 3.1, 4.8.17.1: ignored
        },
        pointer=place.pointer,
    )


def _parameter(place: Place) -> Parameter:
    location = place.text("in")
    if location not in set(Location):
        place.refuse(
            f'no parameter travels in "{location}"', f"use {', '.join(Location)}", key="in"
        )
    style = place.text("style", _DEFAULT_STYLES[Location(location)])
    media_type = next(place.members("content"), None)
    holder = media_type[1] if media_type else place
    return Parameter(
        name=place.text("name"),
        location=Location(location),
        required=location == Location.PATH or place.flag("required"),
        schema=holder.schema("schema") or {},
        style=style,
        explode=place.flag("explode", default=style == "form"),
        pointer=place.pointer,
        media_type=media_type[0] if media_type else None,
    )


def _undeclared(name: str, operation: Place) -> Parameter:
    return Parameter(
        name=name,
        location=Location.PATH,
        required=True,
        schema={"type": "string"},
        style="simple",
        explode=False,
        pointer=operation.pointer,
    )


def _is_ignored(parameter: Parameter, variables: Collection[str]) -> bool:
    if parameter.location is Location.PATH:
        return parameter.name not in variables
    return parameter.location is Location.HEADER and parameter.name.lower() in _IGNORED_HEADERS


def _content(holder: Place) -> Mapping[str, MediaType]:
    return {
        name: MediaType(
            name=name,
            schema=place.schema("schema"),
            pointer=place.pointer,
            examples=read_examples(place),
        )
        for name, place in holder.members("content")
    }


def read_examples(holder: Place) -> Mapping[str, Json]:
    """Return the examples of a media type, parameter or header by name; `example` is "example".

    An example that is kept elsewhere (`externalValue`) is left out.
    """
    single: dict[str, Json] = {}
    if "example" in holder.value:
        single["example"] = holder.value["example"]
    named = {
        name: place.value["value"]
        for name, place in holder.members("examples")
        if "value" in place.value
    }
    return {**named, **single}
