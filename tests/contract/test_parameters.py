import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.contract import (
    ContractError,
    Json,
    JsonObject,
    Location,
    Offence,
    Parameter,
    Schemas,
    compile_parameters,
)

DOCUMENT: JsonObject = {
    "components": {
        "schemas": {
            "Page": {"type": "integer", "minimum": 1, "default": 1},
            "Size": {"allOf": [{"type": "integer"}, {"maximum": 100}]},
        }
    }
}


def parameter(name="q", schema=None, *, location=Location.QUERY, required=False, **other):
    in_query = location in {Location.QUERY, Location.COOKIE}
    return Parameter(
        name=name,
        location=location,
        required=required or location is Location.PATH,
        schema={} if schema is None else schema,
        style=other.pop("style", "form" if in_query else "simple"),
        explode=other.pop("explode", in_query),
        pointer="/parameters/0",
        **other,
    )


def decode(declared, query=b"", *, path=None, headers=None, aliases=None):
    decoder = compile_parameters(
        declared if isinstance(declared, list) else [declared], Schemas(DOCUMENT), aliases or {}
    )
    decoded = decoder.decode(path or {}, query, headers or {})
    return decoded.values, [(each.name, each.keyword) for each in decoded.offences]


SCALARS: list[tuple[str, Json, bytes, Json]] = [
    ("text", {"type": "string"}, b"abc", "abc"),
    ("digits-as-text", {"type": "string"}, b"007", "007"),
    ("empty-text", {"type": "string"}, b"", ""),
    ("plus-is-a-space", {"type": "string"}, b"a+b%2Bc", "a b+c"),
    ("umlaut", {"type": "string"}, b"%C3%BC", "\u00fc"),
    ("raw-umlaut", {"type": "string"}, b"\xc3\xbc", "\u00fc"),
    ("equals-sign", {"type": "string"}, b"a=b", "a=b"),
    ("no-schema", {}, b"5", "5"),
    ("integer", {"type": "integer"}, b"-5", -5),
    ("largest", {"type": "integer"}, b"9223372036854775807", 2**63 - 1),
    ("number", {"type": "number"}, b"1.50", 1.5),
    ("exponent", {"type": "number"}, b"1e2", 100.0),
    ("whole-number", {"type": "number"}, b"5", 5),
    ("true", {"type": "boolean"}, b"true", True),
    ("false", {"type": "boolean"}, b"false", False),
    ("null", {"type": ["integer", "null"]}, b"null", None),
    ("null-as-text", {"type": ["string", "null"]}, b"null", "null"),
    ("narrowest", {"type": ["string", "integer", "boolean"]}, b"5", 5),
    ("narrowest-valid", {"anyOf": [{"enum": [4]}, {"type": "string"}]}, b"5", "5"),
    ("enum-of-integers", {"enum": [1, 2]}, b"2", 2),
    ("enum-of-both", {"enum": [1, "all"]}, b"all", "all"),
    ("const", {"const": True}, b"true", True),
    ("text-enum-of-digits", {"type": "string", "enum": ["1"]}, b"1", "1"),
    ("reference", {"$ref": "#/components/schemas/Page"}, b"2", 2),
    ("composition", {"$ref": "#/components/schemas/Size"}, b"2", 2),
]  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "text", "value"), [row[1:] for row in SCALARS], ids=[row[0] for row in SCALARS]
)
def test_text_is_typed_by_its_schema(schema, text, value):
    values, offences = decode(parameter(schema=schema), b"q=" + text)

    assert offences == []
    assert values == {"q": value}
    assert type(values["q"]) is type(value)


REFUSED: list[tuple[str, Json, bytes, str]] = [
    ("empty-integer", {"type": "integer"}, b"q=", "type"),
    ("integer-without-text", {"type": "integer"}, b"q", "type"),
    ("leading-zero", {"type": "integer"}, b"q=01", "type"),
    ("plus-sign", {"type": "integer"}, b"q=%2B1", "type"),
    ("integer-with-point", {"type": "integer"}, b"q=1.0", "type"),
    ("other-digits", {"type": "integer"}, "q=\u0661".encode(), "type"),
    ("line-break", {"type": "integer"}, b"q=1%0A", "type"),
    ("beyond-64-bits", {"type": "integer"}, b"q=9223372036854775808", "maximum"),
    ("thousand-digits", {"type": "integer"}, b"q=" + b"9" * 1000, "type"),
    ("infinite", {"type": "number"}, b"q=1e999", "maximum"),
    ("not-a-number", {"type": "number"}, b"q=NaN", "type"),
    ("half-a-number", {"type": "number"}, b"q=1.", "type"),
    ("boolean-in-capitals", {"type": "boolean"}, b"q=True", "type"),
    ("boolean-as-digit", {"type": "boolean"}, b"q=1", "type"),
    ("null-in-capitals", {"type": "null"}, b"q=NULL", "type"),
    ("none-of-the-types", {"type": ["integer", "boolean"]}, b"q=x", "type"),
    ("below-minimum", {"type": "integer", "minimum": 1}, b"q=0", "minimum"),
    ("beside-enum", {"enum": ["a"]}, b"q=b", "enum"),
    ("referred-minimum", {"$ref": "#/components/schemas/Page"}, b"q=0", "minimum"),
    ("twice", {"type": "string"}, b"q=a&q=b", "duplicate"),
    ("bad-escape", {"type": "string"}, b"q=%zz", "encoding"),
    ("cut-escape", {"type": "string"}, b"q=a%2", "encoding"),
    ("no-utf-8", {"type": "string"}, b"q=%ff", "encoding"),
]


@pytest.mark.parametrize(
    ("schema", "query", "keyword"), [row[1:] for row in REFUSED], ids=[row[0] for row in REFUSED]
)
def test_text_that_breaks_its_schema_is_an_offence(schema, query, keyword):
    _, offences = decode(parameter(schema=schema), query)

    assert offences == [("q", keyword)]


def test_offence_says_what_was_expected_and_where():
    decoder = compile_parameters([parameter("page", {"type": "integer"})], Schemas({}))

    (offence,) = decoder.decode({}, b"page=two").offences

    assert offence == Offence(
        pointer="",
        message='expected integer, found "two"',
        keyword="type",
        location=Location.QUERY,
        name="page",
    )


@pytest.mark.parametrize(
    ("query", "names"),
    [
        pytest.param(b"\xff=1", [("", "encoding")], id="raw-bytes"),
        pytest.param(b"other=%zz", [("other", "encoding")], id="unknown-parameter"),
        pytest.param(b"%zz=1", [("%zz", "encoding")], id="name"),
    ],
)
def test_undecodable_query_is_an_offence_once(query, names):
    declared = parameter("page", {"type": "integer"}, required=True)

    assert decode(declared, query) == ({}, names)


def test_names_are_decoded_before_they_are_matched():
    items = parameter("sort[0].key", {"type": "string"})

    assert decode(items, b"sort%5B0%5D.key=a") == ({"sort[0].key": "a"}, [])
    assert decode(items, b"sort%5b0%5d%2ekey=a") == ({"sort[0].key": "a"}, [])
    assert decode(items, b"sort[0].key=a") == ({"sort[0].key": "a"}, [])


def test_unknown_and_empty_pairs_are_ignored():
    assert decode(parameter(), b"&other=1&&=2&q=a&") == ({"q": "a"}, [])


@pytest.mark.parametrize("query", [b"", b"other=1"])
def test_missing_required_parameter_is_an_offence(query):
    assert decode(parameter(required=True), query) == ({}, [("q", "required")])


@pytest.mark.parametrize(
    ("schema", "query", "offences"),
    [
        pytest.param({"type": "integer"}, b"q=", [("q", "required")], id="integer"),
        pytest.param({"type": "array"}, b"q=", [("q", "required")], id="array"),
        pytest.param({"type": "string"}, b"q=", [], id="text"),
        pytest.param({"type": "string", "minLength": 1}, b"q=", [("q", "minLength")], id="some"),
    ],
)
def test_required_parameter_may_be_empty_only_as_text(schema, query, offences):
    assert decode(parameter(schema=schema, required=True), query)[1] == offences


def test_defaults_are_filled_in():
    declared = [
        parameter("page", {"$ref": "#/components/schemas/Page"}),
        parameter("size", {"type": "integer", "default": 20}),
        parameter("q", {"type": "string"}),
    ]

    assert decode(declared) == ({"page": 1, "size": 20}, [])
    assert decode(declared, b"size=5") == ({"page": 1, "size": 5}, [])


def test_requests_do_not_share_values():
    decoder = compile_parameters(
        [parameter("size", {"type": "integer", "default": 20})], Schemas({})
    )
    first = decoder.decode({}, b"size=5")

    second = decoder.decode({})

    assert (first.values, second.values) == ({"size": 5}, {"size": 20})


def test_shared_names_are_told_apart():
    declared = [
        parameter("id", {"type": "integer"}, location=Location.PATH),
        parameter("id", {"type": "string"}),
        parameter("id", {"type": "boolean"}, location=Location.HEADER),
        parameter("tenant", {"type": "string"}, location=Location.HEADER),
    ]

    values, _ = decode(
        declared, b"id=x", path={"id": "5"}, headers={b"id": b"true", b"tenant": b"t"}
    )

    assert values == {"path:id": 5, "id": "x", "header:id": True, "tenant": "t"}


INCLUDE = parameter("include[]", {"type": "array", "items": {"enum": ["a", "b"]}})


@pytest.mark.parametrize(
    ("query", "values"),
    [
        pytest.param(b"include[]=a&include[]=b", ["a", "b"], id="declared"),
        pytest.param(b"include=a,b", ["a", "b"], id="alias-with-commas"),
        pytest.param(b"include=a%2Cb", ["a", "b"], id="alias-with-encoded-commas"),
        pytest.param(b"include=a&include=b", ["a", "b"], id="alias-repeated"),
        pytest.param(b"include=a&include[]=b", ["a", "b"], id="both"),
    ],
)
def test_alias_stands_for_the_declared_array(query, values):
    assert decode(INCLUDE, query, aliases={"include": "include[]"}) == ({"include[]": values}, [])


def test_declared_exploded_array_is_not_split_at_commas():
    assert decode(INCLUDE, b"include[]=a,b")[1] == [("include[]", "enum")]


def test_scalar_given_by_name_and_alias_is_an_offence():
    _, offences = decode(parameter("q"), b"q=a&query=a,b", aliases={"query": "q"})

    assert offences == [("q", "duplicate")]


def test_alias_of_a_scalar_is_not_split_at_commas():
    assert decode(parameter("q"), b"query=a,b", aliases={"query": "q"}) == ({"q": "a,b"}, [])


def test_alias_of_nothing_is_refused():
    with pytest.raises(ContractError, match='alias "include" is for "includes"') as caught:
        decode(INCLUDE, aliases={"include": "includes"})

    assert "include[]" in caught.value.remedy


@given(text=st.text(st.characters(exclude_categories=["Cs"])))
def test_any_text_survives_the_way_through_a_query(text):
    escaped = "".join(f"%{byte:02x}" for byte in text.encode()).encode()

    assert decode(parameter(), b"q=" + escaped) == ({"q": text}, [])


@given(value=st.integers(-(2**63), 2**63 - 1))
def test_any_integer_survives_the_way_through_a_query(value):
    assert decode(parameter(schema={"type": "integer"}), b"q=%d" % value) == ({"q": value}, [])


@given(query=st.binary(max_size=60) | st.text("q=&%+[]a1,;#", max_size=40).map(str.encode))
def test_any_query_is_decoded_or_refused(query):
    declared = [
        parameter("q", {"type": ["integer", "array", "string", "object"]}),
        parameter("a", {"type": "object"}, style="deepObject"),
        parameter("1", {"type": "array", "items": {"type": "integer"}}, explode=False),
    ]

    values, offences = decode(declared, query)

    assert set(values) <= {"q", "a", "1"}
    assert all(keyword for _, keyword in offences)
