from copy import deepcopy
from pathlib import Path
from typing import Any

import orjson
import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verification.facts.conftest import DOCUMENT, ask, behavior, contract, document, finding
from understudy.behavior import infer_behavior, read_behavior
from understudy.contract import (
    Json,
    JsonObject,
    Schemas,
    apply_overlay,
    behavior_patch,
    interpret,
    read_overlay,
)
from understudy.verification.exchanges import Exchange
from understudy.verification.failures import Failure, Source
from understudy.verification.proposals import Proposal, learn_schema, propose, write_proposal
from understudy.verification.report import Finding

__all__ = ["ask", "behavior", "contract", "document", "finding"]

ROW = {"id": 1, "name": "Hose", "status": "active", "note": None}


@pytest.fixture
def proposed(document, behavior):
    """Propose; return the proposal and the document after it."""

    def make(findings, exchanges) -> tuple[Proposal, Any]:
        original = deepcopy(document)
        proposal = propose(interpret(document), behavior, findings, exchanges)
        return proposal, apply_overlay(original, proposal.overlay)

    return make


def targets(proposal):
    return [action["target"] for action in proposal.overlay["actions"]]


def item_of(amended):
    return amended["components"]["schemas"]["Item"]


BODIES = [
    pytest.param({"id": "x1"}, "id", {"type": ["string", "integer"]}, id="type"),
    pytest.param({"id": None}, "id", {"type": ["integer", "null"]}, id="null"),
    pytest.param(
        {"status": "lost"},
        "status",
        {"type": "string", "enum": ["active", "sold", "lost"]},
        id="enum",
    ),
    pytest.param({"created": "soon"}, "created", {"type": "string"}, id="format"),
    pytest.param({"extra": {"a": 1}}, "extra", learn_schema([{"a": 1}]), id="extra"),
    pytest.param(
        {"parent": 5},
        "parent",
        {"anyOf": [{"$ref": "#/components/schemas/Item"}, {"type": "null"}, {"type": "integer"}]},
        id="alternatives",
    ),
]


@pytest.mark.parametrize(("part", "name", "schema"), BODIES)
def test_property_is_corrected_where_it_is_declared(proposed, ask, finding, part, name, schema):
    exchange = ask("getItem", "/items/7", 200, {**ROW, **part})

    proposal, amended = proposed([finding("response-body", "getItem", exchange)], [exchange])

    assert item_of(amended)["properties"][name] == schema
    assert all(each.startswith("$.components.schemas.Item") for each in targets(proposal))
    for action in proposal.overlay["actions"]:
        assert action["description"].startswith(f"GET /items/7 answered 200: /{name} breaks")


def test_what_is_missing_is_required_no_longer(proposed, ask, finding):
    exchange = ask("getItem", "/items/7", 200, {"name": "Hose"})

    proposal, amended = proposed([finding("response-body", "getItem", exchange)], [exchange])

    assert item_of(amended)["required"] == ["name"]
    assert "the body has no id" in proposal.overlay["actions"][0]["description"]
    assert targets(proposal) == ["$.components.schemas.Item.required", "$.components.schemas.Item"]


def test_null_where_a_component_is_referred_to_is_allowed_there_alone(document, ask, finding):
    document["components"]["schemas"]["Item"]["properties"]["parent"] = {
        "$ref": "#/components/schemas/Item"
    }
    original = deepcopy(document)
    contract = interpret(document)
    exchange = ask("getItem", "/items/7", 200, {**ROW, "parent": None})

    proposal = propose(
        contract,
        infer_behavior(contract),
        [finding("response-body", "getItem", exchange)],
        [exchange],
    )

    item: Any = item_of(apply_overlay(original, proposal.overlay))
    assert item["type"] == "object"
    assert item["properties"]["parent"] == {
        "anyOf": [{"$ref": "#/components/schemas/Item"}, {"type": "null"}]
    }


def test_all_values_that_were_seen_are_learned_not_only_those_of_the_example(
    proposed, ask, finding
):
    exchanges = [ask("getItem", "/items/7", 200, {**ROW, "status": each}) for each in "abcb"]

    _, amended = proposed([finding("response-body", "getItem", exchanges[0])], exchanges)

    assert item_of(amended)["properties"]["status"]["enum"] == ["active", "sold", "a", "b", "c"]


def test_what_no_finding_is_about_is_left_alone(proposed, ask, finding):
    redacted = ask("getItem", "/items/7", 200, {**ROW, "created": "(redacted)"})
    broken = ask("getItem", "/items/8", 200, {**ROW, "id": "x"})

    _, amended = proposed([finding("response-body", "getItem", broken)], [redacted, broken])

    assert item_of(amended)["properties"]["created"]["format"] == "date-time"


def test_status_is_declared_as_others_declare_it_when_that_fits(proposed, ask, finding):
    exchange = ask("getItem", "/items/x", 400, {"message": "no"})

    proposal, amended = proposed([finding("undeclared-status", "getItem", exchange)], [exchange])

    responses = amended["paths"]["/items/{id}"]["get"]["responses"]
    assert responses["400"] == {"$ref": "#/components/responses/Bad"}
    assert targets(proposal) == ["$.paths['/items/{id}'].get.responses"]


def test_status_is_declared_with_what_its_bodies_looked_like(proposed, ask, finding):
    exchanges = [
        ask(
            "getItem",
            f"/items/{number}",
            410,
            {"gone": number},
            media_type="application/problem+json",
        )
        for number in range(3)
    ]

    _, amended = proposed([finding("undeclared-status", "getItem", exchanges[0])], exchanges)

    response = amended["paths"]["/items/{id}"]["get"]["responses"]["410"]
    assert response["content"]["application/problem+json"]["schema"] == {
        "type": "object",
        "properties": {"gone": {"type": "integer"}},
        "required": ["gone"],
    }


def test_failing_server_is_not_declared(proposed, ask, finding):
    exchange = ask("getItem", "/items/7", 500, None)

    proposal, _ = proposed([finding("undeclared-status", "getItem", exchange)], [exchange])

    assert proposal.is_empty
    assert "should not promise that its server fails" in proposal.notes[0]


def test_media_type_is_declared(proposed, ask, finding):
    exchange = ask("getItem", "/items/7", 200, b"id;name\n", media_type="text/csv; charset=utf-8")

    _, amended = proposed([finding("undeclared-media-type", "getItem", exchange)], [exchange])

    content = amended["paths"]["/items/{id}"]["get"]["responses"]["200"]["content"]
    assert content["text/csv"] == {}
    assert "application/json" in content


def test_header_may_be_missing_or_of_another_type(proposed, ask, finding):
    missing = ask("listItems", "/items", 200, {"items": []})
    wrong = ask("listItems", "/items", 200, {"items": []}, answers=[("X-Total", "many")])

    for exchange, header in [
        (missing, {"required": False, "schema": {"type": "integer"}}),
        (wrong, {"required": True, "schema": {"type": "string"}}),
    ]:
        failure = finding("response-header", "listItems", exchange, at="x-total")
        _, amended = proposed([failure], [exchange])

        assert amended["paths"]["/items"]["get"]["responses"]["200"]["headers"]["X-Total"] == header


def parameter_of(amended, name):
    parameters = amended["paths"]["/items"]["get"]["parameters"]
    return next(each for each in parameters if each["name"] == name)


@pytest.mark.parametrize(
    ("target", "name", "schema"),
    [
        pytest.param(
            "/items?limit=all",
            "limit",
            {"type": ["string", "integer"], "minimum": 1, "maximum": 50, "default": 20},
            id="type",
        ),
        pytest.param(
            "/items?limit=51", "limit", {"type": "integer", "minimum": 1, "default": 20}, id="bound"
        ),
        pytest.param("/items?status=lost", "status", {"type": "string"}, id="enum"),
    ],
)
def test_parameter_allows_what_was_accepted(proposed, ask, finding, target, name, schema):
    exchange = ask("listItems", target, 200, {"items": []})

    _, amended = proposed([finding("invalid-accepted", "listItems", exchange)], [exchange])

    assert parameter_of(amended, name)["schema"] == schema


def test_parameter_that_nobody_asks_for_is_required_no_longer(proposed, ask, finding):
    exchange = ask("listItems", "/items", 200, {"items": []}, headers=())

    _, amended = proposed([finding("required-header-unasked", "listItems", exchange)], [exchange])

    assert parameter_of(amended, "X-Shop")["required"] is False


def test_request_body_allows_what_was_accepted(proposed, ask, finding):
    exchange = ask("createItem", "/items", 201, ROW, sends={"name": "", "status": "active"})
    nothing = ask("createItem", "/items", 201, ROW)
    findings = [finding("invalid-accepted", "createItem", each) for each in (exchange, nothing)]

    _, amended = proposed(findings, [exchange, nothing])

    body = amended["paths"]["/items"]["post"]["requestBody"]
    assert body["required"] is False
    assert body["content"]["application/json"]["schema"]["properties"]["name"] == {"type": "string"}


def test_refused_request_tightens_the_contract_only_when_the_cause_is_certain(
    proposed, ask, finding
):
    accepted = [ask("listItems", "/items?limit=5", 200, {"items": []}) for _ in range(3)]
    refused = [ask("listItems", "/items", 400, {"message": "limit!"}) for _ in range(3)]
    failure = finding("valid-refused", "listItems", refused[0])

    certain, amended = proposed([failure], [*accepted, *refused])
    uncertain, _ = proposed([failure], [*accepted, *refused[:2]])

    assert parameter_of(amended, "limit")["required"] is True
    assert "all 3 refused requests lacked limit" in certain.overlay["actions"][0]["description"]
    assert uncertain.is_empty
    assert "cannot be told for certain" in uncertain.notes[0]


def test_page_size_that_is_used_becomes_the_default(proposed, ask, finding):
    rows = [{**ROW, "id": number} for number in range(10)]
    exchange = ask("listItems", "/items", 200, {"items": rows})
    failure = finding("default-differs", "listItems", exchange, at="limit")

    _, amended = proposed(
        [failure], [exchange, ask("listItems", "/items?limit=50", 200, {"items": rows * 3})]
    )

    assert parameter_of(amended, "limit")["schema"]["default"] == 10


BEHAVIOR = """
resources: {item: {key: id}}
operations:
  listItems:
    behavior: list
    resource: item
    filters: {status: status, name: name}
    sort: {by: order, fields: [name, id]}
  getItem: {behavior: get, resource: item, key: id}
  createItem: {like: listItems}
"""


def test_behavior_that_is_not_there_is_declared_no_longer(tmp_path: Path, document, ask, finding):
    parameters = document["paths"]["/items"]["get"]["parameters"]
    parameters.append({"name": "order", "in": "query", "schema": {"type": "string"}})
    file = tmp_path / "behavior.yaml"
    file.write_text(BEHAVIOR, encoding="utf-8")
    exchange = ask("listItems", "/items?order=-name&status=sold", 200, {"items": [ROW]})
    findings = [
        finding("filter-unsound", "listItems", exchange, at="status"),
        finding("sort-wrong", "listItems", exchange, at="order"),
        finding("filter-incomplete", "createItem", exchange, at="name"),
        finding("total-wrong", "listItems", exchange),
    ]

    proposal = propose(interpret(document), read_behavior(file), findings, [exchange])

    patched = read_behavior(file, patch=proposal.behavior_patch).declarations
    assert list(patched["listItems"].filters) == ["name"]
    assert patched["listItems"].ordering.fields == ("id",)
    assert list(patched["createItem"].filters) == ["status"]
    assert proposal.overlay["actions"] == []
    assert len(proposal.notes) == 1
    assert "total-wrong" in proposal.notes[0]


def test_written_proposal_is_an_overlay_with_its_evidence(tmp_path: Path, proposed, ask, finding):
    exchange = ask("getItem", "/items/7", 200, {**ROW, "id": "1e5", "password": "hunter2"})
    findings = [
        finding("response-body", "getItem", exchange),
        finding("server-error", "getItem", exchange, message="no\n- target: $"),
    ]
    proposal, amended = proposed(findings, [exchange])
    file = tmp_path / "proposal.yaml"

    file.write_text(write_proposal(proposal, service="shop"), encoding="utf-8")

    text = file.read_text(encoding="utf-8")
    assert "# - getItem: no - target: $ (server-error): this is for the deployment to mend" in text
    assert "understudy contract shop --overlay" in text
    assert "hunter2" not in text
    assert apply_overlay(deepcopy(DOCUMENT), read_overlay(file)) == amended
    assert behavior_patch(read_overlay(file)) == {}


def test_nonsense_is_noted_and_never_an_error(proposed, ask, finding):
    garbage = ask("getItem", "/nowhere", 200, b"\xff\x00{", media_type="application/json")
    rules = ["response-body", "undeclared-status", "undeclared-media-type", "response-header"]
    rules += [
        "invalid-accepted",
        "valid-refused",
        "default-differs",
        "filter-unsound",
        "sort-wrong",
    ]
    findings = [finding(rule, "getItem", garbage, at="?", kind="?") for rule in rules]
    findings += [finding(rule, "getItem") for rule in rules]
    findings += [finding(rule, "gone", garbage) for rule in rules]

    proposal, amended = proposed(findings, [garbage])

    assert amended == DOCUMENT
    assert proposal.notes


SCALARS = (
    st.none()
    | st.booleans()
    | st.integers(-99, 99)
    | st.sampled_from([0.5, 1e9])
    | st.text(max_size=3)
)
VALUES: st.SearchStrategy[Any] = st.recursive(
    SCALARS,
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(st.sampled_from(["a", "b", "/c~", "it's", "0"]), inner, max_size=3)
    ),
    max_leaves=6,
)


def strict(value: Json) -> JsonObject:
    """A schema that holds for hardly anything but this value."""
    if isinstance(value, dict):
        properties: JsonObject = {name: strict(each) for name, each in value.items()}
        return {
            "type": "object",
            "properties": properties,
            "required": list(value),
            "additionalProperties": False,
        }
    if isinstance(value, list):
        options: list[Json] = [strict(each) for each in value]
        return {"type": "array", "maxItems": len(value), "items": {"anyOf": options or [{}]}}
    if isinstance(value, str):
        return {"$ref": "#/components/schemas/Text"}
    return {"enum": [value]} if value is None else {"type": ["boolean", "number"], "const": value}


@settings(max_examples=40, deadline=None)
@given(VALUES, st.lists(VALUES, min_size=1, max_size=3))
def test_whatever_is_answered_is_valid_once_the_overlay_is_applied(expected, answered):
    schema = strict(expected)
    document: JsonObject = {
        "openapi": "3.1.0",
        "info": {"title": "Any", "version": "1"},
        "paths": {
            "/it": {
                "get": {
                    "operationId": "getIt",
                    "responses": {
                        "200": {
                            "description": "It.",
                            "content": {"application/json": {"schema": schema}},
                        }
                    },
                }
            }
        },
        "components": {"schemas": {"Text": {"type": "string", "pattern": "^a$", "minLength": 1}}},
    }
    contract = interpret(document)
    exchanges = [
        Exchange(
            number=number,
            asker="test",
            method="GET",
            target="/it",
            operation="getIt",
            status=200,
            response_headers=(("content-type", "application/json"),),
            response_body=orjson.dumps(value),
        )
        for number, value in enumerate(answered)
    ]
    findings = [
        Finding(
            failure=Failure(
                rule="response-body",
                source=Source.FUZZER,
                operation="getIt",
                message="no",
                exchanges=(each,),
            )
        )
        for each in exchanges
    ]

    proposal = propose(contract, infer_behavior(contract), findings, exchanges)

    amended = apply_overlay(document, proposal.overlay)
    pointer = "/paths/~1it/get/responses/200/content/application~1json/schema"
    validator = Schemas(amended).validator(pointer)
    for value in answered:
        assert validator.is_valid(value), (schema, value, proposal.overlay["actions"])


def test_part_of_a_composed_schema_is_corrected_without_its_echo(document, ask, finding):
    document["components"]["schemas"]["Item"] = {
        "allOf": [{"properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}],
        "unevaluatedProperties": False,
    }
    contract = interpret(document)
    exchange = ask("getItem", "/items/7", 200, {"id": "x", "name": "Hose"})

    proposal = propose(
        contract,
        infer_behavior(contract),
        [finding("response-body", "getItem", exchange)],
        [exchange],
    )

    assert targets(proposal) == ["$.components.schemas.Item.allOf[0].properties.id"]
