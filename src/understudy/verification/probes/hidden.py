"""Filters by what no answer shows: held against each other instead of against rows."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.behavior.declarations import Filter, Reading
from understudy.contract.encoding import spell
from understudy.contract.operations import Json, Parameter
from understudy.state import Operator
from understudy.verification.failures import Failure
from understudy.verification.probes.choosing import NOBODY, fitted, options
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.records import Shown
from understudy.verification.probes.walks import Walk, whole

MOMENTS = ("1970-01-02T00:00:00Z", "9998-12-31T00:00:00Z")  # nothing is older, nothing newer
MOST_KEYS = 3
_NEGATIVE = (Operator.DIFFERS, Operator.LACKS, Reading.UNLISTED)
_LISTS = (Reading.LISTED, Reading.UNLISTED)
_AFTER = (Operator.AT_LEAST, Operator.MORE)


def check_hidden(
    lab: Lab, shown: Shown, base: Values, parameter: Parameter, rule: Filter
) -> Iterator[Failure]:
    """Try a filter whose field cannot be read: what it keeps is still no more than the list.

    A value that nobody has keeps nothing, moments before all time and after it keep all or nothing,
    and several values keep what each of them keeps.
    """
    behavior = f"filter:{parameter.name}"
    how = rule.matches[0].operator if rule.matches else None
    if how is None or (isinstance(how, Reading) and how not in _LISTS):
        yield from _part(lab, shown, base, parameter, rule)
    elif how in (*_AFTER, Operator.LESS, Operator.AT_MOST):
        yield from _bounds(lab, shown, base, parameter, rule)
    else:
        yield from _nobody(lab, shown, base, parameter, is_negative=how in _NEGATIVE)
        yield from _keys(lab, shown, base, parameter, rule)
    if not lab.has_exercised(shown.listing.operation, behavior):
        lab.skip(shown.listing.operation, behavior, "nothing shows the field that it filters by")


def _ask(lab: Lab, shown: Shown, base: Values, parameter: Parameter, value: Json) -> Walk | None:
    fitting = fitted(lab, parameter, value)
    if fitting is None:
        return None
    walked = whole(lab, shown.listing, {**base, parameter.name: fitting})
    if walked.broken is not None or not shown.rows:
        return None
    lab.exercise(shown.listing.operation, f"filter:{parameter.name}")
    return walked


def _bounds(
    lab: Lab, shown: Shown, base: Values, parameter: Parameter, rule: Filter
) -> Iterator[Failure]:
    is_lower = rule.matches[0].operator in _AFTER
    for moment, keeps_all in zip(MOMENTS, (is_lower, not is_lower), strict=True):
        walked = _ask(lab, shown, base, parameter, moment)
        if walked is None:
            continue
        if keeps_all and len(walked.rows) < len(shown.rows) and walked.is_whole:
            yield lab.failure(
                "filter-incomplete",
                shown.listing.operation,
                f"{parameter.name}={moment} hides {len(shown.rows) - len(walked.rows)} of"
                f" {len(shown.rows)} rows, which no moment is beyond",
                walked.seen,
                at=parameter.name,
            )
        elif not keeps_all and walked.rows:
            yield _unsound(lab, shown, parameter, moment, walked)


def _nobody(
    lab: Lab, shown: Shown, base: Values, parameter: Parameter, *, is_negative: bool
) -> Iterator[Failure]:
    walked = _ask(lab, shown, base, parameter, NOBODY)
    if walked is None:
        return
    if walked.rows and not is_negative:
        yield _unsound(lab, shown, parameter, NOBODY, walked)
    if is_negative and walked.is_whole and len(walked.rows) < len(shown.rows):
        yield lab.failure(
            "filter-incomplete",
            shown.listing.operation,
            f"{parameter.name}={NOBODY} hides {len(shown.rows) - len(walked.rows)} of"
            f" {len(shown.rows)} rows, although nobody has that value",
            walked.seen,
            at=parameter.name,
        )


def _part(
    lab: Lab, shown: Shown, base: Values, parameter: Parameter, rule: Filter
) -> Iterator[Failure]:
    """What a filter keeps of a list is a part of it."""
    words: list[Json] = [{"true": True, "false": False}.get(each, each) for each in rule.cases]
    for word in words or options(lab, parameter.schema) or ["true"]:
        walked = _ask(lab, shown, base, parameter, word)
        if walked is None:
            continue
        lab.exercise(shown.listing.operation, f"filter:{parameter.name}:{spell(word)}")
        strangers = {*map(shown.identity.of, walked.rows)} - {*map(shown.identity.of, shown.rows)}
        if strangers and shown.walked.is_whole:
            yield _unsound(lab, shown, parameter, word, walked)


def _keys(
    lab: Lab, shown: Shown, base: Values, parameter: Parameter, rule: Filter
) -> Iterator[Failure]:
    """Filter by ids of the records that the field names, one by one and together."""
    keys = options(lab, parameter.schema) or _named(lab, shown, rule)
    kept: list[str] = []
    for key in keys[:MOST_KEYS]:
        walked = _ask(lab, shown, base, parameter, key)
        if walked is None:
            return
        kept += map(shown.identity.of, walked.rows)
        if not {*kept} <= {*map(shown.identity.of, shown.rows)} and shown.walked.is_whole:
            yield _unsound(lab, shown, parameter, key, walked)
    together = {**base, parameter.name: keys[:MOST_KEYS]}
    if len(keys) < 2 or not lab.schemas.validator(parameter.schema).is_valid(keys[:MOST_KEYS]):  # noqa: PLR2004 - one alone is not several
        return
    walked = whole(lab, shown.listing, together)
    met = {*map(shown.identity.of, walked.rows)}
    if walked.broken is None and walked.is_whole and met != {*kept}:
        yield lab.failure(
            "filter-incomplete" if {*kept} - met else "filter-unsound",
            shown.listing.operation,
            f"{parameter.name} with several values keeps {len(met)} rows,"
            f" one by one they keep {len({*kept})}",
            walked.seen,
            at=parameter.name,
        )


def _named(lab: Lab, shown: Shown, rule: Filter) -> list[Json]:
    resource = shown.listing.resource
    field = rule.matches[0].field
    if resource is None:
        return []
    relation = resource.relations.get(field)
    reference = resource.references.get(field)
    other = (relation.resource if relation else None) or (reference.resource if reference else None)
    for source in lab.reach.sources(other) if other else ():
        values = lab.values(source.operation)
        key = lab.behavior.resources[other or ""].key
        if values is not None:
            return [row[key] for row in lab.rows_of(source, values) if key in row]
    return []


def _unsound(lab: Lab, shown: Shown, parameter: Parameter, value: Json, walked: Walk) -> Failure:
    return lab.failure(
        "filter-unsound",
        shown.listing.operation,
        f"{parameter.name}={spell(value)} keeps {len(walked.rows)} rows that cannot meet it",
        walked.seen,
        at=parameter.name,
    )
