"""Hose assemblies and what is made of them - kits, estimates, work orders - by number."""

from __future__ import annotations

from datetime import timedelta

from understudy.behavior import Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.services.goldleaf.histories import draw_history
from understudy.services.goldleaf.identities import identity, item_key
from understudy.services.goldleaf.lines import EDITING, OBSOLETE, RELEASED, valued, with_lines
from understudy.services.goldleaf.parts import LINES, fitting_of, part

FAMILIES = 18  # of hose assemblies; those that come after are second versions of the last of them
SEVERAL = 6
KITS, ESTIMATES = 6, 10
TAX_PERCENT = 6.875
HOSES = tuple(number for number, line in enumerate(LINES) if line.item_type == "hose")
USES = ("Boom lift", "Return line", "Pilot line", "Steering", "Swing motor", "Grapple rotate")
STATUSES = (EDITING, RELEASED, EDITING, RELEASED, OBSOLETE)


def hose_of(family: int) -> int:
    """Return the number of the hose that assemblies of a family are made of."""
    lap, place = divmod(family, len(HOSES))
    return lap * len(LINES) + HOSES[place]


def _version(index: int, families: int, several: int) -> tuple[int, int, bool]:
    """Return family, version, and whether there is none newer."""
    if index >= families:
        return families - several + index - families, 2, True
    return index, 1, index < families - several


def _stem(
    seeds: Seeds, resource: str, index: int, families: int, several: int
) -> tuple[int, JsonObject]:
    family, version, is_latest = _version(index, families, several)
    status = STATUSES[family % len(STATUSES)] if is_latest else RELEASED
    return family, {
        "_id": identity(seeds, resource, index),
        **draw_history(seeds, seeds.dice(resource, index)),
        "version": version,
        "latest": is_latest,
        "status": EDITING if version > 1 else status,
        "revision": "AB"[version - 1],
    }


def seed_hose_assembly(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a version of a hose assembly: a hose, and a fitting of its size at either end."""
    family, stem = _stem(seeds, "hose_assembly", index, FAMILIES, SEVERAL)
    number = hose_of(family)
    fittings = (fitting_of(number, "crimpFitting"), fitting_of(number + 8, "crimpFitting"))
    if family >= FAMILIES or max(number, *fittings) >= seeds.counts["item"]:
        return None
    hose, dice = part(number), seeds.dice("hose_assembly", index, "length")
    length = dice.integer(12, 96)
    customer = identity(seeds, "customer", family % 5) if family % 3 == 0 else None
    return {
        **stem,
        "hoseAssemblyId": identity(seeds, "hose_assembly", family),
        "partNumber": f"HA-{10_000 + family}",
        "hose": item_key(seeds, number),
        "hoseBrand": hose.brand,
        "hosePartNumber": hose.part_number,
        "end1PartNumber": part(fittings[0]).part_number,
        "end2PartNumber": part(fittings[1]).part_number,
        "length": length,
        "lengthUnit": "in",
        "description": f"{USES[family % len(USES)]}, {hose.name}, {length} in",
        "customers": [] if customer is None else [customer],
        "proofTest": family % 4 == 0,
        "burstTest": False,
        "WeightLbs": round(length * 0.04 * int(hose.dash) / 8, 2),
    }


def _line(seeds: Seeds, place: tuple[str, int, int], family: int, quantity: int) -> JsonObject:
    resource, index, position = place
    made = seed_hose_assembly(seeds, family) or {}
    first = resource == "hose_kit" and index == 0 and position == 0
    key = identity(seeds, "line", 0) if first else seeds.dice(*place, "line").object_id()
    return {
        "_id": key,
        "item": identity(seeds, "hose_assembly", family),
        "itemType": "hoseAssembly",
        "partNumber": made.get("partNumber", ""),
        "description": made.get("description"),
        "quantity": quantity,
        "lineNumber": position + 1,
    }


def _lines(seeds: Seeds, resource: str, index: int, first: int, size: int) -> list[Json]:
    families = [family % (FAMILIES - SEVERAL) for family in range(first, first + size)]
    dice = seeds.dice(resource, index, "quantities")
    return [
        _line(seeds, (resource, index, position), family, dice.integer(1, 12))
        for position, family in enumerate(families)
        if seed_hose_assembly(seeds, family) is not None
    ]


def seed_hose_kit(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a version of a hose kit."""
    family, stem = _stem(seeds, "hose_kit", index, KITS, 1)
    if family >= KITS:
        return None
    customer = identity(seeds, "customer", family) if family % 2 else None
    record = {
        **stem,
        "hoseKitId": identity(seeds, "hose_kit", family),
        "partNumber": f"KIT-{500 + family}",
        "description": f"{USES[family % len(USES)]} kit",
        "customerOrgId": customer,
        "lines": _lines(seeds, "hose_kit", index, family * 2, 3),
    }
    return with_lines("hose_kit", record)


def seed_sales_estimate(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a version of a sales estimate; totals and tax follow from its lines."""
    family, stem = _stem(seeds, "sales_estimate", index, ESTIMATES, 2)
    if family >= ESTIMATES:
        return None
    lines = [
        valued({**line, "price": round(18 + line["quantity"] * 2.35, 2), "unitOfMeasure": "ea"})
        for line in _lines(seeds, "sales_estimate", index, family, 1 + family % 3)
        if isinstance(line, dict) and isinstance(line["quantity"], int)
    ]
    subtotal = sum(line["amount"] for line in lines if isinstance(line["amount"], float))
    tax = round(subtotal * TAX_PERCENT / 100, 2)
    record: JsonObject = {
        **stem,
        "salesEstimateId": identity(seeds, "sales_estimate", family),
        "number": f"SE-{3000 + family}",
        "customer": identity(seeds, "customer", family),
        "currency": "USD",
        "taxCode": "MN-STD",
        "taxes": [{"name": "MN-STD", "ratePercent": TAX_PERCENT, "amount": tax}],
        "lines": list(lines),
    }
    return with_lines("sales_estimate", record)


def seed_work_order(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a work order; every other one follows from a sales estimate."""
    family, stem = _stem(seeds, "work_order", index, seeds.counts["work_order"], 0)
    start = seeds.now - timedelta(days=20 - family)
    is_sold = family % 2 == 0 and family < ESTIMATES - 2
    record: JsonObject = {
        **stem,
        "workOrderId": identity(seeds, "work_order", family),
        "number": f"WO-{7000 + family}",
        "description": f"{USES[family % len(USES)]} hoses",
        "comments": None,
        "taxes": [],
        "startDate": start.date().isoformat(),
        "dueDate": (start + timedelta(days=14)).date().isoformat(),
        "customerOrgId": identity(seeds, "customer", family) if is_sold else None,
        "salesEstimateId": identity(seeds, "sales_estimate", family) if is_sold else None,
        "lines": _lines(seeds, "work_order", index, family, 1 + family % 3),
    }
    return with_lines("work_order", record)
