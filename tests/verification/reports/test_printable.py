"""What others sent steers no terminal, and stays readable."""

from __future__ import annotations

import unicodedata

import orjson
import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.verification.reports.bodies import shown_body
from understudy.verification.reports.printable import is_printable, one_line, printable

ANY = st.text(st.characters())  # surrogates too


@given(ANY)
def test_nothing_printable_steers_a_terminal(text: str) -> None:
    shown = printable(text)

    assert is_printable(shown)
    controls = {each for each in shown if unicodedata.category(each) in {"Cc", "Cs"}}
    assert controls <= {"\n", "\t"}
    assert printable(shown) == shown
    shown.encode("utf-8")


@given(ANY, st.integers(1, 50))
def test_one_line_is_one_line_of_bounded_length(text: str, most: int) -> None:
    line = one_line(text, most=most)

    assert len(line) <= most
    assert len(line.splitlines()) <= 1


@pytest.mark.parametrize("mark", ["\u202e", "\u2066", "\x1b", "\x9b", "\u2028", "\ufeff", "\ud800"])
def test_marks_that_deceive_are_spelled_out(mark: str) -> None:
    assert printable(f"a{mark}b") in {f"a\\u{ord(mark):04x}b", f"a\\x{ord(mark):02x}b"}


@given(st.binary(max_size=200) | ANY.map(lambda text: text.encode("utf-8", "replace")))
def test_any_body_is_shown_within_bounds(body: bytes) -> None:
    shown = shown_body(body, (), most=100)

    assert len(shown) < 160
    assert is_printable(shown)


@pytest.mark.parametrize(
    "body",
    [
        pytest.param(b"[" * 10_000, id="open"),
        pytest.param(b"[" * 500 + b"]" * 500, id="deep"),
        pytest.param(b"[" + b"1," * 30_000 + b"1]", id="wide"),
        pytest.param(b'{"a":' * 99 + b"[1,2,3]" + b"}" * 99, id="indented far"),
        pytest.param(b'"\\ud800"', id="lone surrogate"),
    ],
)
def test_hostile_json_is_shown_within_bounds(body: bytes) -> None:
    assert len(shown_body(body, (), most=1_000)) < 1_100


def test_json_is_indented_and_text_is_as_it_is() -> None:
    assert shown_body(orjson.dumps({"a": [1]}), ()) == '{\n  "a": [\n    1\n  ]\n}'
    assert shown_body(b"{a: 1", ()) == "{a: 1"
    assert shown_body(b"", ()) == ""


def test_binary_is_told_by_kind_and_size() -> None:
    headers = (("content-type", "image/png"),)

    assert shown_body(b"\x89PNG\x00", headers) == "5 bytes of image/png"
    assert shown_body(b"\x00", ()) == "1 bytes of no stated media type"
