"""Every kind of change, made by hand on one contract: what it is called, and what it means."""

from __future__ import annotations

import json
from collections.abc import Callable
from typing import Any

import jsonschema_rs
import pytest

from understudy.contract import interpret
from understudy.verification.diffing import Change, Impact, compare

BREAKING, UNKNOWN, COMPATIBLE = Impact
YES, NO = True, False

PET: dict[str, Any] = {
    "type": "object",
    "required": ["name"],
    "properties": {
        "id": {"type": "string", "readOnly": True},
        "name": {"type": "string", "minLength": 1, "maxLength": 40},
        "kind": {"type": "string", "enum": ["cat", "dog"]},
        "price": {"type": "number", "minimum": 0},
        "born": {"type": "string", "format": "date"},
        "tags": {"type": "array", "items": {"type": "string"}, "maxItems": 3},
        "note": {"type": ["string", "null"]},
        "photo": {"type": "string", "format": "byte"},
        "parent": {"$ref": "#/components/schemas/Pet"},
        "owner": {"anyOf": [{"$ref": "#/components/schemas/Owner"}, {"type": "null"}]},
        "chip": {
            "type": "object",
            "properties": {"number": {"type": "integer"}},
            "additionalProperties": False,
        },
    },
}
GIVEN_PET = json.loads(json.dumps(PET).replace("schemas/Pet", "schemas/Given"))
OWNER: dict[str, Any] = {"type": "object", "properties": {"name": {"type": "string"}}}


def copied(document: dict[str, Any]) -> dict[str, Any]:
    """Return a copy in which no part stands twice."""
    copy: dict[str, Any] = json.loads(json.dumps(document))
    return copy


def base() -> dict[str, Any]:
    """Return a contract in which requests and answers have schemas of their own, to tell apart."""
    schema = {"$ref": "#/components/schemas/Pet"}
    parameters: list[dict[str, Any]] = [
        {"name": "limit", "in": "query", "schema": {"type": "integer", "minimum": 1, "default": 9}},
        {"name": "kinds", "in": "query", "schema": {"type": "array", "items": {"type": "string"}}},
        {"name": "X-Trace", "in": "header", "schema": {"type": "string"}},
    ]
    errors = {"application/problem+json": {"schema": {"$ref": "#/components/schemas/Problem"}}}
    document: dict[str, Any] = {
        "openapi": "3.1.0",
        "info": {"title": "Pets", "version": "1"},
        "servers": [{"url": "https://pets.example/v1"}],
        "security": [{"key": []}, {"oauth": ["read"]}],
        "paths": {
            "/pets/{petId}": {
                "get": {
                    "operationId": "getPet",
                    "parameters": [
                        {"name": "petId", "in": "path", "required": True, "schema": {}},
                        *parameters,
                    ],
                    "responses": {
                        "200": {
                            "description": "a pet",
                            "headers": {
                                "ETag": {"required": True, "schema": {"type": "string"}},
                                "X-Cost": {"schema": {"type": "integer"}},
                            },
                            "content": {
                                "application/json": {"schema": schema},
                                "text/csv": {"schema": {"type": "string"}},
                            },
                        },
                        "404": {"description": "none", "content": errors},
                    },
                },
                "put": {
                    "operationId": "putPet",
                    "parameters": [{"name": "petId", "in": "path", "required": True, "schema": {}}],
                    "requestBody": {
                        "content": {
                            "application/json": {"schema": {"$ref": "#/components/schemas/Given"}},
                            "multipart/form-data": {"schema": {"type": "object"}},
                        }
                    },
                    "responses": {"204": {"description": "kept"}},
                },
            }
        },
        "webhooks": {"born": {"post": {"responses": {"200": {"description": "thanks"}}}}},
        "components": {
            "schemas": {
                "Pet": PET,
                "Given": GIVEN_PET,
                "Owner": OWNER,
                "Problem": {"type": "object", "properties": {"title": {"type": "string"}}},
            },
            "securitySchemes": {
                "key": {"type": "apiKey", "in": "header", "name": "X-Key"},
                "other": {"type": "http", "scheme": "basic"},
                "oauth": {
                    "type": "oauth2",
                    "flows": {
                        "clientCredentials": {
                            "tokenUrl": "https://pets.example/token",
                            "scopes": {"read": "", "write": ""},
                        }
                    },
                },
            },
        },
    }
    return copied(document)


GET = ("paths", "/pets/{petId}", "get")
PUT = ("paths", "/pets/{petId}", "put")
ANSWER = ("components", "schemas", "Pet")
GIVEN = ("components", "schemas", "Given")
OK = (*GET, "responses", "200")
BODY = (*PUT, "requestBody")
GONE = object()


def put(*path: Any) -> Callable[[dict[str, Any]], None]:
    """Return what sets, or takes away, the value at a path; the value comes last."""
    *way, last, value = path

    def mutate(document: dict[str, Any]) -> None:
        holder: Any = document
        for step in way:
            holder = holder[step]
        if value is GONE:
            del holder[last]
        elif isinstance(holder, list) and last == len(holder):
            holder.append(value)
        else:
            holder[last] = value

    return mutate


def rename_path(document: dict[str, Any]) -> None:
    document["paths"]["/animals/{id}"] = document["paths"].pop("/pets/{petId}")
    for method in ("get", "put"):
        document["paths"]["/animals/{id}"][method]["parameters"][0]["name"] = "id"


def rename_variable(document: dict[str, Any]) -> None:
    document["paths"]["/pets/{id}"] = document["paths"].pop("/pets/{petId}")
    for method in ("get", "put"):
        document["paths"]["/pets/{id}"][method]["parameters"][0]["name"] = "id"


def rename_scheme(document: dict[str, Any]) -> None:
    schemes = document["components"]["securitySchemes"]
    schemes["apiKey"] = schemes.pop("key")
    document["security"] = [{"apiKey": []}, {"oauth": ["read"]}]


def rename_schema(document: dict[str, Any]) -> None:
    schemas = document["components"]["schemas"]
    schemas["Person"] = schemas.pop("Owner")
    for name in ("Pet", "Given"):
        alternatives = schemas[name]["properties"]["owner"]["anyOf"]
        alternatives[0] = {"$ref": "#/components/schemas/Person"}


def move_base_path(document: dict[str, Any]) -> None:
    document["servers"] = [{"url": "https://pets.example"}]
    document["paths"]["/v1/pets/{petId}"] = document["paths"].pop("/pets/{petId}")


def said_otherwise(document: dict[str, Any]) -> None:
    document["components"]["schemas"]["Pet"]["properties"]["note"] = {
        "oneOf": [{"type": "string"}, {"type": "null"}]
    }


def prop(schema: tuple[str, ...], name: str, *rest: Any) -> Callable[[dict[str, Any]], None]:
    return put(*schema, "properties", name, *rest)


def both(*mutations: Callable[[dict[str, Any]], None]) -> Callable[[dict[str, Any]], None]:
    def mutate(document: dict[str, Any]) -> None:
        for each in mutations:
            each(document)

    return mutate


# what is changed -> (how, the code, what it means)
CHANGES: dict[str, tuple[Callable[[dict[str, Any]], None], str, Impact]] = {
    "operation removed": (put(*PUT, GONE), "operation-removed", BREAKING),
    "operation added": (
        put("paths", "/new", {"get": {"responses": {}}}),
        "operation-added",
        COMPATIBLE,
    ),
    "operation renamed": (put(*GET, "operationId", "onePet"), "operation-renamed", COMPATIBLE),
    "operation deprecated": (put(*GET, "deprecated", YES), "deprecated", COMPATIBLE),
    "base path": (
        put("servers", 0, "url", "https://pets.example/v2"),
        "base-path-removed",
        BREAKING,
    ),
    "second server": (put("servers", 1, {"url": "/v2"}), "base-path-added", COMPATIBLE),
    "host": (put("servers", 0, "url", "https://cats.example/v1"), "hosts-changed", UNKNOWN),
    "webhook": (put("webhooks", "died", {}), "not-compared", UNKNOWN),
    "callback": (put(*PUT, "callbacks", {"done": {}}), "not-compared", UNKNOWN),
    "security added": (
        put(*GET, "security", [{"key": [], "other": []}]),
        "security-added",
        BREAKING,
    ),
    "security scheme swapped": (put("security", 0, {"other": []}), "security-added", BREAKING),
    "scope added": (
        put("security", 1, {"oauth": ["read", "write"]}),
        "security-added",
        BREAKING,
    ),
    "security alternative": (put("security", 2, {"other": []}), "security-relaxed", COMPATIBLE),
    "security dropped": (put(*GET, "security", []), "security-relaxed", COMPATIBLE),
    "key header": (
        put("components", "securitySchemes", "key", "name", "X-Token"),
        "security-added",
        BREAKING,
    ),
    "token address": (
        put(
            *("components", "securitySchemes", "oauth", "flows", "clientCredentials"),
            *("tokenUrl", "https://elsewhere.example"),
        ),
        "security-scheme",
        UNKNOWN,
    ),
    "parameter added": (
        put(*GET, "parameters", 4, {"name": "a", "in": "query", "schema": {}}),
        "parameter-added",
        COMPATIBLE,
    ),
    "required parameter added": (
        put(*GET, "parameters", 4, {"name": "a", "in": "query", "required": True, "schema": {}}),
        "parameter-required",
        BREAKING,
    ),
    "parameter removed": (put(*GET, "parameters", 3, GONE), "parameter-removed", UNKNOWN),
    "parameter becomes required": (
        put(*GET, "parameters", 1, "required", YES),
        "parameter-required",
        BREAKING,
    ),
    "parameter bound tightened": (
        put(*GET, "parameters", 1, "schema", "minimum", 2),
        "range",
        BREAKING,
    ),
    "parameter bound loosened": (
        put(*GET, "parameters", 1, "schema", "minimum", 0),
        "range",
        COMPATIBLE,
    ),
    "parameter default": (
        put(*GET, "parameters", 1, "schema", "default", 20),
        "default-changed",
        UNKNOWN,
    ),
    "parameter becomes text": (
        put(*GET, "parameters", 1, "schema", {"type": "string", "default": 9}),
        "type",
        COMPATIBLE,
    ),
    "parameter becomes a number": (
        put(*GET, "parameters", 3, "schema", {"type": "integer"}),
        "type",
        BREAKING,
    ),
    "parameter not exploded": (
        put(*GET, "parameters", 2, "explode", NO),
        "parameter-style",
        BREAKING,
    ),
    "parameter deprecated": (
        put(*GET, "parameters", 1, "deprecated", YES),
        "deprecated",
        COMPATIBLE,
    ),
    "body required": (put(*BODY, "required", YES), "body-required", BREAKING),
    "body added": (put(*GET, "requestBody", {"content": {}}), "body-added", COMPATIBLE),
    "required body added": (
        put(*GET, "requestBody", {"required": True, "content": {}}),
        "body-required",
        BREAKING,
    ),
    "path variable": (put(*GET, "parameters", 0, "schema", {"type": "integer"}), "type", BREAKING),
    "answer property deprecated": (
        prop(ANSWER, "price", "deprecated", YES),
        "deprecated",
        COMPATIBLE,
    ),
    "answer content encoding": (
        prop(ANSWER, "photo", "contentEncoding", "base64"),
        "format",
        UNKNOWN,
    ),
    "header always sent": (
        put(*OK, "headers", "X-Cost", "required", YES),
        "header-required",
        COMPATIBLE,
    ),
    "media types of the answer replaced": (
        put(*OK, "content", {"application/xml": {}}),
        "media-type-removed",
        BREAKING,
    ),
    "required property added to a request": (
        both(prop(GIVEN, "new", {"type": "integer"}), put(*GIVEN, "required", ["name", "new"])),
        "property-required",
        BREAKING,
    ),
    "body removed": (put(*BODY, GONE), "body-removed", UNKNOWN),
    "request media type removed": (
        put(*BODY, "content", "multipart/form-data", GONE),
        "media-type-removed",
        BREAKING,
    ),
    "request media type added": (
        put(*BODY, "content", "text/csv", {}),
        "media-type-added",
        COMPATIBLE,
    ),
    "request encoding": (
        put(*BODY, "content", "multipart/form-data", "encoding", {"a": {}}),
        "encoding-changed",
        UNKNOWN,
    ),
    "request property added": (
        prop(GIVEN, "new", {"type": "integer"}),
        "property-added",
        COMPATIBLE,
    ),
    "request property required": (
        put(*GIVEN, "required", ["name", "kind"]),
        "property-required",
        BREAKING,
    ),
    "request property optional": (put(*GIVEN, "required", []), "property-optional", COMPATIBLE),
    "request property removed": (prop(GIVEN, "price", GONE), "property-removed", UNKNOWN),
    "closed request property removed": (
        prop(GIVEN, "chip", "properties", {}),
        "property-removed",
        BREAKING,
    ),
    "request enum value removed": (prop(GIVEN, "kind", "enum", ["cat"]), "values", BREAKING),
    "request enum value added": (
        prop(GIVEN, "kind", "enum", ["cat", "dog", "emu"]),
        "values",
        COMPATIBLE,
    ),
    "request type widened": (
        prop(GIVEN, "price", "type", ["number", "string"]),
        "type",
        COMPATIBLE,
    ),
    "request type narrowed": (prop(GIVEN, "price", "type", "integer"), "type", BREAKING),
    "request null refused": (prop(GIVEN, "note", "type", "string"), "type", BREAKING),
    "request length": (prop(GIVEN, "name", "maxLength", 20), "length", BREAKING),
    "request pattern": (prop(GIVEN, "name", "pattern", "^[A-Z]"), "pattern", BREAKING),
    "request format": (prop(GIVEN, "born", "format", "date-time"), "format", BREAKING),
    "request read only": (prop(GIVEN, "price", "readOnly", YES), "read-only", UNKNOWN),
    "request item count": (prop(GIVEN, "tags", "maxItems", 2), "length", BREAKING),
    "request distinct items": (prop(GIVEN, "tags", "uniqueItems", YES), "items", BREAKING),
    "request items": (prop(GIVEN, "tags", "items", "enum", ["a"]), "values", BREAKING),
    "request object closed": (
        put(*GIVEN, "additionalProperties", NO),
        "other-properties",
        COMPATIBLE,
    ),
    "answer property added": (
        prop(ANSWER, "new", {"type": "integer"}),
        "property-added",
        COMPATIBLE,
    ),
    "answer property added to a closed object": (
        prop(ANSWER, "chip", "properties", "new", {"type": "integer"}),
        "property-added",
        BREAKING,
    ),
    "answer property removed": (prop(ANSWER, "price", GONE), "property-removed", UNKNOWN),
    "required answer property removed": (
        both(prop(ANSWER, "name", GONE), put(*ANSWER, "required", [])),
        "property-removed",
        BREAKING,
    ),
    "required answer property not described": (
        prop(ANSWER, "name", GONE),
        "property-removed",
        BREAKING,
    ),
    "answer property optional": (put(*ANSWER, "required", []), "property-optional", BREAKING),
    "answer enum value added": (
        prop(ANSWER, "kind", "enum", ["cat", "dog", "emu"]),
        "values",
        BREAKING,
    ),
    "answer enum value removed": (prop(ANSWER, "kind", "enum", ["cat"]), "values", COMPATIBLE),
    "answer type narrowed": (prop(ANSWER, "price", "type", "integer"), "type", COMPATIBLE),
    "answer null": (prop(ANSWER, "name", "type", ["string", "null"]), "type", BREAKING),
    "answer alternative removed": (prop(ANSWER, "owner", "anyOf", 1, GONE), "type", COMPATIBLE),
    "answer alternative added": (
        prop(ANSWER, "owner", "anyOf", 2, {"type": "string"}),
        "composition",
        BREAKING,
    ),
    "answer encoding": (prop(ANSWER, "photo", "format", "binary"), "format", UNKNOWN),
    "inside an alternative": (
        put("components", "schemas", "Owner", "properties", "name", "type", "integer"),
        "type",
        BREAKING,
    ),
    "success added": (
        put(*GET, "responses", "202", {"description": "later"}),
        "status-added",
        BREAKING,
    ),
    "success replaced": (
        put(*PUT, "responses", {"400": {"description": "no"}}),
        "success-removed",
        BREAKING,
    ),
    "error like others": (
        put(*GET, "responses", "429", base()["paths"]["/pets/{petId}"]["get"]["responses"]["404"]),
        "status-added",
        COMPATIBLE,
    ),
    "error unlike others": (
        put(*GET, "responses", "429", {"description": "too many"}),
        "status-added",
        UNKNOWN,
    ),
    "error removed": (put(*GET, "responses", "404", GONE), "status-removed", COMPATIBLE),
    "error body": (
        put("components", "schemas", "Problem", "properties", "title", "type", "null"),
        "type",
        BREAKING,
    ),
    "answer media type added": (
        put(*OK, "content", "text/html", {}),
        "media-type-added",
        COMPATIBLE,
    ),
    "answer media type removed": (
        put(*OK, "content", "text/csv", GONE),
        "media-type-removed",
        BREAKING,
    ),
    "header optional": (put(*OK, "headers", "ETag", "required", NO), "header-removed", BREAKING),
    "header removed": (put(*OK, "headers", "ETag", GONE), "header-removed", BREAKING),
    "optional header removed": (put(*OK, "headers", "X-Cost", GONE), "header-removed", UNKNOWN),
    "header added": (put(*OK, "headers", "X-New", {"schema": {}}), "header-added", COMPATIBLE),
    "header type": (
        put(*OK, "headers", "X-Cost", "schema", "type", "string"),
        "type",
        BREAKING,
    ),
    "broken reference": (
        prop(ANSWER, "price", {"$ref": "#/nowhere"}),
        "schema-unreadable",
        UNKNOWN,
    ),
}
WITHOUT_CHANGE: dict[str, Callable[[dict[str, Any]], None]] = {
    "nothing": lambda _document: None,
    "words for people": put(*ANSWER, "description", "a pet"),
    "an extension": put(*ANSWER, "x-internal", YES),
    "the variable of a path": rename_variable,
    "the name of a security scheme": rename_scheme,
    "the name of a schema": rename_schema,
    "what is said in another way": said_otherwise,
    "the way to the same address": move_base_path,
}


def changes_of(mutate: Callable[[dict[str, Any]], None]) -> tuple[Change, ...]:
    old, new = base(), base()
    mutate(new)
    return compare(interpret(old), interpret(new)).changes


@pytest.mark.parametrize("name", CHANGES)
def test_change_is_named_and_classified(name: str) -> None:
    mutate, code, impact = CHANGES[name]

    changes = changes_of(mutate)

    assert (code, impact) in {(each.code, each.impact) for each in changes}, changes
    assert max(changes, key=severity).impact is impact, changes


def severity(change: Change) -> int:
    return [COMPATIBLE, UNKNOWN, BREAKING].index(change.impact)


@pytest.mark.parametrize("name", CHANGES)
def test_only_what_breaks_has_a_witness(name: str) -> None:
    for each in changes_of(CHANGES[name][0]):
        assert (each.witness is not None) == (each.impact is BREAKING), each


@pytest.mark.parametrize("name", WITHOUT_CHANGE)
def test_what_means_the_same_is_no_change(name: str) -> None:
    assert changes_of(WITHOUT_CHANGE[name]) == ()


def test_path_that_is_renamed_is_gone_and_another_one_is_new() -> None:
    changes = changes_of(rename_path)

    assert {(each.code, *each.operations) for each in changes} == {
        ("operation-removed", "GET /pets/{petId}"),
        ("operation-removed", "PUT /pets/{petId}"),
        ("operation-added", "GET /animals/{id}"),
        ("operation-added", "PUT /animals/{id}"),
    }


def bodies(name: str, schema: str) -> tuple[Any, Any, Any]:
    """Return the witness of a change, and the old and new schema as a validator takes them."""
    mutate = CHANGES[name][0]
    new = base()
    mutate(new)
    (change,) = [each for each in changes_of(mutate) if each.impact is BREAKING]
    assert change.witness is not None
    (payload,) = change.witness.payload
    schemas = [
        jsonschema_rs.Draft202012Validator(
            {"$ref": f"#/components/schemas/{schema}", "components": each["components"]},
            validate_formats=True,
        )
        for each in (base(), new)
    ]
    return payload, schemas[0], schemas[1]


REQUESTS = [
    name
    for name, (_, _, impact) in CHANGES.items()
    if name.startswith("request ") and impact is BREAKING
]
ANSWERS = [
    name
    for name, (_, _, impact) in CHANGES.items()
    if name.startswith(("answer", "required answer")) and impact is BREAKING
]


@pytest.mark.parametrize("name", [each for each in REQUESTS if "media" not in each])
def test_witness_of_a_request_was_accepted_and_is_refused(name: str) -> None:
    payload, old, new = bodies(name, "Given")

    assert old.is_valid(payload)
    assert not new.is_valid(payload)


@pytest.mark.parametrize("name", [each for each in ANSWERS if "media" not in each])
def test_witness_of_an_answer_may_come_and_breaks_old_readers(name: str) -> None:
    payload, old, new = bodies(name, "Pet")

    assert new.is_valid(payload)
    assert not old.is_valid(payload)
