import pytest

from understudy.contract import (
    ContractError,
    JsonObject,
    Location,
    Parameter,
    Position,
    Schemas,
    compile_parameters,
)

INTEGERS: JsonObject = {"type": "array", "items": {"type": "integer"}}
TEXTS: JsonObject = {"type": "array", "items": {"type": "string"}}
CHOICES: JsonObject = {"type": "array", "items": {"enum": ["a", 1]}}
POINT: JsonObject = {
    "type": "object",
    "properties": {
        "x": {"type": "integer"},
        "y": {"type": "number"},
        "tags": {"type": "array", "items": {"type": "string"}},
    },
    "additionalProperties": {"type": "string"},
}


def decode_one(schema, sent, *, location=Location.QUERY, style="form", explode=False, **other):
    """Decode one parameter `p`: `sent` is the query, or the text of the header or path variable."""
    declared = Parameter(
        name="p",
        location=location,
        required=False,
        schema=schema,
        style=style,
        explode=explode,
        pointer="/parameters/0",
        **other,
    )
    decoder = compile_parameters([declared], Schemas({}))
    if location is Location.QUERY:
        decoded = decoder.decode({}, sent.encode())
    elif location is Location.PATH:
        decoded = decoder.decode({"p": sent})
    else:
        name = b"cookie" if location is Location.COOKIE else b"p"
        decoded = decoder.decode({}, b"", {name: sent.encode()})
    if decoded.offences:
        return [(each.pointer, each.keyword) for each in decoded.offences]
    return decoded.values.get("p", "absent")


QUERIES: list[tuple[str, JsonObject, str, bool, str, object]] = [
    ("form-exploded", INTEGERS, "form", True, "p=1&p=2", [1, 2]),
    ("form-exploded-once", INTEGERS, "form", True, "p=1", [1]),
    ("form-exploded-empty-text", TEXTS, "form", True, "p=", [""]),
    ("form", INTEGERS, "form", False, "p=1,2", [1, 2]),
    ("form-encoded-comma", INTEGERS, "form", False, "p=1%2C2", [1, 2]),
    ("form-empty", INTEGERS, "form", False, "p=", []),
    ("form-twice", INTEGERS, "form", False, "p=1&p=2", [("", "duplicate")]),
    ("space", INTEGERS, "spaceDelimited", False, "p=1%202+3", [1, 2, 3]),
    ("pipe", TEXTS, "pipeDelimited", False, "p=a|b%7Cc,d", ["a", "b", "c,d"]),
    ("bad-item", INTEGERS, "form", True, "p=1&p=x", [("/1", "type")]),
    ("invalid-item", CHOICES, "form", True, "p=a&p=c", [("/1", "enum")]),
    ("too-many", {**TEXTS, "maxItems": 1}, "form", True, "p=a&p=b", [("", "maxItems")]),
    ("items-of-several-types", CHOICES, "form", True, "p=1&p=a", [1, "a"]),
    ("array-or-text", {"anyOf": [{"type": "string"}, TEXTS]}, "form", True, "p=a&p=b", ["a", "b"]),
    ("array-of-nothing-known", {"type": "array"}, "form", True, "p=1&p=a", ["1", "a"]),
    ("nullable", {**INTEGERS, "type": ["array", "null"]}, "form", False, "p=1,2", [1, 2]),
    ("object-form", POINT, "form", False, "p=x,1,y,2.5", {"x": 1, "y": 2.5}),
    ("object-form-odd", POINT, "form", False, "p=x,1,name", {"x": 1, "name": ""}),
    ("object-form-bad", POINT, "form", False, "p=x,one", [("/x", "type")]),
    ("object-form-exploded", POINT, "form", True, "x=1&y=2.5&z=3", {"x": 1, "y": 2.5}),
    ("object-form-exploded-absent", POINT, "form", True, "z=3", "absent"),
    ("object-pipe", POINT, "pipeDelimited", False, "p=x|1|y|2", {"x": 1, "y": 2}),
    ("deep", POINT, "deepObject", True, "p[x]=1&p%5By%5D=2.5", {"x": 1, "y": 2.5}),
    ("deep-other-member", POINT, "deepObject", True, "p[name]=1", {"name": "1"}),
    ("deep-array", POINT, "deepObject", True, "p[tags]=a&p[tags][]=b", {"tags": ["a", "b"]}),
    ("deep-bad", POINT, "deepObject", True, "p[x]=one", [("/x", "type")]),
    ("deep-twice", POINT, "deepObject", True, "p[x]=1&p[x]=2", [("/x", "duplicate")]),
    ("deep-other-name", POINT, "deepObject", True, "q[x]=1&p=1&p]=2&p[=3", "absent"),
]  # fmt: skip


@pytest.mark.parametrize(
    ("schema", "style", "explode", "query", "expected"),
    [row[1:] for row in QUERIES],
    ids=[row[0] for row in QUERIES],
)
def test_query_style(schema, style, explode, query, expected):
    assert decode_one(schema, query, style=style, explode=explode) == expected


SIMPLE: list[tuple[str, JsonObject, bool, str, object]] = [
    ("scalar", {"type": "integer"}, False, "5", 5),
    ("bad-scalar", {"type": "integer"}, False, "five", [("", "type")]),
    ("array", INTEGERS, False, "1, 2,3", [1, 2, 3]),
    ("array-exploded", INTEGERS, True, "1,2", [1, 2]),
    ("object", POINT, False, "x,1,y,2", {"x": 1, "y": 2}),
    ("object-exploded", POINT, True, "x=1,y=2", {"x": 1, "y": 2}),
]


@pytest.mark.parametrize("location", [Location.PATH, Location.HEADER])
@pytest.mark.parametrize(
    ("schema", "explode", "text", "expected"),
    [row[1:] for row in SIMPLE],
    ids=[row[0] for row in SIMPLE],
)
def test_simple_style_of_paths_and_headers(location, schema, explode, text, expected):
    decoded = decode_one(schema, text, location=location, style="simple", explode=explode)

    assert decoded == expected


@pytest.mark.parametrize(
    ("schema", "header", "expected"),
    [
        pytest.param({"type": "integer"}, "a=1; p=5;b", 5, id="among-others"),
        pytest.param({"type": "string"}, 'p="a b"', "a b", id="quoted"),
        pytest.param(TEXTS, "p=a,b", ["a", "b"], id="array"),
        pytest.param({"type": "string"}, "q=1", "absent", id="absent"),
        pytest.param({"type": "string"}, "p=1; p=2", [("", "duplicate")], id="twice"),
    ],
)
def test_cookies(schema, header, expected):
    assert decode_one(schema, header, location=Location.COOKIE) == expected


@pytest.mark.parametrize("location", [Location.HEADER, Location.COOKIE])
def test_missing_required_header_or_cookie(location):
    declared = Parameter(
        name="X-Tenant",
        location=location,
        required=True,
        schema={"type": "string"},
        style="simple" if location is Location.HEADER else "form",
        explode=False,
        pointer="",
    )

    decoded = compile_parameters([declared], Schemas({})).decode({}, b"", {b"host": b"a"})

    assert [(each.name, each.keyword, each.location) for each in decoded.offences] == [
        ("X-Tenant", "required", location)
    ]


@pytest.mark.parametrize(
    ("media_type", "query", "expected"),
    [
        pytest.param("application/json", 'p={"x":1}', {"x": 1}, id="json"),
        pytest.param("application/json", "p={x}", [("", "encoding")], id="no-json"),
        pytest.param("application/json", 'p={"x":"a"}', [("/x", "type")], id="invalid"),
        pytest.param("application/json", "p={}&p={}", [("", "duplicate")], id="twice"),
    ],
)
def test_parameter_that_is_declared_by_content(media_type, query, expected):
    assert decode_one(POINT, query, explode=True, media_type=media_type) == expected


def test_content_other_than_json_stays_text():
    assert decode_one({"type": "string"}, "p=<a/>", media_type="application/xml") == "<a/>"


@pytest.mark.parametrize(
    ("location", "style"),
    [
        pytest.param(Location.PATH, "matrix", id="matrix"),
        pytest.param(Location.PATH, "label", id="label"),
        pytest.param(Location.QUERY, "simple", id="simple-query"),
        pytest.param(Location.HEADER, "deepObject", id="deep-header"),
    ],
)
def test_style_that_is_not_read_is_refused(location, style):
    with pytest.raises(ContractError, match=f'style "{style}" is not read') as caught:
        decode_one({}, "", location=location, style=style)

    assert caught.value.where == Position(file="", pointer="/parameters/0/style")
