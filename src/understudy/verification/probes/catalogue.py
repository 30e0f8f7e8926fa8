"""Every probe there is, in the order in which they are run on an operation."""

from __future__ import annotations

from understudy.verification.probes import links, paging, sorting
from understudy.verification.probes.probing import Probe

PAGES = Probe(
    name="pages",
    rules=frozenset(
        {
            "page-overlap",
            "page-gap",
            "page-size",
            "page-figure",
            "total-wrong",
            "link-broken",
            "cursor-repeats",
            "cursor-skips",
        }
    ),
    run=paging.check_pages,
)

LINKS = Probe(
    name="links",
    rules=frozenset({"link-broken", "link-wrong", "cursor-repeats"}),
    run=links.check_links,
)
ORDER = Probe(
    name="order", rules=frozenset({"sort-wrong", "sort-unstable"}), run=sorting.check_order
)

READING: tuple[Probe, ...] = (PAGES, LINKS, ORDER)
PROBES: tuple[Probe, ...] = READING
