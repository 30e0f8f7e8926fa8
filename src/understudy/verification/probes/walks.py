"""Walks: a list's pages one after the other, as its page style says, in bounded many requests."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass, replace
from urllib.parse import urljoin, urlsplit

from understudy.behavior.declarations import PageStyle
from understudy.contract.operations import Json, JsonObject
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.reaching import Values

MOST_PAGES = 15
MOST_ROWS = 400
NO_LINKS = ("", "null")  # what stands for no link, beside null and nothing: compared in lower case


@dataclass(frozen=True, slots=True)
class Page:
    """One page: what was seen, the rows in it, and the start that was asked for."""

    seen: Seen
    rows: list[JsonObject]
    start: Json = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Walk:
    """Pages in the order in which they were walked.

    It `is_whole` when it came to the end of the list. `broken` is an answer that could not be read
    as a page, or a page that leads back to where the walk has been.
    """

    listing: Listing
    values: Values
    pages: tuple[Page, ...]
    is_whole: bool
    broken: Seen | None = None

    @property
    def rows(self) -> list[JsonObject]:
        """All rows, in order."""
        return [row for page in self.pages for row in page.rows]

    @property
    def seen(self) -> list[Seen]:
        """What was seen, page by page."""
        return [*(page.seen for page in self.pages), *((self.broken,) if self.broken else ())]


def rows_in(listing: Listing, seen: Seen) -> list[JsonObject] | None:
    """Return the rows of an answer, none for "there is nothing to list"; None when unreadable."""
    if listing.declaration.empty is not None and seen.status == 404:  # noqa: PLR2004 - not found
        return []
    return listing.rows(seen.json) if seen.is_success else None


def whole(lab: Lab, listing: Listing, values: Values) -> Walk:
    """Return a walk with pages as large as the list gives them; remembered."""
    key = (listing.operation.id, repr(sorted(values.items())))
    known = lab.remembered.get(key)
    if not isinstance(known, Walk):
        known = lab.remembered[key] = walk(lab, listing, values, lab.first_pages.size(listing))
    return known


def walk(
    lab: Lab, listing: Listing, values: Values, size: int, *, most_pages: int = MOST_PAGES
) -> Walk:
    """Walk a list by its parameters (a cursor's only from the pages), `size` rows at a time."""
    paging = listing.declaration.paging
    steps = _alone if paging is None else _steps
    pages: list[Page] = []
    for page in steps(lab, listing, values, size):
        if isinstance(page, Seen):
            return _walk(listing, values, pages, is_whole=False, broken=page)
        pages.append(page)
        if _is_last(listing, pages, size):
            return _walk(listing, values, pages, is_whole=True)
        if len(pages) >= most_pages or sum(len(each.rows) for each in pages) >= MOST_ROWS:
            break
        if len(pages) > 1 and pages[-1].rows == pages[-2].rows:
            break  # the same page for ever
    return _walk(listing, values, pages, is_whole=paging is None)


def follow_links(
    lab: Lab, listing: Listing, first: Page, values: Values, side: str, *, most_pages: int
) -> Walk:
    """Walk from a page by the links of its answers, verbatim, to the `next` or `previous` side."""
    pages = [first]
    while len(pages) < most_pages:
        link = link_of(listing, pages[-1].seen, side)
        if link is None:
            return _walk(listing, values, pages, is_whole=True)
        seen = _followed(lab, listing, values, link)
        rows = rows_in(listing, seen)
        if rows is None or any(page.seen.raw.target == link for page in pages):
            return _walk(listing, values, pages, is_whole=False, broken=seen)
        pages.append(Page(seen, rows))
    return _walk(listing, values, pages, is_whole=False)


def link_of(listing: Listing, seen: Seen, side: str) -> str | None:
    """Return path and query of an answer's link to the `next` or `previous` page, None if none."""
    for name in (f"{side}_url", f"{side}_path"):
        link = listing.figure(seen.json, name)
        if isinstance(link, str) and link.lower() not in NO_LINKS:
            parts = urlsplit(urljoin(seen.raw.target, link))
            return f"{parts.path}?{parts.query}" if parts.query else parts.path
    return None


def has_links(listing: Listing) -> bool:
    """Tell whether a list's answers say where the next page is."""
    return any(listing.place(name) for name in ("next_url", "next_path"))


def page_at(lab: Lab, listing: Listing, values: Values, size: int, start: Json) -> Page | Seen:
    """Return one page, or what was seen instead of one."""
    paging = listing.declaration.paging
    asked = dict(values)
    if paging is not None and paging.size is not None:
        asked[paging.size] = size
    if paging is not None and paging.start is not None and start is not None:
        asked[paging.start] = start
    seen = lab.ask(listing.operation, asked)
    rows = rows_in(listing, seen)
    return seen if rows is None else Page(seen, rows, start)


def _walk(
    listing: Listing,
    values: Values,
    pages: list[Page],
    *,
    is_whole: bool,
    broken: Seen | None = None,
) -> Walk:
    return Walk(
        listing=listing, values=values, pages=tuple(pages), is_whole=is_whole, broken=broken
    )


def _alone(lab: Lab, listing: Listing, values: Values, size: int) -> Iterator[Page | Seen]:
    yield page_at(lab, listing, values, size, None)


def _steps(lab: Lab, listing: Listing, values: Values, size: int) -> Iterator[Page | Seen]:
    paging = listing.declaration.paging
    if paging is None or not _can_go_on(listing):
        yield from _alone(lab, listing, values, size)
    elif paging.goes_on:
        yield from _by_cursor(lab, listing, values, size)
    else:
        start, step = (paging.first, 1) if paging.style is PageStyle.NUMBER else (0, size)
        while True:
            yield page_at(lab, listing, values, size, start)
            start += step


def _can_go_on(listing: Listing) -> bool:
    """Tell whether there is a way from a page to the next one."""
    paging = listing.declaration.paging
    if paging is not None and paging.style is not PageStyle.CURSOR:
        return paging.start is not None
    return has_links(listing) or listing.place("next_cursor") is not None


def _by_cursor(lab: Lab, listing: Listing, values: Values, size: int) -> Iterator[Page | Seen]:
    page = page_at(lab, listing, values, size, None)
    met: set[str | int] = set()
    while True:
        yield page
        if isinstance(page, Seen):
            return
        cursor = listing.next_place(page.seen.json)
        link = link_of(listing, page.seen, "next")
        place = link if cursor is None else cursor
        if place is None:
            return
        if place in met:
            yield page.seen
            return
        met.add(place)
        if cursor is not None:
            page = page_at(lab, listing, values, size, cursor)
        else:
            seen = _followed(lab, listing, values, link or "")
            rows = rows_in(listing, seen)
            page = seen if rows is None else Page(seen, rows, link)


def _is_last(listing: Listing, pages: list[Page], size: int) -> bool:
    """Tell whether the list ends with the page that was walked last."""
    page = pages[-1]
    paging = listing.declaration.paging
    if paging is None or not _can_go_on(listing):
        return paging is None or len(page.rows) < size
    if paging.goes_on:
        is_end = listing.next_place(page.seen.json) is None
        return is_end and link_of(listing, page.seen, "next") is None
    if not page.rows or len(page.rows) >= size:
        return not page.rows  # a full page may be the last: only the next one tells
    is_last = listing.figure(page.seen.json, "has_next") is False
    rows = sum(len(each.rows) for each in pages)
    return is_last or listing.figure(page.seen.json, "total") == rows


def _followed(lab: Lab, listing: Listing, values: Values, link: str) -> Seen:
    """Ask for what a link of a list's answer leads to, verbatim, with the same headers."""
    like = lab.spelling.request(listing.operation, values)
    return lab.send(replace(like, target=link))
