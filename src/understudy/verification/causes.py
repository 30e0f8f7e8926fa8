"""Causes: findings that one change would mend, so that a person reads of each defect once."""

from __future__ import annotations

import re
from collections import defaultdict
from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from understudy.verification.failures import Failure
from understudy.verification.judging import effort, sort_findings
from understudy.verification.report import Finding
from understudy.verification.rules import RULES, Rule, Severity

# Rules that one and the same defect of an operation breaks together: both engines look there.
_FAMILIES = {
    "deleted-remains": "deletion",
    "delete-uncounted": "deletion",
    "created-missing": "creation",
    "create-unlisted": "creation",
    "open-to-anyone": "credentials",
    "open-to-malformed": "credentials",
    "open-to-expired": "credentials",
    "page-overlap": "pages",
    "page-gap": "pages",
    "cursor-repeats": "cursors",
    "cursor-skips": "cursors",
}
_OWN = re.compile(r"/paths/[^/]*/(?:get|put|post|delete|options|head|patch|trace|query)(?=/|$)")


@dataclass(frozen=True, slots=True, kw_only=True)
class Cause:
    """Findings that have one cause, of one deployment; the most telling one first."""

    findings: tuple[Finding, ...]

    @property
    def first(self) -> Failure:
        """The failure that is shown for all."""
        return self.findings[0].failure

    @property
    def rule(self) -> Rule:
        """What is wrong, and what its owner can do."""
        return RULES[self.first.rule]

    @property
    def severity(self) -> Severity:
        """How bad it is."""
        return self.first.severity

    @property
    def rules(self) -> tuple[str, ...]:
        """The names of the rules that are broken, the worst first."""
        return tuple(dict.fromkeys(each.failure.rule for each in self.findings))

    @property
    def operations(self) -> tuple[str, ...]:
        """The operations where it shows; "" stands for the deployment as a whole."""
        return tuple(dict.fromkeys(each.failure.operation for each in self.findings))

    @property
    def count(self) -> int:
        """How often it was seen."""
        return sum(each.count for each in self.findings)

    @property
    def deployment(self) -> int:
        """Whose it is, as in `Finding`."""
        return self.findings[0].deployment

    @property
    def accepted(self) -> str:
        """The reason the baseline gives, "" when it is new."""
        return self.findings[0].accepted


def find_causes(findings: Sequence[Finding]) -> tuple[Cause, ...]:
    """Return the findings by cause, in the order of their first ones.

    One cause have findings of the same rule, kind and part of the contract, however many operations
    show it; and findings of kindred rules, where operations that show the one show the other.
    """
    alike: dict[object, list[Finding]] = defaultdict(list)
    for each in findings:
        alike[_sameness(each)].append(each)
    causes: list[list[Finding]] = []
    for group in alike.values():
        kindred = next((each for each in causes if _are_kindred(each, group)), None)
        if kindred is None:
            causes.append(group)
        else:
            kindred.extend(group)
    return tuple(Cause(findings=_telling_first(group)) for group in causes)


def _are_kindred(some: Sequence[Finding], others: Sequence[Finding]) -> bool:
    family = _FAMILIES.get(some[0].failure.rule)
    if family is None or family != _FAMILIES.get(others[0].failure.rule):
        return False
    here, there = _operations(some), _operations(others)
    return _standing(some[0]) == _standing(others[0]) and (here <= there or there <= here)


def _operations(findings: Iterable[Finding]) -> frozenset[str]:
    return frozenset(each.failure.operation for each in findings)


def _sameness(finding: Finding) -> tuple[object, ...]:
    failure = finding.failure
    pointer = _OWN.sub("", failure.pointer, count=1)  # the same place in each operation
    return (*_standing(finding), failure.rule, failure.kind, pointer)


def _standing(finding: Finding) -> tuple[int, str]:
    return (finding.deployment, finding.accepted)


def _telling_first(group: Sequence[Finding]) -> tuple[Finding, ...]:
    worst, *_ = sort_findings(group)
    equals = [each for each in group if each.failure.severity is worst.failure.severity]
    telling = min(equals, key=lambda each: effort(each.failure))
    return (telling, *(each for each in group if each is not telling))
