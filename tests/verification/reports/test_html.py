"""One file that needs nothing else, says all, and runs nothing that a deployment sent."""

from __future__ import annotations

import base64
import hashlib
import re
from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verification.reports.sample import exchange, failure, sample, sample_exchanges
from tests.verification.reports.strategies import REPORTS
from understudy.contract.operations import Label
from understudy.verification.report import Blame, Cell, Fact, Finding, Report
from understudy.verification.reports.html import html
from understudy.verification.reports.page import MOST_FACTS

VOID = {"meta", "input", "br", "rect"}


class Document(HTMLParser):
    """A page as elements with their attributes, and its text outside of script and style."""

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.open: list[str] = []
        self.text = ""
        self.raw: dict[str, str] = {}
        self.feed(page)
        self.close()
        assert self.open == [], "some elements are not closed"

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in VOID:
            self.open.append(tag)

    def handle_startendtag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))

    def handle_endtag(self, tag: str) -> None:
        assert self.open.pop() == tag

    def handle_data(self, data: str) -> None:
        if self.open and self.open[-1] in {"script", "style"}:
            self.raw[self.open[-1]] = data
        else:
            self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]


def sample_page() -> Document:
    return Document(html(sample(), sample_exchanges()))


def check_harmless(page: Document) -> None:
    assert len(page.all("script")) == 1
    assert {"img", "iframe", "object", "link", "base", "form"}.isdisjoint(
        tag for tag, _ in page.elements
    )
    for tag, attributes in page.elements:
        assert "style" not in attributes, tag
        assert "src" not in attributes, tag
        assert not any(name.startswith("on") for name in attributes), tag
        assert (attributes.get("href") or "#").startswith("#"), tag


def test_page_needs_nothing_else_and_its_policy_allows_nothing_else() -> None:
    page = sample_page()

    check_harmless(page)
    policy = page.all("meta")[1]["content"] or ""
    assert policy.startswith("default-src 'none'; ")
    for kind in ("style", "script"):
        digest = base64.b64encode(hashlib.sha256(page.raw[kind].encode()).digest()).decode()
        assert f"{kind}-src 'sha256-{digest}'" in policy
    assert "http" not in page.raw["style"] + page.raw["script"]


def test_hostile_content_is_text() -> None:
    page = sample_page()

    assert "<img src=x onerror=alert(2)>" in page.text
    assert "\x1b" not in page.text
    assert "\u202e" not in page.text


@settings(max_examples=30)
@given(REPORTS, st.text(max_size=20))
def test_content_never_becomes_markup(report: Report, text: str) -> None:
    finding = Finding(
        failure=failure(
            "server-error", text, text, pointer=text, at=text, exchanges=(exchange(1, text, text),)
        )
    )

    page = Document(html(replace(report, findings=(finding, *report.findings))))

    check_harmless(page)


def test_every_link_leads_somewhere_and_every_id_is_there_once() -> None:
    page = sample_page()

    ids = [attributes["id"] for _, attributes in page.elements if "id" in attributes]
    assert len(ids) == len(set(ids))
    for _, attributes in page.elements:
        named = [attributes.get("aria-labelledby"), attributes.get("data-filter")]
        links = [(attributes.get("href") or "").removeprefix("#")]
        assert {each for each in [*named, *links] if each} <= set(ids)


def test_page_can_be_used_without_eyes_or_mouse() -> None:
    page = sample_page()

    assert page.all("html") == [{"lang": "en"}]
    assert len(page.all("h1")) == len(page.all("main")) == 1
    assert all("scope" in each for each in page.all("th"))
    regions = [each for _, each in page.elements if each.get("role") == "region"]
    assert all(each["tabindex"] == "0" and each["aria-label"] for each in regions)
    assert len(page.all("label")) >= len(page.all("input")) + len(page.all("select"))
    assert all("aria-label" in each for each in page.all("svg"))


def test_all_of_a_report_is_shown() -> None:
    text = sample_page().text

    for told in (
        "FAILED, INCOMPLETE",
        "the budget of 2,000 requests was used up",
        "what was created is not there",
        "curl -X POST",
        '"name": "Rex\'s"',
        "The vendor mends it in May.",
        "contract wrong?",
        "limit is at most 100",
        "never asked",
        "11 of 19",
        "Pet allows any other member",
        "DELETE /v1/pets/77 answered 500",
        "is no longer found",
    ):
        assert told in text, told


def test_number_in_the_matrix_leads_to_such_an_answer() -> None:
    page = sample_page()

    samples = [each["href"] for each in page.all("a") if "sample" in (each["href"] or "")]

    assert samples == ["#sample-2", "#sample-1", "#sample-4", "#sample-5"]  # by operation, status


def test_facts_and_samples_are_bounded() -> None:
    fact = Fact(
        operation="listPets",
        kind="status",
        pointer="/paths/~1pets/get/responses/200",
        says="200 is answered",
        label=Label.DOCUMENTED,
        cells=(Cell.CONFIRMED, Cell.CONFIRMED),
        blame=Blame.AGREE,
    )
    many = replace(sample(), facts=(fact,) * (MOST_FACTS + 7))
    asked = [
        exchange(1, operation=f"o{number}", response_body=b"x" * 9999) for number in range(999)
    ]

    page = html(many, asked)

    assert "7 more facts are in the JSON report" in page
    assert page.count('id="sample-') == 400
    assert len(page) < 6_000_000


def test_deployments_stand_side_by_side() -> None:
    text = re.sub(r"\s+", " ", sample_page().text)

    assert "Known stand-indeploymentWho is wrong" in text
    assert "inferred confirmedcontradictedcontract wrong?" in text
    alone = replace(
        sample(),
        deployments=sample().deployments[:1],
        findings=(),
        facts=tuple(replace(each, cells=each.cells[:1]) for each in sample().facts),
    )
    assert "Who is wrong" not in html(alone)


def test_nothing_that_was_found_is_still_a_page() -> None:
    empty = replace(
        sample(),
        deployments=(),
        findings=(),
        facts=(),
        coverage=(),
        operations=(),
        gaps=(),
        stops=(),
    )

    assert "There is no new finding." in Document(html(empty)).text
