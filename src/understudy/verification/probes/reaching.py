"""Reaching: which values an operation can be asked with, so that it is about something that exists.

Ids of path parameters are taken from what lists answer, owners first; everything else is what the
contract gives as an example, a default or an enumeration, or is made from its schema.
"""

from __future__ import annotations

from collections import defaultdict
from collections.abc import Callable, Iterator, Mapping
from functools import cached_property
from itertools import islice
from typing import TypeAlias

from understudy.behavior import Behavior, Generation
from understudy.behavior.naming import plain
from understudy.contract.errors import ContractError
from understudy.contract.operations import (
    Contract,
    Json,
    JsonObject,
    Location,
    Operation,
    Parameter,
)
from understudy.contract.references import resolve
from understudy.data import Dice
from understudy.verification.probes.listings import Listing
from understudy.verification.probes.naming import ON_ONE, Names, in_path

Values: TypeAlias = "Mapping[str, Json]"
AskForRows: TypeAlias = "Callable[[Listing, Values], list[JsonObject]]"

MOST_ROWS = 40  # of one list that are tried as owners
MOST_LISTS = 4  # that are asked for the records of one resource
DEEPEST = 4  # owners of owners
_EXAMPLES = ("example", "examples")
_SAID = ("example", "default", "const", "examples", "enum")
_SEVERAL = frozenset({"examples", "enum"})


class Reach:
    """Finds values for operations of one contract."""

    def __init__(
        self,
        contract: Contract,
        behavior: Behavior,
        listings: tuple[Listing, ...],
        ask: AskForRows,
        *,
        seed: int,
        given: Values,
    ) -> None:
        """Find by asking with `ask`; `given` are values by parameter name that count everywhere."""
        self._contract = contract
        self._behavior = behavior
        self._listings = listings
        self._ask = ask
        self._given = given
        self._dice = Dice("probes", str(seed))
        self._generation = Generation(contract.document, seed)
        self.names = Names(contract, behavior)

    def candidates(self, operation: Operation, known: Values | None = None) -> Iterator[Values]:
        """Yield values for all required parameters; those of a path differ, the rest is the same.

        What is `known` of the path stays as it is. Nothing is yielded when a path needs the id of a
        record that nobody lists.
        """
        fixed = self._fixed(operation)
        for found in self._paths(operation, in_path(operation), known or {}, 0):
            yield {**fixed, **found}

    def sources(self, resource: str, where: Values | None = None) -> tuple[Listing, ...]:
        """Return the lists that show records of a resource, those with the fewest owners first.

        Lists that keep only what meets `where` come before all others.
        """
        wanted = (where or {}).items()
        found = [each for each in self._listings if each.declaration.resource == resource]
        found.sort(
            key=lambda each: (
                -len(wanted & each.declaration.where.items()),
                len(in_path(each.operation)),
                each.is_inferred,
            )
        )
        return tuple(found)

    def required(self, operation: Operation) -> Values:
        """Return values for the required parameters that do not stand in the path."""
        return self._fixed(operation)

    def keys(self, name: str, known: Values, where: Values | None = None) -> Iterator[Json]:
        """Yield keys of a resource, or of the one that a member of that name would name, if any.

        `known` are values of parameters, by name: records of the same owners come first. Of records
        that show what does not meet `where` there are none.
        """
        resource = self.names.resource_called(name)
        if resource is None:
            return
        key = self._behavior.resources[resource].key
        owners = {self.names.meant(each) or "": value for each, value in known.items()}
        for row in self._rows(resource, owners, 0, where):
            if isinstance(row.get(key), str | int) and _may_meet(row, where or {}):
                yield row[key]

    @cached_property
    def pool(self) -> Mapping[str, tuple[Json, ...]]:
        """What lists show under names that end in "id", by plain name: ids of what nobody lists."""
        pool: dict[str, list[Json]] = defaultdict(list)
        for listing in self._listings:
            for values in islice(self.candidates(listing.operation), MOST_LISTS):
                for row in self._ask(listing, values)[:MOST_ROWS]:
                    for name, value in row.items():
                        if plain(name).endswith("id") and isinstance(value, str | int):
                            pool[plain(name)].append(value)
        return {name: tuple(dict.fromkeys(found)) for name, found in pool.items()}

    def generate(self, schema: JsonObject, *place: str) -> Json:
        """Return a value of a schema, the same for the same place and seed; None if there is none.

        A schema that no value satisfies is the contract's mistake, which `lint` reports.
        """
        try:
            return self._generation.compile(schema)(self._dice.fork(*place))
        except ContractError:
            return None

    def _paths(
        self, operation: Operation, names: tuple[str, ...], known: Values, depth: int
    ) -> Iterator[Values]:
        left = tuple(name for name in names if name not in known)
        if not left:
            yield known
            return
        for found in self._ids(operation, left, known, depth):
            yield from self._paths(operation, left, {**known, **found}, depth)

    def _ids(
        self, operation: Operation, left: tuple[str, ...], known: Values, depth: int
    ) -> Iterator[Values]:
        """Yield values for the first of the parameters that are left, or for all from one row."""
        if left[0] in self._given:
            yield {left[0]: self._given[left[0]]}
            return
        yield from self._by_row(operation, left, known, depth)
        resource = self.names.resource_of(operation, left[0])
        if resource is None or not self.sources(resource):
            value = self._unlisted(operation, left[0], resource)
            if value is not None:
                yield {left[0]: value}
            return
        for key in self._keys_for(operation, resource, known, depth):
            yield {left[0]: key}

    def _unlisted(self, operation: Operation, name: str, resource: str | None) -> Json:
        """Return a value of what nobody lists: whose it is, only who wrote the contract can tell.

        Where nothing says that it is a record's, any value may do.
        """
        parameter = next(each for each in operation.parameters if each.name == name)
        if resource is None:
            return self._plain_value(parameter)
        return self._written(parameter, _EXAMPLES)

    def _keys_for(
        self, operation: Operation, resource: str, known: Values, depth: int
    ) -> Iterator[Json]:
        """Yield keys of a resource's records, of those that an operation is declared to be for."""
        declared = self._behavior.declarations.get(operation.id)
        where = declared.where if declared and declared.resource == resource else {}
        key = self._behavior.resources[resource].key
        for row in self._rows(resource, self._owners(operation, known), depth, where):
            is_key = isinstance(row.get(key), str | int) and row[key] != ""
            if is_key and _may_meet(row, where):
                yield row[key]

    def _by_row(
        self, operation: Operation, left: tuple[str, ...], known: Values, depth: int
    ) -> Iterator[Values]:
        """Yield what rows say of an operation's resource when they name all that is left."""
        declared = self._behavior.declarations.get(operation.id)
        resource = self._behavior.resources.get(declared.resource or "") if declared else None
        if declared is None or resource is None or declared.kind not in ON_ONE:
            return
        if not resource.key_of and len(left) == 1:
            return
        for row in self._rows(resource.name, self._owners(operation, known), depth):
            spelled = {plain(name): value for name, value in row.items()}
            found = {name: spelled.get(plain(name)) for name in left}
            if all(isinstance(each, str | int) and each != "" for each in found.values()):
                yield found

    def _owners(self, operation: Operation, known: Values) -> Values:
        """Return what is known by resource: other operations call the same owner otherwise."""
        named = {self.names.resource_of(operation, name): value for name, value in known.items()}
        return {resource: value for resource, value in named.items() if resource is not None}

    def _rows(
        self, resource: str, owners: Values, depth: int, where: Values | None = None
    ) -> Iterator[JsonObject]:
        if depth >= DEEPEST:
            return
        for listing in self.sources(resource, where)[:MOST_LISTS]:
            names = in_path(listing.operation)
            named = {name: self.names.resource_of(listing.operation, name) or "" for name in names}
            known = {name: owners[each] for name, each in named.items() if each in owners}
            fixed = self._fixed(listing.operation)
            paths = self._paths(listing.operation, names, known, depth + 1)
            for found in islice(paths, MOST_LISTS if len(known) < len(names) else 1):
                yield from self._ask(listing, {**fixed, **found})[:MOST_ROWS]

    def _fixed(self, operation: Operation) -> Values:
        return {
            each.name: self._plain_value(each)
            for each in operation.parameters
            if each.required and each.location is not Location.PATH
        }

    def _plain_value(self, parameter: Parameter) -> Json:
        if parameter.name in self._given:
            return self._given[parameter.name]
        found = self._written(parameter, _SAID)
        if found is not None:
            return found
        # The same name asks for the same: what one tenant's operation creates, others have to find.
        return self.generate(parameter.schema, parameter.name)

    def _written(self, parameter: Parameter, words: tuple[str, ...]) -> Json:
        """Return what one of these keywords gives for a parameter, None when none of them does."""
        holder = resolve(self._contract.document, f"#{parameter.pointer}")[0]
        schema = parameter.schema
        if isinstance(schema.get("$ref"), str):
            schema = resolve(self._contract.document, str(schema["$ref"]))[0]
        for source in (holder, schema):
            for word in words:
                given = source.get(word)
                found = _first(given) if word in _SEVERAL else given
                if found is not None:
                    return found
        return None


def _may_meet(row: JsonObject, where: Values) -> bool:
    """Tell whether nothing that a row shows speaks against what is asked for."""
    return all(row.get(name, wanted) == wanted for name, wanted in where.items())


def ids_in(value: Json, depth: int = 0) -> Iterator[tuple[str, Json]]:
    """Yield what stands under names that end in "id", by plain name, some levels down."""
    if isinstance(value, dict) and depth < DEEPEST:
        for name, each in value.items():
            if plain(name).endswith("id") and isinstance(each, str | int):
                yield plain(name), each
            yield from ids_in(each, depth + 1)


def _first(listed: Json) -> Json:
    """Return the first of listed values, or of named Example Objects; None when there is none."""
    if isinstance(listed, dict):
        named = next(iter(listed.values()), None)
        return named.get("value") if isinstance(named, dict) else None
    return listed[0] if isinstance(listed, list) and listed else None
