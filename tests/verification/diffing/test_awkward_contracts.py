"""Contracts that are big, broken, endless or hostile are compared all the same."""

from __future__ import annotations

import json
from pathlib import Path
from time import process_time
from typing import Any

import pytest

from understudy.contract import interpret, load_document, read_contract
from understudy.services import BUILT_IN, find_document
from understudy.verification.diffing import Comparison, Impact, compare
from understudy.verification.diffing.rendering import as_json, as_markdown, as_text


def document(schema: Any, *, parameters: Any = (), **components: Any) -> dict[str, Any]:
    media = {"application/json": {"schema": schema}}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Any", "version": "1"},
        "components": {"schemas": components},
        "paths": {
            "/things": {
                "post": {
                    "parameters": [*parameters],
                    "requestBody": {"content": media},
                    "responses": {"200": {"description": "fine"}},
                }
            }
        },
    }


def compared(old: dict[str, Any], new: dict[str, Any]) -> Comparison:
    copies = (json.loads(json.dumps(each)) for each in (old, new))
    return compare(*map(interpret, copies))


def told(comparison: Comparison) -> list[tuple[str, str, str]]:
    return [(each.impact.value, each.code, each.where) for each in comparison.changes]


@pytest.mark.parametrize("service", BUILT_IN)
def test_shipped_contract_does_not_differ_from_itself(service: str) -> None:
    contract = read_contract(find_document(service), is_shipped=True)

    assert compare(contract, contract).changes == ()


def test_five_changes_of_237_operations_are_found_in_seconds() -> None:
    path = find_document("goldleaf")
    new = load_document(path)
    components: Any = new["components"]
    schemas = components["schemas"]
    schemas["ErrorMessage"]["properties"]["message"]["type"] = "integer"  # every operation has it
    schemas["RecordHeader"]["properties"]["lastModified"]["type"] = "null"
    schemas["Reference"]["properties"]["more"] = {"type": "string"}
    schemas["Customer"]["required"] = []
    paths: Any = new["paths"]
    del paths["/organization/items"]
    started = process_time()

    comparison = compare(read_contract(path, is_shipped=True), interpret(new))

    assert process_time() - started < 5
    codes = {each.code for each in comparison.of(Impact.BREAKING)}
    assert {"type", "operation-removed", "property-optional"} <= codes
    messages = [each for each in comparison.changes if each.where == "response 400 /message"]
    assert [len(each.operations) > 200 for each in messages] == [True]
    assert all(each.old and each.old.line for each in comparison.of(Impact.BREAKING))


def test_schema_without_an_end_is_walked_once() -> None:
    def tree(kind: str) -> dict[str, Any]:
        ref = {"$ref": "#/components/schemas/Tree"}
        members = {"left": ref, "kids": {"type": "array", "items": ref}, "n": {"type": kind}}
        return document(ref, Tree={"type": "object", "properties": members})

    comparison = compared(tree("number"), tree("integer"))

    assert told(comparison) == [("breaking", "type", "request body /n")]
    assert comparison.changes[0].witness is not None
    assert comparison.changes[0].witness.line == 'POST /things  {"n": 0.5}'


def test_values_deep_inside_are_shown_in_a_whole_body() -> None:
    def nested(values: list[str]) -> dict[str, Any]:
        line = {"type": "object", "required": ["kind"], "properties": {"kind": {"enum": values}}}
        lines = {"type": "object", "additionalProperties": {"type": "array", "items": line}}
        whole = {"type": "object", "required": ["id", "lines"]}
        return document({**whole, "properties": {"id": {"type": "integer"}, "lines": lines}})

    (change,) = compared(nested(["a", "b"]), nested(["a"])).changes

    assert change.where == "request body /lines/another/0/kind"
    assert change.witness is not None
    (body,) = change.witness.payload
    assert isinstance(body, dict)
    assert body["lines"] == {"another": [{"kind": "b"}]}


def test_witness_shows_its_own_change_among_others() -> None:
    old = {"type": "object", "properties": {"a": {"type": "string"}, "b": {"type": "string"}}}
    new = {"type": "object", "properties": {"a": {"type": "null"}, "b": {"type": "null"}}}

    changes = compared(document(old), document(new)).changes

    lines = [each.witness and each.witness.payload for each in changes]

    assert lines == [({"a": ""},), ({"b": ""},)]


def test_alternatives_of_which_two_can_hold_are_told() -> None:
    old = {"oneOf": [{"type": "string"}, {"type": "integer"}]}
    new = {"oneOf": [{"type": "string"}, {"type": "integer"}, {"type": "number", "title": "any"}]}

    comparison = compared(document(old), document(new))

    assert comparison.changes[0].impact is Impact.BREAKING
    assert "several alternatives" in comparison.changes[0].message


def test_allOf_is_compared_as_one() -> None:  # noqa: N802 - the keyword's name
    def composed(kind: str) -> dict[str, Any]:
        parts = [{"$ref": "#/components/schemas/Head"}, {"properties": {"n": {"type": kind}}}]
        head = {"type": "object", "properties": {"id": {"type": "string"}}}
        return document({"allOf": parts, "unevaluatedProperties": False}, Head=head)

    assert told(compared(composed("number"), composed("integer"))) == [
        ("breaking", "type", "request body /n")
    ]


def test_part_that_forbids_what_others_declare_is_judged_as_a_whole() -> None:
    def composed(kind: str) -> dict[str, Any]:
        closed = {"properties": {"a": {"type": kind}}, "additionalProperties": False}
        return document({"type": "object", "allOf": [closed, {"properties": {"b": {}}}]})

    assert told(compared(composed("number"), composed("integer"))) == [
        ("breaking", "composition", "request body")
    ]


def test_nothing_can_be_sent_any_more() -> None:
    comparison = compared(document({"type": "string"}), document({"not": {}}))

    assert comparison.changes[0].code == "composition"
    assert comparison.changes[0].impact is Impact.BREAKING


def test_reference_that_leads_nowhere_is_told_and_the_rest_compared() -> None:
    old = document({"type": "string"}, parameters=[parameter("a", {"type": "string"})])
    new = document({"$ref": "#/nowhere"}, parameters=[parameter("a", {"type": "integer"})])

    found = told(compared(old, new))

    assert ("unknown", "schema-unreadable", "request body") in found
    assert ("breaking", "type", "query parameter a") in found


def parameter(name: str, schema: Any, **more: Any) -> dict[str, Any]:
    return {"name": name, "in": "query", "schema": schema, **more}


@pytest.mark.parametrize(
    ("change", "witness"),
    [
        pytest.param({"explode": False}, "POST /things?a=a&a=a", id="comma separated"),
        pytest.param(
            {"style": "pipeDelimited", "explode": False}, "POST /things?a=a&a=a", id="pipes"
        ),
    ],
)
def test_parameter_that_is_spelled_otherwise_is_shown_as_it_was_sent(
    change: dict[str, Any], witness: str
) -> None:
    schema = {"type": "array", "items": {"enum": ["a"]}, "minItems": 2, "maxItems": 2}
    old = document({}, parameters=[parameter("a", schema)])
    new = document({}, parameters=[parameter("a", schema, **change)])

    (found,) = compared(old, new).changes

    assert found.witness is not None
    assert found.witness.line == witness


def test_style_that_makes_no_difference_is_no_change() -> None:
    old = document({}, parameters=[parameter("a", {"type": "integer"})])
    new = document({}, parameters=[parameter("a", {"type": "integer"}, explode=False)])

    assert compared(old, new).changes == ()


def test_style_that_is_not_read_here_is_not_decided() -> None:
    schema = {"type": "array", "items": {"type": "string"}}
    old = document({}, parameters=[parameter("a", schema)])
    new = document({}, parameters=[parameter("a", schema, style="matrix")])

    assert told(compared(old, new)) == [("unknown", "parameter-style", "query parameter a")]


def test_parameters_travel_where_they_are_declared() -> None:
    def placed(kind: str) -> dict[str, Any]:
        places = [("query", "deep"), ("header", "X-Size"), ("cookie", "size")]
        declared = [parameter(name, {"type": kind}) | {"in": where} for where, name in places]
        members = {"type": "object", "properties": {"n": {"type": kind}}}
        declared[0] = parameter("deep", members, style="deepObject")
        coded = parameter("coded", None, content={"application/json": {"schema": members}})
        return document({}, parameters=[*declared, coded])

    changes = compared(placed("string"), placed("integer")).changes

    lines = [each.witness and each.witness.line for each in changes]

    assert lines == [
        "POST /things?deep[n]=",
        "POST /things  X-Size: -",
        "POST /things  Cookie: size=",
        "POST /things?coded=%7B%22n%22%3A%20%22%22%7D",
    ]


def test_objects_travel_in_every_style() -> None:
    def styled(kind: str) -> dict[str, Any]:
        members = {"type": "object", "properties": {"n": {"type": kind}}, "required": ["n"]}
        texts = {"type": "array", "items": {"type": kind}, "minItems": 2}
        return document(
            {},
            parameters=[
                parameter("spread", members),
                parameter("flat", members, explode=False),
                parameter("X-Flat", members) | {"in": "header"},
                parameter("X-Spread", members, explode=True) | {"in": "header"},
                parameter("pipes", texts, style="pipeDelimited", explode=False),
            ],
        )

    changes = compared(styled("string"), styled("integer")).changes

    lines = [each.witness and each.witness.line for each in changes]
    assert lines == [
        "POST /things?n=",
        "POST /things?flat=n,",
        "POST /things  X-Flat: n,",
        "POST /things  X-Spread: n=",
        "POST /things?pipes=|",
    ]


@pytest.mark.parametrize(
    "traits",
    [
        pytest.param(({"title": "A"}, {"title": "B"}), id="titles"),
        pytest.param(
            ({"properties": {"k": {"const": "a"}}}, {"properties": {"k": {"const": "b"}}}),
            id="constants",
        ),
    ],
)
def test_alternatives_are_paired_by_what_tells_them_apart(traits: tuple[Any, Any]) -> None:
    def choosing(kind: str, *, is_turned: bool) -> dict[str, Any]:
        first, second = (json.loads(json.dumps(each)) for each in traits)
        for each in (first, second):
            each.update(type="object", required=["n"])
            each.setdefault("properties", {})["n"] = {"type": "string"}
        second["properties"]["n"] = {"type": kind}
        return document({"anyOf": [second, first] if is_turned else [first, second]})

    changes = compared(
        choosing("number", is_turned=False), choosing("integer", is_turned=True)
    ).changes

    assert [(each.code, each.where) for each in changes] == [("type", "request body /n")]
    assert changes[0].impact is Impact.BREAKING


def test_property_that_others_could_have_used_breaks_an_object_that_takes_any() -> None:
    old = {"type": "object", "additionalProperties": True, "properties": {"a": {}}}
    new = {**old, "properties": {"a": {}, "b": {"type": "integer"}}}

    comparison = compared(document(old), document(new))

    assert told(comparison) == [("breaking", "property-added", "request body /b")]


def test_kind_of_what_an_object_may_also_hold_is_compared() -> None:
    def holding(kind: str) -> dict[str, Any]:
        return document({"type": "object", "additionalProperties": {"type": kind}})

    (change,) = compared(holding("number"), holding("integer")).changes

    assert change.witness is not None
    assert change.witness.payload == ({"another": 0.5},)


def test_pattern_that_is_none_is_told() -> None:
    comparison = compared(document({"type": "string"}), document({"pattern": "("}))

    assert {each.impact for each in comparison.changes} == {Impact.UNKNOWN}


HOSTILE = "\x1b[31mred\x07 <script>`|* \u202e"


def test_names_of_a_contract_cannot_drive_a_terminal_or_a_page() -> None:
    old, new = document({"enum": [HOSTILE, "b"]}), document({"enum": ["b"]})
    old["paths"][f"/{HOSTILE}"] = {"get": {"responses": {}}}

    comparison = compared(old, new)

    text, page = as_text(comparison), as_markdown(comparison)
    assert all(each.isprintable() for each in [*text.split("\n"), *page.split("\n")])
    assert "\\<script\\>" in page
    assert json.loads(as_json(comparison))["counts"] == {
        "breaking": 2,
        "unknown": 0,
        "compatible": 0,
    }


def test_deep_schemas_are_compared() -> None:
    def deep(kind: str) -> dict[str, Any]:
        schema: dict[str, Any] = {"type": kind}
        for _ in range(40):
            schema = {"type": "object", "required": ["a"], "properties": {"a": schema}}
        return document(schema)

    (change,) = compared(deep("number"), deep("integer")).changes

    assert change.impact is Impact.BREAKING
    assert change.where == "request body " + "/a" * 40


def test_chain_of_thousands_of_schemas_is_compared_as_far_as_bodies_go() -> None:
    def chain(kind: str) -> dict[str, Any]:
        schemas: dict[str, Any] = {"S3000": {"type": kind}}
        for index in range(3000):
            members = {"a": {"$ref": f"#/components/schemas/S{index + 1}"}}
            schemas[f"S{index}"] = {"type": "object", "properties": members}
        return document({"$ref": "#/components/schemas/S0"}, **schemas)

    comparison = compared(chain("number"), chain("integer"))

    assert told(comparison) == [("unknown", "not-compared", f"request body {'/a' * 61}")]


def test_numbers_beyond_all_bounds_are_compared() -> None:
    huge: list[Any] = [{"type": "integer", "maximum": each} for each in (10**400, 2**64, 1e308)]
    wide = [{"type": "integer"}, *huge]

    for each in huge:
        for other in wide:
            assert as_json(compared(document(other), document(each)))


def test_old_document_of_version_3_0_is_compared_with_a_new_one() -> None:
    old = document({"type": "string", "nullable": True})
    old["openapi"] = "3.0.3"
    new = document({"type": ["string", "null"]})

    assert compared(old, new).changes == ()


def test_lines_are_those_of_the_files(tmp_path: Path) -> None:
    for name, kind in (("old", "number"), ("new", "integer")):
        text = json.dumps(document({"type": kind}), indent=1)
        (tmp_path / f"{name}.json").write_text(text)

    (change,) = compare(
        *(read_contract(tmp_path / f"{each}.json") for each in ("old", "new"))
    ).changes

    assert change.old is not None
    assert change.new is not None
    assert change.old.line == change.new.line
    line = (tmp_path / "old.json").read_text().splitlines()[(change.old.line or 0) - 1]
    assert line.strip() == '"type": "number"'
