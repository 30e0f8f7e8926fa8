"""Every operation of GoldLeaf's contract: its examples work, and it lets in whom it should."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pytest
from openpyxl import load_workbook

from understudy.contract.operations import Label
from understudy.contract.references import resolve
from understudy.services import load_service

LOADED = load_service("goldleaf")
DOCUMENT = LOADED.contract.document
OPERATIONS = {each.id: each for each in LOADED.contract.operations}
DECLARED = LOADED.behavior.declarations
SECURED = [name for name, each in OPERATIONS.items() if each.security]
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
# Examples that the state of a new world refuses.
REFUSED = {
    "postWarehouseIdDelete": 400,  # there is stock in it
    "postBrandIdDelete": 400,  # there are items of it
    "postOtherItemsIdDelete": 400,  # customers buy it
    "postHoseAssemblyIdDelete": 400,  # kits hold it
    "postHoseAssemblyIdUnrelease": 400,  # it is not released
    "postHoseAssemblyIdRollBack": 204,  # there is no earlier version; so for the next three
    "postHoseKitIdRollback": 400,
    "postSalesEstimateIdRollback": 400,
    "postWorkOrderIdRollback": 400,
    "postSalesEstimateIdItemIdUpdate": 404,  # the line of the example is a kit's
    "postSalesEstimateIdItemIdDelete": 404,
    "postWorkOrderIdItemIdUpdate": 404,
    "postWorkOrderIdItemIdDelete": 404,
}


def example_of(content: dict[str, Any]) -> Any:
    if "example" in content:
        return content["example"]
    return next(iter(content.get("examples", {"": {}}).values())).get("value")


def ask(client, name, role="any"):
    """Ask with the examples of the contract, or an empty workbook."""
    operation = OPERATIONS[name]
    path = operation.base_paths[0] + operation.path
    for parameter in operation.parameters:
        declared = resolve(DOCUMENT, f"#{parameter.pointer}")[0]
        path = path.replace(f"{{{parameter.name}}}", str(declared.get("example")))
    headers = {"authorization": f"Bearer {role}"} if role else {}
    request: dict[str, Any] = {"headers": headers}
    if operation.request_body is not None:
        media_type, media = next(iter(operation.request_body.content.items()))
        if media_type == "multipart/form-data":
            template = path.replace("/import", "/exceltemplate")
            made = client.post(template, headers={"authorization": "Bearer any"})
            request["files"] = {"file": ("upload.xlsx", made.content, XLSX)}
        else:
            request["json"] = example_of(resolve(DOCUMENT, f"#{media.pointer}")[0])
    return client.request(operation.method, path, **request)


@pytest.mark.parametrize("name", OPERATIONS)
def test_example_is_answered_with_a_success(client_for, name):
    answer = ask(client_for("goldleaf"), name)

    success = 201 if "201" in OPERATIONS[name].responses else 200
    assert answer.status_code == REFUSED.get(name, success), answer.text
    if answer.headers.get("content-type") == XLSX:
        assert load_workbook(BytesIO(answer.content)).active.max_row >= 1


@pytest.mark.parametrize("role", ["admin", "regular", "customer"])
def test_role_is_let_in_or_not(client_for, role):
    client = client_for("goldleaf")
    allowed = {name: DECLARED[name].roles for name in SECURED}

    blocked = {name for name in SECURED if ask(client, name, role).status_code == 403}

    assert blocked == {name for name, roles in allowed.items() if roles and role not in roles}


@pytest.mark.parametrize("token", [None, "expired"])
def test_nobody_is_let_in_without_a_good_token(client_for, token):
    client = client_for("goldleaf")

    assert {name for name in SECURED if ask(client, name, token).status_code != 401} == set()


def test_what_is_inferred_is_left_out_when_only_the_documented_is_wanted(client_for):
    client = client_for("goldleaf", documented_only=True)

    left_out = {name for name in OPERATIONS if ask(client, name).status_code == 501}

    known = {name: each.provenance for name, each in OPERATIONS.items() if each.provenance}
    assert left_out == {name for name, each in known.items() if each.label is Label.INFERRED}


def test_roles_of_behavior_and_contract_are_the_same():
    for name, operation in OPERATIONS.items():
        said = {role for each in operation.security for role in each.schemes.get("bearerAuth", ())}
        assert said == set(DECLARED[name].roles), name
        assert ("403" in operation.responses) is bool(said), name


@pytest.mark.parametrize("records", [1, 2, 7, 400])
def test_world_of_any_size_holds_together(client_for, records):
    client = client_for("goldleaf", records=records)
    headers = {"authorization": "Bearer any"}

    for path in ("/customers", "/organization/items", "/inventory", "/hoseassemblies", "/hosekits"):
        page = client.get(f"/api/v1{path}", headers=headers)
        assert page.status_code == 200
    for kit in client.get("/api/v1/hosekits", headers=headers).json()["items"]:
        price = client.post(f"/api/v1/hosekit/{kit['_id']}/price", headers=headers)
        assert price.status_code == 200
