"""Every probe there is, in the order in which they are run on an operation."""

from __future__ import annotations

from understudy.verification.probes import (
    access,
    bounds,
    exports,
    filters,
    includes,
    items,
    links,
    owning,
    paging,
    partitions,
    refusing,
    replaying,
    sorting,
    writing,
)
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
FILTERS = Probe(
    name="filters",
    rules=frozenset({"filter-unsound", "filter-incomplete", "total-wrong", "page-figure"}),
    run=filters.check_filters,
)
ORDER = Probe(
    name="order", rules=frozenset({"sort-wrong", "sort-unstable"}), run=sorting.check_order
)
DEFAULTS = Probe(name="defaults", rules=frozenset({"default-differs"}), run=bounds.check_defaults)
BOUNDS = Probe(name="bounds", rules=frozenset({"limit-unenforced"}), run=bounds.check_bounds)
ROWS = Probe(name="rows", rules=frozenset({"row-differs"}), run=items.check_rows)
OWNERS = Probe(name="owners", rules=frozenset({"sub-resource-differs"}), run=owning.check_owners)
INCLUDES = Probe(
    name="includes",
    rules=frozenset({"include-ignored", "include-unasked"}),
    run=includes.check_includes,
)
EXPORTS = Probe(name="exports", rules=frozenset({"export-differs"}), run=exports.check_exports)

READING: tuple[Probe, ...] = (
    PAGES,
    LINKS,
    FILTERS,
    ORDER,
    DEFAULTS,
    BOUNDS,
    ROWS,
    OWNERS,
    INCLUDES,
    EXPORTS,
)

LIFE = Probe(
    name="life",
    rules=frozenset(
        {
            "create-differs",
            "create-unlisted",
            "created-missing",
            "delete-uncounted",
            "deleted-remains",
            "total-wrong",
            "update-lost",
            "update-spills",
        }
    ),
    run=writing.check_life,
    writes=True,
)
REFUSAL = Probe(
    name="refusal",
    rules=frozenset({"refused-create-stays"}),
    run=refusing.check_refusal,
    writes=True,
)
REPLAY = Probe(
    name="replay",
    rules=frozenset({"replay-repeats", "replay-unrefused", "response-header"}),
    run=replaying.check_replay,
    writes=True,
)
WORLDS = Probe(
    name="worlds", rules=frozenset({"world-leak"}), run=partitions.check_worlds, writes=True
)

# Those who write only where they may: what they can see by reading they look at in any run.
TENANTS = Probe(name="tenants", rules=frozenset({"tenant-leak"}), run=partitions.check_tenants)
ACCESS = Probe(
    name="access",
    rules=frozenset(
        {"open-to-anyone", "open-to-malformed", "open-to-expired", "open-to-unprivileged"}
    ),
    run=access.check_access,
)

WRITING: tuple[Probe, ...] = (LIFE, REFUSAL, REPLAY, WORLDS)
PROBES: tuple[Probe, ...] = (*READING, TENANTS, ACCESS, *WRITING)
