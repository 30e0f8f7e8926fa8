"""Where credentials travel: the headers, parameters and cookies that open an operation."""

from __future__ import annotations

from typing import TypeAlias
from urllib.parse import parse_qsl

from understudy.contract.operations import Contract, Location, Operation
from understudy.contract.queries import split_cookies
from understudy.verification.fuzzing.scenarios import Case

Doors: TypeAlias = "frozenset[tuple[str, str]]"  # (where, name): ("header", "authorization")


def find_doors(contract: Contract, operation: Operation) -> Doors:
    """Return where the credentials of an operation travel; header names in lower case."""
    schemes = (
        contract.security_schemes[name] for each in operation.security for name in each.schemes
    )
    return frozenset(
        (str(each.location), _name(str(each.location), each.parameter))
        if each.location is not None
        else (str(Location.HEADER), "authorization")
        for each in schemes
    )


def is_door(doors: Doors, place: str, name: str) -> bool:
    """Tell whether a parameter carries credentials."""
    return (place, _name(place, name)) in doors


def is_knocked_at(doors: Doors, case: Case) -> bool:
    """Tell whether a request carries any credentials, whatever they are worth."""
    return any(_holds(case, place, name) for place, name in doors)


def _holds(case: Case, place: str, name: str) -> bool:
    if place == Location.QUERY:
        query = case.target.partition("?")[2]
        return any(key == name for key, _ in parse_qsl(query, keep_blank_values=True))
    headers = {key.lower(): value for key, value in case.request_headers}
    if place == Location.HEADER:
        return name in headers
    cookies = headers.get("cookie", "").encode("latin-1", "replace")
    return any(key == name for key, _ in split_cookies(cookies))


def _name(place: str, name: str) -> str:
    return name.lower() if place == Location.HEADER else name
