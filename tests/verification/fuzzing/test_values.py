"""Where a value breaks its schema: in the value, and in the contract."""

from __future__ import annotations

from typing import Any

import pytest

from understudy.contract.schemas import Schemas
from understudy.verification.fuzzing.values import Values

DOCUMENT: dict[str, Any] = {
    "components": {
        "schemas": {
            "Note": {
                "type": "object",
                "required": ["id"],
                "additionalProperties": False,
                "properties": {
                    "id": {"type": "integer"},
                    "made": {"anyOf": [{"type": "string", "format": "date"}, {"type": "null"}]},
                },
            },
            "Empty": {"additionalProperties": False},
            "Open": {"required": ["more"]},
            "Prices": {"additionalProperties": {"type": "number"}},
            "Named": {"patternProperties": {"^x-": {"type": "integer"}}},
            "Pair": {"prefixItems": [{"type": "integer"}, {"$ref": "#/components/schemas/Note"}]},
            "Either": {"oneOf": [{"$ref": "#/components/schemas/Note"}, {"type": "null"}]},
            "Loop": {"properties": {"loop": {"$ref": "#/components/schemas/Loop"}}},
            "a/b~c": {"type": "integer"},
        }
    }
}
AT = "/components/schemas"


def broken(name: str, value: Any) -> list[tuple[str, str, str]]:
    values = Values(DOCUMENT, Schemas(DOCUMENT))
    return [each[:3] for each in values.broken(value, f"{AT}/{name}")]


@pytest.mark.parametrize(
    ("name", "value", "expected"),
    [
        pytest.param("Note", {"id": 1}, [], id="nothing"),
        pytest.param("Note", {"id": "1"}, [("type:/id", f"{AT}/Note/properties/id", "/id")],
                     id="type"),
        pytest.param("Note", {}, [("required:/id", f"{AT}/Note/properties/id", "/id")],
                     id="missing"),
        pytest.param("Open", {}, [("required:/more", f"{AT}/Open", "/more")],
                     id="missing-and-nowhere-declared"),
        pytest.param("Note", {"id": 1, "x": 1},
                     [("additionalProperties:/x", f"{AT}/Note", "/x")], id="unknown"),
        pytest.param("Empty", {"x": 1}, [("additionalProperties:", f"{AT}/Empty", "")],
                     id="none-is-known"),
        pytest.param("Prices", {"a": "x", "b": "y"},
                     [("type:/*", f"{AT}/Prices/additionalProperties", "/a")], id="free-keys"),
        pytest.param("Named", {"x-a": "y"},
                     [("type:/*", f"{AT}/Named/patternProperties/^x-", "/x-a")], id="patterned"),
        pytest.param("Pair", [1, {"id": None}],
                     [("type:/1/id", f"{AT}/Note/properties/id", "/1/id")], id="positions"),
        pytest.param("Either", {"id": "1"}, [("type:/id", f"{AT}/Note/properties/id", "/id")],
                     id="the-alternative-that-was-meant"),
        pytest.param("Note", {"id": 1, "made": "x"},
                     [("format:/made", f"{AT}/Note/properties/made/anyOf/0", "/made")],
                     id="format-in-an-alternative"),
        pytest.param("a~1b~0c", "x", [("type:", f"{AT}/a~1b~0c", "")], id="awkward-name"),
    ],
)  # fmt: skip
def test_offence_is_placed_in_value_and_contract(
    name: str, value: Any, expected: list[tuple[str, str, str]]
) -> None:
    assert broken(name, value) == expected


def test_value_that_is_nested_too_deeply_is_one_offence() -> None:
    value: Any = 5
    for _ in range(30):
        value = {"loop": value}

    assert [kind for kind, *_ in broken("Pair", [1, {"id": value}])] == ["nesting:"]
