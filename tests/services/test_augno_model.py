"""Any sequence of writes leaves the catalog in the state that a plain model of it is in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import count
from typing import Any

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from starlette.testclient import TestClient

WORLDS = count(1)
NAMES = st.sampled_from(["Grain", "Tint", "Feel"])
VALUES = st.sampled_from(["Mauve", "Petrol", "Ochre", "Umber", "Teal"])
SKUS = st.sampled_from(["MDL-1", "MDL-2", "MDL-3"])
PLACES = st.integers(1, 4)
AMOUNTS = st.integers(-4, 9)


class Catalog(RuleBasedStateMachine):
    """A category of bolts, what it may say of them, and the bolts themselves."""

    properties: Bundle[str] = Bundle("properties")
    attributes: Bundle[tuple[str, str]] = Bundle("attributes")
    materials: Bundle[str] = Bundle("materials")
    client: TestClient

    def __init__(self) -> None:
        super().__init__()
        self.headers = {
            "Authorization": "Bearer aug_sk_test_demo",
            "Understudy-World": f"augno-model-{next(WORLDS)}",
        }
        self.names: dict[str, str] = {}  # of properties
        self.values: dict[str, list[tuple[str, str]]] = {}  # of properties: (key, value), in order
        self.linked: list[str] = []
        self.skus: dict[str, str] = {}  # of materials that live
        self.items: dict[str, str] = {}  # of materials, dead ones as well
        self.carried: dict[str, list[str]] = {}
        self.stock: dict[str, int] = {}

    @initialize()
    def category_of_bolts(self) -> None:
        group = self._get("unit-groups?q=Pieces")["data"][0]["id"]
        self.unit = self._get("units?q=Each")["data"][0]["id"]
        body = {"name": "Bolts", "type": "material_category", "unit_group_id": group}
        self.category = self._ask("POST", "item-categories", body, 201)["id"]

    @rule(target=properties, name=NAMES)
    def create_property(self, name: str) -> str:
        taken = [key for key, each in self.names.items() if each == name]
        made = self._ask("POST", "properties", {"name": name}, 409 if taken else 201)
        if taken:
            return taken[0]
        self.names[made["id"]], self.values[made["id"]] = name, []
        return str(made["id"])

    @rule(owner=properties)
    def delete_property(self, owner: str) -> None:
        self._ask("DELETE", f"properties/{owner}", None, 200 if owner in self.names else 404)
        if self.names.pop(owner, None) is None:
            return
        gone = [key for key, _ in self.values.pop(owner)]
        self.linked = [each for each in self.linked if each != owner]
        for key, carried in self.carried.items():
            self.carried[key] = [each for each in carried if each not in gone]

    @rule(target=attributes, owner=properties, value=VALUES, place=PLACES)
    def create_attribute(self, owner: str, value: str, place: int) -> tuple[str, str]:
        there = self.values.get(owner, [])
        taken = any(value == each for values in self.values.values() for _, each in values)
        status = 201
        if owner not in self.names:
            status = 404
        elif taken:
            status = 409
        elif place > len(there) + 1:
            status = 400
        body = {"value": value, "sort_order": place}
        made = self._ask("POST", f"properties/{owner}/attributes", body, status)
        if status != 201:
            return owner, "at_000000000000"
        there.insert(place - 1, (made["id"], value))
        return owner, str(made["id"])

    @rule(attribute=attributes, place=PLACES)
    def move_attribute(self, attribute: tuple[str, str], place: int) -> None:
        owner, key = attribute
        there = self.values.get(owner, [])
        found = next((each for each in there if each[0] == key), None)
        status = 404 if found is None else 400 if place > len(there) else 200
        path = f"properties/{owner}/attributes/{key}"
        self._ask("PATCH", path, {"sort_order": place}, status)
        if status == 200 and found is not None:
            there.remove(found)
            there.insert(place - 1, found)

    @rule(attribute=attributes)
    def delete_attribute(self, attribute: tuple[str, str]) -> None:
        owner, key = attribute
        there = self.values.get(owner, [])
        found = next((each for each in there if each[0] == key), None)
        path = f"properties/{owner}/attributes/{key}"
        self._ask("DELETE", path, None, 200 if found else 404)
        if found is not None:
            there.remove(found)
            for carried in self.carried.values():
                if key in carried:
                    carried.remove(key)

    @rule(owner=properties)
    def link_property(self, owner: str) -> None:
        path = f"item-categories/{self.category}/properties/{owner}"
        self._ask("PUT", path, None, 200 if owner in self.names else 404)
        if owner in self.names and owner not in self.linked:
            self.linked.append(owner)

    @rule(owner=properties)
    def unlink_property(self, owner: str) -> None:
        path = f"item-categories/{self.category}/properties/{owner}"
        self._ask("DELETE", path, None, 200 if owner in self.linked else 404)
        if owner in self.linked:
            self.linked.remove(owner)

    @rule(target=materials, sku=SKUS)
    def create_material(self, sku: str) -> str:
        taken = [key for key, each in self.skus.items() if each == sku]
        body = {"sku": sku, "category_id": self.category}
        made = self._ask("POST", "materials?include=item", body, 409 if taken else 201)
        if taken:
            return taken[0]
        key = str(made["id"])
        self.skus[key], self.items[key] = sku, made["item"]["id"]
        self.carried[key], self.stock[key] = [], 0
        return key

    @rule(material=materials, sku=SKUS)
    def rename_material(self, material: str, sku: str) -> None:
        taken = any(each == sku and key != material for key, each in self.skus.items())
        status = 404 if material not in self.skus else 409 if taken else 200
        self._ask("PATCH", f"materials/{material}", {"sku": sku}, status)
        if status == 200:
            self.skus[material] = sku

    @rule(material=materials)
    def delete_material(self, material: str) -> None:
        self._ask("DELETE", f"materials/{material}", None, 200 if material in self.skus else 410)
        for holder in (self.skus, self.carried, self.stock):
            holder.pop(material, None)

    @rule(material=materials, attribute=attributes)
    def assign_attribute(self, material: str, attribute: tuple[str, str]) -> None:
        owner, key = attribute
        exists = any(key == each for each, _ in self.values.get(owner, []))
        status = 404 if material not in self.skus or not exists else 200
        carried = self.carried.get(material, [])
        if status == 200 and owner not in self.linked and key not in carried:
            status = 400
        self._ask("PUT", f"items/{self.items[material]}/attributes/{key}", None, status)
        if status == 200 and key not in carried:
            carried.append(key)

    @rule(material=materials, amount=AMOUNTS, sets=st.booleans())
    def book(self, material: str, amount: int, *, sets: bool) -> None:
        left = amount if sets else self.stock.get(material, 0) + amount
        status = 404 if material not in self.skus else 400 if left < 0 else 200
        body = {
            "quantity": {"value": str(amount), "unit_id": self.unit},
            "operation": "reconcile" if sets else "adjust",
        }
        self._ask("PATCH", f"items/{self.items[material]}/inventory", body, status)
        if status == 200:
            self.stock[material] = left

    @invariant()
    def properties_have_their_values_in_order(self) -> None:
        for owner, values in self.values.items():
            listed = self._get(f"properties/{owner}/attributes")["data"]
            assert [(each["id"], each["value"]) for each in listed] == values
            assert [each["sort_order"] for each in listed] == list(range(1, len(values) + 1))

    @invariant()
    def lists_show_what_lives(self) -> None:
        found = self._get("materials?q=MDL&include=item.attributes")["data"]
        shown = {each["id"]: each["item"] for each in found}
        assert {key: item["sku"] for key, item in shown.items()} == self.skus
        for key, item in shown.items():
            carried = [each["id"] for each in item["attributes"]["data"]]
            assert carried == self.carried[key]
        in_items = self._get("items?q=MDL")["data"]
        assert {each["sku"] for each in in_items} == set(self.skus.values())

    @invariant()
    def stock_is_what_was_booked(self) -> None:
        for key, amount in self.stock.items():
            path = f"items/{self.items[key]}/inventory?include=on_hand,available_to_promise"
            figures = self._get(path)
            assert Decimal(figures["on_hand"]["value"]) == amount
            assert Decimal(figures["available_to_promise"]["value"]) == amount

    def _get(self, path: str) -> dict[str, Any]:
        return self._ask("GET", path, None, 200)

    def _ask(self, method: str, path: str, body: object, status: int) -> dict[str, Any]:
        url = f"/v1/catalog/{path}"
        answer = self.client.request(method, url, json=body, headers=self.headers)
        assert answer.status_code == status, (method, path, body, answer.text)
        found: dict[str, Any] = answer.json()
        return found


def test_no_sequence_of_writes_leads_away_from_the_model(
    client_for: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Catalog, "client", client_for("augno", check=False), raising=False)

    run_state_machine_as_test(
        Catalog,
        settings=settings(
            max_examples=10, stateful_step_count=22, deadline=None, derandomize=True, database=None
        ),
    )
