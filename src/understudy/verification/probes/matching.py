"""Matching: whether a value meets a filter, told without the deployment's help.

Three answers: yes, no, and None for "cannot be told". What real deployments may well read another
way (a date compared with a moment of that day) is None, so that nobody is accused of it.
"""

from __future__ import annotations

import re
from collections.abc import Callable, Iterable, Mapping, Sequence
from typing import assert_never

from understudy.behavior.declarations import Comparison, Reading
from understudy.contract.operations import Json
from understudy.state import ColumnKind, Operator
from understudy.state.records import Scalar
from understudy.state.scalars import ENCODERS, folded, number

_DAY = re.compile(r"[0-9]{4}-[0-9]{2}-[0-9]{2}")
_NEGATIVE = {Operator.DIFFERS: Operator.EQUALS, Operator.LACKS: Operator.CONTAINS}
_TEXTUAL: Mapping[Operator, Callable[[str, str], bool]] = {
    Operator.SAME: lambda value, asked: value == asked,
    Operator.CONTAINS: lambda value, asked: asked in value,
    Operator.STARTS: lambda value, asked: value.startswith(asked),
}


def meets(
    values: Sequence[Json] | None, how: Comparison, asked: Json, kind: ColumnKind
) -> bool | None:
    """Tell whether a record with these values in a field meets a filter; values None is unknown.

    >>> meets(["Hex bolt"], Operator.CONTAINS, "BOLT", ColumnKind.TEXT)
    True
    >>> meets(["a", "b"], Operator.DIFFERS, "a", ColumnKind.TEXT) is None  # some differ, some not
    True
    """
    if values is None:
        return None
    if isinstance(how, Reading):
        return _reads(values, how, asked, kind)
    if how in _NEGATIVE:
        return _meets_not(values, _NEGATIVE[how], asked, kind)
    if how is Operator.ABSENT:
        return not values
    wanted = asked if isinstance(asked, list) else [asked]
    return any_of(_holds(value, how, each, kind) for value in values for each in wanted)


def _reads(values: Sequence[Json], how: Reading, asked: Json, kind: ColumnKind) -> bool | None:
    match how:
        case Reading.LISTED:
            return any_of(meets(values, Operator.EQUALS, each, kind) for each in listed(asked))
        case Reading.UNLISTED:
            return _all_of(meets(values, Operator.DIFFERS, each, kind) for each in listed(asked))
        case Reading.FILLED | Reading.BLANK:
            is_blank = None if not values else all(each == "" for each in values)
            return is_blank if is_blank is None else is_blank is (how is Reading.BLANK)
        case _:
            assert_never(how)


def listed(asked: Json) -> list[Json]:
    """Return the values of a list, also when it is written `a,b`."""
    return asked if isinstance(asked, list) else list[Json](str(asked).split(","))


def any_of(answers: Iterable[bool | None]) -> bool | None:
    """Tell whether one of them is yes; of none, none is.

    >>> any_of([False, None]), any_of([None, True]), any_of([])
    (None, True, False)
    """
    met = set(answers)
    return True if True in met else (None if None in met else False)


def _all_of(answers: Iterable[bool | None]) -> bool | None:
    met = set(answers)
    return False if False in met else (None if None in met else True)


def _meets_not(
    values: Sequence[Json], positive: Operator, asked: Json, kind: ColumnKind
) -> bool | None:
    answers = {_holds(value, positive, asked, kind) for value in values}
    if len(answers) > 1:
        return None
    held = next(iter(answers), None)
    return None if held is None else not held


def _holds(value: Json, how: Operator, asked: Json, kind: ColumnKind) -> bool | None:
    if how in _TEXTUAL:
        text, wanted = folded(value), folded(asked)
        return None if text is None or wanted is None else _TEXTUAL[how](text, wanted)
    if _is_day(value) is not _is_day(asked) and kind is not ColumnKind.NUMBER:
        return _holds_of_days(value, how, asked)
    left, right = ENCODERS[kind](value), ENCODERS[kind](asked)
    if left is None or right is None:
        return None
    if how in (Operator.EQUALS, Operator.IN):
        return None if left != right and _are_one_number(value, asked) else _equal(left, right)
    return _compared(left, how, right)


def _equal(left: Scalar, right: Scalar) -> bool | None:
    if left == right:
        return True
    alike = isinstance(left, str) and isinstance(right, str) and left.casefold() == right.casefold()
    return None if alike else False


def _are_one_number(value: Json, asked: Json) -> bool:
    """Tell whether two values are the same number, spelled in different ways ("1", "1.0")."""
    return number(value) is not None and number(value) == number(asked)


def _compared(left: Scalar, how: Operator, right: Scalar) -> bool | None:
    if isinstance(left, str) and isinstance(right, str):
        answers = {_ordered(left, how, right), _ordered(left.casefold(), how, right.casefold())}
        return answers.pop() if len(answers) == 1 else None
    if isinstance(left, int | float) and isinstance(right, int | float):
        return _ordered(left, how, right)
    return None


def _ordered(left: str | float, how: Operator, right: str | float) -> bool:
    order = (left > right) - (left < right)  # type: ignore[operator]  # both are of one kind
    return {
        Operator.LESS: order < 0,
        Operator.AT_MOST: order <= 0,
        Operator.MORE: order > 0,
    }.get(how, order >= 0)


def _holds_of_days(value: Json, how: Operator, asked: Json) -> bool | None:
    """Compare a moment with a day, or the other way round, by their dates alone."""
    if not isinstance(value, str) or not isinstance(asked, str):
        return None
    left, right = value[:10], asked[:10]
    is_known = _is_day(left) and _is_day(right) and left != right
    return (_ordered(left, how, right) if how in _COMPARING else False) if is_known else None


_COMPARING = (Operator.LESS, Operator.AT_MOST, Operator.MORE, Operator.AT_LEAST)


def _is_day(value: Json) -> bool:
    return isinstance(value, str) and _DAY.fullmatch(value) is not None
