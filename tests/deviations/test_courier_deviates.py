"""Each switch of the courier changes an answer, and in the way that its title says."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.deviations.asking import ask
from tests.deviations.courier import Courier
from tests.deviations.courier_catalogue import COURIER
from tests.deviations.courier_records import shipment_id
from tests.deviations.looking import Look, after, all_of, get, header, status

NEW = {
    "reference": "ZZ-00001",
    "customer_id": 2,
    "weight_g": 1200,
    "recipient": {"name": "Ida", "street": "Quay 1", "postcode": "12345", "country": "DE"},
    "instructions": "Ring twice",
}
PARCEL = {"contents": "tea", "weight_g": 10}
SHIPMENT = f"/shipments/{shipment_id('north', 3)}"
SOUTHERN = f"/shipments/{shipment_id('south', 3)}"
SOUTH = {"X-Tenant-Id": "south"}
IDLE = "/customers/22"  # has no shipments


def posting(path: str, body: Any, look: Callable[[Courier, Any], Any]) -> Look:
    """Look at something when there is a new record."""
    return lambda courier: look(courier, ask(courier, "POST", path, json=body).json())


def second_part(path: str) -> Look:
    """Look at the ids of the second part of a list, as its URL has it."""

    def looking(courier: Courier) -> Any:
        link = ask(courier, "GET", path).json()["next_url"]
        return [each["id"] for each in ask(courier, "GET", link).json()["data"]]

    return looking


def keyed(*weights: int) -> Look:
    """Look at the statuses of creations with one key, and at how many records they made."""

    def looking(courier: Courier) -> Any:
        key = {"Idempotency-Key": "key-00001"}
        statuses = [
            ask(
                courier, "POST", "/shipments", json=NEW | {"weight_g": each}, headers=key
            ).status_code
            for each in weights
        ]
        listed = ask(courier, "GET", "/shipments?reference=ZZ-00001").json()["data"]
        return statuses, len(listed)

    return looking


# name: where to look, what a courier that keeps its document shows there, and what this one does
LOOKS: dict[str, tuple[Look, Any, Any]] = {
    "recipient_has_more": (lambda c: "phone" in get(SHIPMENT, "recipient")(c), False, True),
    "email_without_host": (
        get("/customers", "data", 0, "email"),
        "Ben.1@north.example.com",
        "Ben.1",
    ),
    "tier_in_capitals": (get("/customers/3", "tier"), "plus", "PLUS"),
    "problem_status_as_text": (get("/customers/0", "status"), 404, "404"),
    "problems_as_json": (
        header("Content-Type", "GET", "/customers/0"),
        "application/problem+json",
        "application/json",
    ),
    "times_unchecked": (status("GET", "/shipments?created_from=yesterday"), 400, 200),
    "weight_zero_taken": (
        status("POST", f"{SHIPMENT}/parcels", json=PARCEL | {"weight_g": 0}),
        400,
        201,
    ),
    "tenant_guessed": (status("GET", "/events", headers={"X-Tenant-Id": None}), 400, 200),
    "open_events": (status("GET", "/events", headers={"X-Api-Key": None}), 401, 200),
    "any_key_accepted": (status("GET", "/events", headers={"X-Api-Key": "x"}), 401, 200),
    "list_of_all_tenants": (
        lambda c: len({each["reference"][:2] for each in get("/shipments?limit=40", "data")(c)}),
        1,
        2,
    ),
    "item_of_any_tenant": (status("GET", SOUTHERN), 404, 200),
    "deletion_for_any_tenant": (status("DELETE", SOUTHERN), 404, 204),
    "customers_for_everybody": (
        posting(
            "/customers",
            {"name": "Ida", "email": "ida@north.example.com"},
            lambda c, new: ask(c, "GET", f"/customers/{new['id']}", headers=SOUTH).status_code,
        ),
        404,
        200,
    ),
    "cursor_repeats_one": (
        lambda c: (
            second_part("/shipments?limit=5")(c)[0] == all_of("/shipments?limit=5", "id")(c)[-1]
        ),
        False,
        True,
    ),
    "cursor_skips_one": (
        lambda c: (
            second_part("/shipments?limit=5")(c)[0] == all_of("/shipments?limit=6", "id")(c)[-1]
        ),
        True,
        False,
    ),
    "cursor_comes_round": (
        lambda c: (
            ask(c, "GET", get("/events?limit=20", "next_url")(c)).json()["next_cursor"] is None
        ),
        True,
        False,
    ),
    "has_more_wrong": (get("/events?limit=20", "has_more"), True, False),
    "url_loses_filter": (
        lambda c: "tier=" in get("/customers?tier=basic&limit=5", "next_url")(c),
        True,
        False,
    ),
    "url_loses_include": (
        lambda c: "include" in get("/shipments?include[]=customer&limit=5", "next_url")(c),
        True,
        False,
    ),
    "limit_ignored": (lambda c: len(all_of("/events?limit=5", "id")(c)), 5, 10),
    "created_to_ignored": (
        lambda c: len(all_of("/shipments?created_to=2026-06-04T08:00:00Z", "id")(c)),
        4,
        15,
    ),
    "times_compared_as_text": (
        lambda c: len(all_of("/shipments?created_from=2026-06-09T16:00:00-08:00", "id")(c)),
        1,
        2,
    ),
    "false_ignored": (
        lambda c: set(all_of("/customers?is_active=false", "is_active")(c)),
        {False},
        {False, True},
    ),
    "sort_reversed": (get("/shipments?sort=weight_g", "data", 0, "weight_g"), 50, 9550),
    "customer_not_included": (
        lambda c: get("/shipments?include[]=customer", "data", 0, "customer")(c) is None,
        False,
        True,
    ),
    "parcels_always_included": (lambda c: get(SHIPMENT, "parcels")(c) is None, True, False),
    "included_parcels_cut": (
        lambda c: len(get(f"{SHIPMENT}?include[]=parcels", "parcels")(c)),
        2,
        1,
    ),
    "parcel_total_off": (get(f"{SHIPMENT}/parcels", "total"), 2, 3),
    "customer_row_is_older": (get("/customers", "data", 3, "is_active"), False, True),
    "instructions_dropped": (
        posting("/shipments", NEW, lambda _, new: new["instructions"]),
        "Ring twice",
        None,
    ),
    "parcel_not_kept": (
        posting(
            f"{SHIPMENT}/parcels",
            PARCEL,
            lambda c, new: ask(c, "GET", f"{SHIPMENT}/parcels/{new['id']}").status_code,
        ),
        200,
        404,
    ),
    "put_keeps_what_is_left_out": (
        after("PUT", SHIPMENT, get(SHIPMENT, "status"), json=NEW),
        "draft",
        "delivered",
    ),
    "weight_not_kept": (
        after("PATCH", SHIPMENT, get(SHIPMENT, "weight_g"), json={"weight_g": 7}),
        7,
        9550,
    ),
    "patch_resets_status": (
        after("PATCH", SHIPMENT, get(SHIPMENT, "status"), json={"weight_g": 7}),
        "delivered",
        "draft",
    ),
    "customer_stays_listed": (
        after("DELETE", IDLE, lambda c: 22 in all_of("/customers?limit=40", "id")(c)),
        False,
        True,
    ),
    "removal_does_nothing": (
        lambda c: [
            (ask(c, "DELETE", f"{SHIPMENT}/parcels/{each}").status_code)
            for each in [all_of(f"{SHIPMENT}/parcels", "id")(c)[0]] * 2
        ],
        [204, 404],
        [204, 204],
    ),
    "parcels_outlive_shipment": (
        after("DELETE", SHIPMENT, status("GET", f"{SHIPMENT}/parcels")),
        404,
        200,
    ),
    "keys_ignored": (keyed(5, 5), ([201, 201], 1), ([201, 201], 2)),
    "keys_reused": (keyed(5, 6), ([201, 409], 1), ([201, 201], 1)),
    "search_fails_on_other_letters": (status("GET", "/customers?q=Å"), 200, 500),
    "fails_when_customer_ships": (status("DELETE", "/customers/2"), 409, 500),
}


def test_every_deviation_is_looked_at():
    assert list(LOOKS) == [each.name for each in COURIER.deviations]


@pytest.mark.parametrize("name", LOOKS)
def test_courier_deviates_as_its_switch_says(name: str):
    look, kept_promise, broken_promise = LOOKS[name]

    assert look(Courier()) == kept_promise
    assert look(Courier([name])) == broken_promise
