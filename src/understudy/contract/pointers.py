"""RFC 6901 JSON Pointers: the names of places in a document."""

from __future__ import annotations

from collections.abc import Iterable


def join_pointer(pointer: str, *tokens: str | int) -> str:
    """Return the pointer to a place below another one.

    >>> join_pointer("/paths", "/pets/{id}", "get", "parameters", 0)
    '/paths/~1pets~1{id}/get/parameters/0'
    """
    for token in tokens:
        pointer = f"{pointer}/{_escape(str(token))}"
    return pointer


def make_pointer(tokens: Iterable[str | int]) -> str:
    """Return the pointer that these tokens spell from the root."""
    return join_pointer("", *tokens)


def split_pointer(pointer: str) -> tuple[str, ...]:
    """Return the tokens of a pointer, as they stand in the document.

    >>> split_pointer("/paths/~1pets~1{id}/get")
    ('paths', '/pets/{id}', 'get')
    """
    if not pointer:
        return ()
    tokens = pointer.removeprefix("/").split("/")
    return tuple(token.replace("~1", "/").replace("~0", "~") for token in tokens)


def is_within(pointer: str, holder: str) -> bool:
    """Tell whether a place is another one, or below it.

    >>> is_within("/paths/~1pets/get", "/paths"), is_within("/pathsLike", "/paths")
    (True, False)
    """
    return pointer == holder or pointer.startswith(f"{holder}/")


def _escape(token: str) -> str:
    if "/" not in token and "~" not in token:
        return token  # nearly all are; every place of a document has a pointer
    return token.replace("~", "~0").replace("/", "~1")
