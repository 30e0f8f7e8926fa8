"""A document of one's own is refused in its own words, where it declares any."""

from __future__ import annotations

import pytest

from understudy.behavior.refusals import infer_error_body
from understudy.behavior.views import Views
from understudy.contract.operations import Json, JsonObject

TEXT: JsonObject = {"type": "string"}
COUNT: JsonObject = {"type": "integer"}
VIEWS = Views({}, {})


@pytest.mark.parametrize(
    ("schema", "template"),
    [
        pytest.param({"properties": {"message": TEXT}}, {"message": "$detail"}, id="a message"),
        pytest.param(
            {"properties": {"status": COUNT, "title": TEXT, "detail": TEXT}},
            {"status": "$status", "title": "$title", "detail": "$detail"},
            id="problem details",
        ),
        pytest.param(
            {"properties": {"error": {"properties": {"code": TEXT, "message": TEXT}}}},
            {"error": {"code": "$kind", "message": "$detail"}},
            id="nested",
        ),
        pytest.param(
            {"properties": {"code": {"enum": ["E1", "E2"]}, "message": TEXT}},
            {"code": "E1", "message": "$detail"},
            id="closed codes",
        ),
        pytest.param(
            {
                "required": ["trace", "fatal"],
                "properties": {"trace": TEXT, "fatal": {"type": "boolean"}},
            },
            {"trace": "", "fatal": False},
            id="required members that mean nothing here",
        ),
        pytest.param(
            {"properties": {"hint": TEXT, "message": TEXT}},
            {"message": "$detail"},
            id="optional members that mean nothing here",
        ),
        pytest.param(
            {"properties": {"message": TEXT, "errors": {"items": TEXT}}},
            {"message": "$detail", "errors": []},
            id="a list",
        ),
        pytest.param({"type": "string"}, "$detail", id="a bare text"),
        pytest.param(
            {"properties": {"error": TEXT, "message": TEXT}},
            {"error": "$title", "message": "$detail"},
            id="an error beside its message",
        ),
        pytest.param({"properties": {"error": TEXT}}, {"error": "$detail"}, id="an error alone"),
    ],
)
def test_error_body_is_told_from_names(schema: Json, template: Json) -> None:
    assert infer_error_body(VIEWS, schema) == template
