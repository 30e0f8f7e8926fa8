"""The hoses, fittings and sundries that a hose shop sells, by number and without end."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Line:
    """Parts that differ in size only. `cost`: of a half-inch part, in US dollars per `unit`."""

    item_type: str
    code: str
    label: str
    unit: str
    cost: float
    growth: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Part:
    """One part of one brand. Part numbers repeat only under another brand."""

    item_type: str
    brand: str
    part_number: str
    name: str
    unit: str
    cost: float
    dash: str
    inches: str
    line: Line


LINES = (
    Line("hose", "R1AT", "SAE 100R1AT hydraulic hose", "ft", 2.4, 1.3),
    Line("crimpFitting", "CF-JF", "Crimp fitting, female JIC 37° swivel", "ea", 4.9, 1.38),
    Line("adaptor", "AD-JM-OM", "Adaptor, male JIC 37° to male O-ring boss", "ea", 3.6, 1.42),
    Line("hose", "R2AT", "SAE 100R2AT hydraulic hose", "ft", 3.1, 1.32),
    Line("ferrule", "FE-R2", "Ferrule for two-wire hose", "ea", 1.15, 1.28),
    Line("crimpFitting", "CF-NM", "Crimp fitting, male NPT rigid", "ea", 3.8, 1.36),
    Line("otherItem", "OT-CAP", "Dust cap, plastic", "ea", 0.35, 1.18),
    Line("hose", "R12", "SAE 100R12 four-spiral hose", "ft", 6.2, 1.4),
    Line("adaptor", "AD-NM-NF90", "Adaptor, male NPT to female NPT 90° elbow", "ea", 4.4, 1.44),
    Line("wrap", "WR-SPG", "Spiral guard, polyethylene", "ft", 1.05, 1.3),
    Line(
        "crimpFitting", "CF-JF90", "Crimp fitting, female JIC 37° swivel 90° elbow", "ea", 8.7, 1.4
    ),
    Line("ferrule", "FE-R12", "Ferrule for four-spiral hose", "ea", 1.9, 1.3),
    Line("hose", "R7", "SAE 100R7 thermoplastic hose", "ft", 2.9, 1.3),
    Line("adaptor", "AD-JM-JM", "Adaptor, male JIC 37° union", "ea", 2.8, 1.4),
    Line("wrap", "WR-NYL", "Abrasion sleeve, woven nylon", "ft", 1.6, 1.25),
    Line(
        "crimpFitting", "CF-ORF", "Crimp fitting, female O-ring face seal swivel", "ea", 6.3, 1.39
    ),
    Line("otherItem", "OT-CLAMP", "Bolt clamp, zinc-plated", "ea", 1.7, 1.2),
    Line("hose", "R17", "SAE 100R17 compact hose", "ft", 3.4, 1.33),
    Line("wrap", "WR-FIRE", "Fire sleeve, silicone-coated glass fibre", "ft", 5.8, 1.35),
)
SIZES = (  # dash size (sixteenths of an inch), inches, steps from the half-inch part
    ("8", "1/2", 0),
    ("6", "3/8", -1),
    ("12", "3/4", 2),
    ("4", "1/4", -2),
    ("16", "1", 3),
    ("10", "5/8", 1),
    ("20", "1-1/4", 4),
    ("24", "1-1/2", 5),
)
BRANDS = ("Parker", "Corvane", "Ferrova", "Hexalon", "Nordhaven", "Stahlberg", "Tervola")
_COMBINATIONS = len(LINES) * len(SIZES)  # 19 and 8 share no factor: counting up visits every pair


def part(number: int) -> Part:
    """Return the part of that number, counted from 0."""
    line, (dash, inches, step) = LINES[number % len(LINES)], SIZES[number % len(SIZES)]
    lap = number // _COMBINATIONS
    brand = BRANDS[(number + lap) % len(BRANDS)]
    variant = lap // len(BRANDS)
    part_number = f"{line.code}-{dash}" + (f"-V{variant}" if variant else "")
    return Part(
        item_type=line.item_type,
        brand=brand,
        part_number=part_number,
        name=f"{line.label}, {inches} in",
        unit=line.unit,
        cost=round(line.cost * line.growth**step, 2),
        dash=dash,
        inches=inches,
        line=line,
    )


def fitting_of(number: int, item_type: str) -> int:
    """Return the number of a part of that type in the size of another part."""
    return next(
        each
        for each in range(number % len(SIZES), _COMBINATIONS, len(SIZES))
        if LINES[each % len(LINES)].item_type == item_type
    )
