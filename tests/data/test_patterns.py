"""Texts from regular expressions."""

import re

import jsonschema_rs
import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.data import Dice
from understudy.data.patterns import Pattern, Unmatchable

EXPRESSIONS = {
    "literal": "abc",
    "anchored": "^abc$",
    "empty": "",
    "counted": r"^[A-Z]{2}\d{4}$",
    "counted open": r"^[a-f]{3,}$",
    "lazy and possessive": r"^a+?b*?c$",
    "alternatives": "^(red|green|blue|)$",
    "nested": r"^(\w+\.)*\w+$",
    "back reference": r"^(\w)-\1$",
    "named group": r"^(?<q>['\"])x$",
    "negated": "^[^a-z0-9]+$",
    "negated category": r"^[^\s\d]\S\D\W$",
    "any": "^.{10}$",
    "white space": r"^a\sb$",
    "not a letter": "^[^A]$",
    "slashes": r"^\/v\d\/x$",
    "Unicode escape": "^\u00e9\\u00e8$",
    "beyond ASCII": "^[\u0400-\u042f]{4}$",
    "Unicode classes": r"^\p{Lu}\p{Ll}[\p{L}\p{N}]{3}$",
    "lookahead": r"^(?=.*\d)(?!0)[\da-f]{6}$",
    "word boundary": r"\bskip\b",
    "country": "^[A-Z]{2}$",
    "sku": "^[A-Z]{2,4}(-[A-Z0-9]{1,6}){2,3}$",
    "decimal": r"^-?\d+(\.\d{1,4})?$",
    "rfc 3339": r"^\d{4}-(0[1-9]|1[0-2])-([012]\d|3[01])T\d{2}:\d{2}:\d{2}Z$",
    "semantic version": r"^(0|[1-9]\d*)\.(0|[1-9]\d*)\.(0|[1-9]\d*)(-[\w.]+)?$",
}


@pytest.mark.parametrize("source", EXPRESSIONS.values(), ids=list(EXPRESSIONS))
def test_texts_match_for_a_validator_too(source):
    pattern = Pattern(source)
    validator = jsonschema_rs.Draft202012Validator({"pattern": source})

    texts = [pattern.draw(Dice(number)) for number in range(30)]

    assert [text for text in texts if not validator.is_valid(text)] == []


@pytest.mark.parametrize("source", [r"^(?<q>['\"])x\k<q>$", r"^[\w-.]{4}$", r"^\p{P}+$"])
def test_texts_match_expressions_that_only_some_validators_read(source):
    pattern = Pattern(source)

    assert all(pattern.matches(pattern.draw(Dice(number))) for number in range(30))


@given(path=st.integers(), low=st.integers(0, 80), span=st.integers(0, 10))
def test_texts_are_as_long_as_asked(path, low, span):
    pattern = Pattern("^[a-z]+(-[a-z]+)*$")

    text = pattern.draw(Dice(path), low=low + 1, high=low + 1 + span)

    assert low + 1 <= len(text) <= low + 1 + span


@pytest.mark.parametrize(("source", "high"), [("^a{9}$", 8), ("^(?!.)a$", None)])
def test_what_cannot_match_is_given_up(source, high):
    with pytest.raises(Unmatchable):
        Pattern(source).draw(Dice(1), high=high)


@pytest.mark.parametrize("source", ["(", "[", r"\p{Emoji}", "*"])
def test_what_is_no_expression_is_refused(source):
    with pytest.raises(re.error):
        Pattern(source)


def test_classes_are_drawn_in_readable_characters():
    texts = [Pattern("^[^<>]{8}$").draw(Dice(number)) for number in range(20)]

    assert all(text.isalnum() for text in texts)
