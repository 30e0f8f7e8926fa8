"""Links lead where pages are: followed verbatim, under filter and sort, they give the same rows."""

from __future__ import annotations

from collections.abc import Iterator
from itertools import islice, pairwise

from understudy.contract.operations import Operation
from understudy.verification.exchanges import Exchange, Outcome
from understudy.verification.failures import Failure
from understudy.verification.probes.filters import narrowing
from understudy.verification.probes.includes import FEWEST
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.paging import cut
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.showing import expanded, includable, include_all
from understudy.verification.probes.sorting import orders
from understudy.verification.probes.walks import (
    Page,
    Walk,
    follow_links,
    has_links,
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
    for each in islice(narrowing(lab, listing, base), MOST_FILTERS):
        yield "links:filtered", {**base, **each}
    ordered = next((each.values for each in orders(lab, listing) if each.is_descending), None)
    if ordered is not None:
        yield "links:sorted", {**base, **ordered}
    included = include_all(lab, listing.operation)
    if included:
        yield "links:included", {**base, **included}


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
    if paging is not None and not paging.goes_on and paging.size is not None:
        size = cut(len(all_of_it.rows))
        by_parameters = walk(lab, listing, values, size, most_pages=MOST_FOLLOWED)
    identity = listing.identify(all_of_it.rows)
    met = [identity.of(row) for row in linked.rows]
    expected = [identity.of(row) for row in by_parameters.rows]
    if not linked.is_whole:
        expected = expected[: len(met)]
    if sorted(met) == sorted(expected):
        yield from _expanded(lab, listing, linked)
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


def _expanded(lab: Lab, listing: Listing, linked: Walk) -> Iterator[Failure]:
    """What is expanded on the first page is expanded somewhere on the others, too."""
    names = [name for name in includable(lab, listing.operation) if "." not in name]
    later = [row for page in linked.pages[1:] for row in page.rows]
    for name in names if len(later) >= FEWEST else ():
        first = any(any(expanded(row, [name])) for row in linked.pages[0].rows)
        if first and not any(any(expanded(row, [name])) for row in later):
            yield lab.failure(
                "link-wrong",
                listing.operation,
                f"{name} is expanded on the first page, and on none that it links to",
                linked.seen,
                at="next",
            )
            return


def _back(lab: Lab, listing: Listing, values: Values, linked: Walk) -> Iterator[Failure]:
    """The link to the previous page leads back to the page that linked here."""
    if not any(listing.place(name) for name in ("previous_url", "previous_path")):
        return
    pairs = list(pairwise(linked.pages))
    for before, here in [*pairs[:1], *pairs[-1:]]:
        if not here.rows:
            continue
        back = follow_links(lab, listing, here, values, "previous", most_pages=2)
        if back.broken is not None:
            yield _broken(lab, back)
            return
        identity = listing.identify([*before.rows, *here.rows])
        rows = back.pages[1].rows if len(back.pages) > 1 else []
        if [identity.of(row) for row in rows] != [identity.of(row) for row in before.rows]:
            how = "leads elsewhere" if rows else "is missing"
            yield lab.failure(
                "link-wrong",
                listing.operation,
                f"the link back to the page that was walked before {how}",
                [before.seen, here.seen, *back.seen[1:]],
                at="previous",
            )
            return


def _broken(lab: Lab, walked: Walk) -> Failure:
    seen = walked.seen[-1]
    before = walked.seen[-2]
    if seen.raw.outcome is Outcome.WITHHELD and _path(seen.raw) != _path(before.raw):
        return lab.failure(
            "link-broken",
            walked.listing.operation,
            f"a link to a page leads to {_path(seen.exchange)}, where the contract has nothing",
            walked.seen[:-1],
        )
    if seen.is_success and walked.listing.rows(seen.json) is not None:
        return lab.failure(
            "cursor-repeats",
            walked.listing.operation,
            "following the links leads back to a page that was there already",
            walked.seen,
        )
    how = f"answers {seen.status}" if seen.status else f"is {seen.raw.outcome}"
    return lab.failure(
        "link-broken", walked.listing.operation, f"a link to a page {how}", walked.seen
    )


def _path(exchange: Exchange) -> str:
    return exchange.target.partition("?")[0]
