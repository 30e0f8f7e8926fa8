import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.contract.operations import JsonObject
from understudy.state import Column, ColumnKind
from understudy.state.layouts import collector, reader
from understudy.state.scalars import MISSING, flag, instant, number, prefix_range, text

HOUR = 3_600_000_000

TEXTS = {
    "text": ("ab", "ab"),
    "empty": ("", ""),
    "integer": (12, "12"),
    "fraction": (1.5, "1.5"),
    "boolean": (True, "true"),
    "null": (None, None),
    "object": ({}, None),
    "lone surrogate": ("a\ud800", None),
    "emoji": ("😀", "😀"),
}


@pytest.mark.parametrize(("value", "kept"), TEXTS.values(), ids=TEXTS.keys())
def test_text_column_keeps(value, kept):
    assert text(value) == kept


NUMBERS = {
    "integer": (3, 3),
    "fraction": (3.5, 3.5),
    "decimal string": ("12.50", 12.5),
    "whole string": ("-7", -7),
    "exponent": ("1e3", 1000.0),
    "larger than 64 bits": (2**70, float(2**70)),
    "larger than 64 bits, string": (str(2**70), float(2**70)),
    "larger than any number": ("1" + "0" * 399, None),
    "infinite by exponent": ("1e999", None),
    "infinity": (float("inf"), None),
    "not a number": (float("nan"), None),
    "boolean": (True, None),
    "underscore": ("1_000", None),
    "spaces": (" 1", None),
    "other digits": ("\u0661", None),
    "words": ("nan", None),
    "null": (None, None),
    "list": ([1], None),
}


@pytest.mark.parametrize(("value", "kept"), NUMBERS.values(), ids=NUMBERS.keys())
def test_number_column_keeps(value, kept):
    assert number(value) == kept


INSTANTS = {
    "utc": ("1970-01-01T01:00:00Z", HOUR),
    "lower case": ("1970-01-01t01:00:00z", HOUR),
    "offset": ("1970-01-01T03:00:00+02:00", HOUR),
    "fraction": ("1970-01-01T00:00:00.25Z", 250_000),
    "nanoseconds": ("1970-01-01T00:00:00.000001999Z", 1),
    "no offset": ("1970-01-01T01:00:00", HOUR),
    "date": ("1970-01-02", 24 * HOUR),
    "before 1970": ("1969-12-31T23:00:00Z", -HOUR),
    "first year with offset": ("0001-01-01T00:00:00+14:00", -62135596800_000_000 - 14 * HOUR),
    "words": ("tomorrow", None),
    "number": (0, None),
    "null": (None, None),
}


@pytest.mark.parametrize(("value", "kept"), INSTANTS.values(), ids=INSTANTS.keys())
def test_instant_column_keeps(value, kept):
    assert instant(value) == kept


FLAGS = {
    "true": (True, 1),
    "false": (False, 0),
    "spelled true": ("true", 1),
    "spelled false": ("false", 0),
    "one": (1, None),
    "null": (None, None),
    "words": ("yes", None),
}


@pytest.mark.parametrize(("value", "kept"), FLAGS.values(), ids=FLAGS.keys())
def test_flag_column_keeps(value, kept):
    assert flag(value) == kept


@given(st.text(), st.text())
def test_prefix_range_holds_exactly_the_texts_that_start_so(prefix, other):
    low, high = prefix_range(prefix)

    for candidate in (other.casefold(), (prefix + other).casefold()):
        is_within = candidate >= low and (high == b"" or candidate < high)
        assert is_within == candidate.startswith(prefix.casefold())


def test_prefix_of_last_code_points_has_no_upper_bound():
    assert prefix_range("\U0010ffff") == ("\U0010ffff", b"")


def test_prefix_range_steps_over_surrogates():
    assert prefix_range("\ud7ff") == ("\ud7ff", "\ue000")


RECORD: JsonObject = {
    "name": "Box",
    "maker": {"city": "Ulm"},
    "tags": ["b", "a", "b", None],
    "lines": [{"codes": ["x", "y"]}, {"codes": [["y", "z"]]}, {}, "text"],
}

SINGLE = {
    "flat": (("name",), "Box"),
    "deep": (("maker", "city"), "Ulm"),
    "absent": (("colour",), MISSING),
    "absent below": (("maker", "country"), MISSING),
    "below a text": (("name", "first"), MISSING),
    "an array": (("tags",), MISSING),
    "through an array": (("lines", "codes"), MISSING),
}


@pytest.mark.parametrize(("path", "value"), SINGLE.values(), ids=SINGLE.keys())
def test_single_column_reads(path, value):
    assert reader(Column(name="c", path=path))(RECORD) == value


MANY = {
    "array": (("tags",), ["b", "a"]),
    "through arrays": (("lines", "codes"), ["x", "y", "z"]),
    "single value": (("maker", "city"), ["Ulm"]),
    "absent": (("colour", "name"), []),
}


@pytest.mark.parametrize(("path", "values"), MANY.values(), ids=MANY.keys())
def test_many_column_reads_each_value_once(path, values):
    assert collector(Column(name="c", path=path, many=True))(RECORD) == values


def test_number_column_reads_decimal_strings_of_a_record():
    read = reader(Column(name="price", path=("price",), kind=ColumnKind.NUMBER))

    assert read({"price": "12.50"}) == 12.5
