"""A document of one's own, with nothing declared beside it: its stand-in keeps it."""

from __future__ import annotations

import re
from pathlib import Path

import pytest

from tests.verification.runs import understudy

DOCUMENTS = Path(__file__).parent / "documents"
ROOT = Path(__file__).parent.parent.parent
PETSTORE = """\
openapi: 3.0.0
info: {version: 1.0.0, title: Petstore}
servers: [{url: http://petstore.example.com/v1}]
paths:
  /pets:
    get:
      operationId: listPets
      parameters: [{name: limit, in: query, schema: {type: integer, maximum: 100, format: int32}}]
      responses:
        '200':
          description: A page of pets
          headers: {x-next: {description: A link to the next page, schema: {type: string}}}
          content: {application/json: {schema: {$ref: '#/components/schemas/Pets'}}}
        default: {$ref: '#/components/responses/Error'}
    post:
      operationId: createPets
      requestBody:
        required: true
        content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
      responses:
        '201': {description: Nothing}
        default: {$ref: '#/components/responses/Error'}
  /pets/{petId}:
    get:
      operationId: showPetById
      parameters: [{name: petId, in: path, required: true, schema: {type: string}}]
      responses:
        '200':
          description: The pet
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
        default: {$ref: '#/components/responses/Error'}
components:
  responses:
    Error:
      description: What went wrong
      content: {application/json: {schema: {$ref: '#/components/schemas/Error'}}}
  schemas:
    Pet:
      type: object
      required: [id, name]
      properties:
        id: {type: integer, format: int64}
        name: {type: string}
        tag: {type: string}
    Pets: {type: array, maxItems: 100, items: {$ref: '#/components/schemas/Pet'}}
    Error:
      type: object
      required: [code, message]
      properties: {code: {type: integer, format: int32}, message: {type: string}}
"""


def library() -> str:
    """Return the document that the documentation begins with."""
    text = (ROOT / "docs" / "bring-your-own.md").read_text(encoding="utf-8")
    found = re.search(r"```yaml title=library.yaml\n(.*?)```", text, re.DOTALL)
    assert found is not None
    return found[1]


@pytest.mark.parametrize("path", sorted(DOCUMENTS.iterdir()), ids=lambda each: each.stem)
def test_stand_in_of_a_document_as_most_are_written_passes(path: Path) -> None:
    """Few statuses are declared, answers are of any media type, ids are any text."""
    ended = understudy("verify", path, "--engine", "probes")

    assert ended.out.startswith(f"PASSED  {path.stem}: no new finding"), ended.out
    assert ended.code == 0


@pytest.mark.parametrize(
    ("document", "words"),
    [(PETSTORE, ()), (library(), ("--engine", "probes"))],
    ids=["petstore", "library"],
)
def test_its_stand_in_passes(document: str, words: tuple[str, ...], tmp_path: Path) -> None:
    path = tmp_path / "own.yaml"
    path.write_text(document, encoding="utf-8")

    ended = understudy("verify", path, *words)

    assert ended.out.startswith("PASSED  own: no new finding"), ended.out
    assert ended.code == 0
