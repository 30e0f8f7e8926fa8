"""Where the schema of a record stands: in what shows one, or in what lists them.

{"data": [{"id": 7}], "total": 1}  ->  /components/schemas/Pet
"""

from __future__ import annotations

from understudy.behavior.envelopes import infer_envelope, infer_member_answer
from understudy.behavior.templates import place_of
from understudy.behavior.views import Views
from understudy.contract.member_schemas import Placed, schema_within
from understudy.contract.operations import MediaType, Operation
from understudy.contract.pointers import join_pointer


def json_answer(operation: Operation | None) -> MediaType | None:
    """Return what an operation answers a success with, if it is JSON of which something is said."""
    media = operation.answered if operation else None
    return media if media is not None and media.schema is not None and media.is_json else None


def find_record_schema(
    views: Views, listing: Operation | None, getting: Operation | None
) -> Placed | None:
    """Return a record's schema and its pointer: what a member shows, else what a list holds.

    A member that may be one of several things (itself, or what is left of it) is as the list says.
    """
    shown = find_shown_schema(views, getting)
    if shown is not None and views.properties(shown[0]):
        return shown
    media = json_answer(listing)
    if media is None:
        return shown
    place = place_of(infer_envelope(views, media.schema), "records")
    return _within(views, media, None if place is None else (*place, "*")) or shown


def find_shown_schema(views: Views, operation: Operation | None) -> Placed | None:
    """Return the schema of the one record that an operation answers, and its pointer."""
    media = json_answer(operation)
    if media is None:
        return None
    place = place_of(infer_member_answer(views, media.schema), "record")
    return _within(views, media, place)


def _within(views: Views, media: MediaType, path: tuple[str, ...] | None) -> Placed | None:
    if path is None:
        return None
    return schema_within(views.document, media.schema, join_pointer(media.pointer, "schema"), path)
