"""Order: what is sorted by a field ascends or descends in it, is the same set, and stays so."""

from __future__ import annotations

import re
from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from itertools import pairwise

from understudy.behavior.declarations import Ordering
from understudy.contract.operations import Json, JsonObject, Operation, Parameter
from understudy.state import ColumnKind
from understudy.state.scalars import ENCODERS
from understudy.verification.failures import Failure
from understudy.verification.probes.choosing import options
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.paging import cut
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.showing import include_all, kind_of, values_of
from understudy.verification.probes.walks import Walk, walk, whole

ENOUGH_ROWS = 50  # to tell in which order they are
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
    base = {**base, **include_all(lab, operation)}
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
    directions = _directions(lab, listing)
    for field in ordering.fields:
        for word, is_descending in directions or ((None, False), (None, True)):
            named = _named(lab, by, ordering, field, is_signed=is_descending and not directions)
            if named is None:
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


def _named(
    lab: Lab, by: Parameter, ordering: Ordering, field: str, *, is_signed: bool
) -> str | None:
    """Return what asks for an order by a field; None where the contract does not allow it.

    How a sign is spelled is a guess where the order is told from names alone.
    """
    is_guess = bool(ordering.spellings)
    told = field.rpartition(".")[2] if is_guess else field
    named = f"-{told}" if is_signed else told
    if is_guess and is_signed and named not in options(lab, by.schema):
        return None
    return named if lab.schemas.validator(by.schema).is_valid(named) else None


def _directions(lab: Lab, listing: Listing) -> tuple[tuple[str, bool], ...]:
    """Return a word for each direction, and whether it descends; none when there is no choice."""
    parameter = listing.parameter(listing.declaration.ordering.direction)
    if parameter is None:
        return ()
    words = [str(word) for word in options(lab, parameter.schema)]
    found = {"desc" in word.lower(): word for word in reversed(words or ["asc", "desc"])}
    is_valid = lab.schemas.validator(parameter.schema).is_valid
    return tuple((word, down) for down, word in sorted(found.items()) if is_valid(word))


def _default(lab: Lab, listing: Listing) -> Iterator[Sorted]:
    default = listing.declaration.ordering.default
    if default and not lab.is_inferred and is_shown(listing, default[0]):
        yield Sorted(
            field=default[0].removeprefix("-"),
            is_descending=default[0].startswith("-"),
            values={},
            behavior="sort:default",
        )


def is_shown(listing: Listing, field: str) -> bool:
    """Tell whether the contract lets rows show a field: an order by another promises nothing."""
    return field.removeprefix("-").partition(".")[0] in listing.schema


def _check(lab: Lab, listing: Listing, base: Values, each: Sorted) -> Iterator[Failure]:
    operation = listing.operation
    values = {**base, **each.values}
    size = lab.first_pages.size(listing)
    most = -(-ENOUGH_ROWS // max(1, size))
    walked = walk(lab, listing, values, size, most_pages=max(1, most))
    at = listing.declaration.ordering.by or "" if each.values else ""
    if walked.broken is not None:
        lab.skip(operation, each.behavior, f"sorted so, it answers {walked.broken.status}")
        return
    shown = _shown(lab, listing, walked.rows, each.field)
    if shown is None:
        lab.skip(operation, each.behavior, f"rows do not show {each.field}")
    elif len(shown) < 2:  # noqa: PLR2004 - two can be out of order
        lab.skip(operation, each.behavior, "the list has less than two rows that can be compared")
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
    yield from _same_set(lab, walked, whole(lab, listing, base), at)
    yield from _stable(lab, walked, at)


def _same_set(lab: Lab, walked: Walk, plain: Walk, at: str) -> Iterator[Failure]:
    """Sorting loses no record and adds none."""
    identity = walked.listing.identify(plain.rows)
    if not (walked.is_whole and plain.is_whole and identity.names):
        return
    met, expected = ({*map(identity.of, each.rows)} for each in (walked, plain))
    if met != expected:
        yield lab.failure(
            "sort-wrong",
            walked.listing.operation,
            f"sorted, the list has {len(met)} records, {len(expected)} otherwise",
            [*plain.seen, *walked.seen],
            at=at,
        )


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
        if _is_after(before, after, kind):
            return first, second
    return None


def _is_after(first: Json, second: Json, kind: ColumnKind) -> bool:
    """Tell whether a value belongs behind another by every way in which deployments sort texts."""
    left, right = ENCODERS[kind](first), ENCODERS[kind](second)
    if isinstance(left, str) and isinstance(right, str):
        low, high = left.casefold(), right.casefold()
        return left > right and low > high and _SIGNS.sub("", low) > _SIGNS.sub("", high)
    if isinstance(left, int | float) and isinstance(right, int | float):
        return left > right
    return False


def _stable(lab: Lab, walked: Walk, at: str) -> Iterator[Failure]:
    """Ask the same again, in smaller pages where there are pages: the order must be the same."""
    listing = walked.listing
    size = cut(len(walked.rows))
    lab.recall.forget()
    again = walk(lab, listing, walked.values, size, most_pages=2)
    identity = listing.identify(walked.rows)
    first = [identity.of(row) for row in walked.rows]
    second = [identity.of(row) for row in again.rows]
    is_other = first[: len(second)] != second and {*second} <= {*first}
    if is_other and again.broken is None and identity.names:
        yield lab.failure(
            "sort-unstable",
            listing.operation,
            "the same records come in another order when the same is asked again",
            [*walked.seen, *again.seen],
            at=at,
        )
