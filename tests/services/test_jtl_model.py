"""Any sequence of writes leaves a tenant in the state that a plain model of it is in."""

from __future__ import annotations

from collections.abc import Callable
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

from tests.services.jtl_app import App

WORLDS = count(1)
NAMES = st.sampled_from(["Torch", "Rope", "Tent", "Stove"])
SUPPLIERS = st.integers(1, 4)
QUANTITIES = st.integers(-6, 9)
TIERS = st.sampled_from([0, 10, 50])
CHANNELS = st.sampled_from(["2-2-2", "9-7-1-2"])


class Tenant(RuleBasedStateMachine):
    """A tenant, and what it should be like by the model: plain dictionaries of what was written."""

    items: Bundle[int] = Bundle("items")
    categories: Bundle[int] = Bundle("categories")
    client: TestClient

    def __init__(self) -> None:
        super().__init__()
        self.app = App(self.client, **{"Understudy-World": f"model-{next(WORLDS)}"})
        self.names: dict[int, str] = {}
        self.stock: dict[int, int] = {}
        self.bookings: dict[int, list[int]] = {}
        self.suppliers: dict[int, dict[int, bool]] = {}
        self.prices: dict[int, dict[tuple[str, int], float]] = {}
        self.parents: dict[int, int] = {}
        self.assigned: dict[int, list[int]] = {}
        self.category_names: dict[int, str] = {}

    @initialize(target=items, name=NAMES)
    def first_item(self, name: str) -> int:
        return self._new_item(name)

    @initialize(target=categories, name=NAMES)
    def first_category(self, name: str) -> int:
        return self._new_category(name, 0)

    @rule(target=items, name=NAMES)
    def create_item(self, name: str) -> int:
        return self._new_item(name)

    @rule(item=items, name=NAMES)
    def rename_item(self, item: int, name: str) -> None:
        assert self.app.patch(f"/items/{item}", {"Name": name}).status_code == 201
        self.names[item] = name

    @rule(item=items, name=NAMES)
    def rename_in_the_texts(self, item: int, name: str) -> None:
        path = f"/items/{item}/descriptions/1-1-1/DE"
        assert self.app.patch(path, {"Name": name}).status_code == 204
        self.names[item] = name

    @rule(item=items, quantity=QUANTITIES)
    def book(self, item: int, quantity: int) -> None:
        total = self.stock.get(item, 0) + quantity
        booking = {"ItemId": item, "WarehouseId": 1, "Quantity": quantity}
        answer = self.app.post("/stocks", booking)
        if total < 0:
            assert answer.status_code == 409
            return
        assert answer.json()["QuantityTotal"] == total
        self.stock[item] = total
        self.bookings.setdefault(item, []).append(quantity)

    @rule(item=items, supplier=SUPPLIERS, standard=st.booleans())
    def assign_supplier(self, item: int, supplier: int, standard: bool) -> None:  # noqa: FBT001 - drawn by Hypothesis
        known = self.suppliers.setdefault(item, {})
        body = {"SupplierId": supplier, "IsStandard": standard}
        answer = self.app.post(f"/items/{item}/suppliers", body)
        assert answer.status_code == (409 if supplier in known else 201)
        if supplier not in known:
            self._set_standard(known, supplier, standard=standard)

    @rule(item=items, supplier=SUPPLIERS)
    def prefer_supplier(self, item: int, supplier: int) -> None:
        known = self.suppliers.setdefault(item, {})
        answer = self.app.patch(f"/items/{item}/suppliers/{supplier}", {"IsStandard": True})
        assert answer.status_code == (204 if supplier in known else 404)
        if supplier in known:
            self._set_standard(known, supplier, standard=True)

    @rule(item=items, supplier=SUPPLIERS)
    def drop_supplier(self, item: int, supplier: int) -> None:
        known = self.suppliers.setdefault(item, {})
        answer = self.app.delete(f"/items/{item}/suppliers/{supplier}")
        assert answer.status_code == (204 if known.pop(supplier, None) is not None else 404)

    @rule(item=items, channel=CHANNELS, tier=TIERS, net=st.integers(1, 99))
    def set_price(self, item: int, channel: str, tier: int, net: int) -> None:
        known = self.prices.setdefault(item, {})
        path = f"/items/{item}/salesChannelPrices"
        if (channel, tier) in known:
            changed = self.app.patch(f"{path}/{channel}/0/{tier}", {"NetPrice": net})
            assert changed.status_code == 204
        else:
            body = {"SalesChannelId": channel, "FromQuantity": tier, "NetPrice": net}
            assert self.app.post(path, body).status_code == 201
        known[channel, tier] = net

    @rule(item=items, channel=CHANNELS, tier=TIERS)
    def drop_price(self, item: int, channel: str, tier: int) -> None:
        known = self.prices.setdefault(item, {})
        answer = self.app.delete(f"/items/{item}/salesChannelPrices/{channel}/0/{tier}")
        assert answer.status_code == (204 if known.pop((channel, tier), None) else 404)

    @rule(target=categories, name=NAMES, parent=categories)
    def create_category(self, name: str, parent: int) -> int:
        return self._new_category(name, parent)

    @rule(category=categories, parent=categories)
    def move_category(self, category: int, parent: int) -> None:
        answer = self.app.patch(f"/categories/{category}", {"ParentCategoryId": parent})
        if category in self._ancestors(parent):
            assert answer.status_code == 409
            return
        assert answer.status_code == 201
        self.parents[category] = parent

    @rule(category=categories, name=NAMES)
    def rename_category(self, category: int, name: str) -> None:
        self.app.patch(f"/categories/{category}", {"Name": name})
        self.category_names[category] = name

    @rule(category=categories, item=items)
    def assign_category(self, category: int, item: int) -> None:
        assert self.app.post(f"/categories/{category}/items", [item]).json() == [item]
        known = self.assigned.setdefault(item, [])
        if category not in known:
            known.append(category)

    @invariant()
    def items_are_as_written(self) -> None:
        for item, name in self.names.items():
            shown = self.app.get(f"/items/{item}").json()
            assert shown["Name"] == name
            assert shown["Categories"] == [
                {"CategoryId": each, "Name": self.category_names[each]}
                for each in self.assigned.get(item, [])
            ]
            texts = self.app.get(f"/items/{item}/descriptions").json()
            assert texts[0]["Name"] == name

    @invariant()
    def stock_is_what_was_booked(self) -> None:
        for item in self.names:
            rows = self._listed(f"/stocks?itemId={item}")
            changes = self._listed(f"/stocks/changes?itemId={item}")
            assert [each["QuantityTotal"] for each in rows] == (
                [self.stock[item]] if item in self.stock else []
            )
            assert [each["Quantity"] for each in changes] == self.bookings.get(item, [])

    @invariant()
    def suppliers_are_as_assigned_and_one_at_most_is_standard(self) -> None:
        for item in self.names:
            rows = self._listed(f"/items/{item}/suppliers")
            assert {each["SupplierId"]: each["IsStandard"] for each in rows} == self.suppliers.get(
                item, {}
            )
            assert sum(each["IsStandard"] for each in rows) <= 1

    @invariant()
    def prices_are_as_set(self) -> None:
        for item in self.names:
            rows = self._listed(f"/items/{item}/salesChannelPrices")
            shown = {
                (each["SalesChannelId"], each["FromQuantity"]): each["NetPrice"] for each in rows
            }
            assert shown == self.prices.get(item, {})

    @invariant()
    def levels_follow_from_the_tree(self) -> None:
        for category in self.parents:
            shown = self.app.get(f"/categories/{category}").json()
            assert shown["Level"] == len(self._ancestors(category))
            assert shown["Name"] == self.category_names[category]

    def _new_item(self, name: str) -> int:
        item: int = self.app.post("/items", {"Name": name, "Categories": []}).json()["Id"]
        self.names[item] = name
        return item

    def _new_category(self, name: str, parent: int) -> int:
        body = {"Name": name, "ParentCategoryId": parent}
        category: int = self.app.post("/categories", body).json()["Id"]
        self.parents[category] = parent
        self.category_names[category] = name
        return category

    def _ancestors(self, category: int) -> list[int]:
        """Return a category and all above it."""
        found = []
        while category:
            found.append(category)
            category = self.parents[category]
        return found

    def _set_standard(self, known: dict[int, bool], supplier: int, *, standard: bool) -> None:
        if standard:
            known.update(dict.fromkeys(known, False))
        known[supplier] = standard

    def _listed(self, path: str) -> list[dict[str, Any]]:
        """Return what a list has; one that answers 404 has nothing."""
        answer = self.app.get(path)
        if answer.status_code == 404:
            return []
        found: Any = answer.json()
        rows: list[dict[str, Any]] = found["Items"] if isinstance(found, dict) else found
        return rows


def test_no_sequence_of_writes_leads_away_from_the_model(
    client_for: Callable[..., TestClient], monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(Tenant, "client", client_for("jtl", check=False), raising=False)

    run_state_machine_as_test(
        Tenant,
        settings=settings(
            max_examples=12, stateful_step_count=20, deadline=None, derandomize=True, database=None
        ),
    )
