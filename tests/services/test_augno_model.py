"""Any sequence of writes leaves the catalog in the state that a plain model of it is in."""

from __future__ import annotations

from collections.abc import Callable
from decimal import Decimal
from itertools import count
from typing import Any, TypeVar

import pytest
from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    RuleBasedStateMachine,
    invariant,
    rule,
    run_state_machine_as_test,
)
from starlette.testclient import TestClient

WORLDS = count(1)
NAMES = st.sampled_from(["Grain", "Tint"])
VALUES = st.sampled_from(["A", "B", "C", "D"])
SKUS = st.sampled_from(["MDL-0", "MDL-1"])
PLACES = st.integers(1, 4)
AMOUNTS = st.integers(-4, 9)
PICKS = st.integers(0, 9)

Picked = TypeVar("Picked")


def _one(pick: int, living: list[Picked], ever: list[Picked]) -> Picked:
    """Return one that lives, or now and then one of all that ever did."""
    found = living if living and pick else ever
    return found[pick % len(found)]


class Catalog(RuleBasedStateMachine):
    """A category of bolts, what it may say of them, and the bolts themselves."""

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
        self.made: list[tuple[str, str]] = []  # attributes, dead ones as well
        self.skus: dict[str, str] = {}  # of materials that live
        self.items: dict[str, str] = {}  # of materials, dead ones as well
        self.carried: dict[str, list[str]] = {}
        self.stock: dict[str, int] = {}

        group = self._get("unit-groups?q=Pieces")["data"][0]["id"]
        self.unit = self._get("units?q=Each")["data"][0]["id"]
        body = {"name": "Bolts", "type": "material_category", "unit_group_id": group}
        self.category = self._ask("POST", "item-categories", body, 201)["id"]
        self.thread = self.create_property_of("Thread")
        self._ask("PUT", f"item-categories/{self.category}/properties/{self.thread}", None, 200)
        self.linked.append(self.thread)
        for value in ("A", "B", "C"):
            self.create_attribute_of(self.thread, value, 1)
        self.create_material_of("MDL-0")

    @rule(name=NAMES)
    def create_property(self, name: str) -> None:
        self.create_property_of(name)

    def create_property_of(self, name: str) -> str:
        taken = [key for key, each in self.names.items() if each == name]
        made = self._ask("POST", "properties", {"name": name}, 409 if taken else 201)
        if taken:
            return taken[0]
        self.names[made["id"]], self.values[made["id"]] = name, []
        return str(made["id"])

    @rule(pick=PICKS)
    def delete_property(self, pick: int) -> None:
        owner = self._property(pick)
        self._ask("DELETE", f"properties/{owner}", None, 200 if owner in self.names else 404)
        if self.names.pop(owner, None) is None:
            return
        gone = [key for key, _ in self.values.pop(owner)]
        self.linked = [each for each in self.linked if each != owner]
        for key, carried in self.carried.items():
            self.carried[key] = [each for each in carried if each not in gone]

    @rule(pick=PICKS, value=VALUES, place=PLACES)
    def create_attribute(self, pick: int, value: str, place: int) -> None:
        self.create_attribute_of(self._property(pick), value, place)

    def create_attribute_of(self, owner: str, value: str, place: int) -> None:
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
        if status == 201:
            there.insert(place - 1, (made["id"], value))
            self.made.append((owner, made["id"]))

    @rule(pick=PICKS, place=PLACES)
    def move_attribute(self, pick: int, place: int) -> None:
        owner, key = self._attribute(pick)
        there = self.values.get(owner, [])
        found = next((each for each in there if each[0] == key), None)
        status = 404 if found is None else 400 if place > len(there) else 200
        path = f"properties/{owner}/attributes/{key}"
        self._ask("PATCH", path, {"sort_order": place}, status)
        if status == 200 and found is not None:
            there.remove(found)
            there.insert(place - 1, found)

    @rule(pick=PICKS)
    def delete_attribute(self, pick: int) -> None:
        owner, key = self._attribute(pick)
        there = self.values.get(owner, [])
        found = next((each for each in there if each[0] == key), None)
        path = f"properties/{owner}/attributes/{key}"
        self._ask("DELETE", path, None, 200 if found else 404)
        if found is not None:
            there.remove(found)
            for carried in self.carried.values():
                if key in carried:
                    carried.remove(key)

    @rule(pick=PICKS)
    def link_property(self, pick: int) -> None:
        owner = self._property(pick)
        path = f"item-categories/{self.category}/properties/{owner}"
        self._ask("PUT", path, None, 200 if owner in self.names else 404)
        if owner in self.names and owner not in self.linked:
            self.linked.append(owner)

    @rule(pick=PICKS)
    def unlink_property(self, pick: int) -> None:
        owner = self._property(pick)
        path = f"item-categories/{self.category}/properties/{owner}"
        self._ask("DELETE", path, None, 200 if owner in self.linked else 404)
        if owner in self.linked:
            self.linked.remove(owner)

    @rule(sku=SKUS)
    def create_material(self, sku: str) -> None:
        self.create_material_of(sku)

    def create_material_of(self, sku: str) -> str:
        taken = [key for key, each in self.skus.items() if each == sku]
        body = {"sku": sku, "category_id": self.category}
        made = self._ask("POST", "materials?include=item", body, 409 if taken else 201)
        if taken:
            return taken[0]
        key = str(made["id"])
        self.skus[key], self.items[key] = sku, made["item"]["id"]
        self.carried[key], self.stock[key] = [], 0
        return key

    @rule(pick=PICKS, sku=SKUS)
    def rename_material(self, pick: int, sku: str) -> None:
        material = self._material(pick)
        taken = any(each == sku and key != material for key, each in self.skus.items())
        status = 404 if material not in self.skus else 409 if taken else 200
        self._ask("PATCH", f"materials/{material}", {"sku": sku}, status)
        if status == 200:
            self.skus[material] = sku

    @rule(pick=PICKS)
    def delete_material(self, pick: int) -> None:
        material = self._material(pick)
        self._ask("DELETE", f"materials/{material}", None, 200 if material in self.skus else 410)
        for holder in (self.skus, self.carried, self.stock):
            holder.pop(material, None)

    @rule(pick=PICKS, other=PICKS)
    def assign_attribute(self, pick: int, other: int) -> None:
        material, (owner, key) = self._material(pick), self._attribute(other)
        exists = any(key == each for each, _ in self.values.get(owner, []))
        status = 404 if material not in self.skus or not exists else 200
        carried = self.carried.get(material, [])
        if status == 200 and owner not in self.linked and key not in carried:
            status = 400
        self._ask("PUT", f"items/{self.items[material]}/attributes/{key}", None, status)
        if status == 200 and key not in carried:
            carried.append(key)

    @rule(pick=PICKS, amount=AMOUNTS)
    def adjust(self, pick: int, amount: int) -> None:
        self.book(self._material(pick), amount, sets=False)

    @rule(pick=PICKS, amount=AMOUNTS)
    def reconcile(self, pick: int, amount: int) -> None:
        self.book(self._material(pick), amount, sets=True)

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
        shown = self._get("properties?include=attributes")["data"]
        listed = {each["id"]: each["attributes"]["data"] for each in shown}
        for owner, values in self.values.items():
            assert [(each["id"], each["value"]) for each in listed[owner]] == values
            assert [each["sort_order"] for each in listed[owner]] == [*range(1, len(values) + 1)]

    @invariant()
    def lists_show_what_lives(self) -> None:
        found = self._get("materials?q=MDL&include=item.attributes")["data"]
        shown = {each["id"]: each["item"] for each in found}
        assert {key: item["sku"] for key, item in shown.items()} == self.skus
        for key, item in shown.items():
            carried = [each["id"] for each in item["attributes"]["data"]]
            assert carried == self.carried[key]
        for key in {key for carried in self.carried.values() for key in carried}:
            found = self._get(f"materials?attribute_ids={key}")["data"]
            holders = {name for name, carried in self.carried.items() if key in carried}
            assert {each["id"] for each in found} == holders
        in_items = self._get("items?q=MDL")["data"]
        assert {each["sku"] for each in in_items} == set(self.skus.values())

    @invariant()
    def stock_is_what_was_booked(self) -> None:
        for key, amount in self.stock.items():
            path = f"items/{self.items[key]}/inventory?include=on_hand,available_to_promise"
            figures = self._get(path)
            assert Decimal(figures["on_hand"]["value"]) == amount
            assert Decimal(figures["available_to_promise"]["value"]) == amount

    def _property(self, pick: int) -> str:
        return _one(pick, [*self.names], [self.thread])

    def _attribute(self, pick: int) -> tuple[str, str]:
        living = [(owner, key) for owner, values in self.values.items() for key, _ in values]
        return _one(pick, living, self.made)

    def _material(self, pick: int) -> str:
        return _one(pick, [*self.skus], [*self.items])

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
            max_examples=10, stateful_step_count=40, deadline=None, derandomize=True, database=None
        ),
    )
