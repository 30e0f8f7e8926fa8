"""Everything that code can add to a service: what cannot be declared in behavior.yaml.

A service module (`understudy/services/<name>.py`) offers one `Service` value with its seeders,
builders, presenters and handlers; behavior.yaml refers to them by name. Each kind is called from
exactly one place: seeders by `seeding`, builders and asides by `writes`, presenters by `answers`,
handlers by `plans`.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from datetime import datetime
from typing import NamedTuple, TypeAlias, TypeVar

from understudy.behavior.calls import Answer, Call
from understudy.contract.errors import BehaviorError
from understudy.contract.operations import JsonObject
from understudy.data import Catalog, Dice, Pools, Stage
from understudy.state import Key, Transaction

Code = TypeVar("Code")


@dataclass(frozen=True, slots=True, kw_only=True)
class Seeds:
    """What a seeder makes records from. Records are a pure function of it and their index.

    `stage` holds the articles, people and companies of the seed; `now` is the moment at which a
    world's clock starts: no seeded date is later. `counts` says how many records each resource has.
    """

    seed: int
    service: str
    partition: str
    stage: Stage
    counts: Mapping[str, int]

    @property
    def now(self) -> datetime:
        """The moment at which a world's clock starts."""
        return self.stage.now

    @property
    def catalog(self) -> Catalog:
        """The articles of the seed, by index."""
        return self.stage.catalog

    @property
    def pools(self) -> Pools:
        """Realistic texts by name, drawn once per seed."""
        return self.stage.pools

    def dice(self, *path: str | int) -> Dice:
        """Return the dice of one place, as `dice("item", index)`: the same place rolls the same."""
        return Dice(self.seed, self.service, self.partition, *path)


Seeder: TypeAlias = "Callable[[Seeds, int], JsonObject | None]"
"""Makes the record of a resource at an index (from 0); None when no record has that index."""


class Draft(NamedTuple):
    """What a builder makes a record from.

    `fields` are the body's members as far as the contract declares them; `existing` is the record
    to change, None when one is created; `created` are the dice of all records that requests make;
    `new_key` gives the key of a created record of a resource ("" for the operation's own).
    """

    fields: JsonObject
    existing: JsonObject | None
    call: Call
    now: str
    created: Dice
    new_key: Callable[[str], Key]

    def dice(self, *path: str | int) -> Dice:
        """Return dice that draw what the path says: the same for everybody of one partition."""
        return self.created.fork(self.call.partition, *path)


Builder: TypeAlias = Callable[[Draft], JsonObject]
"""Makes the whole record; raises `Refused` when the body cannot be honoured."""

Presenter: TypeAlias = "Callable[[JsonObject, Transaction], JsonObject]"
"""Makes of a record what another version of the API shows; the response schema then picks."""

Handler: TypeAlias = Callable[[Call], Answer]
"""Does a whole operation; raises `Refused` when it cannot."""


Aside: TypeAlias = Callable[[Call, JsonObject], None]
"""Changes what else is to change before a record is deleted; raises `Refused` when it must stay."""


@dataclass(frozen=True, slots=True, kw_only=True)
class Service:
    """A service's name and its code, by the names that behavior.yaml uses."""

    name: str
    title: str = ""
    seeders: Mapping[str, Seeder] = field(default_factory=dict)
    builders: Mapping[str, Builder] = field(default_factory=dict)
    presenters: Mapping[str, Presenter] = field(default_factory=dict)
    handlers: Mapping[str, Handler] = field(default_factory=dict)
    asides: Mapping[str, Aside] = field(default_factory=dict)

    def coded(
        self, known: Mapping[str, Code], name: str | None, naming: str, *, file: str | None
    ) -> Code:
        """Return code by its name; `naming` says who names it, and as what.

        Raises:
            BehaviorError: there is none of that name.
        """
        if name is None or name not in known:
            raise BehaviorError(
                f"{naming} {name!r}, which service {self.name} lacks",
                where=file,
                remedy=f"known: {', '.join(sorted(known)) or 'none'}",
            )
        return known[name]
