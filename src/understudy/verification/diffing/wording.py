"""Changes of schemas in words."""

from __future__ import annotations

import json
from collections.abc import Sequence

from understudy.contract.operations import Json

_LONGEST = 60


def shown(value: Json) -> str:
    """Return a value in one line, cut when it is long.

    >>> shown(["a", 1]), shown("x" * 100)[-4:]
    ('["a", 1]', 'x...')
    """
    text = json.dumps(value, ensure_ascii=False)
    return text if len(text) <= _LONGEST else f"{text[: _LONGEST - 3]}..."


def one_line(value: Json) -> str:
    """Return a value in one line, all of it.

    >>> one_line({"name": "Müller", "tags": []})
    '{"name": "Müller", "tags": []}'
    """
    return json.dumps(value, ensure_ascii=False)


def said(keyword: str, old: Json, new: Json) -> str:
    """Return how a keyword changed; None stands for its absence.

    >>> said("type", "integer", ["integer", "null"]), said("maxLength", None, 20)
    ('type is integer or null now, was integer', 'maxLength is 20 now, was not given')
    """
    return f"{keyword} is {_of(keyword, new)} now, was {_of(keyword, old)}"


def listed(old: Sequence[Json], new: Sequence[Json]) -> str:
    """Return how a list of values changed.

    >>> listed(["a", "b"], ["b", "c"])
    'values added: "c"; removed: "a"'
    """
    added, removed = [each for each in new if each not in old], [e for e in old if e not in new]
    parts = [
        f"{verb}: {', '.join(map(shown, values))}"
        for verb, values in (("added", added), ("removed", removed))
        if values
    ]
    return f"values {'; '.join(parts)}"


def _of(keyword: str, value: Json) -> str:
    if value is None:
        return "not given"
    if keyword == "type":
        names = value if isinstance(value, list) else [value]
        return " or ".join(map(str, names))
    return shown(value)
