import json

import pytest

from understudy.contract import DocumentError, Position, load_document


def test_json_is_read(write):
    path = write('{"openapi": "3.1.0", "n": [1, 2.5, null, true]}', "petstore.json")

    assert load_document(path) == {"openapi": "3.1.0", "n": [1, 2.5, None, True]}


@pytest.mark.parametrize(
    ("text", "line", "what"),
    [
        pytest.param('{"a": 1,\n "b": }', 2, "not valid JSON", id="syntax"),
        pytest.param('{"a": NaN}', 1, "not valid JSON", id="nan"),
        pytest.param('{"a": "\\ud800"}', 1, "not valid JSON", id="half-a-character"),
        pytest.param('{"a": 1,\n "b": {"c": 1,\n "c": 2}}', 3, '"c" stands twice', id="key-twice"),
        pytest.param(
            '{"b": {"a": 1}, "c":\n {"\\u0061": 1, "a": 2}}', 2, '"a" stands', id="escaped"
        ),
        pytest.param('{"a":' * 101 + "1" + "}" * 101, None, "100 levels", id="deep"),
        pytest.param("[" * 100_000 + "]" * 100_000, 1, "not valid JSON", id="very-deep"),
    ],
)
def test_refusal_tells_line_and_remedy(write, text, line, what):
    path = write(text, "petstore.json")

    with pytest.raises(DocumentError, match=what) as caught:
        load_document(path)

    assert caught.value.where == Position(file=str(path), line=line)
    assert caught.value.remedy


def test_depth_within_the_bound_is_read(write):
    text = '{"a":' * 100 + "1" + "}" * 100

    assert load_document(write(text, "petstore.json")) == json.loads(text)
