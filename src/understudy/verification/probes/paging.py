"""Pages partition the set: none repeats a record, none is left out, and figures tell the truth."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from typing import cast

from understudy.behavior.declarations import PageStyle, Paging
from understudy.contract.encoding import spell
from understudy.contract.operations import Json, Operation
from understudy.verification.failures import Failure
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Identity, Listing, at
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.walks import Page, Walk, page_at, walk, whole

PAGES = 4  # that a set is cut into
SMALL = (1, 2)  # sizes at which the first pages are compared with the whole
FEW = 4  # pages of a small size


def check_pages(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Cut a list into pages of several sizes: each time they must be the same list."""
    listing = lab.listing(operation)
    values = lab.values(operation) if listing is not None and lab.may_ask(operation) else None
    if listing is None or values is None:
        return
    all_of_it = whole(lab, listing, values)
    if all_of_it.broken is not None:
        if _is_by_cursor(listing) and all_of_it.pages:
            yield _broken(lab, all_of_it)
        return
    yield from check_figures(lab, all_of_it, None)
    paging = listing.declaration.paging
    if paging is not None and listing.parameter(paging.size) is not None:
        yield from _cut(lab, listing, values, all_of_it)


def _cut(lab: Lab, listing: Listing, values: Values, all_of_it: Walk) -> Iterator[Failure]:
    size = cut(len(all_of_it.rows))
    yield from _compare(lab, walk(lab, listing, values, size), all_of_it, size)
    for small in SMALL:
        if small < size and _allows(lab, listing, small):
            few = walk(lab, listing, values, small, most_pages=FEW)
            yield from _compare(lab, few, all_of_it, small)
    yield from _beyond(lab, listing, values, all_of_it, size)
    if all_of_it.rows:
        lab.exercise(listing.operation, "paging")
    else:
        lab.skip(listing.operation, "paging", "the list is empty")


def _is_by_cursor(listing: Listing) -> bool:
    paging = listing.declaration.paging
    return paging is not None and paging.goes_on


def cut(rows: int) -> int:
    """Return a page size that cuts so many rows into a handful of pages.

    >>> cut(0), cut(3), cut(120)
    (1, 1, 30)
    """
    return max(1, -(-rows // PAGES))


def check_figures(lab: Lab, walked: Walk, size: int | None) -> Iterator[Failure]:
    """Hold what the pages state about themselves against what they hold."""
    listing = walked.listing
    for position, page in enumerate(walked.pages):
        if not page.seen.is_success or (position and not page.rows):
            continue
        known = _known(walked, position, size)
        for place, expression in listing.figures.items():
            if any(len(name) > 1 or name[0] not in known for name in expression.names):
                continue
            stated = at(page.seen.json, place)
            expected = cast("Json", expression.value(known))
            if _is_same(stated, expected):
                continue
            is_guess = listing.is_inferred or lab.is_inferred
            if is_guess and _is_excused(listing, expression.names[0][0], stated, page):
                continue
            rule = "total-wrong" if expression.names[0] == ("total",) else "page-figure"
            yield lab.failure(
                rule,
                listing.operation,
                f"{'.'.join(place)} is {spell(stated)}, but {_because(expression.names[0][0])}"
                f" {spell(expected)}",
                [*(each.seen for each in walked.pages[:position]), page.seen],
                at="/" + "/".join(place),
            )


def _is_excused(listing: Listing, figure: str, stated: Json, page: Page) -> bool:
    """Tell whether a figure that is told from its name alone may well mean something else."""
    is_known = figure in ("total", "has_next") and listing.declaration.paging is not None
    return not is_known or stated is None or _is_same(stated, len(page.rows))


def _because(figure: str) -> str:
    return {
        "total": "walking all pages finds",
        "size": "the size that was asked for is",
        "number": "the page that was asked for is",
    }.get(figure, "by the pages walked it is")


def _known(walked: Walk, position: int, size: int | None) -> Mapping[str, Json]:
    """Return the figures that are known for a page of a walk, without believing any answer."""
    total = len(walked.rows) if walked.is_whole else None
    known: dict[str, Json] = {} if total is None else {"total": total}
    if size is not None:
        known["size"] = size
    paging = walked.listing.declaration.paging
    if paging is None or paging.goes_on:
        later = walked.pages[position + 1 :]
        return known if total is None else {**known, "has_next": any(each.rows for each in later)}
    start = walked.pages[position].start
    if size is None or not isinstance(start, int):
        return known
    return {**known, **_counted(paging, start, size, total)}


def _counted(paging: Paging, start: int, size: int, total: int | None) -> dict[str, Json]:
    offset = (start - paging.first) * size if paging.style is PageStyle.NUMBER else start
    number = offset // size + paging.first
    known: dict[str, Json] = {
        "offset": offset,
        "number": number,
        "has_previous": offset > 0,
        "previous_number": number - 1 if offset > 0 else None,
    }
    if total is not None:
        known["pages"] = -(-total // size)
        known["has_next"] = offset + size < total
        known["next_number"] = number + 1 if offset + size < total else None
    return known


def _is_same(stated: Json, expected: Json) -> bool:
    """Compare figures; a number may be a text."""
    return stated == expected or spell(stated) == spell(expected)


def _compare(lab: Lab, walked: Walk, all_of_it: Walk, size: int) -> Iterator[Failure]:
    """Compare pages of one size with the whole list."""
    listing = walked.listing
    if walked.broken is not None:
        if walked.pages:
            yield _broken(lab, walked)
        return
    yield from _sizes(lab, walked, size)
    yield from check_figures(lab, walked, size)
    identity = listing.identify(all_of_it.rows)
    expected = Counter(map(identity.of, all_of_it.rows))
    met = Counter(map(identity.of, walked.rows))
    is_cursor = _is_by_cursor(listing)
    twice = sorted((met - expected).keys() & expected.keys())
    if twice:
        rule = "cursor-repeats" if is_cursor else "page-overlap"
        yield lab.failure(
            rule,
            listing.operation,
            f"in pages of {size} the record {_name(identity, twice[0])} comes"
            f" {met[twice[0]]} times",
            walked.seen,
        )
    yield from _gaps(lab, walked, all_of_it, identity, is_cursor=is_cursor)


def _gaps(
    lab: Lab, walked: Walk, all_of_it: Walk, identity: Identity, *, is_cursor: bool
) -> Iterator[Failure]:
    listing = walked.listing
    met = {identity.of(row) for row in walked.rows}
    order = [identity.of(row) for row in all_of_it.rows]
    expected = order if walked.is_whole else order[: len(walked.rows)]
    left_out = [each for each in expected if each not in met]
    size = len(walked.pages[0].rows) if walked.pages else 0
    if left_out and all_of_it.is_whole:
        yield lab.failure(
            "cursor-skips" if is_cursor else "page-gap",
            listing.operation,
            f"in pages of {size} the record {_name(identity, left_out[0])} does not come"
            f" ({len(left_out)} are left out)",
            walked.seen,
        )
    extra = sorted(met - set(order))
    if extra and all_of_it.is_whole:
        yield lab.failure(
            "cursor-skips" if is_cursor else "page-gap",
            listing.operation,
            f"the record {_name(identity, extra[0])} comes in small pages only,"
            " large ones leave it out",
            [*walked.seen, *all_of_it.seen],
        )


def _sizes(lab: Lab, walked: Walk, size: int) -> Iterator[Failure]:
    paging = walked.listing.declaration.paging
    last = len(walked.pages) - 1
    for position, page in enumerate(walked.pages):
        is_short = len(page.rows) < size and position < last
        if is_short and not walked.pages[position + 1].rows:
            is_short = False  # the last one with rows: only an empty one told that it was
        if is_short or len(page.rows) > size:
            yield lab.failure(
                "page-size",
                walked.listing.operation,
                f"a page of {size} was asked for, and {len(page.rows)} rows came",
                [page.seen],
                at=(paging.size or "") if paging else "",
            )
            return


def _beyond(
    lab: Lab, listing: Listing, values: Values, all_of_it: Walk, size: int
) -> Iterator[Failure]:
    """Ask for a page behind the last one."""
    paging = listing.declaration.paging
    if paging is None or paging.goes_on or paging.start is None:
        return
    if not all_of_it.is_whole:
        return
    pages = -(-len(all_of_it.rows) // size)
    is_numbered = paging.style is PageStyle.NUMBER
    start = paging.first + pages + 1 if is_numbered else (pages + 1) * size
    page = page_at(lab, listing, values, size, start)
    if isinstance(page, Page) and page.rows:
        yield lab.failure(
            "page-overlap",
            listing.operation,
            f"there are {len(all_of_it.rows)} records, but page {start} of {size}"
            f" holds {len(page.rows)}",
            [page.seen],
            at=paging.start,
        )


def _broken(lab: Lab, walked: Walk) -> Failure:
    listing = walked.listing
    seen = walked.seen[-1]
    is_again = seen.is_success
    return lab.failure(
        "cursor-repeats" if is_again else "link-broken",
        listing.operation,
        "following the pages leads back to a page that was there already"
        if is_again
        else f"what a page gives as the next one answers {seen.status}",
        walked.seen,
    )


def _allows(lab: Lab, listing: Listing, size: int) -> bool:
    paging = listing.declaration.paging
    parameter = listing.parameter(paging.size if paging else None)
    return parameter is not None and lab.schemas.validator(parameter.schema).is_valid(size)


def _name(identity: Identity, text: str) -> str:
    return text.strip("[]") if identity.names else text[:80]
