"""The catalogue by number: brands, items of every type, crimp specifications, values to choose."""

from __future__ import annotations

from collections.abc import Callable, Mapping

from understudy.behavior import Seeds
from understudy.contract.operations import JsonObject
from understudy.services.goldleaf.histories import draw_history
from understudy.services.goldleaf.identities import identity, item_key
from understudy.services.goldleaf.parts import BRANDS, LINES, SIZES, Part, fitting_of, part

TYPES = ("hose", "crimpFitting", "adaptor", "ferrule", "wrap", "otherItem")
# The last two make one type each, and none of it is in the catalogue yet.
MAKERS = (*((brand, TYPES) for brand in BRANDS), ("Sleevewell", ("wrap",)), ("Capra", TYPES[-1:]))
MARKUP = 1.6  # list price over cost
COLOURS = ("black", "blue", "red", "grey")
CUSTOM_EVERY = 11
PENDING_EVERY = 23
GROUPS: Mapping[str, tuple[tuple[str, str | None], ...]] = {
    "itemType": tuple((each, None) for each in TYPES),
    "hoseSize": tuple((dash, f"{inches} in") for dash, inches, _ in SIZES),
    "endSize": tuple((dash, f"{inches} in") for dash, inches, _ in SIZES),
    "gender": (("male", None), ("female", None)),
    "shape": (("straight", None), ("45° elbow", None), ("90° elbow", None)),
    "style": (
        ("JIC 37°", "SAE J514"),
        ("NPT", "ANSI B1.20.1"),
        ("O-ring boss", "SAE J1926"),
        ("O-ring face seal", "SAE J1453"),
    ),
    "couplingSeries": tuple(
        (line.code, line.label) for line in LINES if line.item_type == "crimpFitting"
    ),
    "wrapStyle": tuple((line.label, None) for line in LINES if line.item_type == "wrap"),
    "wrapCoverage": (("full", "The whole hose"), ("partial", "A part of the hose")),
    "role": (
        ("admin", "May do everything"),
        ("regular", "May do all but what is left to admins"),
        ("customer", "Configures hose assemblies and sees prices"),
    ),
}
OPTIONS = tuple(
    (group, position, name, description)
    for group, values in GROUPS.items()
    for position, (name, description) in enumerate(values)
)
FOR_ADAPTORS = frozenset({"endSize", "gender", "shape", "style"})


def organization_number(seeds: Seeds, number: int) -> str | None:
    """Return the organization's own number of an item; it has none for some."""
    if seeds.dice("item", number, "own").chance(0.15):
        return None
    return f"{part(number).item_type[:2].upper()}{100_000 + number}"


def picture_of(item: str, number: int) -> str | None:
    """Return where the picture of an item is; every other one has one."""
    return f"https://goldleaf.app/api/v1/image/{item}" if number % 2 else None


def seed_brand(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a brand."""
    if index >= len(MAKERS):
        return None
    name, types = MAKERS[index]
    return {
        "_id": identity(seeds, "brand", index),
        **draw_history(seeds, seeds.dice("brand", index)),
        "name": name,
        "itemTypes": list(types),
        "website": f"https://{name.lower()}.example/",
        "enabled": True,
    }


def seed_item(seeds: Seeds, index: int) -> JsonObject:
    """Make an item. `cost` is known to no view: customers see prices only."""
    made, key = part(index), item_key(seeds, index)
    is_custom = index % CUSTOM_EVERY == CUSTOM_EVERY - 1
    return {
        "_id": key,
        **draw_history(seeds, seeds.dice("item", index)),
        "itemType": made.item_type,
        "brand": made.brand,
        "brandId": identity(seeds, "brand", BRANDS.index(made.brand)),
        "partNumber": made.part_number,
        "orgPartNumber": organization_number(seeds, index),
        "name": made.name,
        "image": picture_of(key, index),
        "description": made.name,
        "unitOfMeasure": made.unit,
        "listPrice": round(made.cost * MARKUP, 2),
        "listPriceCurrency": "USD",
        "custom": is_custom,
        "pending": index % PENDING_EVERY == PENDING_EVERY - 1,
        "enabled": True,
        "cost": made.cost,
        "size": made.dash,
        **_DETAILS[made.item_type](made, index),
    }


def _hose(made: Part, index: int) -> JsonObject:
    whole, _, half = made.inches.partition("-")
    inner = sum(_fraction(each) for each in (whole, half) if each)
    sae = made.line.label.split(" ")[1]
    return {
        "nominalHoseSize": made.inches,
        "colourHose": COLOURS[index % len(COLOURS)],
        "colourLayLine": "white",
        "colourLayLineText": f"{made.brand} {made.part_number}",
        "series": made.line.code,
        "innerDiamInch": f"{inner:.3f}",
        "spec": f"SAE {sae}",
        "saeSpec": sae,
        "isoSpec": None,
        "DN": str(round(inner * 25.4)),
    }


def _fraction(text: str) -> float:
    over, _, under = text.partition("/")
    return int(over) / int(under or 1)


def _fitting(made: Part, _index: int) -> JsonObject:
    style, gender, shape = _end(made.line.label)
    return {
        "series": made.line.code,
        "endSize": made.dash,
        "style": style,
        "gender": gender,
        "shape": shape,
        "requiresFerrule": gender == "male",
    }


def _adaptor(made: Part, _index: int) -> JsonObject:
    first, _, second = made.line.label.partition(" to ")
    style, gender, _ = _end(first)
    other, opposite, shape = _end(second or first)
    return {
        "shape": shape,
        "end1Style": style,
        "end1Gender": gender,
        "end2Style": other,
        "end2Gender": opposite,
    }


def _end(label: str) -> tuple[str, str, str]:
    """Read style, gender and shape from what a part is called."""
    style = next((name for name, _ in GROUPS["style"] if name in label), "JIC 37°")
    return style, "female" if "female" in label else "male", _shape(label)


def _shape(label: str) -> str:
    return "90° elbow" if "90°" in label else "straight"


def _ferrule(made: Part, _index: int) -> JsonObject:
    return {"series": made.line.code}


def _wrap(made: Part, index: int) -> JsonObject:
    colour = COLOURS[index % len(COLOURS)]
    return {"wrapType": made.line.label, "coverageType": "full", "colour": colour}


def _other(made: Part, _index: int) -> JsonObject:
    return {"category": made.line.label.partition(",")[0]}


_DETAILS: Mapping[str, Callable[[Part, int], JsonObject]] = {
    "hose": _hose,
    "crimpFitting": _fitting,
    "adaptor": _adaptor,
    "ferrule": _ferrule,
    "wrap": _wrap,
    "otherItem": _other,
}


def seed_crimp_spec(seeds: Seeds, index: int) -> JsonObject | None:
    """Make how the fitting of a hose's size is crimped onto it; other items have none."""
    if index >= seeds.counts["item"] or part(index).item_type != "hose":
        return None
    made, fitting = part(index), part(fitting_of(index, "crimpFitting"))
    return {
        "_id": identity(seeds, "crimp_spec", index),
        "hose": item_key(seeds, index),
        "crimpFitting": fitting.part_number,
        "crimpDiameter": round(0.55 + int(made.dash) * 0.0625 + index % 5 * 0.004, 3),
        "unit": "in",
        "skive": made.line.code == "R12",
    }


def seed_option(seeds: Seeds, index: int) -> JsonObject | None:
    """Make a value to choose from."""
    if index >= len(OPTIONS):
        return None
    group, position, name, description = OPTIONS[index]
    return {
        "_id": identity(seeds, "option", index),
        "group": group,
        "position": position,
        "name": name,
        "description": description,
        "forAdaptors": group in FOR_ADAPTORS,
    }
