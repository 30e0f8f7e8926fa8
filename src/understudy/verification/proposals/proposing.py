"""Makes a proposal of what a run found: an overlay for the contract, a patch for the behavior."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from dataclasses import dataclass

from understudy.behavior import Behavior
from understudy.contract.operations import Contract, JsonObject
from understudy.contract.overlays import BEHAVIOR
from understudy.contract.yaml_writing import write_yaml
from understudy.verification.exchanges import Exchange
from understudy.verification.proposals.answers import (
    declare_media_types,
    declare_statuses,
    mend_bodies,
    mend_headers,
)
from understudy.verification.proposals.asking import (
    LOOSENED,
    correct_defaults,
    loosen_requests,
    tighten_requests,
)
from understudy.verification.proposals.behaving import Patch
from understudy.verification.proposals.evidence import Evidence
from understudy.verification.report import Finding

_ANSWERED = frozenset(
    {
        *LOOSENED,
        *("response-body", "response-header", "undeclared-status", "undeclared-media-type"),
        *("valid-refused", "default-differs", "filter-unsound", "filter-incomplete", "sort-wrong"),
    }
)


@dataclass(frozen=True, slots=True, kw_only=True)
class Proposal:
    """What would make findings go away. `overlay` holds the patch for behavior.yaml, too.

    `notes` are findings that no correction answers, each with the reason.
    """

    overlay: JsonObject
    notes: tuple[str, ...] = ()

    @property
    def behavior_patch(self) -> JsonObject:
        """The merge patch for behavior.yaml; empty for none."""
        patch = self.overlay.get(BEHAVIOR)
        return patch if isinstance(patch, dict) else {}

    @property
    def is_empty(self) -> bool:
        """Whether nothing is proposed."""
        return not self.overlay["actions"] and not self.behavior_patch


def propose(
    contract: Contract,
    behavior: Behavior,
    findings: Iterable[Finding],
    exchanges: Sequence[Exchange],
) -> Proposal:
    """Return corrections after which the contract says what the exchanges show.

    `findings` are those of the deployment that is to be believed, and `exchanges` its own. The
    overlay is for the contract's document as it was read: of a 3.0 document, as 3.1 has it.
    """
    failures = [each.failure for each in findings]
    evidence = Evidence(contract, behavior, failures, exchanges)
    patch = Patch(evidence)
    for step in (
        declare_statuses,
        declare_media_types,
        mend_headers,
        mend_bodies,
        loosen_requests,
        tighten_requests,
        correct_defaults,
    ):
        step(evidence)
    patch.draw()
    for failure in failures:
        if failure.rule not in _ANSWERED:
            evidence.note(failure, "this is for the deployment to mend")
        elif not failure.exchanges:
            evidence.note(failure, "no exchange shows it")
    overlay: JsonObject = {
        "overlay": "1.0.0",
        "info": {
            "title": f"{contract.title}: as a verification saw it",
            "version": contract.version,
        },
        "actions": evidence.draft.actions,
    }
    if patch.document:
        overlay[BEHAVIOR] = patch.document
    return Proposal(overlay=overlay, notes=tuple(dict.fromkeys(evidence.notes)))


def write_proposal(proposal: Proposal, *, service: str) -> str:
    """Return a proposal as a YAML file, with what to do with it on top."""
    lines = [
        f"Corrections of the contract of {service}, proposed by a verification. Read them: each",
        "was made from the exchange that its description names. Try them with",
        f"  understudy contract {service} --overlay THIS-FILE",
        "and put into the contract what is right.",
    ]
    if proposal.notes:
        lines += ["", "No correction answers these findings:"]
        lines += [f"- {_on_one_line(each)}" for each in proposal.notes]
    head = "".join(f"# {line}".rstrip() + "\n" for line in lines)
    return head + write_yaml(proposal.overlay)


def _on_one_line(text: str) -> str:
    """Return text without what would end a comment, or be no part of one."""
    return "".join(char if char.isprintable() else " " for char in text)
