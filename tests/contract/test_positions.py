import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.contract import Locator, Position, locate
from understudy.contract.pointers import join_pointer, split_pointer

DOCUMENT = """\
openapi: 3.1.0
paths:
  /pets/{id}:
    get:
      parameters:
        - name: id
          in: path
        - {name: limit, in: query}
    x~y: 1
"""


@pytest.mark.parametrize(
    ("pointer", "line"),
    [
        pytest.param("", 1, id="whole-document"),
        pytest.param("/paths", 2, id="key"),
        pytest.param("/paths/~1pets~1{id}/get", 4, id="escaped-slash"),
        pytest.param("/paths/~1pets~1{id}/x~0y", 9, id="escaped-tilde"),
        pytest.param("/paths/~1pets~1{id}/get/parameters/1", 8, id="element"),
        pytest.param("/paths/~1pets~1{id}/get/parameters/0/in", 7, id="key-of-element"),
        pytest.param("/paths/~1pets~1{id}/get/responses/200", 4, id="closest-ancestor"),
        pytest.param("/paths/~1pets~1{id}/get/parameters/9", 5, id="element-out-of-range"),
    ],
)
def test_line_of_a_pointer(write, pointer, line):
    path = write(DOCUMENT)

    assert locate(path, pointer) == Position(file=str(path), line=line, pointer=pointer)


def test_line_in_json(write):
    path = write('{\n  "paths": {\n    "/pets": {}\n  }\n}', "petstore.json")

    assert locate(path, "/paths/~1pets").line == 3


@pytest.mark.parametrize("content", ["[" * 200_000, "a: [", "a: 1\n---\nb: 2", ""])
def test_unreadable_file_has_no_line(write, content):
    path = write(content)

    assert locate(path, "/a") == Position(file=str(path), line=None, pointer="/a")


def test_locator_reads_the_file_once(write):
    path = write(DOCUMENT)
    locator = Locator(path)
    path.unlink()

    assert locator.locate("/paths").line == 2


@given(tokens=st.lists(st.text()))
def test_pointer_is_split_into_what_it_was_joined_from(tokens):
    assert split_pointer(join_pointer("", *tokens)) == tuple(tokens)
