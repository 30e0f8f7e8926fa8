"""Changes of what an operation accepts: whether there is a body, its media types, its schemas."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import replace

from understudy.contract.media import essence, match_media_type
from understudy.contract.operations import Json, MediaType, RequestBody
from understudy.verification.diffing.changes import Change, Direction, Impact, Witness
from understudy.verification.diffing.media_types import changed_media_type
from understudy.verification.diffing.sides import Subject
from understudy.verification.diffing.wording import one_line

_WHERE = "request body"
_WITHOUT = "without a body"


def changed_body(subject: Subject) -> Iterator[Change]:
    """Yield what changed about the body that one operation accepts."""
    old, new = subject.old.request_body, subject.new.request_body
    if old is None and new is not None:
        yield _added(subject, new)
    elif old is not None and new is None:
        yield subject.change(
            "body-removed",
            _WHERE,
            "it is not declared any more; whether it is refused or ignored is not said",
            means=Impact.UNKNOWN,
            at=(old.pointer, subject.new.pointer),
            direction=Direction.REQUEST,
        )
    elif old is not None and new is not None:
        yield from _requirement(subject, old, new)
        yield from _content(subject, old, new)


def _added(subject: Subject, body: RequestBody) -> Change:
    return subject.change(
        "body-required" if body.required else "body-added",
        _WHERE,
        "it is new, and required" if body.required else "it is new",
        means=subject.request(_WITHOUT) if body.required else Impact.COMPATIBLE,
        at=(subject.old.pointer, body.pointer),
        direction=Direction.REQUEST,
    )


def _requirement(subject: Subject, old: RequestBody, new: RequestBody) -> Iterator[Change]:
    if old.required != new.required:
        yield subject.change(
            "body-required" if new.required else "body-optional",
            _WHERE,
            "it is required now" if new.required else "it may be left out now",
            means=subject.request(_WITHOUT) if new.required else Impact.COMPATIBLE,
            at=(old.pointer, new.pointer),
            direction=Direction.REQUEST,
        )


def _content(subject: Subject, old: RequestBody, new: RequestBody) -> Iterator[Change]:
    for name, media in old.content.items():
        offered = match_media_type(name, new.content)
        if offered is None:
            yield subject.change(
                "media-type-removed",
                _WHERE,
                f"{name} is not accepted any more",
                means=subject.request(f"Content-Type: {essence(name)}"),
                at=(media.pointer, new.pointer),
                direction=Direction.REQUEST,
            )
        else:
            yield from _media_type(subject, media, offered)
    for name, media in new.content.items():
        if match_media_type(name, old.content) is None:
            yield subject.change(
                "media-type-added",
                _WHERE,
                f"{name} is accepted, too",
                at=(old.pointer, media.pointer),
            )


def _media_type(subject: Subject, old: MediaType, new: MediaType) -> Iterator[Change]:
    def show(value: Json) -> Witness:
        return replace(subject.request(one_line(value)), payload=(value,))

    where = _WHERE if "json" in old.name else f"{_WHERE} {old.name}"
    yield from changed_media_type(subject, where, (old, new), Direction.REQUEST, show)
