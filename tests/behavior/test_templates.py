"""Answer templates: filled alike as values and as bytes."""

from __future__ import annotations

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.behavior.templates import Template, fill, place_of
from understudy.contract.errors import BehaviorError
from understudy.contract.operations import Json

JSON = st.recursive(
    st.none()
    | st.booleans()
    | st.integers(-(2**53), 2**53)
    | st.text().filter(lambda text: text[:1] != "$"),
    lambda inner: (
        st.lists(inner, max_size=4) | st.dictionaries(st.text(max_size=5), inner, max_size=4)
    ),
    max_leaves=12,
)


@given(JSON)
def test_template_without_expressions_stands_for_itself(template: Json) -> None:
    assert orjson.loads(Template(template).encode({})) == template


@given(JSON, st.dictionaries(st.sampled_from(["a", "b"]), JSON))
def test_bytes_and_values_agree(constant: Json, figures: dict[str, Json]) -> None:
    template: Json = {"first": "$a|$b|0", "rest": [constant, "$b|null"]}

    encoded = Template(template).encode(figures)

    assert orjson.loads(encoded) == fill(template, figures)


@pytest.mark.parametrize(
    ("expression", "figures", "value"),
    [
        pytest.param("$total", {"total": 3}, 3, id="a figure"),
        pytest.param("$total", {}, None, id="a figure that is not there"),
        pytest.param("$next|$pages", {"pages": 7}, 7, id="the second of two"),
        pytest.param("$next|$pages", {"next": 2, "pages": 7}, 2, id="the first of two"),
        pytest.param('$next|""', {}, "", id="an empty text"),
        pytest.param("$previous|1", {}, 1, id="a number"),
        pytest.param("$parent.tags", {"parent": {"tags": ["x"]}}, ["x"], id="a member"),
        pytest.param("$parent.none.deeper|0", {"parent": {}}, 0, id="a member that is not there"),
        pytest.param("$total", {"total": 0}, 0, id="zero is a value"),
        pytest.param("$has|true", {"has": False}, False, id="false is a value"),
    ],
)
def test_expression_takes_the_first_value_there_is(
    expression: str, figures: dict[str, Json], value: Json
) -> None:
    assert fill(expression, figures) == value
    assert orjson.loads(Template(expression).encode(figures)) == value


def test_encoded_figures_are_spliced_as_they_are() -> None:
    assert (
        Template({"rows": "$records"}).encode({"records": b'[{"id":1}]'}) == b'{"rows":[{"id":1}]}'
    )


def test_expression_that_ends_in_no_json_is_refused() -> None:
    with pytest.raises(BehaviorError, match="neither a \\$name nor JSON"):
        Template("$next|nothing")


def test_place_of_the_records_is_found_at_any_depth() -> None:
    assert place_of({"item": {"notes": "$records"}}, "records") == ("item", "notes")
    assert place_of({"item": 1}, "records") is None
