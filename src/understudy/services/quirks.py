"""Which quirks are to be switched off, from what the command line says: `[SERVICE.]NAME=off`."""

from __future__ import annotations

import difflib
from collections.abc import Mapping, Sequence

from understudy.behavior import Quirk
from understudy.contract.errors import QuirkError
from understudy.services.loading import Loaded


def choose_quirks(switches: Sequence[str], loaded: Sequence[Loaded]) -> Mapping[str, list[str]]:
    """Return, by service, the quirks that are switched off.

    Raises:
        QuirkError: there is no such quirk, or not only one, or it cannot be switched off.
    """
    off: dict[str, list[str]] = {}
    for switch in switches:
        name, _, state = switch.partition("=")
        if state != "off":
            raise QuirkError(f"{switch!r} switches no quirk", remedy="write it as NAME=off")
        service, quirk = _find(name, loaded)
        if not quirk.is_switchable:
            raise _not_switchable(service, quirk, loaded)
        off.setdefault(service, []).append(quirk.name)
    return off


def _find(name: str, loaded: Sequence[Loaded]) -> tuple[str, Quirk]:
    known = {
        f"{each.name}.{quirk.name}": (each.name, quirk)
        for each in loaded
        for quirk in each.behavior.quirks.values()
    }
    found = [full for full in known if name in (full, full.rpartition(".")[2])]
    if len(found) > 1:
        choices = " or ".join(f"{full}=off" for full in found)
        raise QuirkError(f"{len(found)} services have the quirk {name!r}", remedy=f"say {choices}")
    if not found:
        spelled = {spelling: full for full in known for spelling in (full, full.split(".", 1)[1])}
        close = difflib.get_close_matches(name, spelled, n=1)
        hint = f"did you mean {close[0]}? " if close else ""
        raise QuirkError(f"there is no quirk {name!r}", remedy=hint + _switchable(loaded))
    return known[found[0]]


def _not_switchable(service: str, quirk: Quirk, loaded: Sequence[Loaded]) -> QuirkError:
    return QuirkError(
        f"the quirk {quirk.name} of {service} cannot be switched off:"
        f" it is {quirk.provenance.label}, and not in doubt",
        remedy=_switchable(loaded),
    )


def _switchable(loaded: Sequence[Loaded]) -> str:
    """Say which quirks can be switched off; most cannot."""
    can = [
        f"{each.name}.{quirk.name}"
        for each in loaded
        for quirk in each.behavior.quirks.values()
        if quirk.is_switchable
    ]
    return f"these can be switched off: {', '.join(can) or 'none'}"
