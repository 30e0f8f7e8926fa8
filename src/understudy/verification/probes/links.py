"""Links lead where pages are: followed verbatim, under filter and sort, they give the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice

from understudy.behavior.declarations import PageStyle
from understudy.contract.operations import Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.filters import narrowing
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.paging import cut
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.sorting import orders
from understudy.verification.probes.walks import (
    Page,
    Walk,
    follow_links,
    has_links,
    link_of,
    page_at,
    walk,
    whole,
)

MOST_FOLLOWED = 8
MOST_FILTERS = 6  # under which links are followed, one after the other


def check_links(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Follow the links of a list, plain, filtered and sorted."""
    listing = lab.listing(operation)
    if listing is None or not has_links(listing) or not lab.may_ask(operation):
        return
    base = lab.values(operation)
    if base is None:
        return
    for behavior, values in _asked(lab, listing, base):
        all_of_it = whole(lab, listing, values)
        if all_of_it.broken is None and len(all_of_it.rows) > 1:
            yield from _check(lab, listing, values, all_of_it)
            lab.exercise(operation, behavior)
        else:
            lab.skip(operation, behavior, "the list has less than two rows")


def _asked(lab: Lab, listing: Listing, base: Values) -> Iterator[tuple[str, Values]]:
    """Yield what a list is asked with while its links are followed, and what that exercises."""
    yield "links", base
    narrowed = {next(iter(each)): each for each in narrowing(lab, listing, base)}
    for each in islice(narrowed.values(), MOST_FILTERS):
        yield "links:filtered", {**base, **each}
    ordered = next((each.values for each in orders(lab, listing) if each.is_descending), None)
    if ordered is not None:
        yield "links:sorted", {**base, **ordered}


def _check(lab: Lab, listing: Listing, values: Values, all_of_it: Walk) -> Iterator[Failure]:
    size = cut(len(all_of_it.rows))
    first = page_at(lab, listing, values, size, None)
    if not isinstance(first, Page):
        return
    linked = follow_links(lab, listing, first, values, "next", most_pages=MOST_FOLLOWED)
    if linked.broken is not None:
        yield _broken(lab, linked)
        return
    yield from _compare(lab, listing, values, linked, all_of_it)
    yield from _back(lab, listing, values, linked)


def _compare(
    lab: Lab, listing: Listing, values: Values, linked: Walk, all_of_it: Walk
) -> Iterator[Failure]:
    """Compare what links lead to with the pages that parameters ask for."""
    paging = listing.declaration.paging
    by_parameters = all_of_it
    if paging is not None and paging.style is not PageStyle.CURSOR and paging.size is not None:
        size = cut(len(all_of_it.rows))
        by_parameters = walk(lab, listing, values, size, most_pages=MOST_FOLLOWED)
    identity = listing.identify(all_of_it.rows)
    met = [identity.of(row) for row in linked.rows]
    expected = [identity.of(row) for row in by_parameters.rows]
    if not linked.is_whole:
        expected = expected[: len(met)]
    if sorted(met) == sorted(expected):
        return
    strangers = [each for each in met if each not in set(expected)]
    lost = [each for each in expected if each not in set(met)]
    what = "other rows come" if strangers else f"{len(lost)} rows do not come"
    yield lab.failure(
        "link-wrong",
        listing.operation,
        f"following the links to the next page, {what} than on the pages asked for by parameters",
        linked.seen,
        at="next",
    )


def _back(lab: Lab, listing: Listing, values: Values, linked: Walk) -> Iterator[Failure]:
    """The link to the previous page leads back to the page that linked here."""
    if len(linked.pages) < 2:  # noqa: PLR2004 - here and back
        return
    first, second = linked.pages[:2]
    if not any(listing.place(name) for name in ("previous_url", "previous_path")):
        return
    if link_of(listing, second.seen, "previous") is None:
        yield lab.failure(
            "link-wrong",
            listing.operation,
            "the second page has no link to the previous one",
            [first.seen, second.seen],
            at="previous",
        )
        return
    back = follow_links(lab, listing, second, values, "previous", most_pages=2)
    if back.broken is not None:
        yield _broken(lab, back)
        return
    identity = listing.identify([*first.rows, *second.rows])
    rows = back.pages[1].rows if len(back.pages) > 1 else []
    if [identity.of(row) for row in rows] != [identity.of(row) for row in first.rows]:
        yield lab.failure(
            "link-wrong",
            listing.operation,
            "the link to the previous page of the second page does not lead to the first one",
            [first.seen, second.seen, *back.seen[1:]],
            at="previous",
        )


def _broken(lab: Lab, walked: Walk) -> Failure:
    seen = walked.seen[-1]
    if seen.is_success and walked.listing.rows(seen.json) is not None:
        return lab.failure(
            "cursor-repeats",
            walked.listing.operation,
            "following the links leads back to a page that was there already",
            walked.seen,
        )
    how = f"answers {seen.status}" if seen.status else f"is {seen.exchange.outcome}"
    return lab.failure(
        "link-broken", walked.listing.operation, f"a link to a page {how}", walked.seen
    )
