"""Changes of what an operation answers: statuses, media types, headers, schemas."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from understudy.contract.media import match_media_type
from understudy.contract.operations import Json, JsonObject, MediaType, Response
from understudy.contract.pointers import join_pointer
from understudy.verification.diffing.changes import Change, Direction, Impact, Witness
from understudy.verification.diffing.media_types import changed_media_type
from understudy.verification.diffing.sides import Subject
from understudy.verification.diffing.spots import Spot
from understudy.verification.diffing.wording import one_line

_ANSWER = Direction.RESPONSE
_SUCCESS = "2"


def changed_responses(subject: Subject) -> Iterator[Change]:
    """Yield what changed about the answers of one operation.

    A status is compared with what the other contract says of it: by itself, by its class ("4XX")
    or by "default".
    """
    old, new = subject.old.responses, subject.new.responses
    done: set[tuple[str, str]] = set()
    for status in {**old, **new}:
        before, after = _meant(status, old), _meant(status, new)
        if before is not None and after is not None:
            if (before.status, after.status) not in done:
                done.add((before.status, after.status))
                yield from _compared(subject, status, before, after)
        elif after is not None:
            yield from _added(subject, status, after)
        elif before is not None:
            yield _removed(subject, status, before)
    if _succeeds(old) and not _succeeds(new):
        yield subject.change(
            "success-removed",
            "responses",
            "no success is declared any more",
            means=subject.request(),
            direction=_ANSWER,
        )


def _meant(status: str, responses: Mapping[str, Response]) -> Response | None:
    for key in (status, f"{status[0]}XX", "default"):
        if key in responses:
            return responses[key]
    return None


def _succeeds(responses: Mapping[str, Response]) -> bool:
    return any(status[0] in (_SUCCESS, "3") or status == "default" for status in responses)


def _removed(subject: Subject, status: str, old: Response) -> Change:
    return subject.change(
        "status-removed",
        f"response {status}",
        "it is not declared any more",
        at=(old.pointer, subject.new.pointer),
        direction=_ANSWER,
    )


def _added(subject: Subject, status: str, new: Response) -> Iterator[Change]:
    """Yield that there is a status which old readers do not know.

    They treat an error as any of its class (RFC 9110, 15): it is compatible when the errors that
    they know of that class look the same. A success or "default" says something new.
    """
    where, at = f"response {status}", (subject.old.pointer, new.pointer)
    if status[0] in "45":
        known = [each for key, each in subject.old.responses.items() if key[0] == status[0]]
        is_alike = any(_is_alike(subject, each, new) for each in known)
        impact = Impact.COMPATIBLE if is_alike else Impact.UNKNOWN
        message = "it is new; " + (
            "it looks like errors that were declared"
            if is_alike
            else "no declared error of its class looks like it"
        )
        yield subject.change("status-added", where, message, means=impact, at=at, direction=_ANSWER)
        return
    shown = status if status.isdigit() else f"{status} (any status that was not declared)"
    is_said = status[0] in "23"
    means = Witness(line=f"HTTP {shown}") if is_said else Impact.UNKNOWN
    yield subject.change(
        "status-added",
        where,
        "it is new: old readers do not expect it",
        means=means,
        at=at,
        direction=_ANSWER,
    )


def _is_alike(subject: Subject, old: Response, new: Response) -> bool:
    """Tell whether an answer is one that the old contract declares, as far as bodies go."""
    return all(
        impact is Impact.COMPATIBLE
        for impact in (each.impact for each in _bodies(subject, "", old, new))
    )


def _compared(subject: Subject, status: str, old: Response, new: Response) -> Iterator[Change]:
    yield from _bodies(subject, status, old, new)
    yield from _headers(subject, status, old, new)


def _bodies(subject: Subject, status: str, old: Response, new: Response) -> Iterator[Change]:
    where = f"response {status}"
    stays = any(match_media_type(name, new.content) for name in old.content)
    for name, media in old.content.items():
        offered = match_media_type(name, new.content)
        if offered is not None:
            yield from _media_type(subject, status, media, offered)
        else:
            yield subject.change(
                "media-type-removed",
                where,
                f"{name} is not answered any more",
                means=subject.request(f"Accept: {name}"),
                at=(media.pointer, new.pointer),
                direction=_ANSWER,
            )
    for name, media in new.content.items():
        if match_media_type(name, old.content) is None:
            yield _offered(subject, where, media, old, stays=stays)


def _offered(
    subject: Subject, where: str, media: MediaType, old: Response, *, stays: bool
) -> Change:
    if not old.content:
        message = f"{media.name} is answered now; nothing was before"
    else:
        message = f"{media.name} is answered, too"
    return subject.change(
        "media-type-added" if stays or not old.content else "media-type-replaced",
        where,
        message,
        means=Impact.COMPATIBLE if stays or not old.content else Impact.UNKNOWN,
        at=(old.pointer, media.pointer),
        direction=_ANSWER,
    )


def _media_type(subject: Subject, status: str, old: MediaType, new: MediaType) -> Iterator[Change]:
    def show(value: Json) -> Witness:
        return Witness(line=f"HTTP {status}  {one_line(value)}", payload=(value,))

    where = f"response {status}"
    where = where if "json" in old.name else f"{where} {old.name}"
    yield from changed_media_type(subject, where, (old, new), _ANSWER, show)


def _headers(subject: Subject, status: str, old: Response, new: Response) -> Iterator[Change]:
    before = {name.lower(): (name, each) for name, each in old.headers.items()}
    after = {name.lower(): (name, each) for name, each in new.headers.items()}
    for key in {**before, **after}:
        where = f"response {status} header {(before.get(key) or after[key])[0]}"
        at = (_pointer(old, before.get(key)), _pointer(new, after.get(key)))
        was, is_now = before.get(key, ("", {}))[1], after.get(key, ("", {}))[1]
        missing = Witness(line=f"HTTP {status}  without {(before.get(key) or after[key])[0]}")
        if key not in before:
            yield subject.change("header-added", where, "it is new", at=at, direction=_ANSWER)
        elif was.get("required") is True and is_now.get("required") is not True:
            message = "it may be left out now" if key in after else "it is not sent any more"
            yield subject.change(
                "header-removed", where, message, means=missing, at=at, direction=_ANSWER
            )
        elif key not in after:
            message = "it is not declared any more; it could be left out before"
            yield subject.change(
                "header-removed", where, message, means=Impact.UNKNOWN, at=at, direction=_ANSWER
            )
        elif is_now.get("required") is True and was.get("required") is not True:
            yield subject.change("header-required", where, "it is always sent now", at=at)
        if key in before and key in after:
            yield from _header_schema(subject, where, (was, is_now), at)


def _header_schema(
    subject: Subject,
    where: str,
    both: tuple[JsonObject, JsonObject],
    at: tuple[str, str],
) -> Iterator[Change]:
    name = where.rpartition(" ")[2]
    spots = tuple(
        Spot(each.get("schema", {}), join_pointer(pointer, "schema"))
        for each, pointer in zip(both, at, strict=True)
    )

    yield from subject.schemas(
        where,
        (spots[0], spots[1]),
        lambda: subject.sides.matter(_ANSWER, spots[0].schema, spots[1].schema, takes_text=True),
        lambda value: Witness(line=f"{name}: {value}", payload=(value,)),
    )


def _pointer(response: Response, header: tuple[str, JsonObject] | None) -> str:
    if header is None:
        return response.pointer
    return join_pointer(response.pointer, "headers", header[0])
