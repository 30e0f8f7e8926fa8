"""Values made from one schema each: valid, telling, and refused with a pointer when impossible."""

from datetime import UTC, datetime

import jsonschema_rs
import orjson
import pytest

from understudy.contract.errors import ContractError
from understudy.data import Dice, Stage, compile_generator
from understudy.data.formats import FORMATS as KNOWN_FORMATS

NOW = datetime(2026, 5, 5, 12, tzinfo=UTC)
STAGE = Stage(seed=3, now=NOW)
COUNT = 40


def text(**keywords):
    return {"type": "string", **keywords}


def an_object(required=(), **properties):
    return {"type": "object", "properties": properties, "required": list(required)}


def values_of(schema, definitions=None, **options):
    definitions = definitions or {}

    def resolve(ref):
        return definitions[ref.removeprefix("#/$defs/")]

    generate = compile_generator(schema, resolve, stage=STAGE, **options)
    return [generate(Dice("test", number)) for number in range(COUNT)]


def offences(values, schema, definitions=None):
    document = {"$defs": definitions or {}, "allOf": [schema]}
    validator = jsonschema_rs.Draft202012Validator(document, validate_formats=True)
    return [value for value in values if not validator.is_valid(value)]


VALID = {
    "nothing said": {},
    "true": True,
    "const": {"const": {"a": [1, None]}},
    "enum of mixed types": {"enum": [1, "a", None, [2]]},
    "enum narrowed by type": {"type": "string", "enum": [1, "a", None]},
    "enum narrowed by bounds": {"enum": [1, 5, 9], "minimum": 5},
    "null": {"type": "null"},
    "nullable text": {"type": ["string", "null"], "minLength": 3},
    "several types": {"type": ["integer", "array", "boolean"], "minimum": 3},
    "boolean": {"type": "boolean"},
    "integer": {"type": "integer"},
    "int32": {"type": "integer", "format": "int32"},
    "int64 above int32": {"type": "integer", "format": "int64", "minimum": 2**40},
    "integer between": {"type": "integer", "minimum": 7, "maximum": 7},
    "integer exclusive": {"type": "integer", "exclusiveMinimum": 7, "exclusiveMaximum": 9},
    "integer in multiples": {"type": "integer", "multipleOf": 2.5, "minimum": 1},
    "integer below zero": {"type": "integer", "maximum": -5000},
    "integer bounds as numbers": {"type": "integer", "minimum": 0.5, "maximum": 1.5},
    "integer in large multiples": {"type": "integer", "multipleOf": 7000},
    "integer in large multiples from": {"type": "integer", "multipleOf": 7000, "minimum": 1},
    "integer in large multiples to": {"type": "integer", "multipleOf": 7000, "maximum": -1},
    "number in large multiples": {"type": "number", "multipleOf": 2500.5, "minimum": 1},
    "number": {"type": "number"},
    "number in a narrow gap": {"type": "number", "exclusiveMinimum": 0, "exclusiveMaximum": 1e-7},
    "number of cents": {"type": "number", "multipleOf": 0.01, "maximum": 0.5},
    "number exclusive and inclusive": {"type": "number", "minimum": 1, "exclusiveMinimum": 1},
    "one long text": text(minLength=500, maxLength=500),
    "one letter": text(minLength=1, maxLength=1),
    "empty text": text(maxLength=0),
    "pattern": text(pattern="^[A-Z]{3}-\\d{4,6}$"),
    "pattern anywhere": text(pattern="ab+c", minLength=20, maxLength=30),
    "pattern of exact length": text(pattern="^[a-z]+$", minLength=40, maxLength=40),
    "pattern with lookahead": text(pattern="^(?=.*[0-9])[a-z0-9]{4,8}$"),
    "pattern with Unicode classes": text(pattern="^\\p{Lu}[\\p{L}\\p{N}]+$"),
    "two patterns": {"allOf": [text(pattern="^[a-c]*$"), text(pattern="^.{5}$")]},
    "pattern and format": text(pattern="org$", format="email"),
    "long email": text(format="email", minLength=90),
    "short email": text(format="email", maxLength=6),
    "long host": text(format="hostname", minLength=100, maxLength=100),
    "long address": text(format="uri", minLength=200),
    "array": {"type": "array"},
    "empty array": {"type": "array", "maxItems": 0},
    "array of many": {"type": "array", "items": {"type": "integer"}, "minItems": 30},
    "array without repetition": {
        "type": "array",
        "items": {"enum": [1, 2, True, "1"]},
        "uniqueItems": True,
        "minItems": 4,
    },
    "tuple": {"prefixItems": [text(), {"type": "integer"}], "items": False, "minItems": 2},
    "array that contains": {
        "type": "array",
        "items": {"type": "integer", "maximum": 50},
        "contains": {"minimum": 10},
        "minContains": 2,
        "maxContains": 3,
    },
    "array that contains at a place": {
        "prefixItems": [{"type": "integer"}, {"not": {"type": "string"}}],
        "items": text(),
        "contains": {"not": {"type": ["string", "integer"]}},
    },
    "array of nothing": {"type": "array", "items": False},
    "object": {"type": "object"},
    "closed object": {**an_object(["a"], a=text()), "additionalProperties": False},
    "required but undeclared": {"required": ["x", "y"], "additionalProperties": {"type": "null"}},
    "map": {"type": "object", "additionalProperties": {"type": "integer"}, "minProperties": 5},
    "map with named keys": {
        "type": "object",
        "propertyNames": {"pattern": "^[a-z]{2}$"},
        "additionalProperties": text(),
        "minProperties": 3,
    },
    "map by pattern": {
        "type": "object",
        "patternProperties": {"^x-": text(), "-id$": {"type": "integer"}},
        "additionalProperties": False,
        "minProperties": 1,
    },
    "few properties": {
        **an_object(["c"], **{name: {"type": "integer"} for name in "abcdef"}),
        "maxProperties": 2,
    },
    "dependent required": {
        **an_object([], card=text(), address=text(), zip=text()),
        "dependentRequired": {"card": ["address"], "address": ["zip"]},
    },
    "dependent schemas": {
        **an_object([], card=text(), kind=text()),
        "dependentSchemas": {"card": {"properties": {"kind": {"const": "paid"}}}},
    },
    "all of": {"allOf": [an_object(["a"], a=text()), an_object(["b"], b={"type": "integer"})]},
    "all of with one closed": {
        "allOf": [
            {**an_object([], a=text(), b=text()), "additionalProperties": False},
            {"properties": {"b": {"minLength": 3}, "c": text()}, "required": ["b"]},
        ]
    },
    "all of numbers": {"allOf": [{"type": "number", "multipleOf": 2}, {"multipleOf": 3}]},
    "any of": {"anyOf": [text(), {"type": "integer"}, False]},
    "any of with one that never matches": {"anyOf": [text(pattern="^(?!.)a$"), {"type": "null"}]},
    "any of with one text that never matches": {
        "anyOf": [text(pattern="^(?!.)a$"), text(pattern="^b$")]
    },
    "option that never matches": an_object(["b"], a=text(pattern="^(?!.)a$"), b=text()),
    "any of beside properties": {
        **an_object(["kind"], kind=text(), a={"type": "integer"}),
        "anyOf": [{"required": ["a"]}, {"required": ["b"]}],
    },
    "any of null beside a type": {"type": "integer", "anyOf": [{"minimum": 5}, {"type": "null"}]},
    "one of overlapping": {"oneOf": [{"type": "integer"}, {"type": "number", "minimum": 10}]},
    "one of by constant": {
        "oneOf": [
            an_object(["kind", "size"], kind={"const": "box"}, size={"type": "integer"}),
            an_object(["kind"], kind={"const": "bag"}, colour=text()),
        ]
    },
    "if then else": {
        **an_object(["country", "code"], country={"enum": ["US", "DE"]}, code=text()),
        "if": {"properties": {"country": {"const": "US"}}},
        "then": {"properties": {"code": {"pattern": "^[0-9]{5}$"}}},
        "else": {"properties": {"code": {"pattern": "^D-[0-9]{5}$"}}},
    },
    "not a text": {"not": {"type": "string"}},
    "not a value": {"type": "integer", "minimum": 1, "maximum": 3, "not": {"const": 2}},
    "not that property": {**an_object([], a=text(), b=text()), "not": {"required": ["a"]}},
    "nothing unevaluated": {
        "allOf": [an_object([], a=text())],
        "properties": {"b": text()},
        "unevaluatedProperties": False,
    },
    "impossible option": an_object(["a"], a=text(), b=False),
    "names that mean something else": an_object(
        ["price", "email", "quantity", "created_at"],
        price={"type": "integer", "minimum": 1_000_000},
        email=text(maxLength=4),
        quantity={"type": "number", "multipleOf": 0.3},
        created_at=text(pattern="^[a-z]{5}$"),
    ),
}


@pytest.mark.parametrize("schema", VALID.values(), ids=list(VALID))
def test_values_satisfy_their_schema(schema):
    values = values_of(schema)

    assert offences(values, schema) == []


FORMATS = (*KNOWN_FORMATS, "no-such-format")


@pytest.mark.parametrize("name", FORMATS)
def test_texts_have_their_format(name):
    schema = text(format=name)

    values = values_of(schema)

    assert offences(values, schema) == []
    assert all(values)


RECURSIVE = {
    "Tree": an_object(
        ["name"],
        name=text(),
        children={"type": "array", "items": {"$ref": "#/$defs/Tree"}},
        parent={"anyOf": [{"$ref": "#/$defs/Tree"}, {"type": "null"}]},
        next={"type": ["object", "null"], "oneOf": [{"$ref": "#/$defs/Tree"}, {"type": "null"}]},
    ),
    "List": an_object(["tail"], tail={"oneOf": [{"type": "null"}, {"$ref": "#/$defs/List"}]}),
    "Chain": an_object(["a"], a={"$ref": "#/$defs/Link"}),
    "Link": an_object(["b"], b={"$ref": "#/$defs/Ring"}),
    "Ring": an_object(["c"], c={"type": "array", "items": {"$ref": "#/$defs/Chain"}}),
    "Wide": an_object([], **{f"p{place}": {"$ref": "#/$defs/Wide"} for place in range(20)}),
    "Endless": an_object(["self"], self={"$ref": "#/$defs/Endless"}),
    "Self": {"$ref": "#/$defs/Self"},
    "Plus": {"$ref": "#/$defs/Money", "minimum": 100},
    "Money": {"type": "number", "multipleOf": 0.5},
}


@pytest.mark.parametrize("name", ["Tree", "List", "Chain", "Wide", "Plus"])
def test_schemas_that_refer_give_values_of_bounded_size(name):
    schema = {"$ref": f"#/$defs/{name}"}

    values = values_of(schema, RECURSIVE)

    assert offences(values, schema, RECURSIVE) == []
    assert max(len(orjson.dumps(value)) for value in values) < 40_000


def test_children_are_made_as_deep_as_the_budget():
    schema = {"$ref": "#/$defs/Tree"}

    values = values_of(schema, RECURSIVE)

    assert any(value.get("children") for value in values)


IMPOSSIBLE = {
    "false": (False, ""),
    "no common type": (an_object(["a"], a={"allOf": [text(), {"type": "null"}]}), "/properties/a"),
    "crossed bounds": (
        an_object(["a"], a={"type": "integer", "minimum": 3, "maximum": 2}),
        "/properties/a",
    ),
    "crossed lengths": (an_object(["a"], a=text(minLength=3, maxLength=2)), "/properties/a"),
    "crossed sizes": ({"type": "array", "minItems": 3, "maxItems": 2}, ""),
    "no multiple": ({"type": "integer", "minimum": 1, "maximum": 9, "multipleOf": 10}, ""),
    "required but forbidden": (an_object(["a"], a=False), "/properties/a"),
    "unreadable pattern": (an_object(["a"], a=text(pattern="(")), "/properties/a"),
    "no alternative": ({"anyOf": [False, {"enum": []}]}, ""),
    "pattern too long": (text(pattern="^a{5}$", maxLength=4), ""),
    "no alternative matches": (
        {"anyOf": [text(pattern="^(?!.)a$"), text(pattern="^(?!.)b$")]},
        "",
    ),
    "excluded": ({"const": 1, "not": {"const": 1}}, ""),
    "unknown type": ({"type": "money"}, ""),
    "not a schema": ({"properties": {"a": 3}, "required": ["a"]}, "/properties/a"),
    "endless": ({"$ref": "#/$defs/Endless"}, ""),
    "itself": ({"$ref": "#/$defs/Self"}, "/$defs/Self"),
    "nothing to contain": ({"type": "array", "items": False, "contains": {}}, ""),
    "more required than allowed": ({**an_object(["a", "b"], a={}, b={}), "maxProperties": 1}, ""),
    "no name to add": (
        {
            "type": "object",
            "patternProperties": {"^(?!.)a$": {}},
            "additionalProperties": False,
            "minProperties": 1,
        },
        "",
    ),
    "not valid itself": ({"type": "integer", "minimum": 3, "not": {"minimum": "x"}}, ""),
    "too few different elements": (
        {"type": "array", "items": {"enum": [1]}, "uniqueItems": True, "minItems": 2},
        "",
    ),
    "too few properties": (
        {"type": "object", "additionalProperties": False, "minProperties": 1},
        "",
    ),
}


@pytest.mark.parametrize(("schema", "pointer"), IMPOSSIBLE.values(), ids=list(IMPOSSIBLE))
def test_impossible_schemas_are_refused_where_they_stand(schema, pointer):
    with pytest.raises(ContractError) as refusal:
        values_of(schema, RECURSIVE)

    assert refusal.value.where == pointer


def test_pointer_of_the_schema_leads_the_way():
    with pytest.raises(ContractError, match="a~1b") as refusal:
        values_of(an_object(["a/b"], **{"a/b": False}), pointer="/components/schemas/A")

    assert refusal.value.where == "/components/schemas/A/properties/a~1b"


def test_one_object_speaks_of_one_article():
    schema = an_object(
        ["sku", "name", "price", "cost", "gtin"],
        sku=text(),
        name=text(),
        price={"type": "number"},
        cost={"type": "number"},
        gtin=text(),
    )

    values = values_of(schema)

    articles = {article.sku: article for article in map(STAGE.catalog.article, range(4096))}
    for value in values:
        article = articles[value["sku"]]
        assert value["name"] == article.name
        assert value["gtin"] == article.gtin
        assert value["cost"] == article.base_cost < value["price"] == article.price


def test_nothing_is_updated_before_it_is_created_or_after_now():
    stamp = text(format="date-time")
    schema = an_object(["createdAt", "updated_on"], createdAt=stamp, updated_on=stamp)

    values = values_of(schema)

    assert all("2023" < v["createdAt"] <= v["updated_on"] <= "2026-05-05T12" for v in values)


def test_embedded_groups_belong_to_what_is_around_them():
    audit = an_object(["created_at", "updated_at"], created_at=text(), updated_at=text())
    schema = an_object(["created_at", "audit"], created_at=text(), audit=audit)

    values = values_of(schema)

    assert all(value["created_at"] == value["audit"]["created_at"] for value in values)


def test_elements_of_an_array_are_about_different_things():
    schema = {"type": "array", "items": an_object(["sku"], sku=text()), "minItems": 3}

    values = values_of(schema)

    assert all(len({each["sku"] for each in value}) > 1 for value in values)


def test_most_optional_properties_are_there_and_sometimes_one_is_not():
    schema = an_object([], **{f"p{place}": {"type": "integer"} for place in range(10)})

    sizes = [len(value) for value in values_of(schema)]

    assert sum(sizes) > 0.8 * 10 * COUNT
    assert min(sizes) < 10


def test_null_is_rare_unless_the_name_says_it_seldom_happens():
    nullable = {"type": ["string", "null"], "format": "date-time"}
    schema = an_object(["paid_at", "deleted_at"], paid_at=nullable, deleted_at=nullable)

    values = values_of(schema)

    assert sum(value["paid_at"] is None for value in values) < COUNT / 3
    assert sum(value["deleted_at"] is None for value in values) > COUNT / 2


def test_first_status_is_the_usual_one():
    schema = an_object(["status"], status=text(enum=["ACTIVE", "PAUSED", "CLOSED"]))

    statuses = [value["status"] for value in values_of(schema)]

    assert statuses.count("ACTIVE") > COUNT / 3


def test_examples_are_used_where_a_name_says_nothing():
    schema = an_object(["glow"], glow=text(examples=["dim", "bright"]))

    assert {value["glow"] for value in values_of(schema)} == {"dim", "bright"}


def test_subject_says_what_nameless_schemas_are_about():
    schema = an_object(["name"], name=text())

    names = [value["name"] for value in values_of(schema, subject="customer")]

    companies = {STAGE.directory.company(index).name for index in range(1000)}
    assert set(names) <= companies


def test_values_hold_no_blind_text_and_no_real_domain():
    schema = an_object(
        [], description=text(), notes=text(), email=text(format="email"), website=text(format="uri")
    )

    written = orjson.dumps(values_of(schema)).decode()

    assert "lorem" not in written.lower()
    assert all(".example.com" in each or "@example." in each for each in written.split('"http')[1:])


def test_listed_containers_are_copied_for_each_value():
    first, second, *_ = values_of({"const": {"a": []}})

    first["a"].append(1)

    assert second == {"a": []}
