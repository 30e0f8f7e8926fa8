"""Random sequences of Exsited's operations never disagree with a plain model of them."""

from __future__ import annotations

from dataclasses import dataclass, field
from datetime import timedelta
from typing import Any, ClassVar

import pytest
from hypothesis import HealthCheck, settings
from hypothesis import strategies as st
from hypothesis.stateful import Bundle, RuleBasedStateMachine, consumes, invariant, rule
from hypothesis.stateful import run_state_machine_as_test as run

HEADERS = {"Authorization": "Bearer some-token"}
WAREHOUSES = ("Default Warehouse", "Brisbane North", "Fremantle Dock")
SEEDED = 120
OLDER = ("v2", "v3")
names = st.text("abcXYZ 8", min_size=1, max_size=12)
older = st.sampled_from(OLDER)
versions = st.sampled_from((*OLDER, "v4"))
quantities = st.integers(-30, 60)
warehouses = st.sampled_from(WAREHOUSES)


@dataclass
class Item:
    """What the model knows of an item."""

    name: str
    status: str = "ACTIVE"
    price: str | None = None
    stock: dict[str, int] | None = None
    booked: int = 0
    changes: int = 0
    notes: dict[str, tuple[str, int]] = field(default_factory=dict)
    family: list[str] = field(default_factory=list)
    packages: dict[str, list[str]] = field(default_factory=dict)


class Model(RuleBasedStateMachine):
    """Does the same to the service and to a dictionary of items."""

    client: ClassVar[Any] = None
    items = Bundle("items")

    def __init__(self):
        super().__init__()
        self.client.post("/_understudy/worlds/default/reset")
        self.known: dict[str, Item] = {}

    def ask(self, method, version, path, expected, **more):
        answer = self.client.request(method, f"/api/{version}{path}", headers=HEADERS, **more)
        assert answer.status_code == expected, answer.text
        return answer.json() if answer.content else None

    def alive(self, key):
        return key in self.known

    def change(self, key, allowed=True, status=200):  # noqa: FBT002 - most are
        """Count a change of an item that goes through; return the status that is expected."""
        if not self.alive(key):
            return 404
        if allowed:
            self.known[key].changes += 1
        return status if allowed else 409

    @rule(target=items, version=versions, name=names)
    def create(self, version, name):
        root = "item" if version == "v4" else "items"
        body = {root: {"type": "STANDARD", "name": name}}
        key = self.ask("POST", version, "/items", 201, json=body)["item"]["id"]
        assert key not in self.known
        self.known[key] = Item(name)
        return key

    @rule(key=items, version=versions, name=names)
    def rename(self, key, version, name):
        expected = self.change(key)
        path = f"/items/{key}/information"
        self.ask("PATCH", version, path, expected, json={"item": {"name": name}})
        if self.alive(key):
            self.known[key].name = name

    @rule(key=items, version=versions, word=st.sampled_from(["deactivate", "reactivate"]))
    def switch(self, key, version, word):
        self.ask("POST", version, f"/items/{key}/{word}", self.change(key))
        if self.alive(key):
            self.known[key].status = "INACTIVE" if word == "deactivate" else "ACTIVE"

    @rule(key=items, version=versions, price=st.integers(0, 9999))
    def sell(self, key, version, price):
        root = "item" if version == "v4" else "items"
        is_new = self.alive(key) and self.known[key].price is None
        body = {root: {"sale": {"default_sale_price": price / 100}}}
        self.ask("POST", version, f"/items/{key}/sale", self.change(key, is_new, 201), json=body)
        if is_new:
            self.known[key].price = f"{price / 100:.2f}"

    @rule(key=items, version=versions, where=warehouses, start=st.integers(0, 50))
    def open_stock(self, key, version, where, start):
        item = self.known.get(key)
        is_new = item is not None and item.price is not None and item.stock is None
        stock = {"warehouses": [{"name": where, "quantity_available": start}]}
        path = f"/items/{key}/inventories"
        expected = self.change(key, is_new, 201)
        self.ask("POST", version, path, expected, json={"item": {"inventories": stock}})
        if item is not None and is_new:
            item.stock, item.booked = {where: start}, int(start > 0)

    @rule(key=items, version=versions, where=warehouses, amount=quantities)
    def book(self, key, version, where, amount):
        item = self.known.get(key)
        held = (item.stock or {}).get(where, 0) if item else 0
        fits = item is not None and item.stock is not None and held + amount >= 0
        entry = {"name": where, "quantity": amount}
        body = {"item": {"inventories": {"warehouses": [entry]}}}
        self.ask("POST", version, f"/items/{key}/inventory/add", self.change(key, fits), json=body)
        if item is not None and item.stock is not None and fits:
            item.stock[where] = held + amount
            item.booked += 1

    @rule(key=items, version=versions, text=names)
    def note(self, key, version, text):
        expected = 201 if self.alive(key) else 404
        files = [("file", ("a.txt", b"a", "text/plain"))] if "8" in text else None
        path = f"/items/{key}/notes"
        made = self.ask("POST", version, path, expected, data={"note": text}, files=files)
        if self.alive(key):
            uuid = made["note"]["id"] if version == "v4" else made["item"]["notes"]["uuid"]
            self.known[key].notes[uuid] = (text, int(files is not None))

    @rule(key=items, version=versions, data=st.data())
    def forget_note(self, key, version, data):
        if self.alive(key) and self.known[key].notes:
            uuid = data.draw(st.sampled_from(sorted(self.known[key].notes)))
            self.ask("DELETE", version, f"/items/{key}/notes/{uuid}", 204)
            self.ask("GET", version, f"/items/{key}/notes/{uuid}", 404)
            del self.known[key].notes[uuid]

    @rule(key=items, other=items, version=versions)
    def befriend(self, key, other, version):
        fits = self.alive(other) and key != other
        root, word = ("item", "_") if version == "v4" else ("items", "-")
        body = {root: {"family_details": {"add": [other]}}}
        path = f"/items/{key}/family{word}details"
        missing = self.alive(key) and not self.alive(other)
        expected = 409 if missing else self.change(key, fits)
        self.ask("POST", version, path, expected, json=body)
        if self.alive(key) and fits and other not in self.known[key].family:
            self.known[key].family.append(other)

    @rule(key=items, part=items, version=versions)
    def pack(self, key, part, version):
        root, word = ("item", "_") if version == "v4" else ("items", "-")
        body = {root: {"package_details": {"name": "Set", "rate_list": [{"id": part}]}}}
        fits = self.alive(key) and self.alive(part)
        path = f"/items/{key}/package{word}details"
        made = self.ask("POST", version, path, self.packed(key, part), json=body)
        if fits:
            shown = made["item"]["package_details"]
            uuid = shown[0]["uuid"] if version == "v4" else shown["uuid"]
            self.known[key].packages[uuid] = [part]

    def packed(self, key, part):
        return 404 if not self.alive(key) else 201 if self.alive(part) else 409

    @rule(key=consumes(items), version=versions)
    def delete(self, key, version):
        holders = [
            other
            for other, item in self.known.items()
            if other != key and any(key in parts for parts in item.packages.values())
        ]
        expected = 404 if not self.alive(key) else 409 if holders else 204
        self.ask("DELETE", version, f"/items/{key}", expected)
        if expected == 204:
            self.ask("GET", version, f"/items/{key}", 404)
            del self.known[key]
            for item in self.known.values():
                item.family = [each for each in item.family if each != key]

    @rule(key=items, version=older)
    def read(self, key, version):
        if not self.alive(key):
            self.ask("GET", version, f"/items/{key}", 404)
            return
        item, known = self.ask("GET", version, f"/items/{key}", 200)["item"], self.known[key]
        assert (item["name"], item["status"]) == (known.name, known.status)
        assert item["version"] == str(known.changes + 1)
        assert item["sale"]["enabled"] == ("false" if known.price is None else "true")
        if known.price is not None:
            assert item["sale"]["default_sale_price"] == known.price
        stocks = item["inventories"]["warehouses"]
        found = {each["name"]: int(each["quantity_on_hand"]) for each in stocks}
        assert found == (known.stock or {})
        assert [each["quantity_available"] for each in stocks] == [
            each["quantity_on_hand"] for each in stocks
        ]

    @rule(key=items, version=older)
    def read_what_belongs_to_it(self, key, version):
        if not self.alive(key):
            return
        known, path = self.known[key], f"/items/{key}"
        booked = self.ask("GET", version, f"{path}/inventory-adjustments", 200)["item"]
        assert booked["pagination"]["records"] == known.booked
        notes = self.ask("GET", version, f"{path}/notes?limit=1000", 200)["item"]["notes"]
        shown = {each["uuid"]: (each["content"], len(each["files"])) for each in notes}
        assert shown == known.notes
        family = self.ask("GET", version, f"{path}/family-details", 200)["item"]
        assert family["family_details"] == [
            {"item_id": each, "item_name": self.known[each].name} for each in known.family
        ]
        packages = self.ask("GET", version, f"{path}/package-details", 200)["item"]
        assert {each["uuid"] for each in packages["package_details"]} == set(known.packages)

    @rule(key=items)
    def compare_versions(self, key):
        if not self.alive(key):
            return
        known = self.known[key]
        item = self.ask("GET", "v4", f"/items/{key}", 200)["item"]
        assert (item["name"], item["status"], item["version"]) == (
            known.name,
            known.status,
            known.changes + 1,
        )
        assert item["sale_enabled"] == (known.price is not None)
        assert item["inventory_enabled"] == (known.stock is not None)
        assert sum(len(each["items"]) for each in item["package_details"]) == len(known.packages)

    @invariant()
    def lists_tell_how_many_there_are(self):
        page = self.ask("GET", "v3", "/items?limit=1", 200)["pagination"]
        assert page["records"] == SEEDED + len(self.known)

    @rule(status=st.sampled_from(["ACTIVE", "INACTIVE"]))
    def filter(self, status):
        path = f"/items?limit=1000&filter_status={status}&filter_created_by=API User"
        found = self.ask("GET", "v4", path, 200)["data"]
        assert {each["id"] for each in found} == {
            key for key, item in self.known.items() if item.status == status
        }


@pytest.mark.parametrize("steps", [30])
def test_random_sequences_agree_with_a_plain_model(client_for, steps):
    Model.client = client_for("exsited", check=False)

    run(
        Model,
        settings=settings(
            max_examples=30,
            stateful_step_count=steps,
            derandomize=True,
            deadline=timedelta(seconds=2),
            suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
        ),
    )
