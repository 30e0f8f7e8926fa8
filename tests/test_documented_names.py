"""What documentation lists is what the code knows: keys, words, kinds, figures, paths."""

from __future__ import annotations

import re
from collections.abc import Iterator
from pathlib import Path
from typing import Any

import pytest

from understudy.behavior import collecting, envelopes, queries
from understudy.behavior.checking import FIGURES
from understudy.behavior.declaring import grammar
from understudy.behavior.naming import plain
from understudy.behavior.problems import STATUSES
from understudy.serving.description import describe_control

DOCS = Path(__file__).parent.parent / "docs"
PAGE = (DOCS / "bring-your-own.md").read_text(encoding="utf-8")


def section(heading: str) -> str:
    """Return a section's text, down to the next heading of its level or a higher one."""
    level = heading.partition(" ")[0]
    found = re.search(rf"(?ms)^{re.escape(heading)}\n(.*?)(?=^#{{1,{len(level)}}} |\Z)", PAGE)
    assert found is not None, f"there is no section {heading!r}"
    return found[1]


def listed(heading: str) -> set[str]:
    """Return the first cells of a section's tables."""
    return set(re.findall(r"(?m)^\| `([^`]+)` \|", section(heading)))


def parts() -> dict[str, list[dict[str, Any]]]:
    """Return, by the heading that describes them, the objects of the grammar."""
    whole: dict[str, Any] = grammar()
    kinds = whole["$defs"]
    operation = kinds["operation"]["properties"]
    return {
        "### The file": [whole],
        "### A resource": [kinds["resource"]],
        "### A relation": [kinds["relation"]],
        "### A reference": [kinds["reference"]],
        "### An operation": [kinds["operation"]],
        "### An owner": [operation["within"]["items"]],
        "### A key": [each for each in operation["key"]["anyOf"] if "properties" in each],
        "### A quirk": [
            kinds["quirk"],
            kinds["quirk"]["properties"]["provenance"],
            kinds["quirk"]["properties"]["off"],
        ],
        "### A filter": [each for each in kinds["filter"]["anyOf"] if "properties" in each],
        "### operators": [kinds["operators"]],
        "### expression": [kinds["expression"]],
        "### sort": [kinds["sort"], kinds["sort"]["properties"]["closest"]],
        "### page": [kinds["page"]],
        "### token": [kinds["token"], kinds["token"]["properties"]["keys"]],
        "### credentials": [kinds["credentials"]],
        "### idempotency": [kinds["idempotency"]],
        "### errors": [kinds["errors"], kinds["error"], kinds["case"]],
    }


@pytest.mark.parametrize("heading", parts(), ids=lambda heading: heading.strip("# "))
def test_every_key_of_behavior_yaml_is_described(heading: str) -> None:
    keys = {key for part in parts()[heading] for key in part["properties"]}

    assert listed(heading) - set(STATUSES) == keys


def test_every_part_of_the_grammar_is_held_against_a_section() -> None:
    described = {id(part) for group in parts().values() for part in group}

    assert len(described) == sum(len(group) for group in parts().values())
    assert set(objects(grammar())) == {
        tuple(part["properties"]) for group in parts().values() for part in group
    }


def objects(schema: Any) -> Iterator[tuple[str, ...]]:
    """Yield the names of the members of every object that a schema describes."""
    if isinstance(schema, dict):
        if isinstance(schema.get("properties"), dict) and "type" in schema:
            yield tuple(schema["properties"])
        for each in schema.values():
            yield from objects(each)
    elif isinstance(schema, list):
        for each in schema:
            yield from objects(each)


def words(schema: Any) -> Iterator[str]:
    """Yield the values of every closed set in a schema."""
    if isinstance(schema, dict):
        yield from schema["enum"] if isinstance(schema.get("enum"), list) else ()
        schema = list(schema.values())
    for each in schema if isinstance(schema, list) else ():
        yield from words(each)


def test_every_word_that_behavior_yaml_knows_is_described() -> None:
    page = section("## Every key of behavior.yaml")

    assert [word for word in words(grammar()) if f"`{word}`" not in page] == []


def test_every_kind_of_error_is_listed_with_its_status() -> None:
    rows = re.findall(r"(?m)^\| `(\w+)` \| (\d+) \|", section("### errors"))

    assert {kind: int(status) for kind, status in rows} == {
        problem.value: status for problem, status in STATUSES.items()
    }


def test_every_figure_of_a_template_is_named() -> None:
    named = set(re.findall(r"`\$(\w+)`", section("### Templates")))

    assert named >= FIGURES


def test_every_name_that_inference_knows_is_described() -> None:
    known = {
        *queries.SIZES,
        *(name for names in queries.STARTS.values() for name in names),
        *(*queries.SORTS, *queries.DIRECTIONS, *queries.SEARCHES, *queries.TEXTS),
        *(*queries.BEFORES, *queries.ENDINGS, *queries.BEGINNINGS),
        *(*envelopes.FIGURES, *envelopes.SWITCHES, *envelopes.RECORD_NAMES),
        *(plain(name) for name in collecting.KEY_NAMES),
    }

    described = re.findall(r"`([^`\n]+)`", section("## What is inferred"))

    assert known - {plain(name) for name in described} == set()


def test_every_path_of_the_control_api_is_listed() -> None:
    paths = describe_control()["paths"]
    assert isinstance(paths, dict)

    page = (DOCS / "worlds.md").read_text(encoding="utf-8")
    listed_paths = re.findall(r"(?m)^\| `(?:GET|POST) (\S+)` \|", page)

    assert set(paths) <= set(listed_paths)
