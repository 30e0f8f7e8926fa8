"""Each switch of the depot changes an answer, and in the way that its title says."""

from __future__ import annotations

import io
from collections.abc import Callable
from typing import Any

import pytest
from openpyxl import load_workbook

from tests.deviations.asking import ask
from tests.deviations.depot import Depot
from tests.deviations.depot_access import EXPIRED, VIEWER
from tests.deviations.depot_catalogue import DEPOT
from tests.deviations.depot_records import item_id, note, note_id
from tests.deviations.looking import Look, after, all_of, ends, get, header, status

NEW = {"sku": "ZZZ-0001", "name": "Crate", "unit_price": "12.50", "warehouse_id": 1}
FULL = NEW | {"description": "Wide", "quantity": 3}
ITEM = f"/items/{item_id(2)}"
OTHER = "/items/" + item_id(4)
AS_VIEWER = {"headers": {"Authorization": f"Bearer {VIEWER}"}}
UNKNOWN = {"headers": {"Authorization": "Bearer dt_unknown"}}
NOBODY = {"headers": {"Authorization": None}}


def made(depot: Depot, body: Any = NEW) -> Any:
    """Create an item, and return it."""
    return ask(depot, "POST", "/items", json=body).json()


def after_making(look: Callable[[Depot, Any], Any]) -> Look:
    """Look at something when there is a new item."""
    return lambda depot: look(depot, made(depot, FULL))


def linked(path: str, link: str = "next", look: str = "page") -> Look:
    """Look at the page that a link leads to."""

    def looking(depot: Depot) -> Any:
        return ask(depot, "GET", ask(depot, "GET", path).json()[link]).json().get(look)

    return looking


def exported(depot: Depot) -> tuple[int, int]:
    """Count the rows of a workbook, and different ones."""
    sheet = load_workbook(io.BytesIO(ask(depot, "GET", "/items/export").content)).active
    rows = [row[0].value for row in sheet.iter_rows(min_row=2)]
    return len(rows), len(set(rows))


def kept(member: str) -> Look:
    """Look at what is kept of a new item."""
    return after_making(lambda depot, new: ask(depot, "GET", f"/items/{new['id']}").json()[member])


def orders(depot: Depot) -> int:
    """Count the orders in which the same question is answered."""
    answers = [ask(depot, "GET", "/items?sort=quantity&page_size=50").json() for _ in range(3)]
    return len({tuple(each["id"] for each in answer["data"]) for answer in answers})


def posted(**changed: Any) -> Look:
    """Look at the status of a creation."""
    return status("POST", "/items", json=NEW | changed)


def patched(body: Any, look: Look) -> Look:
    """Look at something after a change."""
    return after("PATCH", ITEM, look, json=body)


# name: where to look, what a depot that keeps its document shows there, and what this one does
LOOKS: dict[str, tuple[Look, Any, Any]] = {
    "member_missing": (lambda d: "updated_at" in get(ITEM)(d), True, False),
    "row_has_more": (lambda d: "internal_cost" in get("/items", "data", 0)(d), False, True),
    "number_as_text": (get(ITEM, "quantity"), 210, "210"),
    "status_renamed": (get("/items?status=retired", "data", 0, "status"), "retired", "archived"),
    "time_without_zone": (
        get("/warehouses", "data", 0, "created_at"),
        "2026-06-01T09:00:00Z",
        "2026-06-01 09:00:00",
    ),
    "city_null": (get("/warehouses/3", "city"), "Basel", None),
    "not_found_said_otherwise": (lambda d: list(get("/items/x")(d)), ["error"], ["message"]),
    "invalid_said_otherwise": (lambda d: list(get("/items?page=x")(d)), ["error"], ["detail"]),
    "note_cut_off": (
        lambda d: ask(d, "GET", f"{ITEM}/notes/{note_id(2)}").content.endswith(b"}"),
        True,
        False,
    ),
    "missing_is_gone": (status("GET", "/items/it_00000000"), 404, 410),
    "created_says_200": (posted(), 201, 200),
    "deletion_says_200": (status("DELETE", ITEM), 204, 200),
    "notes_as_text": (
        header("Content-Type", "GET", f"{ITEM}/notes"),
        "application/json",
        "text/plain",
    ),
    "export_untyped": (
        header("Content-Type", "GET", "/items/export"),
        "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
        "application/octet-stream",
    ),
    "request_id_missing": (header("X-Request-Id", "GET", "/items"), "req-000001", None),
    "location_missing": (
        lambda d: "location" in ask(d, "POST", "/items", json=NEW).headers,
        True,
        False,
    ),
    "challenge_missing": (header("WWW-Authenticate", "GET", "/items", **NOBODY), "Bearer", None),
    "put_taken": (status("PUT", ITEM), 405, 200),
    "allow_missing": (header("Allow", "PUT", "/items"), "GET, POST", None),
    "allow_names_too_much": (
        header("Allow", "PUT", "/items"),
        "GET, POST",
        "DELETE, GET, PATCH, POST, PUT",
    ),
    "page_size_unlimited": (status("GET", "/items?page_size=51"), 422, 200),
    "size_mended": (status("GET", "/items?page_size=many"), 422, 200),
    "sort_unchecked": (status("GET", "/items?sort=color"), 422, 200),
    "sku_unchecked": (posted(sku="crate"), 422, 201),
    "quantity_unlimited": (posted(quantity=100_001), 422, 201),
    "unknown_members_taken": (status("PATCH", ITEM, json={"color": "red"}), 422, 200),
    "zero_refused": (posted(quantity=0), 201, 422),
    "any_id_is_the_first": (status("GET", "/warehouses/nowhere"), 404, 200),
    "open_to_all": (status("GET", ITEM, **NOBODY), 401, 200),
    "open_export": (status("GET", "/items/export", **NOBODY), 401, 200),
    "open_deletion": (status("DELETE", ITEM, **NOBODY), 401, 204),
    "any_token_accepted": (status("GET", "/items", **UNKNOWN), 401, 200),
    "expired_token_accepted": (
        status("GET", "/items", headers={"Authorization": f"Bearer {EXPIRED}"}),
        401,
        200,
    ),
    "viewer_creates": (status("POST", "/items", json=NEW, **AS_VIEWER), 403, 201),
    "viewer_exports": (status("GET", "/items/export", **AS_VIEWER), 403, 200),
    "total_of_page": (get("/items", "total"), 56, 10),
    "total_ignores_filter": (get("/items?status=retired", "total"), 11, 56),
    "total_counts_deleted": (after("DELETE", ITEM, get("/items", "total")), 55, 56),
    "count_ignores_filters": (get("/items/count?status=retired", "count"), 11, 56),
    "pages_overlap": (
        lambda d: all_of("/items?page=2", "id")(d)[0] == all_of("/items", "id")(d)[-1],
        False,
        True,
    ),
    "pages_leave_out": (
        lambda d: all_of("/items?page=2", "id")(d)[0] == all_of("/items?page_size=11", "id")(d)[-1],
        True,
        False,
    ),
    "pages_rounded_down": (get("/items", "pages"), 6, 5),
    "next_loses_filter": (linked("/items?status=active", look="total"), 34, 56),
    "next_loses_sort": (
        lambda d: "sort=" in get("/items?sort=name&direction=desc", "next")(d),
        True,
        False,
    ),
    "next_loses_size": (linked("/items?page_size=7", look="page_size"), 7, 10),
    "next_lacks_base_path": (linked("/items"), 2, None),
    "previous_is_first": (linked("/items?page=4", "previous"), 3, 1),
    "status_ignored": (get("/items?status=retired", "total"), 11, 56),
    "max_quantity_ignored": (get("/items?max_quantity=0", "total"), 2, 56),
    "min_quantity_exclusive": (get("/items?min_quantity=270", "total"), 3, 0),
    "search_minds_capitals": (get("/items?q=BOLT", "total"), 7, 0),
    "search_at_start": (get("/items?q=brass", "total"), 8, 0),
    "direction_ignored": (
        get("/items?sort=quantity&direction=desc", "data", 0, "quantity"),
        270,
        0,
    ),
    "sort_ignored": (get("/items?sort=quantity", "data", 0, "quantity"), 0, 270),
    "quantity_sorted_as_text": (
        get("/items?sort=quantity&direction=desc", "data", 0, "quantity"),
        270,
        90,
    ),
    "ties_shuffled": (orders, 1, 3),
    "default_size_smaller": (get("/items", "page_size"), 10, 5),
    "default_status_blocked": (after_making(lambda _, new: new["status"]), "active", "blocked"),
    "created_is_not_kept": (
        after_making(lambda d, new: ask(d, "GET", f"/items/{new['id']}").status_code),
        200,
        404,
    ),
    "created_is_not_listed": (
        after_making(lambda d, _: get("/items?sku=ZZZ-0001", "total")(d)),
        1,
        0,
    ),
    "refused_items_stay": (
        after_making(lambda d, _: (made(d), get("/items?sku=ZZZ-0001", "total")(d))[1]),
        1,
        2,
    ),
    "description_dropped": (kept("description"), "Wide", None),
    "update_not_kept": (patched({"quantity": 9}, get(ITEM, "quantity")), 9, 210),
    "update_clears_description": (
        patched({"quantity": 9}, get(ITEM, "description")),
        "Made of oak",
        None,
    ),
    "deletion_does_nothing": (after("DELETE", ITEM, status("GET", ITEM)), 404, 200),
    "row_is_older": (
        lambda d: get("/items?sku=HIN-0074", "data", 0, "quantity")(d) == get(ITEM, "quantity")(d),
        True,
        False,
    ),
    "item_count_of_active": (get("/warehouses/1", "item_count"), 11, 7),
    "note_count_frozen": (
        after_making(
            lambda d, new: after(
                "POST",
                f"/items/{new['id']}/notes",
                get(f"/items/{new['id']}", "note_count"),
                json={"text": "New"},
            )(d)
        ),
        1,
        0,
    ),
    "notes_of_all_items": (
        lambda d: set(all_of(f"{ITEM}/notes?page_size=50", "item_id")(d)) == {item_id(2)},
        True,
        False,
    ),
    "owner_ignored": (get("/warehouses/1/items", "total"), 11, 56),
    "unknown_item_has_no_notes": (status("GET", "/items/it_00000000/notes"), 404, 200),
    "export_truncated": (exported, (56, 56), (20, 20)),
    "export_repeats_a_row": (exported, (56, 56), (56, 55)),
    "fails_at_zero": (status("GET", "/items?min_quantity=0"), 200, 500),
    "fails_on_long_search": (status("GET", f"/items/count?q={'x' * 51}"), 200, 500),
    "fails_on_other_letters": (posted(name="Kiste für Öl"), 201, 500),
    "fails_on_rare_sku": (posted(sku="QXA-0001"), 201, 500),
    "slow_count": (ends("/items/count"), "whole", "TimeoutError"),
    "hangs": (ends("/warehouses/1"), "whole", "TimeoutError"),
    "connection_breaks": (ends(f"{ITEM}/notes"), "whole", "ConnectionResetError"),
    "redirects_away": (
        header("Location", "GET", "/warehouses/1"),
        None,
        "http://elsewhere.example.com/warehouses",
    ),
}


def test_every_deviation_is_looked_at():
    assert list(LOOKS) == [each.name for each in DEPOT.deviations]


@pytest.mark.parametrize("name", LOOKS)
def test_depot_deviates_as_its_switch_says(name: str):
    look, kept_promise, broken_promise = LOOKS[name]

    assert look(Depot()) == kept_promise
    assert look(Depot([name])) == broken_promise


def test_records_that_the_looks_rely_on_are_there():
    assert note(2)["item_id"] == item_id(2)
    assert get(OTHER, "description")(Depot()) is None
