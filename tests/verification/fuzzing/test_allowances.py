"""Which operations may refuse a valid request, and what says so."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import replace
from typing import Any

import pytest

from tests.verification.fuzzing.notes import answers, contract, document, job
from understudy.behavior import Behavior, infer_behavior
from understudy.behavior.declarations import PageStyle, Paging, Reference
from understudy.behavior.error_shapes import ErrorShape
from understudy.contract import Contract
from understudy.verification.fuzzing.allowances import find_allowances
from understudy.verification.fuzzing.settings import write_settings

Declared = Mapping[str, Any]


def allowed(about: Contract, behavior: Behavior) -> dict[str, list[str]]:
    found = find_allowances(about, behavior, about.operations)
    return {operation.id: sorted(statuses) for operation, statuses in found}


def declared(operation: str, **changes: Any) -> Behavior:
    """Return the inferred behavior of the notes, one declaration changed."""
    inferred = infer_behavior(contract())
    changed = replace(inferred.declarations[operation], **changes)
    return replace(inferred, declarations={**inferred.declarations, operation: changed})


def test_nothing_is_allowed_to_a_plain_document() -> None:
    assert allowed(contract(), infer_behavior(contract())) == {}


def test_statuses_that_speak_of_state_are_allowed_where_they_are_declared() -> None:
    about = document()
    about["paths"]["/notes/{id}"]["delete"]["responses"] |= answers(None, "410", "423")
    read = contract(about)

    assert allowed(read, infer_behavior(read)) == {"deleteNote": ["410", "423"]}


@pytest.mark.parametrize(
    ("operation", "changes"),
    [
        pytest.param(
            "deleteNote",
            {"when": {"text": ("a",)}, "errors": {"conflict": ErrorShape(status=400)}},
            id="precondition",
        ),
        pytest.param(
            "getNote", {"errors": {"gone": ErrorShape(status=400)}}, id="words-for-a-state"
        ),
        pytest.param(
            "listNotes",
            {"paging": Paging(style=PageStyle.CURSOR, start="cursor")},
            id="cursor",
        ),
    ],
)
def test_what_is_declared_allows_400(operation: str, changes: Declared) -> None:
    assert allowed(contract(), declared(operation, **changes)) == {operation: ["400"]}


def test_words_for_invalid_requests_allow_nothing() -> None:
    words = {"invalid_body": ErrorShape(status=400)}

    assert allowed(contract(), declared("createNote", errors=words)) == {}


def test_status_that_is_not_declared_is_not_allowed() -> None:
    words = {"gone": ErrorShape(status=422)}

    assert allowed(contract(), declared("getNote", errors=words)) == {}


@pytest.mark.parametrize(
    "changes",
    [
        pytest.param({"references": {"author": Reference(resource="user")}}, id="references"),
        pytest.param({"unique": ("text",)}, id="unique-field"),
        pytest.param({"key": "text"}, id="key-of-the-client"),
    ],
)
def test_creation_that_depends_on_other_records_may_be_refused(changes: Declared) -> None:
    behavior = infer_behavior(contract())
    (name, resource), *_ = behavior.resources.items()
    behavior = replace(behavior, resources={name: replace(resource, **changes)})

    assert allowed(contract(), behavior) == {"createNote": ["400"]}


@pytest.mark.parametrize(
    ("media_type", "schema", "is_allowed"),
    [
        pytest.param("application/octet-stream", {}, True, id="bytes"),
        pytest.param(
            "multipart/form-data",
            {"properties": {"file": {"type": "string", "format": "binary"}}},
            True,
            id="form-with-a-file",
        ),
        pytest.param(
            "multipart/form-data",
            {"properties": {"name": {"type": "string"}}},
            False,
            id="form-without-a-file",
        ),
        pytest.param("application/vnd.notes+json", {}, False, id="json"),
    ],
)
def test_file_may_be_refused_for_what_is_in_it(
    media_type: str, schema: Declared, *, is_allowed: bool
) -> None:
    about = document()
    about["paths"]["/notes"]["post"]["requestBody"]["content"] = {media_type: {"schema": schema}}
    read = contract(about)

    assert ("createNote" in allowed(read, infer_behavior(read))) is is_allowed


def test_allowances_reach_the_settings() -> None:
    behavior = declared("getNote", errors={"gone": ErrorShape(status=400)})
    about = job(behavior=behavior)

    found = write_settings(about, about.groups[0])

    assert 'include-operation-id = ["getNote"]' in found
    assert '"5xx", "400"]' in found
