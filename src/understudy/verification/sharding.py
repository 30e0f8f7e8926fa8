"""Shards: a verification split over several processes, each with its share of the operations."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass

from understudy.contract.errors import OptionError
from understudy.contract.operations import Operation

_FORM = re.compile(r"([1-9][0-9]{0,3})/([1-9][0-9]{0,3})")


@dataclass(frozen=True, slots=True, kw_only=True)
class Shard:
    """One of `of` equal shares of a run; `number` counts from 1."""

    number: int
    of: int

    def __str__(self) -> str:
        """Write it as it is read: `2/3`."""
        return f"{self.number}/{self.of}"

    def share(self, operations: Sequence[Operation]) -> tuple[Operation, ...]:
        """Return the operations of this share: each is in exactly one, in the contract's order.

        What lies under one path stays together while shares stay even, because an operation that
        reads is met with the ids of one that creates.
        """
        loads = [0] * self.of
        mine: set[str] = set()
        most = -(-len(operations) // self.of)
        for family in sorted(_families(operations, most), key=len, reverse=True):
            lightest = loads.index(min(loads))
            loads[lightest] += len(family)
            if lightest == self.number - 1:
                mine.update(each.id for each in family)
        return tuple(each for each in operations if each.id in mine)


def parse_shard(text: str) -> Shard:
    """Read a shard.

    >>> parse_shard("2/3")
    Shard(number=2, of=3)

    Raises:
        OptionError: it is not of the form `number/of`, or the number is beyond.
    """
    found = _FORM.fullmatch(text)
    if found is None or int(found[1]) > int(found[2]):
        raise OptionError(f"{text!r} is no shard", remedy="write number/of, as in 1/3, 2/3 and 3/3")
    return Shard(number=int(found[1]), of=int(found[2]))


def _families(
    operations: Iterable[Operation], most: int, depth: int = 1
) -> Iterator[list[Operation]]:
    """Yield operations by the beginning of their paths, as long as a family has at most `most`."""
    families: dict[tuple[str, ...], list[Operation]] = defaultdict(list)
    for each in operations:
        families[tuple(each.path.strip("/").split("/")[:depth])].append(each)
    for beginning, family in families.items():
        if len(family) <= most or len(beginning) < depth:
            yield family
        else:
            yield from _families(family, most, depth + 1)
