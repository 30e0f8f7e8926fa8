"""Dice: the same path gives the same draws, and every draw keeps its promise."""

import subprocess
import sys
from datetime import UTC, datetime, timedelta
from uuid import UUID

import pytest
from hypothesis import given
from hypothesis import strategies as st

from understudy.data import Dice

paths = st.lists(st.integers() | st.text(max_size=5), max_size=4)


@given(path=paths, longer=paths)
def test_fork_is_the_longer_path_whatever_was_drawn(path, longer):
    dice = Dice(*path, "x")
    dice.bits()

    forked = dice.fork(*longer, "y")

    assert forked.bits() == Dice(*path, "x", *longer, "y").bits()


def test_draws_are_the_same_on_every_machine_and_in_every_release():
    dice = Dice(7, "augno", "item", 17)

    drawn = [dice.bits() for _ in range(20)]

    assert drawn[0] == 13703476605358200838
    assert drawn[19] == 15399780322272847717


def test_neighbouring_paths_share_nothing():
    first = {Dice("item", index).bits() for index in range(10_000)}

    assert len(first) == 10_000


@given(low=st.integers(), span=st.integers(0, 2**130), path=st.integers())
def test_integers_stay_between_their_bounds(low, span, path):
    assert low <= Dice(path).integer(low, low + span) <= low + span


def test_small_integers_are_all_drawn_about_as_often():
    dice = Dice("fair")

    drawn = [dice.integer(1, 6) for _ in range(12_000)]

    assert {1, 2, 3, 4, 5, 6} == set(drawn)
    assert all(1800 < drawn.count(face) < 2200 for face in range(1, 7))


@given(low=st.floats(-1e6, 1e6), span=st.floats(0, 1e6), places=st.integers(0, 4))
def test_numbers_have_no_more_places_than_asked(low, span, places):
    number = Dice(low, span).number(low, low + span, places)

    assert round(number, places) == number


@given(st.lists(st.integers(), max_size=30), st.integers(0, 40))
def test_samples_take_each_option_once(options, size):
    sample = Dice(size).sample(options, size)

    assert len(sample) == min(size, len(options))
    assert all(sample.count(each) <= options.count(each) for each in sample)


@given(st.lists(st.integers(), max_size=30))
def test_shuffling_keeps_everything(options):
    assert sorted(Dice("s").shuffle(options)) == sorted(options)


def test_weights_decide_how_often():
    dice = Dice("weights")

    drawn = [dice.weighted((("often", 9), ("rarely", 1), ("never", 0))) for _ in range(2000)]

    assert 120 < drawn.count("rarely") < 280
    assert "never" not in drawn


def test_weights_of_nothing_are_refused():
    with pytest.raises(ValueError, match="above zero"):
        Dice("weights").weighted((("never", 0),))


def test_chances_happen_as_often_as_they_should():
    dice = Dice("chance")

    assert 400 < sum(dice.chance(0.25) for _ in range(2000)) < 600
    assert not any(dice.chance(0) for _ in range(100))
    assert all(dice.chance(1) for _ in range(100))


@given(path=st.integers(), size=st.integers(0, 40))
def test_texts_have_the_asked_length(path, size):
    dice = Dice(path)

    assert len(dice.text("ab", size)) == size
    assert len(dice.hex(size)) == size
    assert len(dice.digits(size)) == size
    assert set(dice.text("ab", size)) <= {"a", "b"}


@given(path=st.integers())
def test_identifiers_are_well_formed(path):
    dice = Dice(path)

    identifier = UUID(dice.uuid())

    assert (identifier.version, identifier.variant) == (4, "specified in RFC 4122")
    assert len(bytes.fromhex(dice.object_id())) == 12


@given(path=st.integers(), seconds=st.integers(0, 10**9))
def test_instants_lie_between_and_are_whole_seconds_in_utc(path, seconds):
    earliest = datetime(2020, 1, 1, tzinfo=UTC)
    latest = earliest + timedelta(seconds=seconds)

    instant = Dice(path).instant(earliest, latest)

    assert earliest <= instant <= latest
    assert (instant.microsecond, instant.tzinfo) == (0, UTC)


SCRIPT = """
import datetime, orjson
from understudy.data import Dice, POOLS, Stage, compile_generator
stage = Stage(seed=5, now=datetime.datetime(2026, 5, 5, tzinfo=datetime.UTC))
names = "id name sku price email status created_at updated_at city notes tags".split()
schema = {"properties": {name: {"type": ["string", "null"]} for name in names},
          "additionalProperties": {"oneOf": [{"type": "integer"}, {"pattern": "^[a-z]+$"}]},
          "patternProperties": {"^x": {"type": "number"}}, "minProperties": 14}
make = compile_generator(schema, None, stage=stage)
made = {str(index): make(Dice(1, index)) for index in ORDER}
pools = {name: stage.pools.pool(name) for name in ORDERED(POOLS)}
articles = {str(index): stage.catalog.article(index).sku for index in ORDER}
print(orjson.dumps([made, pools, articles], option=orjson.OPT_SORT_KEYS).decode())
"""


def test_other_processes_and_other_orders_make_the_same_bytes():
    def run(hash_seed, order, ordered):
        code = SCRIPT.replace("ORDERED", ordered).replace("ORDER", order)
        environment = {"PYTHONHASHSEED": hash_seed, "PYTHONPATH": ":".join(sys.path)}
        command = [sys.executable, "-c", code]
        done = subprocess.run(command, env=environment, check=True, capture_output=True)  # noqa: S603 -- our own script
        return done.stdout

    forwards = run("1", "range(30)", "list")
    backwards = run("2", "reversed(range(30))", "reversed")

    assert forwards == backwards
