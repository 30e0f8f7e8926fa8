"""Coverage: what the public material names, held against what the contract states."""

from __future__ import annotations

from pathlib import Path

import pytest

from understudy.contract.coverage import Coverage, Tally, measure_coverage
from understudy.contract.errors import FactsError
from understudy.contract.facts import read_facts
from understudy.contract.reading import read_contract

CONTRACT = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
x-provenance: {sources: {page: {title: A page}}}
servers: [{url: 'https://pets.example/v1'}]
paths:
  /pets/{petId}:
    parameters: [{name: petId, in: path, required: true, schema: {type: integer}}]
    put:
      operationId: putPet
      parameters: [{name: dry_run, in: query, schema: {type: boolean}}]
      requestBody:
        content:
          application/json:
            schema: {type: object, properties: {nick: {type: string}}}
      responses:
        '200':
          description: a pet
          headers: {X-Left: {schema: {type: integer}}}
          content:
            application/json:
              schema: {type: object, properties: {data: {$ref: '#/components/schemas/Pet'}}}
components:
  schemas:
    Pet:
      allOf:
        - type: object
          properties:
            id: {type: integer}
            friends: {type: array, items: {$ref: '#/components/schemas/Pet'}}
        - properties: {tag: {properties: {colour: {type: string}}}}
"""


def cover(tmp_path: Path, facts: str) -> Coverage:
    (tmp_path / "openapi.yaml").write_text(CONTRACT, encoding="utf-8")
    (tmp_path / "facts.yaml").write_text(facts, encoding="utf-8")
    contract = read_contract(tmp_path / "openapi.yaml")
    return measure_coverage(contract, read_facts(tmp_path / "facts.yaml"))


def test_names_of_parameters_headers_and_bodies_are_covered_at_any_depth(tmp_path: Path) -> None:
    facts = """\
operations:
  PUT /pets/{id}: {source: page, names: [petId, dry_run, nick, X-Left, data, friends, tag, colour]}
  PUT /v1/pets/{petId}: {source: page}
schemas:
  Pet: {source: page, names: [id, friends, colour]}
"""

    coverage = cover(tmp_path, facts)

    assert coverage.findings == []
    assert coverage.operations == Tally(total=2, covered=2)
    assert coverage.names == Tally(total=11, covered=11)


@pytest.mark.parametrize(
    ("facts", "code", "line", "told"),
    [
        pytest.param(
            "operations:\n  PUT /pet/{id}: {source: page}\n",
            "uncovered-operation",
            2,
            "did you mean PUT /pets/{petId}?",
            id="operation",
        ),
        pytest.param(
            "operations:\n  PUT /pets/{id}:\n    source: page\n    names: [id,\n      color]\n",
            "uncovered-name",
            5,
            "did you mean colour?",
            id="name",
        ),
        pytest.param(
            "operations: {}\nschemas:\n  Cat: {source: page, names: [id]}\n",
            "uncovered-schema",
            3,
            "omitted",
            id="schema",
        ),
        pytest.param(
            "operations: {}\nschemas:\n  Pet: {source: pages}\n",
            "unknown-source",
            3,
            "did you mean page?",
            id="source",
        ),
        pytest.param(
            "operations: {}\nomitted:\n  PUT /pets/{id}: We forgot about it.\n",
            "stale-omission",
            3,
            "remove it here",
            id="stale operation",
        ),
        pytest.param(
            "operations: {}\nschemas:\n  Pet: {source: page, names: [id]}\n"
            "omitted:\n  Pet.id: We forgot about it.\n",
            "stale-omission",
            5,
            "remove it here",
            id="stale name",
        ),
        pytest.param(
            "operations: {}\nschemas:\n  Pet: {source: page, names: [id]}\n"
            "omitted:\n  Pet.ids: We forgot about it.\n",
            "unknown-omission",
            5,
            "did you mean id?",
            id="omission of nothing",
        ),
    ],
)
def test_gap_is_found_at_its_line_with_what_to_do(
    tmp_path: Path, facts: str, code: str, line: int, told: str
) -> None:
    (finding,) = cover(tmp_path, facts).findings

    assert (finding.code, finding.position.line) == (code, line)
    assert told in finding.remedy


def test_omissions_count_as_such_and_are_no_gaps(tmp_path: Path) -> None:
    facts = """\
operations:
  PUT /pets/{id}: {source: page, names: [nick, photo]}
  GET /pets: {source: page, names: [page]}
schemas:
  Pet: {source: page, names: [id, owner]}
  Cat: {source: page, names: [id]}
omitted:
  PUT /pets/{id} photo: Only version 2 has it.
  GET /pets: It belongs to another domain.
  DELETE /pets: It belongs to another domain.
  Pet.owner: Only version 2 has it.
  Cat: Only version 2 has it.
"""

    coverage = cover(tmp_path, facts)

    assert coverage.findings == []
    assert coverage.operations == Tally(total=3, covered=1, omitted=2)
    assert coverage.names == Tally(total=6, covered=2, omitted=4)


@pytest.mark.parametrize(
    ("facts", "line", "told"),
    [
        pytest.param("operation: {}\n", 1, "did you mean operations?", id="misspelt part"),
        pytest.param("operations:\n  /pets: {source: page}\n", 2, "", id="no method"),
        pytest.param("operations: {}\nomitted:\n  Pet: no\n", 3, "", id="no reason"),
        pytest.param("operations:\n  GET /pets: {names: [a]}\n", 2, "source", id="no source"),
    ],
)
def test_broken_facts_name_their_line(tmp_path: Path, facts: str, line: int, told: str) -> None:
    with pytest.raises(FactsError) as caught:
        cover(tmp_path, facts)

    assert f"facts.yaml:{line}" in str(caught.value)
    assert told in str(caught.value)
