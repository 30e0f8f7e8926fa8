"""A deployment that differs from its contract in six ways: found, proposed, applied, gone."""

from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest
from starlette.applications import Starlette
from starlette.requests import Request
from starlette.responses import JSONResponse
from starlette.routing import Route
from starlette.testclient import TestClient

from understudy.contract import Contract, Schemas
from understudy.services import load_service
from understudy.verification.exchanges import Exchange
from understudy.verification.facts import Side, observe, weigh
from understudy.verification.facts.topics import breaches_of
from understudy.verification.failures import Failure, Source
from understudy.verification.proposals import propose, write_proposal
from understudy.verification.report import Cell, Finding

OPENAPI = """
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      x-provenance: {label: inferred, note: guessed}
      responses:
        '200':
          description: Pets.
          content:
            application/json:
              schema: {type: array, items: {$ref: '#/components/schemas/Pet'}}
  /pets/{id}:
    get:
      operationId: getPet
      x-provenance: {label: documented}
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: A pet.
          content: {application/json: {schema: {$ref: '#/components/schemas/Pet'}}}
components:
  schemas:
    Pet:
      type: object
      required: [id, name, owner]
      additionalProperties: false
      properties:
        id: {type: integer}
        name: {type: string}
        kind: {type: string, enum: [cat, dog]}
        price: {type: string, format: decimal}
        owner: {$ref: '#/components/schemas/Owner'}
    Owner: {type: object, required: [name], properties: {name: {type: string}}}
"""
PETS: list[dict[str, Any]] = [
    {"id": 1, "name": "Kim", "kind": "cat", "price": "1.50", "owner": {"name": "A"}},
    {"id": 2, "name": "Bo", "kind": "fox", "price": 2.5, "owner": None},
    {"id": 3, "kind": "dog", "owner": {"name": "B"}, "chip": "c-3"},
]
OFFENCES = {
    "null": "/components/schemas/Owner type",
    "extra": "/components/schemas/Pet additionalProperties",
    "enum": "/components/schemas/Pet/properties/kind enum",
    "missing": "/components/schemas/Pet required",
    "type": "/components/schemas/Pet/properties/price type",
    "status": "getPet 404",
}


async def list_pets(_: Request) -> JSONResponse:
    return JSONResponse(PETS)


async def get_pet(request: Request) -> JSONResponse:
    number = int(request.path_params["id"])
    if number > len(PETS):
        return JSONResponse({"error": "gone"}, status_code=404)
    return JSONResponse(PETS[number - 1])


@pytest.fixture
def exchanges() -> list[Exchange]:
    routes = [Route("/pets", list_pets), Route("/pets/{id}", get_pet)]
    with TestClient(Starlette(routes=routes)) as client:
        return [
            Exchange(
                number=number,
                asker="test",
                method="GET",
                target=target,
                operation="listPets" if target == "/pets" else "getPet",
                status=(answer := client.get(target)).status_code,
                response_headers=tuple(answer.headers.items()),
                response_body=answer.content,
            )
            for number, target in enumerate(
                ["/pets", "/pets/1", "/pets/2", "/pets/3", "/pets/4"], 1
            )
        ]


def offences(contract: Contract, exchanges: list[Exchange]) -> Iterator[tuple[str, Finding]]:
    """Hold exchanges against a contract, as plainly as can be."""
    schemas = Schemas(contract.document)
    for exchange in exchanges:
        operation = contract.operation(exchange.operation or "")
        assert operation is not None
        found = [
            (f"{each.schema} {each.keyword}", "response-body", each.keyword)
            for each in breaches_of(exchange, operation, schemas)
        ]
        if operation.response(exchange.status or 0) is None:
            found.append((f"{operation.id} {exchange.status}", "undeclared-status", ""))
        for name, rule, kind in found:
            failure = Failure(
                rule=rule,
                source=Source.FUZZER,
                operation=operation.id,
                message=name,
                kind=kind,
                exchanges=(exchange,),
            )
            yield name, Finding(failure=failure)


@pytest.mark.parametrize("difference", OFFENCES)
def test_each_difference_goes_away_with_its_own_correction(
    tmp_path: Path, exchanges: list[Exchange], difference: str
) -> None:
    file, overlay = tmp_path / "openapi.yaml", tmp_path / "overlay.yaml"
    file.write_text(OPENAPI, encoding="utf-8")
    before = load_service(str(file))
    found = dict(offences(before.contract, exchanges))
    assert set(found) == set(OFFENCES.values())

    mine = [each for name, each in found.items() if name == OFFENCES[difference]]
    proposal = propose(before.contract, before.behavior, mine, exchanges)
    overlay.write_text(write_proposal(proposal, service=str(file)), encoding="utf-8")

    after = load_service(str(file), overlay=overlay)
    left = dict(offences(after.contract, exchanges))
    assert OFFENCES[difference] not in left
    assert proposal.notes == ()


def test_all_differences_go_away_together(tmp_path: Path, exchanges: list[Exchange]) -> None:
    file, overlay = tmp_path / "openapi.yaml", tmp_path / "overlay.yaml"
    file.write_text(OPENAPI, encoding="utf-8")
    before = load_service(str(file))
    findings = [each for _, each in offences(before.contract, exchanges)]

    proposal = propose(before.contract, before.behavior, findings, exchanges)
    overlay.write_text(write_proposal(proposal, service=str(file)), encoding="utf-8")

    after = load_service(str(file), overlay=overlay)
    assert dict(offences(after.contract, exchanges)) == {}
    side = Side(observed=observe(after.contract, after.behavior, exchanges))
    facts = weigh(after.contract, after.behavior, [side])
    cells = {fact.says: fact.cells[0] for fact in facts}
    assert cells["Pet has no other properties"] is Cell.CONFIRMED
    assert cells['Pet.kind can be "fox"'] is Cell.CONFIRMED
    assert cells["Pet.owner may be null"] is Cell.CONFIRMED
    assert cells["Pet.chip is string"] is Cell.CONFIRMED
    pet: Any = after.contract.document["components"]
    assert pet["schemas"]["Pet"]["required"] == ["id", "owner"]
    assert pet["schemas"]["Owner"] == {
        "type": "object",
        "required": ["name"],
        "properties": {"name": {"type": "string"}},
    }


OLDER = """
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: A pet.
          content:
            application/json:
              schema:
                type: object
                properties:
                  name: {type: string, nullable: true}
                  kind: {nullable: true, allOf: [{$ref: '#/components/schemas/Kind'}]}
        '404': {description: None.}
components: {schemas: {Kind: {type: object, properties: {name: {type: string}}}}}
"""


def test_older_documents_are_corrected_as_newer_ones(tmp_path: Path) -> None:
    file, overlay = tmp_path / "openapi.yaml", tmp_path / "overlay.yaml"
    file.write_text(OLDER, encoding="utf-8")
    before = load_service(str(file))
    exchange = Exchange(
        number=1,
        asker="test",
        method="GET",
        target="/pets/1",
        operation="getPet",
        status=200,
        response_headers=(("content-type", "application/json"),),
        response_body=b'{"name": 5, "kind": {"name": 7}}',
    )
    findings = [each for _, each in offences(before.contract, [exchange])]

    proposal = propose(before.contract, before.behavior, findings, [exchange])
    overlay.write_text(write_proposal(proposal, service=str(file)), encoding="utf-8")

    assert len(findings) == 2
    after = load_service(str(file), overlay=overlay)
    assert dict(offences(after.contract, [exchange])) == {}
