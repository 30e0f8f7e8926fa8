"""JUnit XML that CI systems read: its shape, and where findings stand in it."""

from __future__ import annotations

from dataclasses import replace
from xml.etree import ElementTree as ET

from hypothesis import given, settings

from tests.verification.reports.sample import sample
from tests.verification.reports.strategies import REPORTS
from understudy.verification.report import Report
from understudy.verification.reports.junit import junit

# The shape that Jenkins, GitLab and GitHub readers have in common: element -> attributes, children.
SHAPE = {
    "testsuites": ({"name", "tests", "failures", "errors", "skipped"}, {"testsuite"}),
    "testsuite": ({"name", "tests", "failures", "errors", "skipped", "time"}, {"testcase"}),
    "testcase": ({"name", "classname"}, {"failure", "error", "skipped", "system-out"}),
    "failure": ({"type", "message"}, set()),
    "error": ({"type", "message"}, set()),
    "skipped": ({"message"}, set()),
    "system-out": (set(), set()),
}


def check_shape(element: ET.Element) -> None:
    attributes, children = SHAPE[element.tag]
    assert set(element.attrib) == attributes
    tags = [each.tag for each in element]
    assert set(tags) <= children
    if element.tag == "testcase":
        results = [each for each in tags if each != "system-out"]
        assert len(results) <= 1
        assert tags == [*results, *["system-out"] * tags.count("system-out")]
    for each in element:
        check_shape(each)


def parsed(report: Report) -> ET.Element:
    root = ET.fromstring(junit(report))  # noqa: S314 - our own
    check_shape(root)
    return root


def cases(root: ET.Element, suite: int = 1) -> dict[str, ET.Element]:
    return {each.attrib["name"]: each for each in root[suite]}


@settings(max_examples=40)
@given(REPORTS)
def test_any_report_has_the_common_shape_and_true_counts(report: Report) -> None:
    root = parsed(report)

    for suite in [root, *root]:
        found = list(suite.iter("testcase"))
        assert int(suite.attrib["tests"]) == len(found)
        for attribute, tag in (("failures", "failure"), ("errors", "error")):
            assert int(suite.attrib[attribute]) == sum(each.find(tag) is not None for each in found)


def test_every_operation_is_a_case_and_every_deployment_a_suite() -> None:
    root = parsed(sample())

    names = [each.operation for each in sample().operations]
    assert [each.attrib["name"] for each in root] == [
        "petstore quick (stand-in)",
        "petstore quick (deployment)",
    ]
    assert all(list(cases(root, suite)) == [*names, "the run"] for suite in (0, 1))


def test_finding_of_several_requests_stays_with_its_operation() -> None:
    failure = cases(parsed(sample()))["createPet"].find("failure")

    assert failure is not None
    assert failure.attrib == {
        "type": "created-missing",
        "message": "pet 41 was created, and is not found",
    }
    assert failure.text is not None
    assert "curl -X POST" in failure.text


def test_accepted_finding_is_no_failure_but_a_note() -> None:
    accepted = replace(
        sample(), findings=tuple(replace(each, accepted="Known.") for each in sample().findings)
    )

    root = parsed(accepted)

    assert root.attrib["failures"] == "0"
    assert cases(root)["listPets"].findtext("system-out") == (
        "accepted: server-error: Known.\naccepted: default-differs: Known."
    )


def test_incomplete_run_is_an_error_and_what_was_never_asked_is_skipped() -> None:
    found = cases(parsed(sample()))

    error = found["the run"].find("error")
    assert error is not None
    assert error.attrib["message"] == "the budget of 2,000 requests was used up"
    assert found["adoptPet"].find("skipped") is not None


def test_what_concerns_no_operation_is_a_case_of_its_own() -> None:
    finding = sample().findings[1]
    whole = replace(finding, failure=replace(finding.failure, operation=""))

    assert "the deployment" in cases(parsed(replace(sample(), findings=(whole,))))
