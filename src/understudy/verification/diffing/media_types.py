"""Changes of one media type of a body, whoever sends it."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.operations import Json, MediaType
from understudy.contract.pointers import join_pointer
from understudy.contract.references import resolve
from understudy.verification.diffing.changes import Change, Direction, Impact
from understudy.verification.diffing.places import Matter
from understudy.verification.diffing.sides import ShowWitness, Subject
from understudy.verification.diffing.spots import Spot


def changed_media_type(
    subject: Subject,
    where: str,
    both: tuple[MediaType, MediaType],
    direction: Direction,
    show: ShowWitness,
) -> Iterator[Change]:
    """Yield what changed about the values of a media type, and how their parts are encoded."""
    old, new = (_spot(each) for each in both)
    takes_text = "json" not in both[0].name

    def matter() -> Matter:
        return subject.sides.matter(direction, old.schema, new.schema, takes_text=takes_text)

    yield from subject.schemas(where, (old, new), matter, show)
    documents = subject.sides.old.document, subject.sides.new.document
    encodings: list[Json] = [
        resolve(document, f"#{each.pointer}")[0].get("encoding")
        for document, each in zip(documents, both, strict=True)
    ]
    if encodings[0] != encodings[1]:
        yield subject.change(
            "encoding-changed",
            where,
            "its parts are encoded otherwise now",
            means=Impact.UNKNOWN,
            at=(both[0].pointer, both[1].pointer),
            direction=direction,
        )


def _spot(media_type: MediaType) -> Spot:
    schema = {} if media_type.schema is None else media_type.schema
    return Spot(schema, join_pointer(media_type.pointer, "schema"))
