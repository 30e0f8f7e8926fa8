"""Which operations may refuse what the contract allows, because of the state they meet.

The fuzzer knows the request and its schema. What it cannot know is told by the declared behavior:
see docs/decisions/0007-who-may-refuse-a-valid-request.md.
"""

from __future__ import annotations

from collections.abc import Iterable, Iterator

from understudy.behavior import Behavior, Declaration
from understudy.behavior.declarations import Kind
from understudy.behavior.problems import Problem, Speech
from understudy.behavior.refusals import infer_refusals
from understudy.behavior.views import Views
from understudy.contract.operations import Contract, JsonObject, Operation
from understudy.contract.schemas import Schemas

# What these say is about the state of things, whatever was sent (RFC 9110, RFC 4918).
STATES = frozenset({"402", "410", "412", "423", "424"})
AMBIGUOUS = frozenset({"400", "422"})  # mean a bad request, unless the behavior says otherwise

_OF_STATE = frozenset(
    {
        Problem.CONFLICT,
        Problem.GONE,
        Problem.NOT_FOUND,
        Problem.FORBIDDEN,
        Problem.REUSED_KEY,
        Problem.UNKNOWN_CURSOR,
        Problem.UNKNOWN_REFERENCE,
    }
)
_TEXTUAL = ("json", "x-www-form-urlencoded")
_WRITING = frozenset({Kind.CREATE, Kind.UPDATE})


def find_allowances(
    contract: Contract, behavior: Behavior, operations: Iterable[Operation]
) -> Iterator[tuple[Operation, frozenset[str]]]:
    """Yield the operations that may refuse a valid request, and the statuses they may do it with.

    Only statuses that an operation declares are allowed to it.
    """
    finder = _Finder(contract, behavior)
    for operation in operations:
        allowed = {each for each in STATES if each in operation.responses}
        allowed |= {each for each in finder.refusals(operation) if _declares(operation, each)}
        if allowed:
            yield operation, frozenset(allowed)


class _Finder:
    """What one contract and its behavior say about refusals."""

    def __init__(self, contract: Contract, behavior: Behavior) -> None:
        self._behavior = behavior
        self._schemas = Schemas(contract.document)
        self._views = Views(contract.document, {})

    def refusals(self, operation: Operation) -> set[str]:
        """Return 400 or 422 where the state, or a file, can be what is wrong."""
        declaration = self._behavior.declarations.get(operation.id)
        problems = set(self._problems(operation, declaration)) if declaration else set()
        if self._takes_file(operation):
            problems |= {Problem.INVALID_BODY, Problem.MALFORMED_BODY}
        errors = self._behavior.errors.at(operation.base_paths[0] + operation.path)
        speech = Speech(errors, declaration.errors if declaration else {})
        return {str(speech.status(each)) for each in problems} & AMBIGUOUS

    def _problems(self, operation: Operation, declaration: Declaration) -> Iterator[Problem]:
        """Yield what can be wrong with a well-formed request for this operation."""
        yield from self._declared(operation, declaration)
        if declaration.when:
            yield Problem.CONFLICT
        if declaration.paging and declaration.paging.goes_on:
            yield Problem.UNKNOWN_CURSOR
        resource = self._behavior.resources.get(declaration.resource or "")
        if resource is None or declaration.kind not in _WRITING:
            return
        if resource.references:
            yield Problem.UNKNOWN_REFERENCE
        if self._sent(operation) & {resource.key, *resource.key_of, *resource.unique}:
            yield Problem.CONFLICT

    def _declared(self, operation: Operation, declaration: Declaration) -> Iterator[Problem]:
        """Yield problems of state that the operation has words of its own for.

        Words that are inferred do not count: they are for whatever a document declares.
        """
        if declaration.errors != infer_refusals(self._views, operation):
            yield from (each for each in _OF_STATE if each in declaration.errors)

    def _sent(self, operation: Operation) -> set[str]:
        body = operation.request_body
        media = body.content.values() if body else ()
        return {
            name
            for each in media
            if each.schema is not None
            for branch in self._schemas.branches(each.schema)
            for name in _properties(branch)
        }

    def _takes_file(self, operation: Operation) -> bool:
        """Tell whether a request holds a file: the schema does not say what makes one readable."""
        body = operation.request_body
        return body is not None and any(
            not name.endswith(_TEXTUAL)
            and (media.schema is None or self._holds_file(name, media.schema))
            for name, media in body.content.items()
        )

    def _holds_file(self, media_type: str, schema: JsonObject) -> bool:
        if not media_type.startswith("multipart/"):
            return True
        return any(
            _is_file(self._schemas.follow(each))
            for branch in self._schemas.branches(schema)
            for each in _properties(branch).values()
            if isinstance(each, dict)
        )


def _declares(operation: Operation, status: str) -> bool:
    return not {status, f"{status[0]}XX", "default"}.isdisjoint(operation.responses)


def _properties(schema: JsonObject) -> JsonObject:
    found = schema.get("properties")
    return found if isinstance(found, dict) else {}


def _is_file(schema: JsonObject) -> bool:
    return schema.get("format") == "binary" or "contentMediaType" in schema
