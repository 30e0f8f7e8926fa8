"""How well each place of a contract is known: what the nearest provenance around it says."""

from __future__ import annotations

from understudy.contract.operations import Contract, Json, Label
from understudy.contract.pointers import split_pointer
from understudy.contract.provenance import KEY


class Labels:
    """The labels of one contract, by pointer."""

    def __init__(self, contract: Contract) -> None:
        self._document = contract.document
        self._operations = {
            each.id: each.provenance.label if each.provenance else None
            for each in contract.operations
        }

    def at(self, pointer: str, operations: tuple[str, ...]) -> Label | None:
        """Return the label of a fact; where nothing around it has one, that of who keeps it.

        A fact of several operations is inferred only if all of them are.
        """
        here: Json = self._document
        found = None
        for token in split_pointer(pointer):
            if isinstance(here, dict):
                here = here.get(token)
            elif isinstance(here, list) and token.isdecimal() and int(token) < len(here):
                here = here[int(token)]
            found = _own(here) or found
        return found or self._of(operations)

    def _of(self, operations: tuple[str, ...]) -> Label | None:
        labels = {self._operations.get(each) for each in operations}
        if Label.DOCUMENTED in labels:
            return Label.DOCUMENTED
        return next((each for each in (Label.CONFLICT, Label.INFERRED) if each in labels), None)


def _own(holder: Json) -> Label | None:
    provenance = holder.get(KEY) if isinstance(holder, dict) else None
    label = provenance.get("label") if isinstance(provenance, dict) else None
    return Label(label) if isinstance(label, str) and label in set(Label) else None
