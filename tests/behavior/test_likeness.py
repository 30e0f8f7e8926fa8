"""Operations declared like another, and mistakes in it."""

from __future__ import annotations

from pathlib import Path

import pytest

from understudy.behavior import read_behavior
from understudy.contract.errors import BehaviorError

PETS = """\
resources: {pet: {key: id}}
operations:
  getPet: {behavior: get, resource: pet, key: id}
"""


def declared(tmp_path: Path, text: str) -> Path:
    path = tmp_path / "behavior.yaml"
    path.write_text(PETS + text, encoding="utf-8")
    return path


def test_operation_takes_what_it_does_not_say_from_the_one_it_is_like(tmp_path: Path) -> None:
    shown = "  showPet: {like: getPet, key: pet_id}\n"
    seen = "  seePet: {like: showPet, answer: {pet: $record}}\n"

    declarations = read_behavior(declared(tmp_path, shown + seen)).declarations

    assert (declarations["seePet"].kind, declarations["seePet"].resource) == ("get", "pet")
    assert declarations["seePet"].key == "pet_id"
    assert declarations["seePet"].answer == {"pet": "$record"}
    assert declarations["showPet"].answer == "$record"


@pytest.mark.parametrize(
    ("text", "told"),
    [
        pytest.param("  showPet: {like: getPets}\n", "did you mean getPet?", id="misspelt"),
        pytest.param("  a: {like: b}\n  b: {like: a}\n", "declared like it", id="in a circle"),
    ],
)
def test_operation_that_is_like_nothing_is_a_mistake(tmp_path: Path, text: str, told: str) -> None:
    with pytest.raises(BehaviorError) as caught:
        read_behavior(declared(tmp_path, text))

    assert told in str(caught.value)
    assert "/like" in str(caught.value)
