"""The depot: warehouses, items and notes behind bearer tokens, in pages with links to the next."""

from __future__ import annotations

import hashlib
import io
from collections.abc import Callable, Iterable
from typing import Any

from starlette.responses import Response
from xlsxwriter import Workbook  # type: ignore[import-untyped]

from tests.deviations.depot_answers import DepotAnswers
from tests.deviations.depot_records import (
    ITEMS,
    WAREHOUSES,
    item,
    item_id,
    note,
    note_id,
    warehouse,
)
from tests.deviations.plain import Ask, Plain, Record, Refusal

WORKBOOK = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
COLUMNS = (
    *("id", "sku", "name", "description", "status", "quantity", "unit_price", "warehouse_id"),
    *("note_count", "created_at", "updated_at"),
)
Test = Callable[[Record, Any], bool]


class Depot(DepotAnswers):
    """Keeps its document, but for its switches."""

    def __init__(self, switches: Iterable[str] = (), **options: float) -> None:
        super().__init__(switches, **options)
        self.warehouses = {number: warehouse(number) for number in range(1, WAREHOUSES + 1)}
        self.items = {each["id"]: each for each in map(item, range(1, ITEMS + 1))}
        self.notes = {each["id"]: each for each in map(note, range(1, ITEMS))}
        self.created = 10_000
        self.gone = []
        self.shelved: list[Record] = []  # created, but not listed

    # Warehouses

    def list_warehouses(self, ask: Ask) -> Response:
        rows = [
            self.shown_warehouse(each, ask)
            for each in self.warehouses.values()
            if each["city"] == ask.query.get("city", each["city"])
        ]
        return self.page(ask, rows)

    def shown_warehouse(self, record: Record, ask: Ask) -> Record:
        """Return a warehouse as answers show it."""
        held = [each for each in self.items.values() if each["warehouse_id"] == record["id"]]
        if self.has("item_count_of_active"):
            held = [each for each in held if each["status"] == "active"]
        shown = {**record, "item_count": len(held)}
        if self.has("time_without_zone") and ask.operation == "listWarehouses":
            shown["created_at"] = shown["created_at"].replace("T", " ").rstrip("Z")
        if self.has("city_null") and record["id"] % 3 == 0:
            shown["city"] = None
        return shown

    def create_warehouse(self, ask: Ask) -> Response:
        if any(each["code"] == ask.body["code"] for each in self.warehouses.values()):
            raise Refusal(409, "conflict", "there is a warehouse of that code")
        number = max(self.warehouses, default=0) + 1
        self.warehouses[number] = {"id": number, **ask.body, "created_at": self.now()}
        shown = self.shown_warehouse(self.warehouses[number], ask)
        return self.made(ask, number, shown)

    def get_warehouse(self, ask: Ask) -> Response:
        return Plain(self.shown_warehouse(self.warehouse(ask), ask))

    def delete_warehouse(self, ask: Ask) -> Response:
        found = self.warehouse(ask)
        if any(each["warehouse_id"] == found["id"] for each in self.items.values()):
            raise Refusal(409, "conflict", "the warehouse is not empty")
        del self.warehouses[found["id"]]
        return Response(status_code=204)

    def list_warehouse_items(self, ask: Ask) -> Response:
        owner = self.warehouse(ask)["id"]
        rows = [
            each
            for each in self.select(ask)
            if each["warehouse_id"] == owner or self.has("owner_ignored")
        ]
        return self.page(ask, [self.shown_item(each, ask) for each in rows])

    def warehouse(self, ask: Ask) -> Record:
        """Return the warehouse that the path names."""
        return self.found(self.warehouses, ask.path["warehouseId"])

    # Items

    def list_items(self, ask: Ask) -> Response:
        if self.has("fails_at_zero") and ask.query.get("min_quantity") == 0:
            raise Refusal(500, "internal", "division by zero")
        rows = self.ordered(self.select(ask), ask)
        return self.page(ask, [self.shown_item(each, ask) for each in rows])

    def count_items(self, ask: Ask) -> Response:
        if self.has("fails_on_long_search") and len(ask.query.get("q", "")) > 50:
            raise Refusal(500, "internal", "value too long for type character varying(50)")
        count = len(self.items) if self.has("count_ignores_filters") else len(self.select(ask))
        return Plain({"count": count})

    def select(self, ask: Ask) -> list[Record]:
        """Return the items that the question's filters let through."""
        tests = self.tests()
        given = {name: value for name, value in ask.query.items() if name in tests}
        return [
            each
            for each in self.items.values()
            if all(tests[name](each, value) for name, value in given.items())
        ]

    def tests(self) -> dict[str, Test]:
        """Return what each filter asks of an item."""
        tests: dict[str, Test] = {
            "status": lambda each, wanted: bool(each["status"] == wanted),
            "sku": lambda each, wanted: bool(each["sku"] == wanted),
            "warehouse_id": lambda each, wanted: bool(each["warehouse_id"] == wanted),
            "q": self.contains,
            "min_quantity": lambda each, least: bool(each["quantity"] >= least),
            "max_quantity": lambda each, most: bool(each["quantity"] <= most),
        }
        if self.has("status_ignored"):
            del tests["status"]
        if self.has("max_quantity_ignored"):
            del tests["max_quantity"]
        if self.has("min_quantity_exclusive"):
            tests["min_quantity"] = lambda each, least: bool(each["quantity"] > least)
        return tests

    def contains(self, record: Record, text: str) -> bool:
        """Tell whether a search finds an item."""
        places = [record["name"], record["sku"]]
        if self.has("search_minds_capitals"):
            return any(text in place for place in places)
        if self.has("search_at_start"):
            return any(place.lower().startswith(text.lower()) for place in places)
        return any(text.lower() in place.lower() for place in places)

    def ordered(self, rows: list[Record], ask: Ask) -> list[Record]:
        """Return rows in the order that is asked for, ties by id."""
        name, descends = ask.query["sort"], ask.query["direction"] == "desc"
        if self.has("direction_ignored"):
            descends = False
        if self.has("sort_ignored"):
            name = "sku"

        def place(each: Record) -> Any:
            if self.has("quantity_sorted_as_text"):
                return str(each.get(name))
            return each.get(name, each["sku"])

        tie = str(self.asked) if self.has("ties_shuffled") else ""
        by_tie = sorted(rows, key=lambda each: hashlib.sha256((each["id"] + tie).encode()).digest())
        return sorted(by_tie if tie else _by_id(rows), key=place, reverse=descends)

    def shown_item(self, record: Record, ask: Ask) -> Record:
        """Return an item as answers show it."""
        count = sum(each["item_id"] == record["id"] for each in self.notes.values())
        if self.has("note_count_frozen"):
            count = record.get("note_count", count)
        shown = {**record, "note_count": count}
        if ask.operation == "listItems":
            self.bend_row(shown)
        if ask.operation == "getItem":
            self.bend_detail(shown)
        return shown

    def bend_row(self, row: Record) -> None:
        """Make a row what the document does not promise."""
        if self.has("row_has_more"):
            row["internal_cost"] = 12
        if self.has("row_is_older"):
            row["quantity"] = row["quantity"] // 10
        if self.has("status_renamed") and row["status"] == "retired":
            row["status"] = "archived"

    def bend_detail(self, shown: Record) -> None:
        """Make an item what the document does not promise."""
        if self.has("member_missing"):
            del shown["updated_at"]
        if self.has("number_as_text"):
            shown["quantity"] = str(shown["quantity"])

    def export_items(self, ask: Ask) -> Response:
        rows = self.select(ask)
        if self.has("export_truncated"):
            rows = rows[:20]
        if self.has("export_repeats_a_row"):
            rows = [*rows[:-1], *rows[:1]]
        book = workbook([self.shown_item(each, ask) for each in rows])
        media_type = "application/octet-stream" if self.has("export_untyped") else WORKBOOK
        headers = {"Content-Disposition": 'attachment; filename="items.xlsx"'}
        return Response(book, media_type=media_type, headers=headers)

    def create_item(self, ask: Ask) -> Response:
        if self.has("fails_on_other_letters") and not ask.body["name"].isascii():
            raise Refusal(500, "internal", "'ascii' codec can't encode characters")
        if self.has("fails_on_rare_sku") and ask.body["sku"].startswith("QX"):
            raise Refusal(500, "internal", "unexpected prefix")
        self.created += 1
        now = self.now()
        made = {"id": item_id(self.created), **self.accepted(ask.body)}
        made |= {"created_at": now, "updated_at": now}
        if self.has("refused_items_stay"):
            self.items[made["id"]] = made
        self.refuse_clash(made)
        return self.kept(ask, made)

    def accepted(self, body: Record) -> Record:
        """Return what a new item has of what was sent."""
        accepted = {"description": None, "status": "active", "quantity": 0, **body}
        if self.has("default_status_blocked") and "status" not in body:
            accepted["status"] = "blocked"
        if self.has("description_dropped"):
            accepted["description"] = None
        return accepted

    def refuse_clash(self, made: Record) -> None:
        """Refuse an item that contradicts others."""
        others = [each for each in self.items.values() if each is not made]
        if any(each["sku"] == made["sku"] for each in others):
            raise Refusal(409, "conflict", "there is an item of that sku")
        if made["warehouse_id"] not in self.warehouses:
            raise Refusal(409, "conflict", "there is no such warehouse")

    def kept(self, ask: Ask, made: Record) -> Response:
        """Keep a new item, and answer it."""
        if self.has("note_count_frozen"):
            made["note_count"] = 0
        shown = self.shown_item(made, ask)
        if not self.has("created_is_not_kept"):
            self.items[made["id"]] = made
        if self.has("created_is_not_listed"):
            self.shelved.append(self.items.pop(made["id"]))
        status = 200 if self.has("created_says_200") else 201
        return self.made(ask, made["id"], shown, status)

    def get_item(self, ask: Ask) -> Response:
        return Plain(self.shown_item(self.item(ask), ask))

    def item(self, ask: Ask) -> Record:
        """Return the item that the path names."""
        unlisted = {each["id"]: each for each in self.shelved}
        if ask.operation == "getItem" and self.has("missing_is_gone"):
            known = self.items.get(ask.path["itemId"])
            if known is None:
                raise Refusal(410, "not_found", "it is gone")
        return self.found(self.items | unlisted, ask.path["itemId"])

    def update_item(self, ask: Ask) -> Response:
        found = self.item(ask)
        changed = {**found, **ask.body, "updated_at": self.now()}
        if self.has("update_clears_description") and "description" not in ask.body:
            changed["description"] = None
        shown = self.shown_item({name: changed[name] for name in found}, ask)
        if not self.has("update_not_kept"):
            found.update((name, changed[name]) for name in found)
        return Plain(shown)

    def delete_item(self, ask: Ask) -> Response:
        found = self.item(ask)
        self.shelved = [each for each in self.shelved if each is not found]
        if not self.has("deletion_does_nothing"):
            self.items.pop(found["id"], None)
            self.notes = {k: v for k, v in self.notes.items() if v["item_id"] != found["id"]}
        self.gone.append(found)
        if self.has("deletion_says_200"):
            return Plain({"deleted": True})
        return Response(status_code=204)

    # Notes

    def list_notes(self, ask: Ask) -> Response:
        if self.has("unknown_item_has_no_notes") and ask.path["itemId"] not in self.items:
            return self.page(ask, [])
        owner = self.item(ask)["id"]
        rows = [
            each
            for each in self.notes.values()
            if each["item_id"] == owner or self.has("notes_of_all_items")
        ]
        if "pinned" in ask.query:
            rows = [each for each in rows if each["pinned"] is ask.query["pinned"]]
        answer = self.page(ask, rows)
        if self.has("notes_as_text"):
            answer.headers["Content-Type"] = "text/plain"
        return answer

    def add_note(self, ask: Ask) -> Response:
        owner = self.item(ask)["id"]
        self.created += 1
        made = {"id": note_id(self.created), "item_id": owner, "pinned": False, **ask.body}
        made["created_at"] = self.now()
        self.notes[made["id"]] = made
        return self.made(ask, made["id"], made)

    def get_note(self, ask: Ask) -> Response:
        answer = Plain(self.note(ask))
        if self.has("note_cut_off"):
            return Response(bytes(answer.body)[:-9], media_type="application/json")
        return answer

    def delete_note(self, ask: Ask) -> Response:
        del self.notes[self.note(ask)["id"]]
        return Response(status_code=204)

    def note(self, ask: Ask) -> Record:
        """Return the note that the path names."""
        note = self.found(self.notes, ask.path["noteId"])
        if note["item_id"] != self.item(ask)["id"]:
            raise Refusal(404, "not_found", "the item has no such note")
        return note


def _by_id(rows: list[Record]) -> list[Record]:
    return sorted(rows, key=lambda each: str(each["id"]))


def workbook(rows: list[Record]) -> bytes:
    """Return a workbook with a row of names, and one for each record."""
    written = io.BytesIO()
    with Workbook(written, {"in_memory": True, "strings_to_formulas": False}) as book:
        sheet = book.add_worksheet()
        for number, row in enumerate([COLUMNS, *([row[name] for name in COLUMNS] for row in rows)]):
            sheet.write_row(number, 0, row)
    return written.getvalue()
