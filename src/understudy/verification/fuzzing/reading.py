"""The fuzzer's report, read: failures in our words, what went wrong, and how far it came.

Read `Reading.take` first: it is given the report event by event, while it is written.
"""

from __future__ import annotations

from collections.abc import Callable, Iterator, Sequence

from understudy.contract.operations import Json, JsonObject
from understudy.verification.exchanges import Exchange, Outcome
from understudy.verification.failures import Failure
from understudy.verification.fuzzing.events import Event, UnreadableLine
from understudy.verification.fuzzing.scenarios import Case, Check, Scenario
from understudy.verification.fuzzing.translating import Translator, Unknown

GUARD = "understudy-guard"  # a header of answers that the guard gave instead of the deployment
_LONGEST_ERROR = 300


class Reading:
    """What a report has said so far.

    `recorded` is what the guard has seen, and will see: a failure shows that, not what the fuzzer
    wrote, because secrets are taken out of it.
    """

    def __init__(self, translator: Translator, recorded: Sequence[Exchange] = ()) -> None:
        self.failures: list[Failure] = []
        self.errors: list[str] = []
        self.events = 0
        self.cases = 0
        self.checks = 0  # that were not passed, whatever they came to
        self.phase = ""
        self.is_finished = False
        self.finished: dict[str, int] = {}  # phase -> scenarios
        self._translator = translator
        self._recorded = recorded
        self._looked_at = 0
        self._by_case: dict[str, Exchange] = {}
        self._takers: dict[str, Callable[[JsonObject], None]] = {
            "ScenarioFinished": self._take_scenario,
            "PhaseStarted": self._take_phase,
            "NonFatalError": self._take_error,
            "FatalError": self._take_error,
            "Interrupted": self._take_interruption,
            "EngineFinished": self._take_end,
        }

    def take(self, event: Event | UnreadableLine) -> None:
        """Read one event; those that say nothing new are passed over."""
        self.events += 1
        if isinstance(event, UnreadableLine):
            self.complain(f"line {event.number} of the fuzzer's report cannot be read")
        elif event.name in self._takers:
            self._takers[event.name](event.holds)

    def _take_scenario(self, holds: JsonObject) -> None:
        scenario = Scenario(holds)
        self.cases += scenario.size
        self.finished[scenario.phase] = self.finished.get(scenario.phase, 0) + 1
        for check in scenario.checks():
            self.checks += 1
            if check.status == "failure":
                self._take_failure(scenario, check)
            elif check.status == "error":
                self.complain(f"{scenario.label}: the check {check.name} broke")

    def _take_failure(self, scenario: Scenario, check: Check) -> None:
        case = scenario.case(check.case)
        exchange = self._seen(case)
        if case.header(GUARD) is not None or (exchange and exchange.outcome != Outcome.ANSWERED):
            return  # the deployment did not say that; what came in between is told by the guard
        try:
            found = self._translator.translate(scenario, check, case, self._show)
        except Unknown as error:
            self.complain(str(error))
            return
        self.failures.extend(found)

    def _show(self, case: Case, operation: str | None) -> Exchange:
        return self._seen(case) or case.exchange(1 + len(self._by_case), operation)

    def _seen(self, case: Case) -> Exchange | None:
        for each in self._recorded[self._looked_at :]:
            self._looked_at += 1
            if each.case is not None:
                self._by_case[each.case] = each
        return self._by_case.get(case.id)

    def _take_phase(self, holds: JsonObject) -> None:
        phase = holds.get("phase")
        name = phase.get("name") if isinstance(phase, dict) else None
        self.phase = name if isinstance(name, str) else self.phase

    def _take_error(self, holds: JsonObject) -> None:
        label = holds.get("label")
        said = list(_texts(holds.get("value") or holds.get("exception")))
        where = f"{label}: " if isinstance(label, str) and label else ""
        self.complain(where + (": ".join(said) or "the fuzzer met an error and does not say which"))

    def _take_interruption(self, _: JsonObject) -> None:
        self.complain("the fuzzer was interrupted")

    def _take_end(self, holds: JsonObject) -> None:
        self.is_finished = True
        reason = holds.get("stop_reason")
        if reason != "completed":
            self.complain(f"the fuzzer stopped before its end: {str(reason).replace('_', ' ')}")

    def complain(self, said: str) -> None:
        """Note what got in the way of the run, in one line; the same once."""
        line = " ".join(said.split())
        line = line if len(line) <= _LONGEST_ERROR else f"{line[:_LONGEST_ERROR]}..."
        if line not in self.errors:
            self.errors.append(line)


def _texts(value: Json) -> Iterator[str]:
    """Yield the type and the message of an exception, as the report has it."""
    parts = (value.get("type"), value.get("message")) if isinstance(value, dict) else (value,)
    return (each for each in parts if isinstance(each, str) and each)
