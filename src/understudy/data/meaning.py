"""What a property means by its name, and a value that fits the meaning.

A name is looked up whole, then without its first word, and so on: `default_purchase_price` is found
as `purchase price`. Whether the value satisfies the schema is for the caller to check.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping

from understudy.data.naming import Subject, subject_of, words_of
from understudy.data.stage import Scene
from understudy.data.vocabulary import MEANINGS, Draw

Text = Callable[[Scene], str]


def find_meaning(name: str, subject: Subject, kind: str) -> Draw | None:
    """Return how to draw a value for a property of that name, None when the name says nothing.

    `kind` is a JSON type, or for formatted strings the format ("date-time", "email", "uri"). What
    is returned draws values of that kind.
    """
    words = words_of(name)
    for start in range(len(words)):
        kinds = MEANINGS.get(" ".join(words[start:]))
        if kinds is not None:
            return kinds.get(kind)
    if words and words[-1] in _OWNED and kind == "string":
        return _owned(words, subject)
    return None


def _owned(words: tuple[str, ...], subject: Subject) -> Text:
    """Resolve words like `name`, which mean nothing without the object that carries them.

    In `warehouse_name` it is the name itself that says what the object is.
    """
    qualifier = subject_of(" ".join(words[:-1]))
    draws = _OWNED[words[-1]]
    return draws.get(subject if qualifier is Subject.OTHER else qualifier) or draws[Subject.OTHER]


def _note(scene: Scene) -> str:
    return scene.dice.choose(scene.stage.pools.pool("notes"))


def _label(scene: Scene) -> str:
    return scene.dice.choose(scene.stage.pools.pool("labels"))


_SITES = ("Main Warehouse", "Distribution Center", "Depot", "Returns", "Overflow")
_NAMES: Mapping[Subject, Text] = {
    Subject.ARTICLE: lambda scene: scene.article.name,
    Subject.PERSON: lambda scene: scene.person.name,
    Subject.COMPANY: lambda scene: scene.company.name,
    Subject.CATEGORY: lambda scene: scene.article.category,
    Subject.BRAND: lambda scene: scene.article.brand,
    Subject.SITE: lambda scene: f"{scene.place.city} {scene.dice.choose(_SITES)}",
    Subject.UNIT: lambda scene: scene.article.unit,
    Subject.OTHER: _label,
}
_OWNED: Mapping[str, Mapping[Subject, Text]] = {
    "name": _NAMES,
    "title": {**_NAMES, Subject.PERSON: lambda scene: scene.person.job_title},
    "description": {
        Subject.ARTICLE: lambda scene: scene.article.description,
        Subject.OTHER: _note,
    },
    "code": {
        Subject.ARTICLE: lambda scene: scene.article.sku,
        Subject.COMPANY: lambda scene: scene.company.number,
        Subject.OTHER: lambda scene: f"{scene.dice.text(_LETTERS, 3)}{scene.dice.digits(3)}",
    },
    "number": {
        Subject.ARTICLE: lambda scene: scene.article.sku,
        Subject.COMPANY: lambda scene: scene.company.number,
        Subject.OTHER: lambda scene: str(scene.dice.integer(10_000, 99_999)),
    },
}
_LETTERS = "ABCDEFGHKLMNPRSTUVWX"
