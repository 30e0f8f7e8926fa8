"""What a path means under a deployment: which operation it belongs to, and which records it names.

A deployment is asked under its base URL. The operations are looked for below it, and below the
base paths that the contract's own servers have, whichever of the two the base URL stands for.
"""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from urllib.parse import unquote

from understudy.behavior import Behavior, Kind
from understudy.contract.operations import Contract, Location, Operation
from understudy.contract.routing import TEMPLATED, Router, path_values, segments_of

_ON_ONE = frozenset({Kind.GET, Kind.UPDATE, Kind.DELETE})
_MOST_UNQUOTED = 4  # rounds of percent-decoding: proxies and servers may each do one


@dataclass(frozen=True, slots=True, kw_only=True)
class Place:
    """Where a request goes: what is offered there by method, and the texts in the path's blanks.

    `operation` is None when the request's method is not offered; `prefix` is the path before the
    template.
    """

    prefix: str
    operation: Operation | None
    offered: Mapping[str, Operation]
    values: Mapping[str, str]


@dataclass(frozen=True, slots=True)
class _Offer:
    operation: Operation
    prefix: str


class Paths:
    """The paths of a contract's operations under one base path."""

    def __init__(self, contract: Contract, behavior: Behavior, base: str) -> None:
        self._behavior = behavior
        self._router: Router[_Offer] = Router()
        self._prefixes: set[str] = set()
        for operation in contract.operations:
            for prefix in _prefixes(base, operation.base_paths):
                self._prefixes.add(prefix)
                path = prefix + operation.path
                self._router.add(path, operation.method, _Offer(operation, prefix))
        self._resources = _most_said(self._named(contract))

    def find(self, method: str, path: bytes) -> Place | None:
        """Return where a path leads; None when no operation of the contract is there."""
        found = self._router.find(segments_of(path))
        if found is None:
            return None
        route, texts = found
        offer, names = route.by_method.get(method) or next(iter(route.by_method.values()))
        return Place(
            prefix=offer.prefix,
            operation=offer.operation if method in route.by_method else None,
            offered={each: offer.operation for each, (offer, _) in route.by_method.items()},
            values=path_values(names, texts),
        )

    def covers(self, path: bytes) -> bool:
        """Say whether a path is below one of the base paths, however it is decoded.

        Dot segments are refused: they climb, and not every server climbs alike.
        """
        text = path.decode("latin-1")
        if not self._is_below(text):
            return False
        for _ in range(_MOST_UNQUOTED):
            if any(part.partition(";")[0] in (".", "..") for part in _parts(text)):
                return False
            decoded = unquote(text, encoding="latin-1")
            if decoded == text:
                return True
            text = decoded
        return False

    def _is_below(self, text: str) -> bool:
        return any(text == prefix or text.startswith(f"{prefix}/") for prefix in self._prefixes)

    def resource(self, operation: Operation, parameter: str) -> str:
        """Return the kind of record that a parameter in an operation's path names.

        Where nothing declares it, a path that names records is a kind of its own: `/items/{}`.
        """
        place = _down_to(operation, parameter)
        return self._resources.get(place, place)

    def _named(self, contract: Contract) -> Iterator[tuple[str, str]]:
        for operation in contract.operations:
            declared = self._behavior.declarations.get(operation.id)
            if declared is None:
                continue
            for owner in declared.owners:
                yield _down_to(operation, owner.parameter), owner.resource
            key = declared.key or next(reversed(TEMPLATED.findall(operation.path)), None)
            if declared.resource and declared.kind in _ON_ONE and key:
                yield _down_to(operation, key), declared.resource


def _prefixes(base: str, base_paths: tuple[str, ...]) -> Iterator[str]:
    """Yield what can stand before the operation's path.

    >>> list(_prefixes("/erp", ("/erp", "/erp/v1")))
    ['/erp', '/erp/erp', '/erp/erp/v1', '/erp/v1']
    """
    yield base
    for each in base_paths:
        if each:
            yield base + each
    for own in base_paths:
        if own and base.endswith(own):
            root = base.removesuffix(own)
            yield from (root + each for each in base_paths if each and each != own)


def _most_said(named: Iterator[tuple[str, str]]) -> Mapping[str, str]:
    """Return what each place names; where declarations differ, what most of them say."""
    said: dict[str, Counter[str]] = {}
    for place, resource in named:
        said.setdefault(place, Counter())[resource] += 1
    return {place: each.most_common(1)[0][0] for place, each in said.items()}


def _parts(text: str) -> list[str]:
    return text.replace("\\", "/").split("/")


def name_of(operation: Operation) -> str:
    """Return the path down to its last parameter, "" without one: what a record is named by.

    `/pets/{id}/delete` and `/pets/{petId}` name alike.
    """
    names = TEMPLATED.findall(operation.path)
    return _down_to(operation, names[-1]) if names else ""


def _down_to(operation: Operation, parameter: str) -> str:
    """Return the path down to a parameter, whatever the parameters in it are called."""
    before = operation.path.partition("{" + parameter + "}")[0]
    return TEMPLATED.sub("{}", before) + "{}"


def is_word(operation: Operation, name: str) -> bool:
    """Say whether a path parameter takes one of a few declared words: it names no record then."""
    return any(
        each.location is Location.PATH
        and each.name == name
        and ("enum" in each.schema or "const" in each.schema)
        for each in operation.parameters
    )
