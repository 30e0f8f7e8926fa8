"""What is kept to answer faster is bounded, whatever clients ask for."""

from __future__ import annotations

from understudy.behavior import Answer, Repeats, Shelf
from understudy.behavior.calls import QUESTION_BYTES, VIEW_BYTES


def test_view_is_found_again_at_its_place_alone() -> None:
    shelf = Shelf()

    shelf.put((1, "blue"), 7, b"{}")

    assert shelf.board((1, "blue")) == {7: b"{}"}
    assert shelf.board((1, "green")) == {}


def test_asking_for_places_keeps_nothing() -> None:
    shelf = Shelf()

    for number in range(100):
        shelf.board((number,))

    assert shelf._kept == {}


def test_views_together_stay_within_the_limit_and_the_newest_is_kept() -> None:
    shelf = Shelf(limit_bytes=100_000)

    for number in range(1_000):
        shelf.put((number % 10,), number, b"x" * 1_000)

    views = [view for board in shelf._kept.values() for view in board.values()]
    assert sum(len(view) + VIEW_BYTES for view in views) <= 100_000
    assert 999 in shelf.board((9,))


def test_view_that_would_displace_all_others_is_not_kept() -> None:
    shelf = Shelf(limit_bytes=100_000)
    shelf.put((1,), 1, b"small")

    shelf.put((1,), 2, b"x" * 90_000)

    assert shelf.board((1,)) == {1: b"small"}


def test_repeated_view_is_counted_once() -> None:
    shelf = Shelf(limit_bytes=100_000)
    shelf.put((1,), 1, b"first")

    for _ in range(1_000):
        shelf.put((2,), 2, b"x" * 1_000)

    assert shelf.board((1,)) == {1: b"first"}


def test_long_questions_count_against_the_limit() -> None:
    repeats = Repeats(limit_bytes=100_000)
    questions = [("list", b"q=%d" % number + b"x" * 10_000, (b"h",)) for number in range(100)]

    for question in (*questions, *questions):
        repeats.put(question, Answer(status=200))

    assert len(repeats._kept) <= 100_000 // (10_000 + QUESTION_BYTES)
    assert repeats.get(questions[-1]) == Answer(status=200)


def test_answer_is_kept_from_the_second_time_on() -> None:
    repeats = Repeats()

    for _ in range(2):
        assert repeats.get(("q",)) is None
        repeats.put(("q",), Answer(status=200, body=b"1"))

    assert repeats.get(("q",)) == Answer(status=200, body=b"1")
