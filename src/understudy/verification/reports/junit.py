"""JUnit XML: a test case an operation, so that any CI shows which ones keep their contract."""

from __future__ import annotations

from collections.abc import Iterable, Sequence
from xml.etree import ElementTree as ET

from understudy.verification.report import Finding, OperationRow, Report
from understudy.verification.reports.curl import curl_line
from understudy.verification.reports.printable import one_line, printable
from understudy.verification.reports.wording import counted
from understudy.verification.rules import RULES

_WHOLE = "the deployment"  # the case of what concerns no single operation


def junit(report: Report) -> str:
    """Return the report as JUnit XML: a suite a deployment, a case an operation.

    Findings are failures of their operation, one element for all of a case, which is as much as
    every reader takes. What was never asked is skipped; why a run is incomplete are errors.
    """
    suites = ET.Element("testsuites", name=f"understudy verify {report.service}")
    for index in range(len(report.deployments)):
        suites.append(_suite(report, index))
    _count(suites, suites.iter("testcase"))
    for element in suites.iter():
        _make_printable(element)
    ET.indent(suites)
    text = ET.tostring(suites, encoding="unicode")
    return f'<?xml version="1.0" encoding="utf-8"?>\n{text}\n'


def _suite(report: Report, index: int) -> ET.Element:
    deployment = report.deployments[index]
    suite = ET.Element(
        "testsuite",
        name=f"{report.service} {report.profile} ({deployment.name})",
        time=f"{deployment.elapsed_s:.3f}",
    )
    findings = [each for each in report.findings if each.deployment == index]
    rows = {each.operation: each for each in report.operations}
    for operation in dict.fromkeys([*rows, *(each.failure.operation for each in findings)]):
        mine = [each for each in findings if each.failure.operation == operation]
        suite.append(_case(report, operation, rows.get(operation), mine))
    if report.stops:
        suite.append(_stopped(report))
    _count(suite, suite)
    return suite


def _case(
    report: Report, operation: str, row: OperationRow | None, findings: Sequence[Finding]
) -> ET.Element:
    case = _new_case(report, operation or _WHOLE)
    new = [each for each in findings if not each.accepted]
    if new:
        failure = ET.SubElement(case, "failure", type=new[0].failure.rule, message=_message(new))
        failure.text = "\n\n".join(_told(report, each) for each in new)
    elif row is not None and not row.statuses:
        ET.SubElement(case, "skipped", message="it was never asked")
    accepted = [each for each in findings if each.accepted]
    if accepted:
        notes = ET.SubElement(case, "system-out")
        notes.text = "\n".join(
            f"accepted: {each.failure.rule}: {each.accepted}" for each in accepted
        )
    return case


def _stopped(report: Report) -> ET.Element:
    case = _new_case(report, "the run")
    error = ET.SubElement(case, "error", type="incomplete", message=one_line(report.stops[0]))
    error.text = "\n".join(report.stops)
    return case


def _new_case(report: Report, name: str) -> ET.Element:
    return ET.Element("testcase", classname=report.service, name=name)


def _message(findings: Sequence[Finding]) -> str:
    first = one_line(findings[0].failure.message)
    more = len(findings) - 1
    return f"{first} (and {counted(more, 'other finding')})" if more else first


def _told(report: Report, finding: Finding) -> str:
    failure = finding.failure
    rule = RULES[failure.rule]
    url = report.deployments[finding.deployment].url
    lines = [
        f"{failure.severity}: {rule.title} [{failure.rule}] {failure.fingerprint}",
        failure.message,
        f"contract: {failure.pointer}" if failure.pointer else "",
        f"seen at: {failure.at}" if failure.at else "",
        f"seen {counted(finding.count, 'time')}; to do: {rule.remedy}",
        *(curl_line(each, url) for each in failure.exchanges),
    ]
    return "\n".join(line for line in lines if line)


def _make_printable(element: ET.Element) -> None:
    """Spell out what XML cannot hold, wherever it came from."""
    for name, value in element.attrib.items():
        element.set(name, printable(value))
    if element.text:
        element.text = printable(element.text)


def _count(suite: ET.Element, cases: Iterable[ET.Element]) -> None:
    kept = list(cases)
    suite.set("tests", str(len(kept)))
    for attribute, tag in (("failures", "failure"), ("errors", "error"), ("skipped", "skipped")):
        suite.set(attribute, str(sum(case.find(tag) is not None for case in kept)))
