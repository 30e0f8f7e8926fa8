"""What every answer has to be, whatever was asked: of a declared status, form and shape.

The fuzzer looks at the answers that it gets; here those that probes get are held against the same
promises, in the same words. So a run without the fuzzer sees them, too.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from hashlib import sha256
from typing import TypeAlias

from understudy.contract.operations import Contract, Operation
from understudy.contract.schemas import Schemas
from understudy.verification.exchanges import Headers
from understudy.verification.failures import Failure, Source
from understudy.verification.fuzzing.answers import Answers
from understudy.verification.fuzzing.requests import Requests, match_path
from understudy.verification.fuzzing.scenarios import Case, Check
from understudy.verification.fuzzing.telling import Seen as Told
from understudy.verification.fuzzing.telling import tell_answer
from understudy.verification.fuzzing.values import Values
from understudy.verification.guarding import Fill
from understudy.verification.probes import Request, Seen

_UNASKED = Check(case="", name="", status="")  # nobody else has looked
_LIMITED = 429  # says something of the one who asks too much; the guard tells of it

_Answer: TypeAlias = "tuple[str, int | None, Headers, bytes]"


class Conformity:
    """Holds answers against what a contract declares of them; `failures` are what was found.

    `bases` are where a deployment has the contract's base paths; `conceal` takes secrets out of a
    text; `schemas` are the contract's, if somebody has them already.
    """

    def __init__(
        self,
        contract: Contract,
        bases: Mapping[str, str],
        *,
        conceal: Callable[[str], str] = str,
        schemas: Schemas | None = None,
    ) -> None:
        schemas = schemas or Schemas(contract.document, file=contract.file)
        values = Values(contract.document, schemas)
        self._contract = contract
        self._operations = {each.id: each for each in contract.operations}
        self._bases = bases
        self._conceal = conceal
        self._answers = Answers(schemas, values)
        self._requests = Requests(schemas, values, "")
        self._sound: set[_Answer] = set()
        self.failures: list[Failure] = []

    def look(self, request: Request, seen: Seen) -> None:
        """Look at what came of a request: at answers that are alike until one is found sound."""
        operation = self._declaring(request, seen)
        if operation is None:
            return
        content = sha256(seen.content).digest()
        answer = (operation.id, seen.status, seen.raw.response_headers, content)
        if answer in self._sound:
            return
        broken = tuple(self._broken(operation, request, seen))
        self.failures += broken
        if not broken:
            self._sound.add(answer)

    def _declaring(self, request: Request, seen: Seen) -> Operation | None:
        """Return the operation that declares what the answer has to be; None when nothing does."""
        operation = self._operations.get(request.operation or "")
        if operation is None or seen.status is None or seen.status == _LIMITED:
            return None
        base = self._bases.get(operation.base_paths[0], operation.base_paths[0])
        path = request.target.partition("?")[0]
        if match_path(base + operation.path, path) is None:
            return None  # a link that was followed: it is not where this is declared
        if request.credentials is Fill.CONFIGURED:
            return operation
        # How intruders are refused has rules of its own.
        return operation if operation.response(seen.status) is not None else None

    def _broken(self, operation: Operation, request: Request, seen: Seen) -> Iterator[Failure]:
        case = Case(
            id="",
            method=request.method,
            path=operation.path,
            target=request.target,
            status=seen.status,
            response_headers=seen.raw.response_headers,
            response_body=seen.content,
        )
        body = () if seen.json is None else (seen.json,)
        told = Told(self._contract, operation, _UNASKED, case, self._answers, self._requests, body)
        for rule, broken in tell_answer(told):
            yield Failure(
                rule=rule,
                source=Source.PROBE,
                operation=operation.id,
                message=self._conceal(broken.message),
                pointer=broken.pointer,
                at=broken.at,
                kind=broken.kind,
                phase="probes",
                exchanges=(seen.exchange,),
            )
