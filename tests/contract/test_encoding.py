"""Parameters as their styles spell them: what is encoded is decoded to the same values."""

from __future__ import annotations

import re
from typing import Any
from urllib.parse import unquote

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.contract.encoding import Encoded, encode_request
from understudy.contract.operations import Json, Location, Operation, Parameter
from understudy.contract.parameters import compile_parameters
from understudy.contract.schemas import Schemas

STYLES = [
    (Location.PATH, "simple", False),
    (Location.PATH, "simple", True),
    (Location.QUERY, "form", True),
    (Location.QUERY, "form", False),
    (Location.QUERY, "spaceDelimited", False),
    (Location.QUERY, "pipeDelimited", False),
    (Location.QUERY, "deepObject", True),
    (Location.HEADER, "simple", False),
    (Location.COOKIE, "form", False),
]
TEXTS = st.text(st.characters(exclude_categories=["Cs", "Cc"], exclude_characters=',|=; "'))
NARROW = st.text(st.sampled_from("abcXYZ019-_.~/%?#&+"), min_size=1)  # what any header can carry
INTEGERS = st.integers(-(2**53), 2**53)


def parameter(
    location: Location, style: str, schema: Any, *, explode: bool, **others: Any
) -> Parameter:
    return Parameter(
        name="it",
        location=location,
        required=True,
        schema=schema,
        style=style,
        explode=explode,
        pointer="",
        **others,
    )


def operation(*parameters: Parameter) -> Operation:
    return Operation(
        id="ask",
        method="GET",
        path="/a/{it}/b" if parameters[0].location is Location.PATH else "/a",
        base_paths=("/v1",),
        summary="",
        tags=(),
        parameters=parameters,
        request_body=None,
        responses={},
        security=(),
        provenance=None,
        pointer="",
    )


def decode(asked: Operation, encoded: Encoded) -> Json:
    found = re.fullmatch("/v1/a(?:/([^/]*)/b)?", encoded.path)
    assert found is not None
    decoded = compile_parameters(asked.parameters, Schemas({})).decode(
        {"it": unquote(found[1] or "")},
        encoded.query.encode("ascii"),
        {name.lower().encode(): text.encode("latin-1") for name, text in encoded.headers},
    )
    assert decoded.offences == ()
    return decoded.values.get("it")


def fitting(location: Location) -> st.SearchStrategy[str]:
    return TEXTS.filter(bool) if location in (Location.PATH, Location.QUERY) else NARROW


@pytest.mark.parametrize(("location", "style", "explode"), STYLES)
@settings(max_examples=30)
@given(data=st.data())
def test_scalars_come_back(
    location: Location, style: str, *, explode: bool, data: st.DataObject
) -> None:
    kind = data.draw(st.sampled_from(["string", "integer", "boolean"]))
    values: dict[str, st.SearchStrategy[Any]] = {
        "string": fitting(location),
        "integer": INTEGERS,
        "boolean": st.booleans(),
    }
    value: Json = data.draw(values[kind])
    style = "form" if style == "deepObject" else style
    asked = operation(parameter(location, style, {"type": kind}, explode=explode))

    assert decode(asked, encode_request(asked, {"it": value})) == value


@pytest.mark.parametrize(("location", "style", "explode"), STYLES)
@settings(max_examples=30)
@given(data=st.data())
def test_lists_come_back(
    location: Location, style: str, *, explode: bool, data: st.DataObject
) -> None:
    texts = fitting(location).map(str.strip).filter(bool)
    value: Json = [*data.draw(st.lists(texts, min_size=1, max_size=4))]
    style = "form" if style == "deepObject" else style
    schema = {"type": "array", "items": {"type": "string"}}
    asked = operation(parameter(location, style, schema, explode=explode))

    assert decode(asked, encode_request(asked, {"it": value})) == value


@pytest.mark.parametrize(("location", "style", "explode"), STYLES)
@settings(max_examples=30)
@given(value=st.fixed_dictionaries({"a": INTEGERS, "b": NARROW}))
def test_objects_come_back(
    location: Location, style: str, *, explode: bool, value: dict[str, Json]
) -> None:
    schema = {"type": "object", "properties": {"a": {"type": "integer"}, "b": {"type": "string"}}}
    asked = operation(parameter(location, style, schema, explode=explode))

    assert decode(asked, encode_request(asked, {"it": value})) == value


@given(value=st.dictionaries(NARROW, st.lists(INTEGERS, max_size=3), max_size=3))
def test_json_in_a_parameter_comes_back(value: Json) -> None:
    asked = operation(
        parameter(Location.QUERY, "form", {}, explode=True, media_type="application/json")
    )

    assert decode(asked, encode_request(asked, {"it": value})) == value


def test_another_base_path_stands_in_for_the_contracts() -> None:
    asked = operation(parameter(Location.QUERY, "form", {"type": "string"}, explode=True))

    assert encode_request(asked, {"it": "é&"}, base_path="/x").target == "/x/a?it=%C3%A9%26"


@pytest.mark.parametrize("dots", [".", ".."])
def test_dots_alone_are_no_way_up(dots: str) -> None:
    asked = operation(parameter(Location.PATH, "simple", {"type": "string"}, explode=False))

    assert "/." not in encode_request(asked, {"it": dots}).path


def test_cookies_share_one_header() -> None:
    cookies = [
        parameter(Location.COOKIE, "form", {"type": "string"}, explode=False),
        Parameter(
            name="other",
            location=Location.COOKIE,
            required=False,
            schema={},
            style="form",
            explode=False,
            pointer="",
        ),
    ]

    encoded = encode_request(operation(*cookies), {"it": "a", "other": 2})

    assert encoded.headers == (("Cookie", "it=a; other=2"),)
