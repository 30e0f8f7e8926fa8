"""Baselines: findings that are known, and accepted until a day, each with its reason."""

from __future__ import annotations

import difflib
import json
from collections.abc import Iterable, Iterator, Sequence
from dataclasses import dataclass, replace
from datetime import date
from importlib.resources import files
from pathlib import Path
from typing import cast

import yaml

from understudy.contract.documents import load_document
from understudy.contract.errors import BaselineError, Position
from understudy.contract.grammars import check_grammar
from understudy.contract.operations import JsonObject
from understudy.contract.pointers import make_pointer
from understudy.contract.positions import Locator
from understudy.verification.failures import Failure
from understudy.verification.profiles import Profile
from understudy.verification.reach import Reach
from understudy.verification.report import Finding
from understudy.verification.rules import RULES

_UNBROKEN = 1_000_000  # columns
_HEAD = """\
# Findings that are accepted: `understudy verify --baseline` fails on all others, and on these once
# they expire. `--update-baseline --reason TEXT` writes this file anew.
version: 1
accepted:
"""


@dataclass(frozen=True, slots=True, kw_only=True)
class Accepted:
    """A finding that is accepted up to and including a day. `where` is its place in the file.

    `profile` is the one of the run that it was accepted from, None when nobody said.
    """

    fingerprint: str
    operation: str
    rule: str
    reason: str
    expires: date
    profile: Profile | None = None
    where: str = ""

    def is_about(self, failure: Failure) -> bool:
        """Tell whether the entry is about this failure; operation and rule have to agree too."""
        named = (self.fingerprint, self.operation, self.rule)
        return named == (failure.fingerprint, failure.operation, failure.rule)


@dataclass(frozen=True, slots=True, kw_only=True)
class Baseline:
    """What is accepted on the day `today`."""

    accepted: tuple[Accepted, ...]
    today: date

    def reason_for(self, failure: Failure) -> str:
        """Return why a failure is accepted, "" when it is not, or no longer."""
        entry = self._entry(failure)
        return entry.reason if entry is not None and entry.expires >= self.today else ""

    def remarks(self, findings: Iterable[Finding], reach: Reach) -> tuple[str, ...]:
        """Return what to do about entries that no longer hold, one sentence each.

        That something is gone is said of what lies within the `reach` of the run.
        """
        return tuple(self._remarks([each.failure for each in findings], reach))

    def renewed(
        self, findings: Iterable[Finding], *, reason: str, expires: date, reach: Reach
    ) -> Baseline:
        """Return the baseline that accepts these findings; what it accepts already stays as it is.

        Entries of what was not found go, when they lie within the `reach` of the run.

        Raises:
            BaselineError: the reason is empty, or the day is past.
        """
        self._check(reason, expires)
        failures = [each.failure for each in findings]
        kept = [
            each
            for each in self.accepted
            if each.expires >= self.today
            and (any(map(each.is_about, failures)) or not reach.includes(each.profile))
        ]
        known = {each.fingerprint for each in kept}
        added = {
            each.fingerprint: Accepted(
                fingerprint=each.fingerprint,
                operation=each.operation,
                rule=each.rule,
                reason=reason.strip(),
                expires=expires,
                profile=reach.profile,
            )
            for each in failures
            if each.fingerprint not in known
        }
        whole = [*kept, *added.values()]
        return replace(self, accepted=tuple(sorted(whole, key=_order)))

    def _entry(self, failure: Failure) -> Accepted | None:
        return next((each for each in self.accepted if each.is_about(failure)), None)

    def _remarks(self, failures: Sequence[Failure], reach: Reach) -> Iterator[str]:
        for each in self.accepted:
            named = f"{each.rule} at {each.operation or 'the deployment'} ({each.fingerprint})"
            at = f"{each.where}: " if each.where else ""
            if any(map(each.is_about, failures)):
                if each.expires < self.today:
                    until = f"was accepted until {each.expires}"
                    yield f"{at}{named} {until}: mend it, or accept it anew"
            elif reach.includes(each.profile):
                yield f"{at}{named} is no longer found: remove the entry"

    def _check(self, reason: str, expires: date) -> None:
        if not reason.strip():
            raise BaselineError(
                "findings are to be accepted without a reason",
                remedy="say why with --reason TEXT, for those who read it next year",
            )
        if expires < self.today:
            raise BaselineError(
                f"findings are to be accepted until {expires}, which is past",
                remedy=f"name a day from {self.today} on",
            )


def read_baseline(path: Path, *, today: date, missing_ok: bool = False) -> Baseline:
    """Read a baseline; with `missing_ok` a file that is not there accepts nothing.

    Raises:
        DocumentError: the file cannot be read.
        BaselineError: it breaks its grammar, names an unknown rule, or accepts something twice;
            the message names the line.
    """
    if missing_ok and not path.exists():
        return Baseline(accepted=(), today=today)
    document = load_document(path)
    text = files("understudy.verification").joinpath("baseline.json").read_text(encoding="utf-8")
    check_grammar(document, path, cast("JsonObject", json.loads(text)), BaselineError)
    locator = Locator(path)
    entries = cast("list[dict[str, str]]", document["accepted"])
    seen: set[str] = set()
    accepted = []
    for index, entry in enumerate(entries):
        place = _Place(locator, index)
        accepted.append(_accepted(entry, place))
        if entry["fingerprint"] in seen:
            raise place.error("fingerprint", "this finding is accepted twice", "remove one entry")
        seen.add(entry["fingerprint"])
    return Baseline(accepted=tuple(accepted), today=today)


def write_baseline(path: Path, baseline: Baseline) -> None:
    """Write a baseline in a form that differs only where what is accepted does.

    Raises:
        BaselineError: the file cannot be written.
    """
    entries = [_written(each) for each in baseline.accepted] or ["  []\n"]
    try:
        path.write_text(_HEAD + "".join(entries), encoding="utf-8")
    except OSError as error:
        raise BaselineError(
            f"the baseline cannot be written: {error.strerror}",
            where=Position(file=str(path)),
            remedy="check that the folder exists and can be written to",
        ) from error


@dataclass(frozen=True, slots=True)
class _Place:
    """An entry's place in its file."""

    locator: Locator
    index: int

    def position(self, member: str) -> Position:
        return self.locator.locate(make_pointer(["accepted", self.index, member]))

    def error(self, member: str, what: str, remedy: str) -> BaselineError:
        return BaselineError(what, where=self.position(member), remedy=remedy)


def _accepted(entry: dict[str, str], place: _Place) -> Accepted:
    if entry["rule"] not in RULES:
        close = difflib.get_close_matches(entry["rule"], RULES, n=1)
        hint = f"did you mean {close[0]}? " if close else ""
        raise place.error("rule", f"{entry['rule']!r} is no rule", f"{hint}copy it from the report")
    position = place.position("fingerprint")
    return Accepted(
        fingerprint=entry["fingerprint"],
        operation=entry["operation"],
        rule=entry["rule"],
        reason=entry["reason"].strip(),
        expires=_day(entry["expires"], place),
        profile=Profile(entry["profile"]) if "profile" in entry else None,
        where=f"{position.file}:{position.line}",
    )


def _written(entry: Accepted) -> str:
    profile = f"    profile: {entry.profile}\n" if entry.profile else ""
    return (
        f"  - fingerprint: {_quoted(entry.fingerprint)}\n"
        f"    operation: {_quoted(entry.operation)}\n"
        f"    rule: {entry.rule}\n"
        f"    reason: {_quoted(entry.reason)}\n"
        f"    expires: {entry.expires.isoformat()}\n"
        f"{profile}"
    )


def _quoted(text: str) -> str:
    """Return a scalar that every reader takes for text, a fingerprint such as 97e933502317 too."""
    written = yaml.safe_dump(text, default_style='"', allow_unicode=True, width=_UNBROKEN)
    return written.strip()


def _day(text: str, place: _Place) -> date:
    try:
        return date.fromisoformat(text)
    except ValueError as error:
        raise place.error(
            "expires", f"{text} is no day of the calendar", "write it like 2027-03-31"
        ) from error


def _order(entry: Accepted) -> tuple[str, str, str]:
    return (entry.operation, entry.rule, entry.fingerprint)
