"""What is taken of a body, and which records are shown just as they are kept."""

from __future__ import annotations

from copy import deepcopy
from typing import cast

from hypothesis import assume, given, settings
from hypothesis import strategies as st

from understudy.behavior.renders import BLIND
from understudy.behavior.views import Views
from understudy.behavior.wholeness import shows_whole
from understudy.contract.operations import Json, JsonObject

LEAVES: tuple[JsonObject, ...] = (
    {"type": "string"},
    {"type": "integer"},
    {"type": ["string", "null"]},
    {"const": "x"},
    {},
)
OF_TYPE: dict[str, st.SearchStrategy[Json]] = {
    "string": st.text(max_size=3),
    "integer": st.integers(0, 9),
}
ANYTHING: st.SearchStrategy[Json] = st.sampled_from(["x", 1, None, [1], {"z": 1}])


def objects(members: st.SearchStrategy[JsonObject]) -> st.SearchStrategy[JsonObject]:
    return st.builds(
        lambda properties, extra, required: {
            "type": "object",
            "properties": properties,
            "required": [name for name in properties if name in required],
            **extra,
        },
        st.dictionaries(st.sampled_from("abc"), members, max_size=3),
        st.sampled_from(({}, {"additionalProperties": False}, {"additionalProperties": True})),
        st.sets(st.sampled_from("abc")),
    )


SCHEMAS = st.recursive(
    st.sampled_from(LEAVES),
    lambda below: objects(below) | below.map(lambda each: {"type": "array", "items": each}),
    max_leaves=8,
)


@st.composite
def values(draw: st.DrawFn, schema: JsonObject) -> Json:
    """Draw what a schema allows, with undeclared members where it does not forbid them."""
    if "const" in schema:
        return schema["const"]
    if schema.get("type") == "array":
        return draw(st.lists(values(cast("JsonObject", schema["items"])), max_size=2))
    if schema.get("type") == "object":
        properties = cast("JsonObject", schema["properties"])
        required = cast("list[str]", schema["required"])
        made = {
            name: draw(values(cast("JsonObject", each)))
            for name, each in draw(st.permutations([*properties.items()]))
            if name in required or draw(st.booleans())
        }
        if schema.get("additionalProperties", True):
            made |= draw(st.dictionaries(st.sampled_from("yz"), ANYTHING, max_size=2))
        return made
    leaf: st.SearchStrategy[Json] = OF_TYPE.get(str(schema.get("type")), ANYTHING)
    return draw(leaf)


@settings(derandomize=True)
@given(st.data())
def test_what_is_taken_of_a_valid_body_is_what_would_be_shown_of_it(data: st.DataObject) -> None:
    schema = data.draw(objects(SCHEMAS))
    body = data.draw(values(schema))
    before = deepcopy(body)

    taken = Views({}, {}, takes=True).compile(schema, None)(body, BLIND)

    assert taken == Views({}, {}).compile(schema, None)(body, BLIND)
    assert body == before


@settings(derandomize=True)
@given(st.data())
def test_what_a_schema_shows_whole_is_shown_as_it_is(data: st.DataObject) -> None:
    schema = data.draw(objects(SCHEMAS))
    assume(shows_whole({}, schema))
    record = data.draw(values(schema))

    assert Views({}, {}).compile(schema, None)(record, BLIND) == record


def test_a_closed_schema_that_contains_itself_is_shown_whole() -> None:
    node: JsonObject = {
        "properties": {"below": {"$ref": "#/components/schemas/Node"}},
        "additionalProperties": False,
    }
    document: JsonObject = {"components": {"schemas": {"Node": node}}}

    assert shows_whole(document, {"$ref": "#/components/schemas/Node"})
    del node["additionalProperties"]
    assert not shows_whole(document, {"$ref": "#/components/schemas/Node"})


def test_schemas_that_refer_to_the_next_one_twice_are_each_looked_at_once() -> None:
    schemas: JsonObject = {
        f"S{level}": {
            "properties": {
                side: {"$ref": f"#/components/schemas/S{level + 1}"} for side in ("left", "right")
            },
            "additionalProperties": False,
        }
        for level in range(60)
    }
    schemas["S60"] = {"type": "string"}

    assert shows_whole({"components": {"schemas": schemas}}, schemas["S0"])


def test_what_only_a_pattern_names_is_not_shown() -> None:
    schema: JsonObject = {
        "properties": {"a": {}},
        "patternProperties": {"^x-": {}},
        "additionalProperties": False,
    }

    assert not shows_whole({}, schema)
