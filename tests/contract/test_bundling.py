"""Documents in several files are one contract."""

from pathlib import Path
from typing import Any

import orjson
import pytest

from understudy.contract import ContractError
from understudy.contract.linting import lint
from understudy.contract.reading import read_contract

PET = {"type": "object", "properties": {"name": {"type": "string"}, "mate": {"$ref": "#"}}}
ANSWER = {"description": "OK", "content": {"application/json": {"schema": {"$ref": "pet.json"}}}}


@pytest.fixture
def written(tmp_path: Path):
    """Write files by name, and return the path of the document among them."""

    def write(paths: dict[str, Any], **files: Any) -> Path:
        document = {"openapi": "3.1.0", "info": {"title": "Pets", "version": "1"}, "paths": paths}
        for name, content in {"openapi": document, "pet": PET, **files}.items():
            path = tmp_path / f"{name.replace('__', '/')}.json"
            path.parent.mkdir(exist_ok=True)
            path.write_bytes(orjson.dumps(content))
        return tmp_path / "openapi.json"

    return write


def get(**more: Any) -> dict[str, Any]:
    return {"/pets": {"get": {"operationId": "listPets", "responses": {"200": ANSWER}, **more}}}


def test_a_schema_of_another_file_is_named_after_it_and_may_contain_itself(written):
    document = read_contract(written(get())).document

    pets: Any = document["components"]
    assert pets["schemas"]["pet"]["properties"]["mate"] == {"$ref": "#/components/schemas/pet"}


def test_a_path_and_what_it_refers_to_relative_to_its_own_file_are_brought(written):
    listing = {
        "get": {
            "operationId": "listPets",
            "parameters": [{"$ref": "shared.json#/limit"}],
            "responses": {"200": {"$ref": "../openapi.json#/components/responses/Pets"}},
        }
    }
    limit = {"name": "limit", "in": "query", "schema": {"$ref": "#/sizes/page"}}
    shared = {"limit": limit, "sizes": {"page": {"type": "integer", "maximum": 50}}}
    path = written(
        {"/pets": {"$ref": "paths/list.json"}}, paths__list=listing, paths__shared=shared
    )
    document: Any = orjson.loads(path.read_bytes())
    path.write_bytes(orjson.dumps({**document, "components": {"responses": {"Pets": ANSWER}}}))

    (operation,) = read_contract(path).operations

    assert operation.parameters[0].name == "limit"
    success: Any = operation.success()
    assert success.content["application/json"].schema == {"$ref": "#/components/schemas/pet"}
    assert lint(path) == ()


def test_two_schemas_of_one_name_stay_two(written):
    paths = get() | {"/cats": {"get": {"responses": {"200": {"$ref": "cats.json"}}}}}
    cats = {
        "description": "OK",
        "content": {"application/json": {"schema": {"$ref": "c/pet.json"}}},
    }

    document: Any = read_contract(written(paths, cats=cats, c__pet={"type": "string"})).document

    assert document["components"]["schemas"].keys() == {"pet", "pet_2"}


def test_what_stands_beside_a_reference_stays(written):
    shared = {"limit": {"name": "limit", "in": "query", "schema": {}}}
    beside = {"$ref": "shared.json#/limit", "required": True}

    (operation,) = read_contract(written(get(parameters=[beside]), shared=shared)).operations

    assert operation.parameters[0].required


@pytest.mark.parametrize(
    ("parameter", "files", "what"),
    [
        pytest.param("gone.json#/limit", {}, "cannot be opened", id="no file"),
        pytest.param("go\0ne.json", {}, "cannot be opened", id="no name of a file"),
        pytest.param(".", {}, "cannot be opened", id="folder"),
        pytest.param("shared.json#/limit", {"shared": {}}, "has no", id="nothing there"),
        pytest.param("shared.json", {"shared": [1]}, "holds a list", id="no object"),
        pytest.param(
            "shared.json#/a",
            {"shared": {"a": {"$ref": "#/b"}, "b": {"$ref": "shared.json#/a"}}},
            "in a circle",
            id="circle",
        ),
        pytest.param("https://example.com/p.json#/a", {}, "leaves this document", id="network"),
    ],
)
def test_what_cannot_be_brought_is_told_with_the_place_that_refers(written, parameter, files, what):
    path = written(get(parameters=[{"$ref": parameter}]), **files)

    with pytest.raises(ContractError, match=what) as caught:
        read_contract(path)

    assert caught.value.remedy
    assert ".json" in str(caught.value.where)
    assert "$ref" in str(caught.value.where)
