import re
from pathlib import Path

import pytest

from understudy.contract import (
    Schemas,
    compile_parameters,
    find_offences,
    iterate_schemas,
    lint,
    read_contract,
)

SPECS = Path(__file__).parents[2] / "specs"
CONTRACTS = sorted(SPECS.glob("*/openapi.yaml"))

pytestmark = pytest.mark.parametrize("path", CONTRACTS, ids=lambda path: path.parent.name)


def test_contract_is_sound(path):
    assert [str(finding) for finding in lint(path)] == []


def test_contract_names_every_operation_and_its_provenance(path):
    contract = read_contract(path)

    assert contract.operations
    assert contract.sources
    for operation in contract.operations:
        assert operation.provenance, operation.id
        assert operation.success(), operation.id


def test_every_schema_and_parameter_compiles(path):
    contract = read_contract(path)
    schemas = Schemas(contract.document)

    for pointer, _ in iterate_schemas(contract.document):
        schemas.validator(pointer)
    for operation in contract.operations:
        decoder = compile_parameters(operation.parameters, schemas)
        decoder.decode(dict.fromkeys(re.findall(r"{(.+?)}", operation.path), "1"))


def test_every_example_of_a_message_is_valid(path):
    contract = read_contract(path)
    schemas = Schemas(contract.document)

    for operation in contract.operations:
        contents = [response.content for response in operation.responses.values()]
        contents += [operation.request_body.content] if operation.request_body else []
        for media in (each for content in contents for each in content.values()):
            for example in media.examples.values():
                validator = schemas.validator(f"{media.pointer}/schema")
                assert find_offences(validator, example) == (), media.pointer
