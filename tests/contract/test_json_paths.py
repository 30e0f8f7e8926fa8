import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.contract import Json, join_pointer
from understudy.contract.json_paths import UnreadPath, select, write_path

DOCUMENT: Json = {
    "paths": {
        "/items": {
            "get": {
                "parameters": [
                    {"name": "limit", "in": "query", "required": True, "schema": {"minimum": 1}},
                    {"name": "X-Trace", "in": "header"},
                ],
                "tags": ["a", "b", "c"],
            }
        },
        "/it's": {"get": {}},
    }
}
GET = ("paths", "/items", "get")


@pytest.mark.parametrize(
    ("expression", "places"),
    [
        pytest.param("$", [()], id="whole"),
        pytest.param("$.paths['/items'].get", [GET], id="quoted-name"),
        pytest.param('$["paths"]["/items"]["get"]', [GET], id="double-quotes"),
        pytest.param(r"$.paths['/it\'s']", [("paths", "/it's")], id="escaped-quote"),
        pytest.param("$.paths.*.get.tags[1]", [(*GET, "tags", 1)], id="index"),
        pytest.param("$..tags[-1]", [(*GET, "tags", 2)], id="from-the-end"),
        pytest.param("$..tags[0, 2]", [(*GET, "tags", 0), (*GET, "tags", 2)], id="union"),
        pytest.param("$..tags[7]", [], id="beyond-the-list"),
        pytest.param("$.paths[*].post", [], id="nothing-there"),
        pytest.param(
            "$..parameters[?@.name=='limit']", [(*GET, "parameters", 0)], id="filter-equal"
        ),
        pytest.param(
            "$..parameters[?(@.in != 'query')].name",
            [(*GET, "parameters", 1, "name")],
            id="filter-unequal",
        ),
        pytest.param(
            "$..parameters[?@.required && @['in'] == 'query']",
            [(*GET, "parameters", 0)],
            id="filter-both",
        ),
        pytest.param("$..parameters[?!@.schema]", [(*GET, "parameters", 1)], id="filter-absent"),
        pytest.param(
            "$..parameters[?@.schema.minimum == 1]", [(*GET, "parameters", 0)], id="filter-number"
        ),
        pytest.param("$..parameters[?@.required == 1]", [], id="true-is-no-number"),
    ],
)
def test_expression_selects_places(expression, places):
    assert select(DOCUMENT, expression) == places


@pytest.mark.parametrize(
    ("expression", "said"),
    [
        pytest.param("paths", "does not start with $", id="no-root"),
        pytest.param(
            "$.paths[0:2]", "a name, an index, * or ? is expected at character 9", id="cut"
        ),
        pytest.param("$.paths[?length(@) > 1]", "@ is expected", id="function"),
        pytest.param("$.a[?@.b == 1 || @.c]", "] is expected", id="or"),
        pytest.param("$.a[?@.b == x]", "a literal is expected", id="no-literal"),
        pytest.param("$.a b", "a dot or a bracket is expected at character", id="space"),
        pytest.param("$.a['b", "is expected", id="unclosed"),
        pytest.param("$.", "a name is expected", id="unfinished"),
    ],
)
def test_what_is_not_read_is_named_with_its_place(expression, said):
    with pytest.raises(UnreadPath) as refused:
        select(DOCUMENT, expression)

    assert said in str(refused.value)
    assert "are read" in str(refused.value)


KEYS = st.text(max_size=5) | st.sampled_from(["0", "/items/{id}", "it's", "a\\b", "a'\\'b", "~"])
TREES = st.recursive(
    st.integers(),
    lambda inner: st.lists(inner, max_size=3) | st.dictionaries(KEYS, inner, max_size=3),
)


@given(TREES)
def test_written_path_selects_just_the_place_it_was_written_for(document):
    for steps in select(document, "$..*"):
        pointer = join_pointer("", *steps)

        assert select(document, write_path(document, pointer)) == [steps]
