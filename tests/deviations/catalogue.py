"""Every deviation: its switch, what it is, and what a verification that names it correctly says."""

from __future__ import annotations

from dataclasses import dataclass

from tests.deviations.plain import PlainService


@dataclass(frozen=True, slots=True, kw_only=True)
class Deviation:
    """One way in which a plain service breaks its contract.

    A finding names it correctly when its rule is one of `rules` and its operation one of
    `operations`; any operation will do when there are none. `is_visible_to_reads` tells whether
    GET requests can show it.
    """

    name: str
    service: str
    title: str
    rules: frozenset[str]
    operations: frozenset[str]
    is_visible_to_reads: bool


class Catalogue:
    """The deviations of one service, written a line each."""

    def __init__(self, service: type[PlainService]) -> None:
        self.service = service
        self.deviations: list[Deviation] = []

    def reads(self, name: str, title: str, rules: str, operations: str = "") -> None:
        """Note a deviation that GET requests can show."""
        self._note(name, title, rules, operations, is_visible_to_reads=True)

    def writes(self, name: str, title: str, rules: str, operations: str = "") -> None:
        """Note a deviation that only other requests can show."""
        self._note(name, title, rules, operations, is_visible_to_reads=False)

    def _note(
        self, name: str, title: str, rules: str, operations: str, *, is_visible_to_reads: bool
    ) -> None:
        self.deviations.append(
            Deviation(
                name=name,
                service=self.service.name,
                title=title,
                rules=frozenset(rules.split()),
                operations=frozenset(operations.split()),
                is_visible_to_reads=is_visible_to_reads,
            )
        )
