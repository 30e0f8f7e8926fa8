"""A comparison for people and for scripts: text, Markdown, JSON."""

from __future__ import annotations

import json
import re
from collections.abc import Callable, Iterator, Mapping

from understudy.contract.errors import Position
from understudy.verification.diffing.changes import Change, Impact
from understudy.verification.diffing.comparing import Comparison

VERSION = 1  # of the JSON form
_NAMED = 3  # operations in a heading
_LONGEST = 400  # of a witness in text; JSON has all of it
_MARKS = {Impact.BREAKING: "❌", Impact.UNKNOWN: "❔", Impact.COMPATIBLE: "✅"}
_SPECIAL = re.compile(r"([\\`*_{}\[\]<>|#~&])")


def as_text(comparison: Comparison) -> str:
    """Return the changes by operation, the worst first, as a terminal shows them."""
    return "\n".join(_printable(line) for line in _lines(comparison))


def as_markdown(comparison: Comparison) -> str:
    """Return the changes as a comment on a pull request."""
    return "\n".join(_printable(line) for line in _markdown(comparison)) + "\n"


def as_json(comparison: Comparison) -> str:
    """Return the changes for scripts, with the whole witnesses."""
    members = {
        "version": VERSION,
        "old": comparison.old,
        "new": comparison.new,
        "counts": {impact.value: len(comparison.of(impact)) for impact in Impact},
        "changes": [_member(each) for each in comparison.changes],
    }
    return json.dumps(members, indent=2, ensure_ascii=False)


def summary(comparison: Comparison) -> str:
    """Return how many changes there are of each impact.

    >>> summary(Comparison(old="a.yaml", new="b.yaml", changes=()))
    '0 breaking, 0 unknown, 0 compatible changes'
    """
    counts = (f"{len(comparison.of(impact))} {impact}" for impact in Impact)
    return f"{', '.join(counts)} changes"


RENDERERS: Mapping[str, Callable[[Comparison], str]] = {
    ".json": as_json,
    ".md": as_markdown,
    ".txt": as_text,
}


def _groups(comparison: Comparison) -> Mapping[tuple[str, ...], list[Change]]:
    """Return the changes by the operations that have them, in the order of the worst of each."""
    groups: dict[tuple[str, ...], list[Change]] = {}
    for each in comparison.changes:
        groups.setdefault(each.operations, []).append(each)
    return groups


def _lines(comparison: Comparison) -> Iterator[str]:
    for operations, changes in _groups(comparison).items():
        yield _heading(operations)
        for each in changes:
            yield f"  {each.impact:<10}  {_said(each)} [{each.code}]"
            if each.impact is not Impact.COMPATIBLE:
                yield from (f"    {name:<8} {text}" for name, text in _details(each))
        yield ""


def _markdown(comparison: Comparison) -> Iterator[str]:
    yield f"## {summary(comparison)}"
    for operations, changes in _groups(comparison).items():
        yield ""
        yield f"### {_escaped(_heading(operations))}"
        yield ""
        for each in changes:
            yield f"- {_MARKS[each.impact]} **{each.impact}** {_escaped(_said(each))} `{each.code}`"
            if each.impact is not Impact.COMPATIBLE:
                yield from _markdown_details(each)


def _markdown_details(change: Change) -> Iterator[str]:
    for name, text in _details(change):
        if name == "witness":
            yield from ("", "  ```http", f"  {text}", "  ```", "")
        else:
            yield f"  - {name}: {_escaped(text)}"


def _details(change: Change) -> Iterator[tuple[str, str]]:
    for name, position in (("old", change.old), ("new", change.new)):
        if position is not None:
            yield name, str(position)
    if change.witness is not None:
        line = change.witness.line
        yield "witness", line if len(line) <= _LONGEST else f"{line[:_LONGEST]}..."
    yield "remedy", change.remedy


def _said(change: Change) -> str:
    return f"{change.where}: {change.message}" if change.where else change.message


def _heading(operations: tuple[str, ...]) -> str:
    """Return the operations of a group, some of them when there are many.

    >>> _heading(("GET /a", "GET /b", "GET /c", "GET /d", "GET /e"))
    'GET /a, GET /b, GET /c and 2 more'
    """
    if not operations:
        return "the contract"
    named = ", ".join(operations[:_NAMED])
    more = len(operations) - _NAMED
    return f"{named} and {more} more" if more > 0 else named


def _member(change: Change) -> Mapping[str, object]:
    witness = change.witness
    return {
        "impact": change.impact,
        "code": change.code,
        "operations": change.operations,
        "where": change.where,
        "message": change.message,
        "old": _place(change.old),
        "new": _place(change.new),
        "witness": witness and {"line": witness.line, "payload": [*witness.payload]},
        "remedy": "" if change.impact is Impact.COMPATIBLE else change.remedy,
    }


def _place(position: Position | None) -> Mapping[str, object] | None:
    if position is None:
        return None
    return {"file": position.file, "line": position.line, "pointer": position.pointer}


def _escaped(text: str) -> str:
    return _SPECIAL.sub(r"\\\1", text)


def _printable(line: str) -> str:
    r"""Return a line without what would drive a terminal: contracts are other people's.

    >>> _printable("GET /a" + chr(27) + "[31m")
    'GET /a\\x1b[31m'
    """
    if line.isprintable():
        return line
    return "".join(each if each.isprintable() else repr(each)[1:-1] for each in line)
