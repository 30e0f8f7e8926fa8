"""What may pass to a deployment: decided request by request, before anything is sent.

Below a profile that reads, GET and HEAD pass and nothing else. Beyond loopback a write must be in
the scope that was named, and what changes or removes a record passes only when this run created it.
"""

from __future__ import annotations

from dataclasses import dataclass

from understudy.behavior import Behavior, Kind
from understudy.contract.errors import ScopeError
from understudy.contract.operations import Contract, Operation
from understudy.contract.routing import TEMPLATED
from understudy.verification.guarding.creations import Creations
from understudy.verification.guarding.ledger import Ledger
from understudy.verification.guarding.messages import Asked
from understudy.verification.guarding.paths import Paths, Place, is_word
from understudy.verification.guarding.scopes import Scope, ScopeKind
from understudy.verification.guarding.targets import Target

_READING = ("GET", "HEAD")
_CHANGING = frozenset({Kind.CREATE, Kind.UPDATE, Kind.DELETE})
_MANY = ("bulk", "batch", "upsert", "import", "merge", "sync")
_OVERRIDES = (b"x-http-method-override", b"x-http-method", b"x-method-override")


@dataclass(frozen=True, slots=True)
class Permit:
    """Whether a request may pass, and why not."""

    is_given: bool
    reason: str = ""

    @property
    def reason_if_withheld(self) -> str:
        """Why the request is withheld, "" when it is not."""
        return "" if self.is_given else self.reason


_GIVEN = Permit(is_given=True)


def _withheld(reason: str) -> Permit:
    return Permit(is_given=False, reason=reason)


class Permits:
    """The rules of one run against one deployment."""

    def __init__(
        self,
        contract: Contract,
        behavior: Behavior,
        target: Target,
        *,
        writes: bool = False,
        scope: Scope | None = None,
    ) -> None:
        if writes and scope is None and not target.is_loopback:
            raise ScopeError(
                f"{target.authority} is not on this machine, and no scope says what may be written",
                remedy="give --scope, such as header:x-tenant-id=VALUE, or verify without writes",
            )
        self.contract = contract
        self.behavior = behavior
        self.paths = Paths(contract, behavior, target.base)
        self.creations = Creations(contract, behavior, self.paths)
        self._writes = writes
        self._scope = scope
        self._is_free = target.is_loopback

    @property
    def writes(self) -> bool:
        """Whether any write can pass."""
        return self._writes

    @property
    def is_free(self) -> bool:
        """Whether writes pass whatever record they concern: the deployment is on this machine."""
        return self._is_free

    def decide(self, asked: Asked, place: Place | None, ledger: Ledger) -> Permit:
        """Say whether a request may pass. `place` is where it goes, as `paths.find` says."""
        refusal = self._refusal(asked, place)
        operation = _meant(asked.method, place)
        if not refusal and self._is_read(asked.method, operation):
            return _GIVEN
        if not refusal and not self._writes:
            refusal = self._why_no_write(asked.method, operation)
        if not refusal and not self._is_free:
            refusal = self._why_not_ours(asked, operation, place, ledger)
        return _withheld(refusal) if refusal else _GIVEN

    def explain(self, operation: Operation) -> Permit:
        """Say what becomes of requests for an operation: for those who ask what would be sent."""
        if self._is_read(operation.method, operation):
            return _GIVEN
        if not self._writes:
            return _withheld(self._why_no_write(operation.method, operation))
        if self._is_free:
            return _GIVEN
        if self._needs_own(operation):
            return Permit(is_given=True, reason="only for records that this run created")
        reason = self._why_unknown(operation)
        if not reason and self.creations.is_final(operation):
            return Permit(is_given=True, reason="no operation removes what it creates")
        return _withheld(reason) if reason else _GIVEN

    def _refusal(self, asked: Asked, place: Place | None) -> str:
        """Return why nobody at all may ask this, "" when there is no such reason."""
        if not asked.target.startswith(b"/"):
            return "the target is not a path of this deployment"
        if not self.paths.covers(asked.path):
            return "the path is not below a base path of the contract"
        if self._is_free:
            return ""
        if any(asked.values(name) for name in _OVERRIDES):
            return "a header asks for another method"
        if asked.method in _READING and place and not place.offered.keys() & {"GET", "HEAD"}:
            declared = " and ".join(sorted(place.offered))
            return f"only {declared} is declared there, and a lenient server may do it"
        return ""

    def _is_read(self, method: str, operation: Operation | None) -> bool:
        if method not in _READING:
            return False
        return operation is None or self.creations.kind(operation) not in _CHANGING

    def _why_no_write(self, method: str, operation: Operation | None) -> str:
        if method in _READING and operation is not None:
            return f"{operation.id} writes, though it is a {method}"
        return f"{method} may write, and this run only reads"

    def _why_not_ours(
        self, asked: Asked, operation: Operation | None, place: Place | None, ledger: Ledger
    ) -> str:
        """Return why a write may concern what is not this run's, "" when it does not."""
        if place is None or operation is None:
            return f"{asked.method} is not declared there, so nobody knows what it writes"
        if self._scope is not None and not self._scope.holds(asked, place):
            return f"it is not within the scope {self._scope}"
        names = {
            name: value
            for name, value in place.values.items()
            if not self._is_exempt(operation, name)
        }
        if not names:
            return self._why_unknown(operation)
        is_own = ledger.owns(operation, names)
        return "" if is_own else "it concerns a record that this run did not create"

    def _needs_own(self, operation: Operation) -> bool:
        names = TEMPLATED.findall(operation.path)
        return any(not self._is_exempt(operation, name) for name in names)

    def _is_exempt(self, operation: Operation, name: str) -> bool:
        is_scope = self._scope is not None and self._scope.kind is ScopeKind.PARTITION
        return is_word(operation, name) or (is_scope and name == self.behavior.partition)

    def _why_unknown(self, operation: Operation) -> str:
        """Return why a write that names no record is withheld, "" when it only creates or lists."""
        kind = self.creations.kind(operation)
        if kind in (Kind.LIST, Kind.TOKEN):
            return ""
        text = f"{operation.id} {operation.path}".lower()
        if kind is Kind.CREATE and operation.method == "POST" and not _says(text, _MANY):
            return ""
        return "it may change records that this run did not create"


def _meant(method: str, place: Place | None) -> Operation | None:
    """Return the operation that a request has done; a HEAD does what the GET there does."""
    if place is None or place.operation is not None or method != "HEAD":
        return place.operation if place else None
    return place.offered.get("GET")


def _says(text: str, words: tuple[str, ...]) -> bool:
    return any(word in text for word in words)
