"""`verify --propose`: corrections to a contract, as an OpenAPI Overlay with its evidence."""

from __future__ import annotations

from pathlib import Path

import typer

from understudy.contract.errors import Position, ReportError
from understudy.verification.plans import Plan
from understudy.verification.proposals import propose, write_proposal
from understudy.verification.report import Finding
from understudy.verification.running import Verified


def propose_corrections(plan: Plan, verified: Verified, path: Path) -> None:
    """Write what would make the contract true of the deployment, and say what could not be.

    Only what is asked last counts: the deployment, or a stand-in that is verified alone.

    Raises:
        ReportError: the file cannot be written.
    """
    last = len(verified.held) - 1
    findings = tuple(each for each in verified.report.findings if _is_about(each, last))
    loaded = plan.loaded
    proposal = propose(loaded.contract, loaded.behavior, findings, verified.held[last].exchanges)
    for note in proposal.notes:
        typer.echo(f"not proposed: {note}", err=True)
    if proposal.is_empty:
        typer.echo("there is nothing to propose: no file is written", err=True)
        return
    try:
        path.write_text(write_proposal(proposal, service=loaded.name), encoding="utf-8")
    except OSError as error:
        raise ReportError(
            f"the proposal cannot be written: {error.strerror}",
            where=Position(file=str(path)),
            remedy="check that the folder exists and can be written to",
        ) from error
    typer.echo(f"proposed in {path}; verify again with --overlay {path}", err=True)


def _is_about(finding: Finding, deployment: int) -> bool:
    return finding.deployment == deployment and not finding.accepted
