"""GoldLeaf against a plain model: whatever is done in whatever order, both say the same."""

from __future__ import annotations

from typing import Any

from hypothesis import settings
from hypothesis import strategies as st
from hypothesis.stateful import (
    Bundle,
    RuleBasedStateMachine,
    consumes,
    initialize,
    invariant,
    rule,
    run_state_machine_as_test,
)
from starlette.testclient import TestClient

from understudy.serving import Settings, build_application

HOSE = "65aa10b2c3d4e5f60718293a"
NAMES = st.sampled_from(["Alder", "Birch", "Cedar", "birch", "Alder Two"])
AMOUNTS = st.integers(0, 50)
TEXTS = st.sampled_from([None, "Duluth", "Reno"])


class GoldLeafMachine(RuleBasedStateMachine):
    """Customers with locations, stock in warehouses, and assemblies in versions."""

    client: TestClient
    customers = Bundle("customers")
    locations = Bundle("locations")
    warehouses = Bundle("warehouses")
    assemblies = Bundle("assemblies")

    @initialize()
    def start(self) -> None:
        self.client.post("/_understudy/worlds/default/reset").raise_for_status()
        self.names: dict[str, str] = {}
        self.places: dict[str, dict[str, Any]] = {}
        self.stores: dict[str, str] = {}
        self.stock: dict[str, tuple[int, int]] = {}
        self.versions: dict[str, list[list[str]]] = {}

    def post(self, path: str, body: Any = None) -> Any:
        return self.client.post(f"/api/v1{path}", json=body)

    def items(self, path: str, **parameters: Any) -> Any:
        return self.client.get(f"/api/v1{path}", params=parameters).json()

    @rule(target=customers, name=NAMES)
    def create_customer(self, name: str) -> str:
        key = str(self.post("/customers/create", {"name": name}).json()["_id"])
        self.names[key] = name
        self.places[key] = {}
        return key

    @rule(key=customers, name=NAMES)
    def rename_customer(self, key: str, name: str) -> None:
        answer = self.post(f"/customer/{key}/update", {"params": {"name": name}})

        assert answer.status_code == (200 if key in self.names else 404)
        if key in self.names:
            self.names[key] = name

    @rule(key=customers)
    def delete_customer(self, key: str) -> None:
        answer = self.post(f"/customer/{key}/delete")

        assert answer.status_code == (200 if self.names.pop(key, None) else 404)

    @rule(target=locations, key=customers, city=TEXTS)
    def add_location(self, key: str, city: str | None) -> tuple[str, str]:
        answer = self.post(f"/customer/{key}/location/new/update", {"params": {"city": city}})

        assert answer.status_code == (200 if key in self.names else 404)
        if key not in self.names:
            return key, "0" * 24
        self.places[key][answer.json()["_id"]] = city
        return key, str(answer.json()["_id"])

    @rule(place=locations, city=TEXTS)
    def move_location(self, place: tuple[str, str], city: str | None) -> None:
        key, location = place
        answer = self.post(
            f"/customer/{key}/location/{location}/update", {"params": {"city": city}}
        )

        is_there = key in self.names and location in self.places[key]
        assert answer.status_code == (200 if is_there else 404)
        if is_there:
            self.places[key][location] = city

    @rule(place=consumes(locations))
    def delete_location(self, place: tuple[str, str]) -> None:
        key, location = place
        answer = self.post(f"/customer/{key}/location/{location}/delete")

        is_there = key in self.names and location in self.places[key]
        assert answer.status_code == (200 if is_there else 404)
        if is_there:
            del self.places[key][location]

    @rule(key=customers)
    def compare_locations(self, key: str) -> None:
        listed = self.items(f"/customer/{key}/locations", locationsPerPage=100)

        if key in self.names:
            found = {each["_id"]: each["city"] for each in listed["items"]}
            assert found == self.places[key]
            assert listed["total"] == len(found)

    @rule(target=warehouses, name=NAMES)
    def create_warehouse(self, name: str) -> str:
        key = str(self.post("/warehouses/create", {"name": f"Yard {name}"}).json()["_id"])
        self.stores[key] = name
        return key

    @rule(key=warehouses, on_hand=AMOUNTS, committed=AMOUNTS)
    def book_stock(self, key: str, on_hand: int, committed: int) -> None:
        booked = {"onHand": on_hand, "committed": committed}
        body = {"params": {"item": HOSE, "warehouseId": key, **booked}}

        answer = self.post("/inventoryitem/update", body)

        assert answer.status_code == (200 if key in self.stores else 404)
        if key in self.stores:
            self.stock[key] = (on_hand, committed)

    @rule(key=warehouses)
    def clear_stock(self, key: str) -> None:
        held = self.items("/inventory", itemsPerPage=1000)["items"]
        for each in held:
            if each["warehouseId"] == key:
                assert self.post(f"/inventoryitem/{each['_id']}/delete").status_code == 200
        self.stock.pop(key, None)

    @rule(key=warehouses)
    def delete_warehouse(self, key: str) -> None:
        answer = self.post(f"/warehouse/{key}/delete")

        expected = 400 if key in self.stock else 200
        assert answer.status_code == (expected if key in self.stores else 404)
        if answer.status_code == 200:
            del self.stores[key]

    @rule(target=assemblies, number=NAMES)
    def create_assembly(self, number: str) -> str:
        body = {"params": {"partNumber": f"Model {number}", "hose": HOSE, "length": 12}}
        key = str(self.post("/hoseassemblies/create", body).json()["_id"])
        self.versions[key] = [[key, "under editing"]]
        return key

    @rule(key=assemblies)
    def renew_assembly(self, key: str) -> None:
        answer = self.post(f"/hoseassembly/{key}/newversion").json()

        self.versions[key].append([answer["data"]["_id"], "under editing"])
        assert answer["data"]["version"] == len(self.versions[key])

    @rule(key=assemblies)
    def roll_assembly_back(self, key: str) -> None:
        answer = self.post(f"/hoseassembly/{key}/rollback")

        if len(self.versions[key]) == 1:
            assert answer.status_code == 204
            return
        self.versions[key].pop()
        assert answer.json() == self.versions[key][-1][0]

    @rule(key=assemblies, action=st.sampled_from(["release", "unrelease", "obsolete"]))
    def move_newest(self, key: str, action: str) -> None:
        newest = self.versions[key][-1]
        others = [status for _, status in self.versions[key]]
        allowed = {
            "release": newest[1] == "under editing" and "released" not in others,
            "unrelease": newest[1] == "released",
            "obsolete": newest[1] in ("under editing", "released"),
        }[action]

        answer = self.post(f"/hoseassembly/{newest[0]}/{action}")

        assert answer.status_code == (200 if allowed else 400)
        if allowed:
            targets = {"release": "released", "unrelease": "under editing"}
            newest[1] = targets.get(action, "obsolete")

    @invariant()
    def customers_agree(self) -> None:
        names = {each["_id"]: each["name"] for each in self.items("/customernamess")}
        ours = {key: name for key, name in names.items() if key in self.places}

        assert ours == self.names

    @invariant()
    def stock_agrees(self) -> None:
        listed = self.items("/inventory", itemsPerPage=1000, **{"search[warehouseName]": "Yard "})

        assert {
            each["warehouseId"]: (each["onHand"], each["committed"]) for each in listed["items"]
        } == self.stock
        for each in listed["items"]:
            assert each["available"] == each["onHand"] - each["committed"]

    @invariant()
    def newest_versions_agree(self) -> None:
        listed = self.items(
            "/hoseassemblies", itemsPerPage=1000, **{"search[partNumber]": "Model "}
        )

        found = {each["hoseAssemblyId"]: [each["_id"], each["status"]] for each in listed["items"]}
        assert found == {key: versions[-1] for key, versions in self.versions.items()}


def test_random_sequences_never_disagree_with_a_plain_model() -> None:
    application = build_application(Settings(services=("goldleaf",)))
    client = TestClient(application, base_url="http://127.0.0.1")
    client.headers["authorization"] = "Bearer any"
    machine = type("Machine", (GoldLeafMachine,), {"client": client})

    run_state_machine_as_test(
        machine,
        settings=settings(max_examples=15, stateful_step_count=30, deadline=None, derandomize=True),
    )
