"""Order: what is sorted by a field ascends or descends in it, is the same set, and stays so."""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from understudy.contract.operations import Json, JsonObject, Operation
from understudy.state import ColumnKind
from understudy.state.scalars import ENCODERS, Scalar
from understudy.verification.failures import Failure
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.paging import cut
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.showing import include_all, kind_of, values_of
from understudy.verification.probes.walks import Page, page_at, walk, whole

_SIGNS = re.compile(r"[\W_]+")


@dataclass(frozen=True, slots=True, kw_only=True)
class Sorted:
    """One way to sort a list: by a field, as these parameters ask for it."""

    field: str
    is_descending: bool
    values: Values
    behavior: str


def check_order(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Sort a list in every way that is declared."""
    listing = lab.listing(operation)
    if listing is None or not lab.may_ask(operation) or listing.is_inferred:
        return
    base = lab.values(operation)
    if base is None:
        return
    base = {**base, **include_all(lab, listing)}
    all_of_it = whole(lab, listing, base)
    if all_of_it.broken is not None:
        return
    for each in (*_default(lab, listing), *orders(lab, listing)):
        yield from _check(lab, listing, base, each)


def orders(lab: Lab, listing: Listing) -> Iterator[Sorted]:
    """Yield every way to sort a list that is declared and that its contract allows."""
    ordering = listing.declaration.ordering
    by = listing.parameter(ordering.by)
    if by is None:
        return
    is_field = lab.schemas.validator(by.schema).is_valid
    directions = _directions(lab, listing)
    for field in ordering.fields:
        for word, is_descending in directions or ((None, False), (None, True)):
            named = f"-{field}" if is_descending and not directions else field
            if not is_field(named):
                continue
            values: dict[str, Json] = {by.name: named}
            if word is not None and ordering.direction is not None:
                values[ordering.direction] = word
            side = "desc" if is_descending else "asc"
            yield Sorted(
                field=field,
                is_descending=is_descending,
                values=values,
                behavior=f"sort:{field}:{side}",
            )


def _directions(lab: Lab, listing: Listing) -> tuple[tuple[str, bool], ...]:
    """Return a word for each direction, and whether it descends; none when there is no choice."""
    parameter = listing.parameter(listing.declaration.ordering.direction)
    if parameter is None:
        return ()
    words = [
        str(word)
        for branch in lab.schemas.branches(parameter.schema)
        for word in (branch["enum"] if isinstance(branch.get("enum"), list) else ())
    ]
    found = {"desc" in word.lower(): word for word in reversed(words or ["asc", "desc"])}
    is_valid = lab.schemas.validator(parameter.schema).is_valid
    return tuple((word, down) for down, word in sorted(found.items()) if is_valid(word))


def _default(lab: Lab, listing: Listing) -> Iterator[Sorted]:
    default = listing.declaration.ordering.default
    if default and not lab.is_inferred:
        yield Sorted(
            field=default[0].removeprefix("-"),
            is_descending=default[0].startswith("-"),
            values={},
            behavior="sort:default",
        )


def _check(lab: Lab, listing: Listing, base: Values, each: Sorted) -> Iterator[Failure]:
    operation = listing.operation
    values = {**base, **each.values}
    walked = whole(lab, listing, values)
    at = listing.declaration.ordering.by or "" if each.values else ""
    if walked.broken is not None:
        lab.skip(operation, each.behavior, f"sorted so, it answers {walked.broken.status}")
        return
    shown = _shown(lab, listing, walked.rows, each.field)
    if shown is None or len(shown) < 2:  # noqa: PLR2004 - two can be out of order
        lab.skip(operation, each.behavior, f"rows do not show {each.field}")
    else:
        lab.exercise(operation, each.behavior)
        wrong = _out_of_order(shown, kind_of(lab, listing, each.field), each)
        if wrong is not None:
            first, second = wrong
            direction = "descending" if each.is_descending else "ascending"
            yield lab.failure(
                "sort-wrong",
                operation,
                f"sorted by {each.field}, {direction}, {first!r} comes before {second!r}",
                walked.seen,
                at=at,
            )
    yield from _stable(lab, listing, values, at)


def _shown(lab: Lab, listing: Listing, rows: Sequence[JsonObject], field: str) -> list[Json] | None:
    """Return the field of each row that shows one value of it; None when some do not show it."""
    found = [values_of(lab, listing, row, field) for row in rows]
    if any(each is None for each in found):
        return None
    return [each[0] for each in found if each is not None and len(each) == 1]


def _out_of_order(shown: Sequence[Json], kind: ColumnKind, how: Sorted) -> tuple[Json, Json] | None:
    """Return two neighbours that are the wrong way round, by every way to compare them."""
    for first, second in pairwise(shown):
        before, after = (second, first) if how.is_descending else (first, second)
        if all(low > high for low, high in _readings(before, after, kind)):
            return first, second
    return None


def _readings(low: Json, high: Json, kind: ColumnKind) -> Iterator[tuple[float | str, float | str]]:
    """Yield two values in forms that can be compared: deployments sort texts by many rules.

    Where nothing can be compared, two equal forms are yielded: no order is wrong then.
    """
    left, right = ENCODERS[kind](low), ENCODERS[kind](high)
    if isinstance(left, str) and isinstance(right, str):
        yield from ((left, right), (left.casefold(), right.casefold()))
        yield _SIGNS.sub("", left.casefold()), _SIGNS.sub("", right.casefold())
    elif _is_number(left) and _is_number(right):
        yield left, right  # type: ignore[misc]  # both were asked
    else:
        yield 0, 0


def _is_number(value: Scalar) -> bool:
    return isinstance(value, int | float)


def _stable(lab: Lab, listing: Listing, values: Values, at: str) -> Iterator[Failure]:
    """Ask the same twice, and in smaller pages: the order must be one and the same."""
    walked = whole(lab, listing, values)
    again = page_at(lab, listing, values, lab.largest_page(listing), None)
    if not isinstance(again, Page) or not walked.pages:
        return
    identity = listing.identify(walked.rows)
    first = [identity.of(row) for row in walked.pages[0].rows]
    second = [identity.of(row) for row in again.rows]
    if sorted(first) == sorted(second) and first != second:
        yield _unstable(lab, listing, [walked.pages[0].seen, again.seen], at)
        return
    if Counter(first) != Counter(second) and walked.is_whole and len(walked.pages) == 1:
        return  # somebody wrote: another probe's business
    paging = listing.declaration.paging
    if not values or paging is None or paging.size is None:
        return
    size = cut(len(walked.rows))
    pages = walk(lab, listing, values, size, most_pages=2)
    met = [identity.of(row) for row in pages.rows]
    order = [identity.of(row) for row in walked.rows]
    if met != order[: len(met)] and pages.broken is None and identity.names:
        yield _unstable(lab, listing, [*walked.seen, *pages.seen], at)


def _unstable(lab: Lab, listing: Listing, seen: Sequence[Seen], at: str) -> Failure:
    return lab.failure(
        "sort-unstable",
        listing.operation,
        "the same records come in another order when the same is asked again",
        seen,
        at=at,
    )
