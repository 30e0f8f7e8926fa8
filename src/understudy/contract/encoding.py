"""Parameters spelled as their styles say: values become path, query and headers (OpenAPI 3.1).

The inverse of `parameters.ParameterDecoder`: what is encoded here is decoded there to the same
values, unless a text holds the separator of its own style.
"""

from __future__ import annotations

import json
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias
from urllib.parse import quote

from understudy.contract.operations import Json, Location, Operation, Parameter

Pairs: TypeAlias = "tuple[tuple[str, str], ...]"

_SEPARATORS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


@dataclass(frozen=True, slots=True, kw_only=True)
class Encoded:
    """Values as they travel: `path` and `query` are percent-encoded, `headers` hold any cookie."""

    path: str
    query: str = ""
    headers: Pairs = ()

    @property
    def target(self) -> str:
        """Path and query, as they stand in a request line."""
        return f"{self.path}?{self.query}" if self.query else self.path


def encode_request(
    operation: Operation, values: Mapping[str, Json], *, base_path: str | None = None
) -> Encoded:
    """Return where a request with these values goes.

    `values` are by name, or `location:name` where several locations share one, as the decoder
    gives them; names that are no parameter are passed over. `base_path` stands in for the
    contract's own.

    >>> operation = Operation(
    ...     id="show", method="GET", path="/pets/{id}", base_paths=("/v1",), summary="", tags=(),
    ...     parameters=(
    ...         Parameter(name="id", location=Location.PATH, required=True, schema={},
    ...                   style="simple", explode=False, pointer=""),
    ...         Parameter(name="tag", location=Location.QUERY, required=False, schema={},
    ...                   style="form", explode=True, pointer=""),
    ...     ),
    ...     request_body=None, responses={}, security=(), provenance=None, pointer="",
    ... )
    >>> encode_request(operation, {"id": "a/b", "tag": ["x", "y z"]}).target
    '/v1/pets/a%2Fb?tag=x&tag=y%20z'
    """
    given = [(each, values[key]) for each, key in _keyed(operation.parameters) if key in values]
    path = (operation.base_paths[0] if base_path is None else base_path) + operation.path
    for parameter, value in given:
        if parameter.location is Location.PATH:
            path = path.replace("{" + parameter.name + "}", _segment(_joined(parameter, value)))
    query = "&".join(
        f"{quote(name, safe='')}={quote(text, safe='')}"
        for parameter, value in given
        if parameter.location is Location.QUERY
        for name, text in encode_pairs(parameter, value)
    )
    headers = [
        (parameter.name, _joined(parameter, value))
        for parameter, value in given
        if parameter.location is Location.HEADER
    ]
    cookies = "; ".join(
        f"{parameter.name}={_joined(parameter, value)}"
        for parameter, value in given
        if parameter.location is Location.COOKIE
    )
    return Encoded(
        path=path, query=query, headers=(*headers, *((("Cookie", cookies),) if cookies else ()))
    )


def encode_pairs(parameter: Parameter, value: Json) -> Pairs:
    """Return the query pairs of a value, not yet percent-encoded; none for an exploded empty list.

    >>> colors = Parameter(name="color", location=Location.QUERY, required=False, schema={},
    ...                    style="deepObject", explode=True, pointer="")
    >>> encode_pairs(colors, {"R": 100, "G": [1, 2]})
    (('color[R]', '100'), ('color[G]', '1'), ('color[G]', '2'))
    """
    if parameter.media_type is not None:
        return ((parameter.name, _document(parameter, value)),)
    if isinstance(value, dict) and (parameter.style == "deepObject" or parameter.explode):
        spelled = parameter.name + "[{}]" if parameter.style == "deepObject" else "{}"
        return tuple(
            (spelled.format(name), spell(each))
            for name, member in value.items()
            for each in (member if isinstance(member, list) else [member])
        )
    if isinstance(value, list) and parameter.style == "form" and parameter.explode:
        return tuple((parameter.name, spell(each)) for each in value)
    return ((parameter.name, _joined(parameter, value)),)


def spell(value: Json) -> str:
    """Return a scalar as text; what is no scalar, as JSON.

    >>> spell(True), spell(1.5), spell("a"), spell(None)
    ('true', '1.5', 'a', 'null')
    """
    return value if isinstance(value, str) else json.dumps(value)


def _joined(parameter: Parameter, value: Json) -> str:
    """Return a value as one text: `a,b` for a list, `k,v` or exploded `k=v` for an object."""
    if parameter.media_type is not None:
        return _document(parameter, value)
    separator = _SEPARATORS.get(parameter.style, ",")
    if isinstance(value, list):
        return separator.join(map(spell, value))
    if isinstance(value, dict):
        middle = "=" if parameter.explode else separator
        return separator.join(f"{name}{middle}{spell(each)}" for name, each in value.items())
    return spell(value)


def _segment(text: str) -> str:
    """Return a text as one segment of a path; dots alone would be walked (RFC 3986, 5.2.4)."""
    return quote(text, safe="") if text.strip(".") else text.replace(".", "%2E")


def _document(parameter: Parameter, value: Json) -> str:
    is_json = "json" in (parameter.media_type or "")
    return json.dumps(value) if is_json else spell(value)


def _keyed(parameters: Sequence[Parameter]) -> Iterator[tuple[Parameter, str]]:
    """Yield each parameter with the key of its value."""
    names = [each.name for each in parameters]
    for each in parameters:
        shared = names.count(each.name) > 1 and each.location is not Location.QUERY
        yield each, f"{each.location}:{each.name}" if shared else each.name
