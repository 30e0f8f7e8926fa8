"""Which supplier delivers an item first, and how fast: a pure function of the item's index."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.services.jtl.partners import SUPPLIERS, usual_days


@dataclass(frozen=True, slots=True)
class Terms:
    """The standard supplier of an item; `days` is what delivery takes in the end."""

    supplier: int
    own_days: int
    uses_own: bool

    @property
    def days(self) -> int:
        """Days until delivery: those agreed for the item, or the supplier's usual ones."""
        return self.own_days if self.uses_own else usual_days(self.supplier)


def terms(index: int) -> Terms:
    """Return the terms of the standard supplier of the item at an index.

    >>> terms(0).days
    5
    """
    supplier = index % SUPPLIERS + 1
    return Terms(supplier=supplier, own_days=1 + index % 6, uses_own=index % 4 != 0)
