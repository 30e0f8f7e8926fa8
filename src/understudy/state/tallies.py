"""Counts as SQL: one set of statements per shape of conditions."""

from __future__ import annotations

from dataclasses import dataclass

from understudy.state.conditions import WORLD, Bind, Numbers, binds_of, terms_of
from understudy.state.layouts import Layout
from understudy.state.records import Query, Scalar
from understudy.state.routes import indexes_for
from understudy.state.statements import Wanted


@dataclass(frozen=True, slots=True, kw_only=True)
class Tally:
    """What counts the records that meet a query's conditions.

    `own` counts a world's own (or the base's), `hidden` those of the base that a world hides; the
    first parameter is the world's number, `bind` returns the others.
    """

    own: str
    hidden: str
    wanted: Wanted
    binds: tuple[Bind, ...]

    def bind(self, query: Query) -> list[Scalar]:
        """Return the parameters behind the world's number, for a query of this shape."""
        return [value for bind in self.binds for value in bind(query)]


def compile_tally(layout: Layout, query: Query) -> Tally:
    """Compile what counts records.

    Raises:
        BehaviorError: the query speaks of columns the table lacks, or in a way their kind forbids.
    """
    terms = terms_of(layout, query, Numbers(2))
    met = "".join([f" AND {each.sql('t')}" for each in terms])
    records, hidden = layout.records, layout.hidden
    own = f"SELECT count(*) FROM {records} t WHERE t.world = ?1{met}"  # noqa: S608  (our own names)
    covered = (
        f"SELECT count(*) FROM {hidden} h CROSS JOIN {records} t ON t.uid = h.uid"  # noqa: S608  (our own names)
        f" WHERE h.world = ?1{met}"
    )
    return Tally(
        own=own.replace(WORLD, "?1"),
        hidden=covered.replace(WORLD, "0"),
        wanted=tuple(indexes_for(layout, terms)),
        binds=tuple(binds_of(terms)),
    )
