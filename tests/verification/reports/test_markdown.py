"""A comment on a pull request: bounded, and nothing from elsewhere is more than text in it."""

from __future__ import annotations

from dataclasses import replace
from html.parser import HTMLParser

from hypothesis import given, settings
from hypothesis import strategies as st
from markdown_it import MarkdownIt
from markdown_it.token import Token

from tests.verification.reports.sample import HARM, failure, sample
from tests.verification.reports.strategies import REPORTS
from understudy.verification.report import Finding, Gap, Report
from understudy.verification.reports.markdown import MOST_BYTES, code, fenced, markdown, plain

READER = MarkdownIt("commonmark", {"html": True}).enable("table").enable("strikethrough")
OUR_TAGS = {"details", "summary", "code"}


class Tags(HTMLParser):
    """Collects the tags and the text of HTML; what stands in code is not text to be linked."""

    def __init__(self) -> None:
        super().__init__()
        self.tags: set[str] = set()
        self.text = ""
        self.in_code = 0

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        assert attrs == [], f"{tag} has attributes"
        self.tags.add(tag)
        self.in_code += tag == "code"

    def handle_endtag(self, tag: str) -> None:
        self.in_code -= tag == "code"

    def handle_data(self, data: str) -> None:
        if not self.in_code:
            self.text += data


def flat(tokens: list[Token]) -> list[Token]:
    return [each for token in tokens for each in (token, *flat(token.children or []))]


def check(text: str) -> list[Token]:
    """Check that a reader finds no HTML, link, image or mention but ours; return its tokens."""
    tokens = flat(READER.parse(text))
    seen = Tags()
    for token in tokens:
        assert token.type not in {"link_open", "image"}, token
        if token.type in {"html_block", "html_inline"}:
            seen.feed(token.content)
        elif token.type == "text":
            assert not any("@" in part[:-1] for part in token.content.split("\u200b")) or (
                "@" not in token.content.replace("@\u200b", "")
            ), token
    assert seen.tags <= OUR_TAGS
    assert "@" not in seen.text
    return tokens


def test_verdict_comes_first_and_each_new_cause_is_a_row() -> None:
    tokens = check(markdown(sample()))

    headline = next(each for each in tokens if each.type == "inline")
    assert headline.content.startswith("❌ FAILED, INCOMPLETE: `petstore`")
    rows = [each for each in tokens if each.type == "tr_open"]
    assert len(rows) == 1 + 4  # two findings have one cause


def test_row_of_a_table_has_four_cells_whatever_is_in_it() -> None:
    bad = Finding(failure=failure("server-error", HARM, HARM, pointer=HARM, at=HARM))

    tokens = check(markdown(replace(sample(), findings=(bad,))))

    cells = [each for each in tokens if each.type == "td_open"]
    assert len(cells) == 4


def test_passed_run_is_short() -> None:
    clean = replace(
        sample(),
        findings=(),
        stops=(),
        gaps=(),
        operations=(),
        coverage=(),
        expired=(),
        leftovers=(),
        notes=(),
        facts=(),
    )

    lines = markdown(clean).split("\n")

    assert lines[0] == "## ✅ PASSED: `petstore` against its contract"
    assert len([each for each in lines if each]) == 2


def test_comment_keeps_within_its_bound_and_says_what_is_left_out() -> None:
    many = tuple(
        Finding(failure=failure("server-error", f"operation{number}", HARM * 9, kind=str(number)))
        for number in range(500)
    )
    gaps = tuple(
        Gap(code="open-object", operation="é" * 90, pointer="", message="é" * 900)
        for _ in range(99)
    )

    text = markdown(replace(sample(), findings=many, gaps=gaps))

    assert 50_000 < len(text.encode()) <= MOST_BYTES
    assert "The rest is left out here" in text
    assert text.count("<details>") == text.count("</details>")
    assert "and 470 other causes" in text
    check(text)


@settings(max_examples=40)
@given(REPORTS)
def test_any_report_is_text_only(report: Report) -> None:
    text = markdown(report)

    check(text)
    assert text.count("<details>") == text.count("</details>")


@given(st.text())
def test_code_holds_any_text_on_one_line(text: str) -> None:
    tokens = check(f"a {code(text)} b")

    assert len([each for each in tokens if each.type == "paragraph_open"]) == 1
    assert len([each for each in tokens if each.type == "code_inline"]) == (1 if code(text) else 0)


@given(st.text())
def test_block_ends_where_we_end_it(text: str) -> None:
    tokens = READER.parse(f"{fenced(text)}\n\nafter")

    assert [each.type for each in tokens] == [
        "fence",
        "paragraph_open",
        "inline",
        "paragraph_close",
    ]


@given(st.text(st.characters(min_codepoint=32, max_codepoint=126)))
def test_plain_text_is_shown_as_it_is(text: str) -> None:
    shown = "".join(
        each.content for each in check(f"x{plain(text)}x") if each.type in {"text", "text_special"}
    )

    assert shown.replace("\u200b", "") == f"x{' '.join(text.split())}x"
