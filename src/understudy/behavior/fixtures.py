"""Fixtures: named sets of records that worlds start from instead of the generated ones.

    description: Two items whose stock is gone.
    services:
      shop:
        item:
          - {SKU: MUG-BLUE, Name: Blue mug}
          - {SKU: MUG-RED, Name: Red mug}

A record says only what matters: it is laid over the record that would have been generated there. A
resource that a fixture names has exactly its records; the others keep theirs.
"""

from __future__ import annotations

import difflib
from collections.abc import Iterable, Mapping
from dataclasses import dataclass, replace
from pathlib import Path
from typing import TypeAlias, cast

from understudy.behavior.declarations import Behavior
from understudy.contract.documents import load_document
from understudy.contract.errors import FixtureError
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, JsonObject
from understudy.contract.pointers import make_pointer
from understudy.contract.positions import locate

Records: TypeAlias = "Mapping[str, tuple[JsonObject, ...]]"  # resource -> what its records say


@dataclass(frozen=True, slots=True)
class Fixture:
    """What a fixture file says, by service."""

    path: Path
    services: Mapping[str, Records]

    def of(self, service: str, behavior: Behavior) -> Records:
        """Return the records for a service.

        Raises:
            FixtureError: it names a resource that the service lacks.
        """
        records = self.services.get(service, {})
        for resource in records:
            if resource not in behavior.resources:
                raise self._unknown(("services", service, resource), "resource", behavior.resources)
        return records

    def check_services(self, served: Iterable[str]) -> None:
        """Check that the fixture speaks of services that are served.

        Raises:
            FixtureError: of none that is.
        """
        names = tuple(served)
        if self.services and not set(self.services) & set(names):
            raise self._unknown(("services", next(iter(self.services))), "served service", names)

    def check_record(self, place: tuple[str, str, int], offences: tuple[Offence, ...]) -> None:
        """Refuse a record that would break its schema; `place` is service, resource and index.

        Raises:
            FixtureError: there are offences.
        """
        if offences:
            first = offences[0]
            raise FixtureError(
                f"record {place[2] + 1} of {place[1]}: {first.pointer or 'it'}: {first.message}",
                where=locate(self.path, make_pointer(("services", *place))),
                remedy="mend the record; what it does not say is generated",
            )

    def _unknown(self, path: tuple[str, ...], what: str, known: Iterable[str]) -> FixtureError:
        names = tuple(known)
        close = difflib.get_close_matches(path[-1], names, n=1)
        hint = f"did you mean {close[0]}? " if close else ""
        return FixtureError(
            f"{path[-1]!r} is no {what}",
            where=locate(self.path, make_pointer(path)),
            remedy=f"{hint}known: {', '.join(names)}",
        )


def read_fixture(path: Path) -> Fixture:
    """Read a fixture file.

    Raises:
        DocumentError: the file cannot be read.
        FixtureError: it is not `services: {service: {resource: [record, ...]}}`.
    """
    document = load_document(path)
    services = _objects(path, document, "services")
    return Fixture(path, {name: _records(path, name, services) for name in services})


def _records(path: Path, service: str, services: JsonObject) -> Records:
    resources = _objects(path, services, service, "services")
    found: dict[str, tuple[JsonObject, ...]] = {}
    for name, records in resources.items():
        if not isinstance(records, list) or not all(isinstance(each, dict) for each in records):
            raise _misshapen(path, ("services", service, name), "a list of records")
        found[name] = tuple(cast("list[JsonObject]", records))
    return found


def _objects(path: Path, holder: JsonObject, name: str, *above: str) -> JsonObject:
    value: Json = holder.get(name)
    if not isinstance(value, dict):
        raise _misshapen(path, (*above, name), "an object")
    return value


def _misshapen(path: Path, place: tuple[str, ...], expected: str) -> FixtureError:
    return FixtureError(
        f"{'.'.join(place)} is not {expected}",
        where=locate(path, make_pointer(place)),
        remedy="a fixture is `services: {service: {resource: [record, ...]}}`",
    )


def with_fixture(behavior: Behavior, records: Records) -> Behavior:
    """Return the behavior with as many records of each resource as a fixture has."""
    resources = {
        name: replace(each, count=len(records[name])) if name in records else each
        for name, each in behavior.resources.items()
    }
    return replace(behavior, resources=resources)
