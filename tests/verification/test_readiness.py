"""What no verification of a contract can see, and how it is told."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest

from tests.verification.fuzzing.notes import answers, document, schema
from understudy.behavior import infer_behavior
from understudy.contract import interpret, resolve
from understudy.services import BUILT_IN
from understudy.services.loading import load_service
from understudy.verification.looseness import find_loose
from understudy.verification.readiness import find_gaps
from understudy.verification.report import Gap

Change = Callable[[dict[str, Any]], object]


def tight() -> dict[str, Any]:
    """Return a document in which everything can be seen."""
    about = document()
    about["components"]["schemas"]["Note"]["properties"]["id"]["minimum"] = 1
    for item in about["paths"].values():
        for operation in item.values():
            for response in operation["responses"].values() if "responses" in operation else ():
                for media in response.get("content", {}).values():
                    media["schema"].setdefault("additionalProperties", False)
                    if "$ref" in media["schema"]:
                        del media["schema"]["additionalProperties"]
    return about


def gaps(*changes: Change) -> list[Gap]:
    about = tight()
    for change in changes:
        change(about)
    contract = interpret(about)
    return list(find_gaps(contract, infer_behavior(contract)))


def get(about: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = about["paths"]["/notes/{id}"]["get"]
    return operation


def note(about: dict[str, Any]) -> dict[str, Any]:
    found: dict[str, Any] = about["components"]["schemas"]["Note"]
    return found


def post(about: dict[str, Any]) -> dict[str, Any]:
    operation: dict[str, Any] = about["paths"]["/notes"]["post"]
    return operation


def create_blindly(about: dict[str, Any]) -> None:
    responses = post(about)["responses"]
    responses["201"] = answers({"type": "boolean"}, status="201")["201"]


def read_elsewhere(about: dict[str, Any]) -> None:
    about["paths"]["/v2/papers/{id}"] = about["paths"].pop("/notes/{id}")


def add(name: str, **said: Any) -> Change:
    return lambda about: note(about)["properties"].update({name: said})


def test_tight_contract_has_no_gaps() -> None:
    assert gaps() == []


@pytest.mark.parametrize(
    ("code", "change", "operation", "pointer"),
    [
        pytest.param("default-response",
                     lambda a: get(a)["responses"].update(answers(None, status="default")),
                     "getNote", "/paths/~1notes~1{id}/get", id="default-response"),
        pytest.param("undeclared-401", lambda a: get(a)["responses"].pop("401"),
                     "getNote", "/paths/~1notes~1{id}/get", id="no-401"),
        pytest.param("undeclared-404", lambda a: get(a)["responses"].pop("404"),
                     "getNote", "/paths/~1notes~1{id}/get", id="no-404"),
        pytest.param("undeclared-400",
                     lambda a: a["paths"]["/notes"]["get"]["responses"].pop("400"),
                     "listNotes", "/paths/~1notes/get", id="no-400"),
        pytest.param("answer-without-schema",
                     lambda a: get(a)["responses"]["200"]["content"]["application/json"].clear(),
                     "getNote", "/paths/~1notes~1{id}/get", id="no-schema"),
        pytest.param("unchecked-body",
                     lambda a: get(a)["responses"]["200"]["content"].update({"text/csv": {}}),
                     "getNote", "/paths/~1notes~1{id}/get", id="no-json"),
        pytest.param("open-object", lambda a: note(a).pop("additionalProperties"),
                     "", "/components/schemas/Note", id="open-object"),
        pytest.param("nothing-required", lambda a: note(a).pop("required"),
                     "", "/components/schemas/Note", id="nothing-required"),
        pytest.param("text-for-date", add("createdAt", type="string"),
                     "", "/components/schemas/Note/properties/createdAt", id="date"),
        pytest.param("text-for-email-address", add("email", type=["string", "null"]),
                     "", "/components/schemas/Note/properties/email", id="email"),
        pytest.param("text-for-id", add("author_id", type="string", minLength=1),
                     "", "/components/schemas/Note/properties/author_id", id="id"),
        pytest.param("text-for-number", add("unitPrice", type="string"),
                     "", "/components/schemas/Note/properties/unitPrice", id="number"),
        pytest.param("text-for-url", add("imageURL", type="string"),
                     "", "/components/schemas/Note/properties/imageURL", id="url"),
        pytest.param("unlinked-create", create_blindly,
                     "createNote", "/paths/~1notes/post", id="unlinked"),
    ],
)  # fmt: skip
def test_gap_is_told_with_its_place(
    code: str, change: Change, operation: str, pointer: str
) -> None:
    found = [each for each in gaps(change) if each.code == code]

    assert [(each.operation, each.pointer) for each in found] == [(operation, pointer)]


def test_missing_415_counts_only_where_nothing_else_can_refuse() -> None:
    def without(*statuses: str) -> Change:
        return lambda about: [post(about)["responses"].pop(each) for each in statuses]

    assert gaps(without("415")) == []
    assert {each.code for each in gaps(without("400", "415"))} == {
        "undeclared-400",
        "undeclared-415",
    }


def test_wildcards_declare_what_they_cover() -> None:
    def cover(about: dict[str, Any]) -> None:
        responses = get(about)["responses"]
        responses["4XX"] = responses.pop("400")
        del responses["401"], responses["404"]

    assert gaps(cover) == []


def test_405_is_no_gap_because_http_itself_says_what_it_means() -> None:
    assert all("405" not in each.message for each in gaps(create_blindly, read_elsewhere))


def test_nouns_that_differ_are_told_unless_a_link_joins_them() -> None:
    def behave(about: dict[str, Any]) -> list[str]:
        contract = interpret(about)
        behavior = infer_behavior(interpret(tight()))  # declared, so to speak: it knows both
        return [each.code for each in find_gaps(contract, behavior)]

    apart = tight()
    read_elsewhere(apart)
    linked = tight()
    read_elsewhere(linked)
    post(linked)["responses"]["201"]["links"] = {"read": {"operationId": "getNote"}}

    assert behave(apart) == ["different-nouns"]
    assert behave(linked) == []


def test_many_gaps_of_a_kind_are_one_that_names_the_first() -> None:
    names = [f"part{number}Date" for number in range(20)]
    properties = {name: {"type": "string"} for name in names}

    (gap,) = gaps(lambda about: note(about)["properties"].update(properties))

    assert gap.message.startswith("20 properties are named like dates, but may be any text: ")
    assert gap.message.endswith("Note.part10Date, Note.part11Date and 8 more.")


def loose(answer: dict[str, Any], **schemas: Any) -> list[tuple[str, str]]:
    """Return what is loose in one answer that may refer to other schemas."""
    about = tight()
    about["components"]["schemas"] |= schemas
    get(about)["responses"] = answers(answer)
    contract = interpret(about)
    return [(each.code, each.name) for each in find_loose(contract) if each.code == "open-object"]


OPEN = {"type": "object", "required": ["a"], "properties": {"a": {"type": "integer"}}}


@pytest.mark.parametrize(
    ("answer", "names"),
    [
        pytest.param(schema("Open"), ["Open"], id="as-it-is"),
        pytest.param({"type": "array", "items": schema("Open")}, ["Open"], id="in-a-list"),
        pytest.param(
            {"allOf": [schema("Open")], "unevaluatedProperties": False},
            [],
            id="closed-from-outside",
        ),
        pytest.param(
            {"allOf": [schema("Open")], "required": ["a"], "properties": {"b": schema("Open")}},
            ["GET /notes/{id} 200", "Open"],
            id="part-and-member",
        ),
        pytest.param(
            {
                "unevaluatedProperties": False,
                "allOf": [schema("Open")],
                "properties": {"b": schema("Open")},
            },
            ["Open"],
            id="closed-here-and-open-there",
        ),
        pytest.param(schema("Loop"), ["Loop"], id="recursive"),
        pytest.param({**OPEN, "additionalProperties": {"type": "integer"}}, [], id="map"),
    ],
)
def test_object_is_open_when_nothing_around_it_closes_it(
    answer: dict[str, Any], names: list[str]
) -> None:
    loop = {"required": ["next"], "properties": {"next": schema("Loop")}}

    found = loose(answer, Open=OPEN, Loop=loop)

    assert sorted(name for _, name in found) == names


def test_schemas_of_requests_do_not_count() -> None:
    body = {"content": {"application/json": {"schema": schema("Open")}}, "required": True}

    def ask(about: dict[str, Any]) -> None:
        about["components"]["schemas"]["Open"] = OPEN
        post(about)["requestBody"] = body

    assert gaps(ask) == []


@pytest.mark.parametrize("service", BUILT_IN)
def test_gaps_of_shipped_contracts_are_few_and_lead_somewhere(service: str) -> None:
    loaded = load_service(service)

    found = list(find_gaps(loaded.contract, loaded.behavior))

    assert len(found) <= 20
    for gap in found:
        resolve(loaded.contract.document, f"#{gap.pointer}")
        assert gap.message.endswith(".")
        assert len(gap.message) < 900
