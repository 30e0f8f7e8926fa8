"""docs/rules.md lists every rule and every probe, and every rule is one that somebody can find.

`UPDATE_DOCS=1 python -m pytest tests/verification/test_rules_page.py` writes it anew.
"""

from __future__ import annotations

import ast
import inspect
import os
import re
from collections.abc import Iterator
from importlib.resources import files
from pathlib import Path

import pytest

from understudy.verification.probes import PROBES
from understudy.verification.rules import RULES

PAGE = Path(__file__).parent.parent.parent / "docs" / "rules.md"
PARTS = Path(str(files("understudy.verification")))
TABLE = re.compile(r"(?ms)^<!-- (?P<name>\w+) -->\n(?P<rows>.*?)^<!-- end -->$")


def named_in(part: str) -> set[str]:
    """Return the rules that the code of a part names, each as a whole text."""
    trees = (ast.parse(each.read_text(encoding="utf-8")) for each in (PARTS / part).glob("*.py"))
    return {
        node.value
        for tree in trees
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    } & RULES.keys()


BY_FUZZER, BY_GUARD, IN_PROBES = map(named_in, ("fuzzing", "guarding", "probes"))

# What `conforming` holds every answer of a probe against.
BY_ANY_PROBE = {
    "server-error",
    "undeclared-status",
    "undeclared-media-type",
    "response-header",
    "response-body",
    "malformed-body",
}


def finders(rule: str) -> list[str]:
    """Return who can find a rule broken: engines, and probes by name."""
    probes = [f"`{each.name}`" for each in PROBES if rule in each.rules]
    return [
        *(["fuzzer"] if rule in BY_FUZZER else []),
        *(["any probe"] if rule in BY_ANY_PROBE else probes),
        *(["guard"] if rule in BY_GUARD else []),
    ]


def rules_table() -> Iterator[str]:
    yield "| rule | severity | what is wrong | what to do | found by |"
    yield "| --- | --- | --- | --- | --- |"
    for name, rule in RULES.items():
        told = (f"`{name}`", rule.severity, rule.title, rule.remedy, ", ".join(finders(name)))
        yield f"| {' | '.join(told)} |"


def probes_table() -> Iterator[str]:
    yield "| probe | what it does | writes | rules |"
    yield "| --- | --- | --- | --- |"
    for probe in PROBES:
        does = (inspect.getdoc(probe.run) or "").partition("\n")[0].rstrip(".")
        rules = ", ".join(f"`{each}`" for each in RULES if each in probe.rules)
        yield f"| `{probe.name}` | {does} | {'yes' if probe.writes else 'no'} | {rules} |"


TABLES = {"rules": rules_table, "probes": probes_table}


def test_page_lists_what_the_code_knows() -> None:
    page = PAGE.read_text(encoding="utf-8")

    expected = TABLE.sub(
        lambda found: "\n".join(
            [f"<!-- {found['name']} -->", *TABLES[found["name"]](), "<!-- end -->"]
        ),
        page,
    )

    assert {found["name"] for found in TABLE.finditer(page)} == TABLES.keys()
    if os.environ.get("UPDATE_DOCS"):
        PAGE.write_text(expected, encoding="utf-8")
    else:
        assert page == expected, "run this test with UPDATE_DOCS=1 to write docs/rules.md anew"


@pytest.mark.parametrize("rule", RULES)
def test_every_rule_is_found_by_somebody(rule: str) -> None:
    assert finders(rule)


@pytest.mark.parametrize("probe", PROBES, ids=lambda probe: probe.name)
def test_probe_finds_only_rules_that_there_are(probe) -> None:
    assert probe.rules
    assert probe.rules <= RULES.keys()
    assert inspect.getdoc(probe.run)


def test_answers_of_probes_are_held_against_what_the_fuzzer_holds_them_against() -> None:
    assert BY_ANY_PROBE <= BY_FUZZER


def test_probes_name_no_rule_that_none_of_them_claims() -> None:
    claimed = frozenset[str]().union(*(each.rules for each in PROBES))

    assert IN_PROBES - claimed <= BY_GUARD  # "unreachable" is a gap of a run, too
