"""Every probe there is, in the order in which they are run on an operation."""

from __future__ import annotations

from understudy.verification.probes.access import check_access
from understudy.verification.probes.adopting import check_left, check_states
from understudy.verification.probes.belonging import check_belonging
from understudy.verification.probes.bounds import check_bounds, check_defaults
from understudy.verification.probes.counts import check_counts
from understudy.verification.probes.defaulting import check_omissions
from understudy.verification.probes.exports import check_exports
from understudy.verification.probes.families import check_family
from understudy.verification.probes.filling import check_filled
from understudy.verification.probes.filters import check_filters
from understudy.verification.probes.includes import check_includes
from understudy.verification.probes.items import check_rows
from understudy.verification.probes.links import check_links
from understudy.verification.probes.owning import check_owners
from understudy.verification.probes.paging import check_pages
from understudy.verification.probes.partitions import check_tenants, check_worlds
from understudy.verification.probes.probing import Probe, Turn
from understudy.verification.probes.refusing import check_refusal
from understudy.verification.probes.replaying import check_repetition, check_replay
from understudy.verification.probes.ruling import check_rules
from understudy.verification.probes.sorting import check_order
from understudy.verification.probes.straining import (
    check_bodies,
    check_searches,
    check_strangers,
)
from understudy.verification.probes.trying import check_answers
from understudy.verification.probes.writing import check_life

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
    run=check_pages,
)

LINKS = Probe(
    name="links",
    rules=frozenset({"link-broken", "link-wrong", "cursor-repeats"}),
    run=check_links,
)
FILTERS = Probe(
    name="filters",
    rules=frozenset({"filter-unsound", "filter-incomplete", "total-wrong", "page-figure"}),
    run=check_filters,
)
COUNTS = Probe(name="counts", rules=frozenset({"total-wrong"}), run=check_counts)
ORDER = Probe(name="order", rules=frozenset({"sort-wrong", "sort-unstable"}), run=check_order)
DEFAULTS = Probe(name="defaults", rules=frozenset({"default-differs"}), run=check_defaults)
BOUNDS = Probe(name="bounds", rules=frozenset({"limit-unenforced"}), run=check_bounds)
ROWS = Probe(name="rows", rules=frozenset({"row-differs"}), run=check_rows)
OWNERS = Probe(name="owners", rules=frozenset({"sub-resource-differs"}), run=check_owners)
INCLUDES = Probe(
    name="includes",
    rules=frozenset({"include-ignored", "include-unasked"}),
    run=check_includes,
)
EXPORTS = Probe(name="exports", rules=frozenset({"export-differs"}), run=check_exports)

BELONGING = Probe(name="belonging", rules=frozenset({"sub-resource-differs"}), run=check_belonging)
SEARCHES = Probe(name="searches", rules=frozenset({"server-error"}), run=check_searches)
STRANGERS = Probe(
    name="strangers", rules=frozenset({"row-differs", "server-error"}), run=check_strangers
)

READING: tuple[Probe, ...] = (
    PAGES,
    LINKS,
    FILTERS,
    COUNTS,
    ORDER,
    DEFAULTS,
    BOUNDS,
    ROWS,
    OWNERS,
    INCLUDES,
    EXPORTS,
    BELONGING,
    SEARCHES,
    STRANGERS,
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
    run=check_life,
    writes=True,
    turn=Turn.WRITING,
)
REFUSAL = Probe(
    name="refusal",
    rules=frozenset({"refused-create-stays"}),
    run=check_refusal,
    writes=True,
    turn=Turn.WRITING,
)
REPLAY = Probe(
    name="replay",
    rules=frozenset({"replay-repeats", "replay-unrefused", "response-header"}),
    run=check_replay,
    writes=True,
    turn=Turn.WRITING,
)
WORLDS = Probe(
    name="worlds", rules=frozenset({"world-leak"}), run=check_worlds, writes=True, turn=Turn.WRITING
)
BODIES = Probe(
    name="bodies",
    rules=frozenset({"invalid-accepted"}),
    run=check_bodies,
    writes=True,
    turn=Turn.WRITING,
)
OMISSIONS = Probe(
    name="omissions",
    rules=frozenset({"create-differs"}),
    run=check_omissions,
    writes=True,
    turn=Turn.WRITING,
)
FAMILIES = Probe(
    name="families",
    rules=frozenset({"sub-resource-differs"}),
    run=check_family,
    writes=True,
    turn=Turn.WRITING,
)

# Those who write only where they may: what they can see by reading they look at in any run.
TENANTS = Probe(
    name="tenants", rules=frozenset({"tenant-leak"}), run=check_tenants, turn=Turn.WRITING
)
ACCESS = Probe(
    name="access",
    rules=frozenset(
        {"open-to-anyone", "open-to-malformed", "open-to-expired", "open-to-unprivileged"}
    ),
    run=check_access,
    turn=Turn.WRITING,
)

LEFT = Probe(
    name="left",
    rules=frozenset({"delete-uncounted", "deleted-remains", "update-lost", "update-spills"}),
    run=check_left,
    writes=True,
    turn=Turn.LAST,
)
ANSWERS = Probe(
    name="answers", rules=frozenset({"server-error"}), run=check_answers, turn=Turn.LAST
)

FILLED = Probe(
    name="filled",
    rules=frozenset({"sort-wrong", "sort-unstable"}),
    run=check_filled,
    writes=True,
    turn=Turn.LAST,
)

RULES = Probe(
    name="rules",
    rules=frozenset({"duplicate-accepted", "unknown-reference-accepted"}),
    run=check_rules,
    writes=True,
    turn=Turn.WRITING,
)
STATES = Probe(
    name="states",
    rules=frozenset({"state-unchecked"}),
    run=check_states,
    writes=True,
    turn=Turn.LAST,
)
REPETITION = Probe(
    name="repetition",
    rules=frozenset({"replay-repeats", "response-header"}),
    run=check_repetition,
    writes=True,
    turn=Turn.LAST,
)

WRITING: tuple[Probe, ...] = (
    LIFE,
    OMISSIONS,
    FAMILIES,
    REFUSAL,
    BODIES,
    RULES,
    REPLAY,
    WORLDS,
    LEFT,
)
PROBES: tuple[Probe, ...] = (
    *READING,
    TENANTS,
    ACCESS,
    *WRITING,
    FILLED,
    ANSWERS,
    STATES,
    REPETITION,
)
