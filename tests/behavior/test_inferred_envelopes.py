"""What is told of an answer's envelope from names alone."""

from __future__ import annotations

import pytest

from understudy.behavior.envelopes import infer_envelope, infer_member_answer
from understudy.behavior.views import Views
from understudy.contract.operations import Json

PET = {"type": "object", "properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}
PETS = {"type": "array", "items": PET}
TEXT = {"type": "string"}
COUNT = {"type": "integer"}
VIEWS = Views({}, {})


@pytest.mark.parametrize(
    ("schema", "answer"),
    [
        pytest.param(PETS, "$records", id="bare array"),
        pytest.param({"type": "array", "items": TEXT}, None, id="array of texts"),
        pytest.param({"properties": {"pets": PETS}}, {"pets": "$records"}, id="named array"),
        pytest.param(
            {"properties": {"data": PETS, "total_count": COUNT}},
            {"data": "$records", "total_count": "$total|0"},
            id="total",
        ),
        pytest.param(
            {
                "properties": {
                    "links": {"type": "array", "items": {"properties": {"href": TEXT}}},
                    "data": PETS,
                }
            },
            {"data": "$records"},
            id="data beats links",
        ),
        pytest.param(
            {
                "properties": {
                    "data": PETS,
                    "meta": {"properties": {"page": COUNT, "perPage": COUNT}},
                }
            },
            {"data": "$records", "meta": {"page": "$number|1", "perPage": "$size|0"}},
            id="nested figures",
        ),
        pytest.param(
            {"properties": {"result": {"properties": {"items": PETS}}}},
            {"result": {"items": "$records"}},
            id="nested records",
        ),
        pytest.param(
            {"properties": {"items": PETS, "next": {"type": ["string", "null"]}}},
            {"items": "$records", "next": "$next_url|null"},
            id="next is a URL, or null",
        ),
        pytest.param(
            {"properties": {"items": PETS, "next": TEXT}},
            {"items": "$records", "next": '$next_url|""'},
            id="next is a URL",
        ),
        pytest.param(
            {"properties": {"value": PETS, "@odata.count": COUNT}},
            {"value": "$records", "@odata.count": "$total|0"},
            id="OData",
        ),
        pytest.param(
            {
                "properties": {
                    "data": PETS,
                    "meta": {"properties": {"page": {"properties": {"total": COUNT}}}},
                }
            },
            {"data": "$records", "meta": {"page": {"total": "$total|0"}}},
            id="figures two levels down",
        ),
        pytest.param(
            {"properties": {"items": PETS, "nextPage": COUNT}},
            {"items": "$records", "nextPage": "$next_number|null"},
            id="next is a number",
        ),
        pytest.param(
            {"properties": {"items": PETS, "next_cursor": TEXT}},
            {"items": "$records", "next_cursor": '$next_cursor|""'},
            id="next is a cursor",
        ),
        pytest.param(
            {"properties": {"categories": PETS, "categoryCount": COUNT, "totalCategories": COUNT}},
            {
                "categories": "$records",
                "categoryCount": "$total|0",
                "totalCategories": "$total|0",
            },
            id="total named after the records",
        ),
        pytest.param({"properties": {"name": TEXT}}, None, id="one record"),
    ],
)
def test_envelope_of_a_list_is_told_from_names(schema: Json, answer: Json) -> None:
    assert infer_envelope(VIEWS, schema) == answer


@pytest.mark.parametrize(
    ("schema", "answer"),
    [
        pytest.param(PET, "$record", id="bare"),
        pytest.param({"properties": {"pet": PET}}, {"pet": "$record"}, id="wrapped"),
        pytest.param(
            {"properties": {"data": PET, "status": TEXT}},
            {"data": "$record"},
            id="wrapped beside a status",
        ),
        pytest.param(
            {"properties": {"owner": PET, "name": TEXT, "id": COUNT}},
            "$record",
            id="record with an object in it",
        ),
    ],
)
def test_envelope_of_one_record_is_told_from_names(schema: Json, answer: Json) -> None:
    assert infer_member_answer(VIEWS, schema) == answer


def test_an_envelope_that_contains_itself_is_told_as_far_as_envelopes_go() -> None:
    node: Json = {"properties": {"total": {"type": "integer"}, "inner": {"$ref": "#/Node"}}}
    page: Json = {
        "properties": {"data": {"items": {"properties": {"id": {}}}}, "meta": {"$ref": "#/Node"}}
    }

    told = infer_envelope(Views({"Node": node}, {}), page)

    assert told == {
        "data": "$records",
        "meta": {"total": "$total|0", "inner": {"total": "$total|0"}},
    }
