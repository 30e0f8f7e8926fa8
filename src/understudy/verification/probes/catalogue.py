"""Every probe there is, in the order in which they are run on an operation."""

from __future__ import annotations

from understudy.verification.probes import paging
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

READING: tuple[Probe, ...] = (PAGES,)
PROBES: tuple[Probe, ...] = READING
