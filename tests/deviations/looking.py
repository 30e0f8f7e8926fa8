"""Where to look at a plain service: each is a question, and the place in the answer that tells."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any, TypeAlias

from tests.deviations.asking import ask
from tests.deviations.plain import PlainService

Look: TypeAlias = Callable[[Any], Any]


def get(path: str, *places: Any, **request: Any) -> Look:
    """Look at what a GET answers, at a place in its body."""
    return lambda service: at(ask(service, "GET", path, **request).json(), *places)


def status(method: str, path: str, **request: Any) -> Look:
    """Look at the status of an answer."""
    return lambda service: ask(service, method, path, **request).status_code


def header(name: str, method: str, path: str, **request: Any) -> Look:
    """Look at a header of an answer; part of it may vary."""
    return lambda service: ask(service, method, path, **request).headers.get(name)


def at(value: Any, *places: Any) -> Any:
    """Return what is at a place."""
    for place in places:
        value = value[place]
    return value


def all_of(path: str, member: str) -> Look:
    """Look at one member of every row."""
    return lambda service: [each[member] for each in ask(service, "GET", path).json()["data"]]


def after(method: str, path: str, look: Look, **request: Any) -> Look:
    """Look at something after another request."""

    def looking(service: PlainService) -> Any:
        ask(service, method, path, **request)
        return look(service)

    return looking


def ends(path: str) -> Look:
    """Tell whether an answer comes, how it ends otherwise."""

    def looking(service: PlainService) -> str:
        try:
            ask(service, "GET", path, wait_s=0.25)
        except (ConnectionResetError, TimeoutError) as error:
            return type(error).__name__
        return "whole"

    return looking
