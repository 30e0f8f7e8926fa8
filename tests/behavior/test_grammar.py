"""Mistakes in behavior.yaml are reported with line and remedy."""

from __future__ import annotations

from pathlib import Path

import pytest

from understudy.behavior import check_behavior, read_behavior
from understudy.behavior.extensions import Service
from understudy.contract.errors import BehaviorError
from understudy.contract.reading import read_contract
from understudy.services import BUILT_IN, load_service, spec_directory

CONTRACT = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      parameters:
        - {name: status, in: query, schema: {type: string}}
      responses:
        '200':
          description: pets
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
components:
  schemas:
    Pet: {type: object, properties: {id: {type: integer}, status: {type: string}}}
"""


def behavior(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "behavior.yaml"
    path.write_text(text, encoding="utf-8")
    return path


@pytest.mark.parametrize(
    ("text", "line", "told"),
    [
        pytest.param(
            "resources: {}\noperations:\n  listPets:\n    behaviour: list\n",
            4,
            "behaviour",
            id="misspelt member",
        ),
        pytest.param(
            "resources: {}\noperations:\n  listPets:\n    behavior: lists\n",
            4,
            "one of: list, get",
            id="unknown kind",
        ),
        pytest.param("resources:\n  pet: {}\noperations: {}\n", 2, "key", id="missing key"),
        pytest.param("operations: {}\n", 1, "resources", id="no resources"),
    ],
)
def test_broken_grammar_names_line_and_remedy(
    tmp_path: Path, text: str, line: int, told: str
) -> None:
    with pytest.raises(BehaviorError) as caught:
        read_behavior(behavior(tmp_path, text))

    assert f"behavior.yaml:{line}" in str(caught.value)
    assert told in str(caught.value)


@pytest.mark.parametrize(
    ("declared", "unknown", "hint"),
    [
        pytest.param(
            "listPet: {behavior: list, resource: pet}",
            "listPet",
            "did you mean listPets?",
            id="operation",
        ),
        pytest.param(
            "listPets: {behavior: list, resource: pets}", "pets", "did you mean pet?", id="resource"
        ),
        pytest.param(
            "listPets: {behavior: list, resource: pet, filters: {state: status}}",
            "state",
            "did you mean status?",
            id="parameter",
        ),
        pytest.param(
            "listPets: {behavior: list, resource: pet, filters: {status: state}}",
            "state",
            "",
            id="property",
        ),
        pytest.param(
            "listPets: {behavior: list, resource: pet, sort: {default: [-age]}}",
            "age",
            "",
            id="sorted property",
        ),
        pytest.param(
            "listPets: {behavior: list, resource: pet, answer: {data: $record}}",
            "data",
            "",
            id="member of the answer",
        ),
        pytest.param(
            "listPets: {behavior: list, resource: pet, answer: $recods}",
            "recods",
            "did you mean records?",
            id="figure",
        ),
        pytest.param(
            "listPets: {behavior: handler, handler: export}", "export", "known: none", id="handler"
        ),
    ],
)
def test_unknown_name_is_found_with_the_closest_known_one(
    tmp_path: Path, declared: str, unknown: str, hint: str
) -> None:
    (tmp_path / "openapi.yaml").write_text(CONTRACT, encoding="utf-8")
    pet = "pet: {key: id, schema: '#/components/schemas/Pet'}"
    text = f"resources:\n  {pet}\noperations:\n  {declared}\n"
    contract = read_contract(tmp_path / "openapi.yaml")

    findings = check_behavior(
        contract, read_behavior(behavior(tmp_path, text)), Service(name="pets")
    )

    assert [repr(unknown) in finding.message for finding in findings] == [True]
    assert hint in findings[0].remedy
    assert findings[0].position.line is not None


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_service_declares_every_operation_and_no_unknown_name(name: str) -> None:
    loaded = load_service(name)

    findings = check_behavior(loaded.contract, loaded.behavior, loaded.service)

    assert findings == ()
    assert set(loaded.behavior.declarations) == {each.id for each in loaded.contract.operations}
    assert (spec_directory() / name / "behavior.yaml").is_file()
