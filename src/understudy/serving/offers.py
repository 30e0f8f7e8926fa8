"""What a service offers: which operation a request line names, or how the request is refused."""

from __future__ import annotations

from collections.abc import Sequence

from understudy.behavior import Problem, Refused
from understudy.contract.operations import Operation
from understudy.contract.routing import Route, Router, path_values


class Offers:
    """The operations of a contract by path and method, the hidden ones among them."""

    def __init__(self, operations: Sequence[Operation], hidden: Sequence[Operation]) -> None:
        """Take what is offered; `hidden` is known, but answered with a refusal that says why."""
        self._hidden = frozenset(each.id for each in hidden)
        self._router: Router[Operation] = Router()
        for operation in (*operations, *hidden):
            for base_path in operation.base_paths:
                self._router.add(base_path + operation.path, operation.method, operation)

    def find(self, segments: Sequence[str]) -> tuple[Route[Operation], tuple[str, ...]] | None:
        """Return the route of a path and its templated values, None when there is none."""
        return self._router.find(segments)

    def declares(self, method: str, segments: Sequence[str]) -> bool:
        """Tell whether the contract itself has this method on this path."""
        found = self._router.find(segments)
        return found is not None and method in found[0].by_method

    def match(self, method: str, segments: Sequence[str]) -> tuple[Operation, dict[str, str]]:
        """Return the operation for a request line, with its path values.

        Raises:
            Refused: no such path, the path has no such method, or the operation is hidden.
        """
        found = self._router.find(segments)
        if found is None:
            raise Refused(Problem.UNKNOWN_PATH, f"there is nothing at /{'/'.join(segments)}")
        route, values = found
        offered = route.by_method.get(method) or (
            route.by_method.get("GET") if method == "HEAD" else None
        )
        if offered is None:
            raise _method_not_allowed(route, method)
        operation, names = offered
        if operation.id in self._hidden:
            raise _not_implemented(operation)
        return operation, dict(path_values(names, values))


def _not_implemented(operation: Operation) -> Refused:
    note = operation.provenance.note if operation.provenance else ""
    detail = (
        f"{operation.method} {operation.path} is not documented, only inferred"
        f"{f': {note}' if note else ''}; started without --documented-only, the stand-in answers it"
    )
    return Refused(Problem.NOT_IMPLEMENTED, detail)


def _method_not_allowed(route: Route[Operation], method: str) -> Refused:
    allow = route.allow()
    detail = f"{route.path} does not take {method}; it takes {allow}"
    return Refused(
        Problem.METHOD_NOT_ALLOWED, detail, headers=((b"allow", allow.encode("latin-1")),)
    )
