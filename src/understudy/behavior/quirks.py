"""Quirks: what a service does and nobody would expect, named and sourced."""

from __future__ import annotations

from dataclasses import dataclass, field

from understudy.behavior.members import members, text
from understudy.contract.operations import JsonObject, Label, Provenance


@dataclass(frozen=True, slots=True, kw_only=True)
class Quirk:
    """Something that a service does and nobody would expect; `says` it in one sentence.

    A `doubtful` one may not be so: `behavior` and `contract` are the merge patches that take it
    away, both empty when it cannot be switched off.
    """

    name: str
    says: str
    provenance: Provenance
    doubtful: bool = False
    behavior: JsonObject = field(default_factory=dict)
    contract: JsonObject = field(default_factory=dict)

    @property
    def is_switchable(self) -> bool:
        """Whether it can be switched off."""
        return bool(self.behavior or self.contract)


def read_quirk(name: str, source: JsonObject) -> Quirk:
    """Return what the `quirks` of a behavior.yaml say of one."""
    provenance, off = members(source, "provenance"), members(source, "off")
    return Quirk(
        name=name,
        says=str(source["says"]),
        provenance=Provenance(
            label=Label(str(provenance["label"])),
            source=text(provenance, "source"),
            section=text(provenance, "section") or "",
            note=text(provenance, "note") or "",
        ),
        doubtful=bool(source.get("doubtful", False)),
        behavior=members(off, "behavior"),
        contract=members(off, "contract"),
    )
