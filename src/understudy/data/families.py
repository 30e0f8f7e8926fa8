"""How a kind of article is described: the words and figures that its articles are made of."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Trait:
    """One way in which articles of a family differ.

    `code` is its part of the SKU; `factor` is how cost and weight grow with it, 1.0 being typical.
    """

    label: str
    code: str
    factor: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Family:
    """A kind of article: every size times every variant times every material is one.

    `name` and `description` are templates over size, variant and material; without `colours` the
    material says the colour. Cost is in the
    catalogue's currency per `unit`; weight in kilograms and dimensions in centimetres are those of
    a typical unit. `tariff` is the first six digits of its customs code (HS).
    """

    code: str
    label: str
    category: str
    name: str
    description: str
    sizes: tuple[Trait, ...]
    variants: tuple[Trait, ...]
    materials: tuple[Trait, ...]
    colours: tuple[str, ...]
    cost: float
    weight: float
    dimensions: tuple[float, float, float]
    unit: str
    pack: int
    tariff: str


def traits(*rows: str) -> tuple[Trait, ...]:
    """Read `label | code | factor`, three to a row: `traits("M8 | M8 | 1.0")`."""
    cells = [[cell.strip() for cell in row.split("|")] for row in rows]
    return tuple(Trait(label, code, float(factor)) for label, code, factor in cells)


def scale(template: str, values: str, growth: float) -> tuple[Trait, ...]:
    """Make traits that grow from value to value: `scale("{} mm", "10 12", 1.2)`."""
    numbers = values.split()
    middle = len(numbers) // 2
    return tuple(
        Trait(template.format(number), _code(number), round(growth ** (place - middle), 3))
        for place, number in enumerate(numbers)
    )


def _code(label: str) -> str:
    return label.upper().replace("/", "").replace(".", "")
