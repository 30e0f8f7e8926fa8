"""Writing a report to a file, in the form that the file's name asks for."""

from __future__ import annotations

from collections.abc import Callable, Mapping, Sequence
from pathlib import Path
from typing import TypeAlias

from understudy.contract.errors import Position, ReportError
from understudy.verification.exchanges import Exchange
from understudy.verification.report import Report
from understudy.verification.reports.html import html
from understudy.verification.reports.json_form import json_form
from understudy.verification.reports.junit import junit
from understudy.verification.reports.markdown import markdown
from understudy.verification.reports.sarif import sarif
from understudy.verification.reports.secrecy import holds_secret

_Form: TypeAlias = Callable[[Report, Sequence[Exchange]], str]

# By the end of the file's name; the first that fits counts.
_FORMS: Mapping[str, _Form] = {
    ".sarif.json": lambda report, _: sarif(report),
    ".sarif": lambda report, _: sarif(report),
    ".json": lambda report, _: json_form(report),
    ".html": html,
    ".xml": lambda report, _: junit(report),
    ".junit": lambda report, _: junit(report),
    ".md": lambda report, _: markdown(report),
}


def write(
    report: Report, exchanges: Sequence[Exchange], path: Path, *, secrets: Sequence[str] = ()
) -> None:
    """Write a report as .json, .html, .xml (JUnit), .md or .sarif; missing folders are made.

    `exchanges` are all of the run: formats that show examples choose from them. They are redacted
    already; as a last resort, nothing is written in which one of the `secrets` stands.

    Raises:
        ReportError: its name asks for no known form, a secret is in it, or it cannot be written.
    """
    text = form_of(path)(report, exchanges)
    if holds_secret(text, secrets):
        raise ReportError(
            "a secret stands in the report, so it was not written",
            where=Position(file=str(path)),
            remedy="this is a defect of the redaction; please report it, without the secret",
        )
    try:
        path.parent.mkdir(parents=True, exist_ok=True)
        path.write_text(text, encoding="utf-8", errors="backslashreplace", newline="\n")
    except OSError as error:
        raise ReportError(
            f"the report cannot be written: {error.strerror}",
            where=Position(file=str(path)),
            remedy="check that the folder can be written to",
        ) from error


def form_of(path: Path) -> _Form:
    """Return what writes the form that a file's name asks for; ask before a run, not after it.

    Raises:
        ReportError: it asks for no known form.
    """
    name = path.name.lower()
    for ending, form in _FORMS.items():
        if name.endswith(ending):
            return form
    raise ReportError(
        f"{path.name!r} does not say which form the report is to have",
        where=Position(file=str(path)),
        remedy=f"let the name end with one of: {', '.join(sorted(_FORMS))}",
    )
