"""Filters keep what they should and nothing else, told by values that are taken from rows."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence
from dataclasses import dataclass, replace
from typing import TypeAlias

from understudy.behavior.declarations import Expression, Filter, Match
from understudy.behavior.expressions import DAY
from understudy.contract.encoding import spell
from understudy.contract.operations import Json, JsonObject, Operation, Parameter
from understudy.state import Operator
from understudy.verification.failures import Failure
from understudy.verification.probes.choosing import choose, fitted
from understudy.verification.probes.hidden import check_hidden
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.matching import any_of, meets
from understudy.verification.probes.paging import check_figures
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.records import Shown
from understudy.verification.probes.showing import include_all, kind_of
from understudy.verification.probes.walks import Walk, whole

FEWEST_KEPT = 2  # rows that make more than one page

Judge: TypeAlias = Callable[[JsonObject], "bool | None"]


@dataclass(frozen=True, slots=True, kw_only=True)
class Trial:
    """One value of a filter, what it is called, and what tells which rows it should keep."""

    parameter: Parameter
    value: Json
    behaviors: tuple[str, ...]
    keeps: Judge


def check_filters(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Try each filter of a list by values that its rows have, and by one that none has."""
    listing = lab.listing(operation)
    if listing is None or listing.is_inferred or not lab.may_ask(operation):
        return
    if not listing.declaration.filters:
        return
    base = lab.values(operation)
    if base is None:
        return
    base = {**base, **include_all(lab, operation)}
    shown = Shown(lab, listing, base)
    for name, rule in listing.declaration.filters.items():
        parameter = listing.parameter(name)
        if parameter is None:
            continue
        tried = False
        for trial in trials_of(lab, shown, parameter, rule):
            tried = True
            yield from _check(lab, shown, base, trial)
        if not tried:
            yield from check_hidden(lab, shown, base, parameter, rule)


def narrowing(lab: Lab, listing: Listing, base: Values) -> Iterator[Values]:
    """Yield parameter values that keep several rows of a list but not all, one per parameter."""
    shown = Shown(lab, listing, base)
    for name, rule in () if listing.is_inferred else listing.declaration.filters.items():
        parameter = listing.parameter(name)
        if parameter is None or len(shown.rows) <= FEWEST_KEPT:
            continue
        for trial in trials_of(lab, shown, parameter, rule):
            kept = sum(trial.keeps(row) is True for row in shown.rows)
            if FEWEST_KEPT <= kept < len(shown.rows):
                yield {name: trial.value}
                break


def trials_of(lab: Lab, shown: Shown, parameter: Parameter, rule: Filter) -> Iterator[Trial]:
    """Yield values to try a filter with; none when nothing shows what it filters by."""
    if rule.cases:
        yield from _cases(lab, shown, parameter, rule)
    elif rule.expression is not None:
        yield from _expressions(lab, shown, parameter, rule.expression)
    elif all(shown.values(each.field) is not None for each in rule.matches):
        pool = [each for match in rule.matches for each in shown.values(match.field) or ()]
        for value in choose(lab, parameter, rule.matches[0].operator, pool):
            yield Trial(
                parameter=parameter,
                value=value,
                behaviors=(f"filter:{parameter.name}",),
                keeps=_judge(lab, shown, rule.matches, value),
            )


def _judge(lab: Lab, shown: Shown, matches: Sequence[Match], value: Json) -> Judge:
    kinds = {each.field: kind_of(lab, shown.listing, each.field) for each in matches}

    def keeps(row: JsonObject) -> bool | None:
        return any_of(
            meets(shown.of(row, each.field), each.operator, value, kinds[each.field])
            for each in matches
        )

    return keeps


def _cases(lab: Lab, shown: Shown, parameter: Parameter, rule: Filter) -> Iterator[Trial]:
    for word, fields in rule.cases.items():
        value = fitted(lab, parameter, {"true": True, "false": False}.get(word, word))
        if value is None or any(shown.values(field) is None for field in fields):
            continue

        def keeps(row: JsonObject, fields: JsonObject = dict(fields)) -> bool | None:  # noqa: B006 - bound now
            answers = [_equals(shown.of(row, field), wanted) for field, wanted in fields.items()]
            return False if False in answers else (None if None in answers else True)

        yield Trial(
            parameter=parameter,
            value=value,
            behaviors=(f"filter:{parameter.name}:{word}",),
            keeps=keeps,
        )


def _equals(values: Sequence[Json] | None, wanted: Json) -> bool | None:
    if values is None:
        return None
    return wanted in values if wanted is not None else not values


def _expressions(
    lab: Lab, shown: Shown, parameter: Parameter, expression: Expression
) -> Iterator[Trial]:
    """Yield each word with some field and each field with some word: all pairs would be too many.

    What was not answered with a success is tried with the next: not every word goes with every
    field. So pairs are yielded until all words and fields are exercised.
    """
    free = replace(parameter, schema={"type": "string"})
    for word, operator, field in _pairs(expression):
        behaviors = (f"filter:{parameter.name}:{word}", f"filter:{parameter.name}:{field}")
        pool = shown.values(field)
        if pool is None or lab.has_exercised(shown.listing.operation, *behaviors):
            continue
        match = Match(field=field, operator=operator)
        start = f"{expression.of}{field} {word}"
        for value in choose(lab, free, operator, pool):
            written, meant = _written(lab, parameter, start, spell(value))
            if written is not None:
                yield Trial(
                    parameter=parameter,
                    value=written,
                    behaviors=behaviors,
                    keeps=_judge(lab, shown, (match,), meant),
                )
                break


def _written(lab: Lab, parameter: Parameter, start: str, text: str) -> tuple[str | None, str]:
    """Return an expression that its parameter allows, and the value in it: quoted, or a day."""
    is_valid = lab.schemas.validator(parameter.schema).is_valid
    if "'" not in text and not DAY.fullmatch(text) and is_valid(f"{start} '{text}'"):
        return f"{start} '{text}'", text
    day = text[:10]
    if DAY.fullmatch(day) and is_valid(f"{start} {day}"):
        return f"{start} {day}", day
    return None, text


def _pairs(expression: Expression) -> Iterator[tuple[str, Operator, str]]:
    words = list(expression.words.items())
    for offset in range(len(words)):
        for position, field in enumerate(expression.fields):
            yield (*words[(position + offset) % len(words)], field)


def _check(lab: Lab, shown: Shown, base: Values, trial: Trial) -> Iterator[Failure]:
    listing = shown.listing
    walked = whole(lab, listing, {**base, trial.parameter.name: trial.value})
    if walked.broken is not None:
        for behavior in trial.behaviors:
            reason = f"asked so, it answers {walked.broken.status}"
            lab.skip(listing.operation, behavior, reason)
        return
    lab.exercise(listing.operation, *trial.behaviors)
    yield from _unsound(lab, shown, walked, trial)
    yield from _incomplete(lab, shown, walked, trial)
    yield from check_figures(lab, walked, None)


def _unsound(lab: Lab, shown: Shown, walked: Walk, trial: Trial) -> Iterator[Failure]:
    wrong = [row for row in walked.rows if trial.keeps(row) is False]
    if lab.is_inferred and len(walked.rows) < len(shown.rows):
        return  # it narrows: how, nobody has declared
    if wrong:
        yield lab.failure(
            "filter-unsound",
            shown.listing.operation,
            f"{trial.parameter.name}={spell(trial.value)} lets {len(wrong)} of"
            f" {len(walked.rows)} rows through that do not meet it,"
            f" the first is {shown.name(wrong[0])}",
            walked.seen,
            at=trial.parameter.name,
        )


def _incomplete(lab: Lab, shown: Shown, walked: Walk, trial: Trial) -> Iterator[Failure]:
    if not walked.is_whole:
        return
    identity = shown.identity
    met = {identity.of(row) for row in walked.rows}
    lost = [row for row in shown.rows if identity.of(row) not in met and trial.keeps(row) is True]
    if lost and identity.names:
        yield lab.failure(
            "filter-incomplete",
            shown.listing.operation,
            f"{trial.parameter.name}={spell(trial.value)} hides {len(lost)} rows that meet it,"
            f" the first is {shown.name(lost[0])}",
            [*shown.walked.seen, *walked.seen],
            at=trial.parameter.name,
        )
