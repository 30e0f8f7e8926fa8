"""What the fuzzer finds, in our words: its failed checks become failures."""

from __future__ import annotations

from collections.abc import Callable
from typing import TypeAlias

from understudy.contract.operations import Contract
from understudy.contract.schemas import Schemas
from understudy.verification.exchanges import Exchange
from understudy.verification.failures import Failure, Source
from understudy.verification.fuzzing.answers import Answers
from understudy.verification.fuzzing.requests import Requests
from understudy.verification.fuzzing.scenarios import Case, Check, Scenario
from understudy.verification.fuzzing.telling import CODES, Seen
from understudy.verification.fuzzing.values import Values
from understudy.verification.profiles import Phase

Show: TypeAlias = Callable[[Case, "str | None"], Exchange]

_OF_DELETIONS = frozenset({"ST301"})


class Unknown(Exception):  # noqa: N818 - not an error of ours: becomes one of the run
    """The fuzzer found something that nothing here stands for."""


class Translator:
    """Makes failures of what the fuzzer found under one base path of a deployment.

    `conceal` takes secrets out of a text.
    """

    def __init__(
        self, contract: Contract, base_path: str, *, conceal: Callable[[str], str] = str
    ) -> None:
        schemas = Schemas(contract.document, file=contract.file)
        self._contract = contract
        values = Values(contract.document, schemas)
        self._answers = Answers(schemas, values)
        self._requests = Requests(schemas, values, base_path)
        self._conceal = conceal
        self._labels = {f"{each.method} {each.path}": each for each in contract.operations}
        self._paths = {each.path: each for each in reversed(contract.operations)}

    def translate(
        self, scenario: Scenario, check: Check, case: Case, show: Show
    ) -> tuple[Failure, ...]:
        """Return the failures that one failed check comes to: one for each broken promise.

        None when the contract, read by us, has nothing against what happened.

        Raises:
            Unknown: the check, or the operation it is about, is not known here.
        """
        tell = CODES.get(check.code)
        if tell is None:
            what = f"the fuzzer's check {check.name} ({check.code or 'without a code'})"
            raise Unknown(f"{what} found something that is not known here: {check.title}")
        operation = self._labels.get(check.label) or self._paths.get(case.path)
        if operation is None:
            raise Unknown(f"the fuzzer speaks of {check.label or case.path}, which is no operation")
        seen = Seen(self._contract, operation, check, case, self._answers, self._requests)
        chain = [case] if scenario.phase != Phase.STATEFUL else _chain(scenario, check, case)
        return tuple(
            Failure(
                rule=rule,
                source=Source.FUZZER,
                operation=operation.id,
                message=self._conceal(broken.message),
                pointer=broken.pointer,
                at=broken.at,
                kind=broken.kind,
                phase=scenario.phase,
                exchanges=tuple(show(each, self._id(each)) for each in chain),
            )
            for rule, broken in tell(seen)
        )

    def _id(self, case: Case) -> str | None:
        operation = self._labels.get(f"{case.method} {case.path}")
        return operation.id if operation else None


def _chain(scenario: Scenario, check: Check, case: Case) -> list[Case]:
    """Return what it takes to see a failure that has a history, the telling case last."""
    chain = scenario.ancestors(case)
    if check.code in _OF_DELETIONS:
        path = case.target.partition("?")[0]
        chain += [
            each
            for each in scenario.cases()
            if each.method == "DELETE"
            and each not in chain
            and each.began <= case.began
            and each.status in range(200, 300)
            and each.id != case.id
            and f"{path}/".startswith(f"{each.target.partition('?')[0]}/")
        ]
    return [*sorted(chain, key=lambda each: each.began), case]
