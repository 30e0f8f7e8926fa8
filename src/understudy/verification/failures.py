"""Failures: broken promises, as values. Engines yield them; judge and reports only read them."""

from __future__ import annotations

import hashlib
from dataclasses import dataclass
from enum import StrEnum

from understudy.verification.exchanges import Exchange
from understudy.verification.rules import RULES, Severity


class Source(StrEnum):
    """Who found a failure."""

    FUZZER = "fuzzer"
    PROBE = "probe"
    GUARD = "guard"


@dataclass(frozen=True, slots=True, kw_only=True)
class Failure:
    """A promise that a deployment broke.

    `rule` is a key of `RULES`. `operation` is an operation's id, "" when the deployment as a whole
    is meant. `pointer` leads to the fact in the contract document that was contradicted ("" when
    there is no single one); `at` says where it was seen: a JSON Pointer into the answer, or a
    parameter's or header's name. `kind` tells failures of one rule apart that have different
    causes, such as a schema keyword. `exchanges` are what it takes to see it, the telling one last.
    """

    rule: str
    source: Source
    operation: str
    message: str
    pointer: str = ""
    at: str = ""
    kind: str = ""
    phase: str = ""
    exchanges: tuple[Exchange, ...] = ()

    @property
    def severity(self) -> Severity:
        """How bad it is: what the rule says."""
        return RULES[self.rule].severity

    @property
    def fingerprint(self) -> str:
        """What stays the same when the same defect is found again: 12 hexadecimal digits.

        Figures and values that a seed changes are not part of it.
        """
        what = f"{self.operation}\0{self.rule}\0{self.kind}\0{self.pointer}"
        return hashlib.sha256(what.encode()).hexdigest()[:12]
