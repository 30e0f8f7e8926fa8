"""Warehouses and variations: the settings that items refer to."""

from __future__ import annotations

from datetime import timedelta

from understudy.behavior import Draft, Problem, Refused, Seeds
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, JsonObject
from understudy.data import timestamp
from understudy.services.exsited.sections import SETTINGS, WAREHOUSES, uuid_of
from understudy.state import Condition, Operator, Query, Transaction

PACK_SIZE = "Pack Size"
VARIATIONS = (
    (PACK_SIZE, ("Single", "Box of 10", "Box of 50")),
    ("Colour", ("Black", "White", "Signal Red")),
    ("Thread", ("Coarse", "Fine")),
)
PLACES = (
    ("NSW", "Sydney", "2000", "Stock that no other warehouse holds."),
    ("QLD", "Brisbane", "4013", "Serves customers in the north."),
    ("WA", "Fremantle", "6160", "Goods that arrived by sea."),
)
FIRST_YEAR = timedelta(days=1400)


def seed_warehouse(seeds: Seeds, index: int) -> JsonObject:
    """Return the warehouse at an index; the first is the default one."""
    name = WAREHOUSES[index]
    state, city, post_code, description = PLACES[index]
    return {
        **_plain(name),
        "default": "true" if index == 0 else "false",
        "description": description,
        "country": "Australia",
        "state": state,
        "city": city,
        "post_code": post_code,
        "created_on": timestamp(seeds.now - FIRST_YEAR + timedelta(days=index)),
    }


def create_warehouse(draft: Draft) -> JsonObject:
    """Return the warehouse that a body describes."""
    name = str(draft.fields["name"])
    fields = {name: value or "" for name, value in draft.fields.items()}
    return {**_plain(name), "display_name": name, **fields, "created_on": draft.now}


def _plain(name: str) -> JsonObject:
    return {
        "uuid": uuid_of("warehouse", name),
        "status": "ACTIVE",
        "default": "false",
        "name": name,
        "display_name": name,
        "description": "",
        "country": "",
        "state": "",
        "city": "",
        "post_code": "",
    }


def seed_variation(_seeds: Seeds, index: int) -> JsonObject:
    """Return the variation axis at an index."""
    name, options = VARIATIONS[index]
    return _axis(name, options)


def create_variation(draft: Draft) -> JsonObject:
    """Return the variation that a body describes; its options may be texts or have an order."""
    fields = draft.fields
    axis = _axis(str(fields["name"]), option_names(fields.get("options")))
    texts = ("display_name", "description")
    return axis | {name: fields[name] for name in texts if name in fields}


def update_variation(draft: Draft) -> JsonObject:
    """Return the variation with the body's fields changed; options are replaced as a whole."""
    existing, fields = draft.existing or {}, draft.fields
    texts = ("name", "display_name", "description")
    changed = existing | {name: fields[name] for name in texts if name in fields}
    if "options" in fields:
        names = option_names(fields["options"])
        changed["options"] = _options(str(existing["uuid"]), names)
    return changed


def option_names(options: Json) -> tuple[str, ...]:
    """Return the names of options in their order.

    >>> option_names([{"name": "Fine", "order": 2}, {"name": "Coarse", "order": 1}, "Metric"])
    ('Coarse', 'Fine', 'Metric')
    """
    found: list[tuple[float, str]] = []
    for place, each in enumerate(options if isinstance(options, list) else []):
        if isinstance(each, dict):
            order = each.get("order")
            rank = float(order) if isinstance(order, int | float) else float(place)
            found.append((rank, str(each["name"])))
        else:
            found.append((float(place), str(each)))
    return tuple(name for _, name in sorted(found, key=lambda each: each[0]))


def shown_axis(name: str, options: list[str]) -> JsonObject:
    """Return a variation as the item shows it that has some of its options."""
    uuid = uuid_of("variation", name)
    return {
        "uuid": uuid,
        "name": name,
        "link": f"{SETTINGS}/variations/{uuid}",
        "values": _options(uuid, tuple(options)),
    }


def find_by_name(transaction: Transaction, resource: str, name: str) -> JsonObject | None:
    """Return the record of that name, None when there is none."""
    named = Condition(column="name", operator=Operator.EQUALS, value=name)
    rows = transaction.find(Query(resource=resource, conditions=(named,), limit=1))
    return transaction.get(resource, rows[0].key) if rows else None


def unknown(what: str, name: str, field: str) -> Refused:
    """Return the refusal of a body that names a setting that is not there."""
    message = f"there is no {what} {name!r}"
    offence = Offence(
        pointer=f"/{field}", message=message, keyword="reference", location="body", name=field
    )
    return Refused(Problem.UNKNOWN_REFERENCE, message, offences=(offence,))


def _axis(name: str, options: tuple[str, ...]) -> JsonObject:
    uuid = uuid_of("variation", name)
    return {
        "uuid": uuid,
        "status": "ACTIVE",
        "name": name,
        "display_name": name,
        "description": "",
        "options": _options(uuid, options),
    }


def _options(variation: str, names: tuple[str, ...]) -> list[Json]:
    return [{"name": name, "uuid": uuid_of(f"option of {variation}", name)} for name in names]
