"""Naming: which resource the value of a parameter, or of a member of a body, is the key of."""

from __future__ import annotations

import re
from collections.abc import Iterator

from understudy.behavior import Behavior, Declaration, Kind
from understudy.behavior.naming import plain
from understudy.contract.operations import Contract, Location, Operation

ON_ONE = frozenset({Kind.GET, Kind.UPDATE, Kind.DELETE})
_TEMPLATED = re.compile(r"\{[^{}]+\}")


class Names:
    """What names mean in one contract: as declared, and as they are spelled."""

    def __init__(self, contract: Contract, behavior: Behavior) -> None:
        """Learn from every operation what the places in its path hold."""
        self._behavior = behavior
        self._named = dict(self._learned(contract))

    def resource_of(self, operation: Operation, parameter: str) -> str | None:
        """Return the resource whose key a parameter holds, None when nothing tells."""
        declared = self._behavior.declarations.get(operation.id)
        for owner in declared.owners if declared else ():
            if owner.parameter == parameter:
                return owner.resource
        if declared is not None and self.key_parameter(operation) == parameter:
            return declared.resource
        names = (_place(operation, parameter), parameter, bare(parameter))
        found = next(filter(None, map(self._named.get, names)), None)
        return found or self._ending(parameter)

    def key_parameter(self, operation: Operation) -> str | None:
        """Return the parameter that says which record an operation is about, None without one."""
        declared = self._behavior.declarations.get(operation.id)
        if declared is None or declared.kind not in ON_ONE or declared.only is not None:
            return None
        return declared.key or next(reversed(in_path(operation)), None)

    def meant(self, name: str) -> str | None:
        """Return what a parameter or member of that name holds the key of, wherever it stands."""
        return self._named.get(name)

    def resource_called(self, name: str) -> str | None:
        """Return the resource of that name, or that a member so called would name."""
        named = (name, self._named.get(name), self._named.get(bare(name)), self._ending(name))
        return next((each for each in named if each in self._behavior.resources), None)

    def _ending(self, name: str) -> str | None:
        """Return the one resource whose name ends as this one, or the other way round.

        `category_id` is that of an `item_category`, `childItemId` that of an `item`.
        """
        stem = bare(name)
        if not stem or stem == plain(name):
            return None  # it does not claim to be an id
        known = {each: plain(each) for each in self._behavior.resources}
        longer = [each for each, named in known.items() if named.endswith(stem)]
        shorter = [each for each, named in known.items() if stem.endswith(named)]
        return next((found[0] for found in (longer, shorter) if len(found) == 1), None)

    def _learned(self, contract: Contract) -> Iterator[tuple[str, str]]:
        """Yield what a place in a path names, and a parameter anywhere: coded operations tell."""
        yield from ((bare(resource), resource) for resource in self._behavior.resources)
        for operation in contract.operations:
            declared = self._behavior.declarations.get(operation.id)
            for parameter, resource in self._told(operation, declared) if declared else ():
                yield _place(operation, parameter), resource
                yield parameter, resource

    def _told(self, operation: Operation, declared: Declaration) -> Iterator[tuple[str, str]]:
        """Yield what an operation's own declaration says of its parameters."""
        yield from ((owner.parameter, owner.resource) for owner in declared.owners)
        key = self.key_parameter(operation)
        kept = self._behavior.resources.get(declared.resource or "")
        if kept is not None and key is not None and not kept.key_of:
            yield key, kept.name


def in_path(operation: Operation) -> tuple[str, ...]:
    """Return the parameters of an operation's path, in the order in which they stand there."""
    names = (each.name for each in operation.parameters if each.location is Location.PATH)
    return tuple(sorted(names, key=lambda name: operation.path.find("{" + name + "}")))


def bare(name: str) -> str:
    """Return what a parameter or resource is about.

    >>> bare("taxClassId"), bare("tax_class")
    ('taxclass', 'taxclass')
    """
    return plain(name).removesuffix("id")


def _place(operation: Operation, parameter: str) -> str:
    """Return the path down to a parameter, whatever the parameters in it are called."""
    before = operation.path.partition("{" + parameter + "}")[0]
    return _TEMPLATED.sub("{}", operation.base_paths[0] + before) + "{}"
