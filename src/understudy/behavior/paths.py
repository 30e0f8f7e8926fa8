"""What paths say of one another: who is a member of what, below whom, and what is done to it.

/pets          -> /pets/{petId}            -> /pets/{petId}/archive, /pets/{petId}:archive
/pets/         -> /pets/{petId}/
/pets.json     -> /pets/{petId}.json       -> /pets/{petId}/archive.json
/Pets          -> /Pets({ID}), /Pets('{ID}')
"""

from __future__ import annotations

import re
from collections.abc import Iterable, Iterator
from functools import lru_cache

from understudy.contract.routing import TEMPLATED

_ENDING = re.compile(r"(?:\.(?:json|xml))?/?$")
_MEMBERS = ("/{}", "({})", "('{}')")
_ACTION = re.compile(r"(.*\{\}.{0,2})[/:]([A-Za-z][A-Za-z_-]*)")


@lru_cache(maxsize=4096)
def form(path: str) -> str:
    """Return what a path has in common with those that say the same: no names, no format.

    >>> form("/pets/{petId}.json"), form("/pets/{id}/")
    ('/pets/{}', '/pets/{}')
    """
    return TEMPLATED.sub("{}", _ENDING.sub("", path))


def is_templated(path: str) -> bool:
    """Tell whether a path ends in a variable: then it names a member, not a collection."""
    return "{}" in form(path).rpartition("/")[2]


def is_within(path: str, owner: str) -> bool:
    """Tell whether a path leads on from another's; what variables are called does not count.

    >>> is_within("/pets/{petId}/toys", "/pets/{id}"), is_within("/pets/{id}", "/pets/{id}")
    (True, False)
    """
    return form(path).startswith(f"{form(owner)}/")


def variables(path: str) -> list[str]:
    """Return the names of a path's variables, in order."""
    return TEMPLATED.findall(path)


class Paths:
    """The paths of a document."""

    def __init__(self, paths: Iterable[str]) -> None:
        self._by_form: dict[str, str] = {}
        self._actions: dict[str, list[tuple[str, str]]] = {}
        for path in paths:
            self._by_form.setdefault(form(path), path)
            found = _ACTION.fullmatch(form(path))
            if found is not None:
                self._actions.setdefault(found[1], []).append((path, found[2]))

    def member(self, path: str) -> str | None:
        """Return the path that names a member of a collection.

        >>> Paths(["/pets/{petId}/toys", "/pets/{petId}"]).member("/pets")
        '/pets/{petId}'
        >>> Paths(["/Pets('{ID}')"]).member("/Pets")
        "/Pets('{ID}')"
        """
        named = (self._by_form.get(form(path) + ending) for ending in _MEMBERS)
        return next(filter(None, named), None)

    def below(self, path: str, word: str) -> str | None:
        """Return the path that leads on from another by a word.

        >>> Paths(["/pets/count.json"]).below("/pets.json", "count")
        '/pets/count.json'
        """
        return self._by_form.get(f"{form(path)}/{word}")

    def actions(self, member_path: str) -> Iterator[tuple[str, str]]:
        """Yield the paths of what can be done to a member, with the word for it.

        >>> list(Paths(["/pets/{id}:archive", "/pets/{id}/toys/{toyId}"]).actions("/pets/{petId}"))
        [('/pets/{id}:archive', 'archive')]
        """
        yield from self._actions.get(form(member_path), ())
