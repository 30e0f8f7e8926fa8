"""How much of something there is, in figures that add up."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.data.dice import Dice


@dataclass(frozen=True, slots=True, kw_only=True)
class Stock:
    """Quantities of one article in one place, in whole units.

    `available` is always `on_hand - reserved` and never negative; `incoming` is ordered but has not
    arrived.
    """

    on_hand: int
    reserved: int
    incoming: int
    reorder_point: int
    reorder_quantity: int

    @property
    def available(self) -> int:
        """What could be promised to somebody now."""
        return self.on_hand - self.reserved

    @property
    def is_low(self) -> bool:
        """Tell whether it is time to reorder."""
        return self.available <= self.reorder_point


def draw_stock(dice: Dice, *, pack: int = 1) -> Stock:
    """Draw a stock level in multiples of `pack`; one in twelve is empty, one in six runs low."""
    reorder_point = pack * dice.integer(2, 20)
    reorder_quantity = pack * 5 * dice.integer(2, 10)
    ceiling = 0 if dice.chance(1 / 12) else reorder_point + reorder_quantity
    if dice.chance(1 / 6):
        ceiling = min(ceiling, reorder_point)
    on_hand = dice.integer(ceiling // 3, ceiling)
    reserved = dice.integer(0, on_hand // 3)
    is_low = on_hand - reserved <= reorder_point
    incoming = reorder_quantity if is_low and dice.chance(0.7) else 0
    return Stock(
        on_hand=on_hand,
        reserved=reserved,
        incoming=incoming,
        reorder_point=reorder_point,
        reorder_quantity=reorder_quantity,
    )
