"""Which of a deployment's data a run may write: named by whoever started it, never guessed."""

from __future__ import annotations

from dataclasses import dataclass
from enum import StrEnum
from urllib.parse import unquote

from understudy.contract.errors import ScopeError
from understudy.contract.queries import split_query
from understudy.verification.guarding.messages import Asked
from understudy.verification.guarding.paths import Place
from understudy.verification.guarding.targets import Target

_FORMS = (
    "give header:NAME=VALUE, query:NAME=VALUE, path:/PREFIX, partition:VALUE,"
    " or host:HOST for a deployment of which all data may be written"
)


class ScopeKind(StrEnum):
    """How a request says that it is within a scope."""

    HEADER = "header"
    QUERY = "query"
    PATH = "path"
    PARTITION = "partition"
    HOST = "host"


@dataclass(frozen=True, slots=True, kw_only=True)
class Scope:
    """Every writing request must say `value` where `kind` and `name` point."""

    kind: ScopeKind
    name: str
    value: str

    def __str__(self) -> str:
        """Return it as it was given."""
        is_pair = self.kind in (ScopeKind.HEADER, ScopeKind.QUERY)
        return f"{self.kind}:{self.name}={self.value}" if is_pair else f"{self.kind}:{self.value}"

    def holds(self, asked: Asked, place: Place) -> bool:
        """Say whether a request is within the scope, and nothing in it says otherwise."""
        if self.kind is ScopeKind.HOST:
            return True
        if self.kind is ScopeKind.PATH:
            text = unquote(asked.path.decode("latin-1"))
            return text == self.value or text.startswith(self.value + "/")
        said = self._said(asked, place)
        return bool(said) and all(each == self.value for each in said)

    def _said(self, asked: Asked, place: Place) -> list[str | None]:
        said: list[str | None] = []
        if self.kind in (ScopeKind.HEADER, ScopeKind.PARTITION):
            name = self.name.lower().encode("latin-1")
            said += [value.decode("latin-1").strip() for value in asked.values(name)]
        if self.kind in (ScopeKind.QUERY, ScopeKind.PARTITION):
            said += [value for name, value in split_query(asked.query) if name == self.name]
        if self.kind is ScopeKind.PARTITION and self.name in place.values:
            said.append(place.values[self.name])
        return said


def parse_scope(text: str, *, partition: str | None, target: Target) -> Scope:
    """Read a scope; `partition` is the contract's parameter that names a tenant, if it has one.

    Raises:
        ScopeError: It says nothing that requests could be held against.
    """
    kind, _, rest = text.partition(":")
    if kind not in list(ScopeKind) or not rest:
        raise ScopeError(f"{text!r} is no scope", remedy=_FORMS)
    chosen = ScopeKind(kind)
    if chosen in (ScopeKind.HEADER, ScopeKind.QUERY):
        name, _, value = rest.partition("=")
        if not name or not value or not name.isascii():
            raise ScopeError(f"{text!r} names no {kind} and value", remedy=_FORMS)
        return Scope(kind=chosen, name=name, value=value)
    wrong = _wrong(chosen, rest, partition=partition, target=target)
    if wrong:
        raise ScopeError(wrong, remedy=_FORMS)
    return Scope(kind=chosen, name=partition or "", value=rest.rstrip("/") or rest)


def _wrong(kind: ScopeKind, value: str, *, partition: str | None, target: Target) -> str:
    """Return why nothing can be held against a scope without a name, "" when something can."""
    if kind is ScopeKind.PARTITION and partition is None:
        return "the contract has no partition to name"
    if kind is ScopeKind.HOST and value.lower() != target.host:
        return f"the scope is the host {value}, but the deployment is {target.host}"
    if kind is ScopeKind.PATH and not value.startswith("/"):
        return f"the path {value!r} does not start with a slash"
    return ""
