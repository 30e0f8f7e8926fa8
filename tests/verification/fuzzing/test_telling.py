"""What each check of the fuzzer comes to in our words."""

from __future__ import annotations

import base64
from typing import Any

import pytest

from tests.verification.fuzzing.notes import check, contract, document, interaction, node, scenario
from understudy.verification.failures import Failure
from understudy.verification.fuzzing.scenarios import Scenario
from understudy.verification.fuzzing.translating import Translator, Unknown
from understudy.verification.rules import RULES

POST = "/paths/~1notes/post"
NEW = f"{POST}/requestBody/content/application~1json/schema"
INVALID = "GET /notes is answered 200, although the request is invalid"
CREATED = {"Location": "/v1/notes/1"}


def translate(
    failed: dict[str, Any],
    exchanged: dict[str, Any],
    *,
    label: str = "POST /notes",
    about: dict[str, Any] | None = None,
    **data: Any,
) -> tuple[Failure, ...]:
    """Return what one failed check of one case comes to."""
    failed["failure_info"]["failure"].setdefault("operation", label)
    method, _, path = label.partition(" ")
    cases = {"c1": node(method, path, **data)}
    found = Scenario(scenario({"c1": [failed]}, cases, {"c1": exchanged}, label=label))
    return translated(found, about)


def translated(found: Scenario, about: dict[str, Any] | None = None) -> tuple[Failure, ...]:
    translator = Translator(contract(about), "/v1")
    return tuple(
        failure
        for each in found.checks()
        for failure in translator.translate(
            found, each, found.case(each.case), lambda case, operation: case.exchange(1, operation)
        )
    )


def only(failures: tuple[Failure, ...]) -> tuple[str, str, str, str, str]:
    (failure,) = failures
    assert failure.rule in RULES
    return failure.rule, failure.kind, failure.pointer, failure.at, failure.message


def test_server_error_tells_its_status() -> None:
    found = translate(check("ST101"), interaction("POST", "/v1/notes", 503))

    assert only(found) == ("server-error", "503", POST, "", "POST /notes is answered 503.")


def test_undeclared_status_names_the_declared_ones() -> None:
    found = translate(check("ST103"), interaction("POST", "/v1/notes", 418))

    assert only(found) == (
        "undeclared-status",
        "418",
        f"{POST}/responses",
        "",
        "POST /notes is answered 418; declared are 201, 400, 401, 415.",
    )


@pytest.mark.parametrize(
    ("code", "content_type", "kind"),
    [
        pytest.param("ST105", "text/html; charset=utf-8", "text/html", id="undeclared"),
        pytest.param("ST104", "", "no media type", id="missing"),
        pytest.param("ST106", "???", "???", id="malformed"),
    ],
)
def test_undeclared_media_type_is_told_without_parameters(
    code: str, content_type: str, kind: str
) -> None:
    answer = interaction("POST", "/v1/notes", 400, headers={"content-type": content_type})

    assert only(translate(check(code), answer)) == (
        "undeclared-media-type",
        kind,
        f"{POST}/responses/400/content",
        "Content-Type",
        f"POST /notes is answered 400 as {kind}; declared are application/json.",
    )


def test_missing_header_leads_to_its_declaration() -> None:
    failed = check("ST107", "response_headers_conformance")

    assert only(translate(failed, interaction("POST", "/v1/notes", 201))) == (
        "response-header",
        "location:required",
        f"{POST}/responses/201/headers/Location",
        "Location",
        "POST /notes is answered 201; the header Location: is required, but missing.",
    )


def test_wrong_header_value_is_found_again() -> None:
    about = document()
    header = about["paths"]["/notes"]["post"]["responses"]["201"]["headers"]["Location"]
    header["schema"] = {"type": "integer"}
    failed = check("ST108", "response_headers_conformance")
    answer = interaction("POST", "/v1/notes", 201, headers=CREATED)

    rule, kind, *_ = only(translate(failed, answer, about=about))

    assert (rule, kind) == ("response-header", "location:type")


def test_each_offence_of_a_body_is_a_failure_and_each_kind_is_told_once() -> None:
    rows: Any = [{"id": "1", "text": "a"}, {"id": "2", "text": "a"}, {"id": 3, "more": True}]
    answer = interaction("GET", "/v1/notes", 200, {"data": rows})

    found = translate(check("ST108", "response_schema_conformance"), answer, label="GET /notes")

    assert [(each.kind, each.pointer, each.at) for each in found] == [
        ("type:/data/*/id", "/components/schemas/Note/properties/id", "/data/0/id"),
        ("additionalProperties:/data/*/more", "/components/schemas/Note", "/data/2/more"),
        ("required:/data/*/text", "/components/schemas/Note/properties/text", "/data/2/text"),
    ]
    assert found[0].message == (
        "GET /notes is answered 200 with a body that breaks its schema: "
        '/data/0/id: expected integer, found "1".'
    )


def test_body_that_only_the_fuzzer_objects_to_is_told_in_its_words() -> None:
    failed = check("ST108", message="odd\n\nSchema at /properties/id:\n\n  {}")
    answer = interaction("POST", "/v1/notes", 201, {"id": 1, "text": "a"}, headers=CREATED)

    assert only(translate(failed, answer)) == (
        "response-body",
        "unclear:/properties/id",
        f"{POST}/responses/201",
        "",
        "POST /notes is answered 201 with a body that breaks its schema: odd.",
    )


def test_body_that_is_cut_in_the_report_is_told_in_the_words_of_the_fuzzer() -> None:
    answer = interaction("POST", "/v1/notes", 201, {"id": "1", "text": "a"}, headers=CREATED)
    answer["response"]["content_size"] = 10**9

    rule, kind, *_ = only(translate(check("ST108", message="odd"), answer))

    assert (rule, kind) == ("response-body", "unclear:")


def test_unreadable_body_is_malformed() -> None:
    answer = interaction("POST", "/v1/notes", 201, "{", headers=CREATED)

    assert only(translate(check("ST109"), answer)) == (
        "malformed-body",
        "application/json",
        f"{POST}/responses/201/content/application~1json",
        "",
        "POST /notes is answered 201 with a body that is no application/json.",
    )


def test_accepted_body_names_the_schema_that_it_breaks() -> None:
    answer = interaction("POST", "/v1/notes", 201, sent={"text": "", "x-7f3a": 1})

    found = translate(check("ST201"), answer)

    assert [(each.rule, each.kind, each.pointer, each.at) for each in found] == [
        ("invalid-accepted", "body:minLength:/text", f"{NEW}/properties/text", "/text"),
        ("invalid-accepted", "body:additionalProperties:/*", NEW, "/x-7f3a"),
    ]


@pytest.mark.parametrize(
    ("sent", "content_type", "kind"),
    [
        pytest.param(None, "application/json", "body:required:", id="no-body"),
        pytest.param({"text": "a"}, "text/plain", "body:media-type:", id="another-media-type"),
    ],
)
def test_accepted_body_as_a_whole_is_told(sent: Any, content_type: str, kind: str) -> None:
    answer = interaction("POST", "/v1/notes", 201, sent=sent)
    answer["request"]["headers"]["Content-Type"] = [content_type]

    assert only(translate(check("ST201"), answer))[1] == kind


@pytest.mark.parametrize(
    ("sent", "count"),
    [pytest.param(b"photos=0", 0, id="allowed"), pytest.param(b"photo=0", 1, id="lacking")],
)
def test_accepted_form_is_left_alone_when_it_reads_like_one_that_is_allowed(
    sent: bytes, count: int
) -> None:
    texts = {"type": "array", "items": {"type": "string"}}
    form = {"type": "object", "required": ["photos"], "properties": {"photos": texts}}
    about, kind = document(), "application/x-www-form-urlencoded"
    about["paths"]["/notes"]["post"]["requestBody"]["content"] = {kind: {"schema": form}}
    answer = interaction("POST", "/v1/notes", 201)
    answer["request"]["headers"]["Content-Type"] = [kind]
    answer["request"]["body"] = {"$base64": base64.b64encode(sent).decode()}

    found = translate(
        check("ST201", message="Invalid component: in body"),
        answer,
        about=about,
        scenario="wrong_type",
        parameter_location="body",
    )

    assert [each.rule for each in found] == ["invalid-accepted"] * count


def test_accepted_text_that_is_no_json_is_told() -> None:
    answer = interaction("POST", "/v1/notes", 201)
    answer["request"]["body"] = {"$base64": "ew=="}

    rule, kind, *_ = only(translate(check("ST201"), answer))

    assert (rule, kind) == ("invalid-accepted", "body:syntax:")


def test_contract_that_cannot_be_read_by_us_leaves_the_word_to_the_fuzzer() -> None:
    about = document()
    about["components"]["schemas"]["Note"]["properties"]["id"] = {"type": "no type"}
    listing = about["paths"]["/notes"]["get"]
    listing["parameters"][0]["style"] = "no style"
    made = about["paths"]["/notes"]["post"]
    made["requestBody"]["content"]["application/json"]["schema"] = {"type": "no type"}
    header = made["responses"]["201"]["headers"]["Location"]
    header["schema"] = {"type": "no type"}
    created = interaction("POST", "/v1/notes", 201, {"id": 1}, sent={}, headers=CREATED)
    listed = interaction("GET", "/v1/notes?limit=51", 200)

    def kinds(code: str, answer: dict[str, Any], label: str, name: str = "") -> list[str]:
        found = translate(check(code, name), answer, label=label, about=about)
        return [each.kind for each in found]

    assert kinds("ST108", created, "POST /notes") == ["unclear:"]
    assert kinds("ST107", created, "POST /notes") == ["unclear:"]
    assert kinds("ST201", created, "POST /notes") == [""]
    assert kinds("ST201", listed, "GET /notes") == [""]


def test_accepted_parameter_names_itself_and_its_keyword() -> None:
    found = translate(
        check("ST201"), interaction("GET", "/v1/notes?limit=51", 200), label="GET /notes"
    )

    assert only(found) == (
        "invalid-accepted",
        "query:limit:maximum",
        "/paths/~1notes/get/parameters/0",
        "limit",
        f"{INVALID}: the query parameter limit: expected at most 50, found 51.",
    )


def test_accepted_request_that_we_read_as_valid_is_told_by_what_the_fuzzer_did() -> None:
    found = translate(
        check("ST201", message="Invalid data\nInvalid component: odd"),
        interaction("GET", "/v1/notes?limit=5", 200),
        label="GET /notes",
        scenario="odd_number",
        parameter="limit",
        parameter_location="query",
    )

    rule, kind, _, _, message = only(found)
    assert (rule, kind) == ("invalid-accepted", "query:limit:odd_number")
    assert message.endswith("the request is invalid: Invalid component: odd.")


@pytest.mark.parametrize(
    ("authorization", "rule"),
    [
        pytest.param(None, "open-to-anyone", id="nothing-sent"),
        pytest.param("Bearer", "open-to-malformed", id="something-sent"),
    ],
)
def test_accepted_credentials_that_are_none_open_a_door(
    authorization: str | None, rule: str
) -> None:
    answer = interaction("GET", "/v1/notes", 200)
    answer["request"]["headers"] = {"Authorization": [authorization]} if authorization else {}
    mutation = {"parameter_location": "header", "parameter": "Authorization", "operator": "x"}

    found = translate(check("ST201"), answer, label="GET /notes", mutations=[mutation])

    assert only(found)[:3] == (rule, "", "/paths/~1notes/get")


def test_refused_request_is_a_failure_when_we_find_nothing_wrong_with_it() -> None:
    valid = interaction("POST", "/v1/notes", 400, sent={"text": "a"})
    invalid = interaction("POST", "/v1/notes", 400, sent={"text": 5})

    assert only(translate(check("ST202"), valid))[:3] == ("valid-refused", "400", POST)
    assert translate(check("ST202"), invalid) == ()


def with_required_header() -> dict[str, Any]:
    about = document()
    header = {"name": "X-Tenant", "in": "header", "required": True, "schema": {"type": "string"}}
    about["paths"]["/notes"]["get"]["parameters"].append(header)
    return about


@pytest.mark.parametrize(
    ("code", "status", "rules"),
    [
        pytest.param("ST203", 200, ["required-header-unasked"], id="granted"),
        pytest.param("ST201", 200, ["required-header-unasked"], id="accepted-as-invalid"),
        pytest.param("ST203", 404, [], id="refused-for-whatever-reason"),
    ],
)
def test_required_header_that_is_not_asked_for_has_one_name(
    code: str, status: int, rules: list[str]
) -> None:
    found = translate(
        check(code),
        interaction("GET", "/v1/notes", status),
        label="GET /notes",
        about=with_required_header(),
        scenario="missing_parameter",
        parameter="X-Tenant",
        parameter_location="header",
    )

    assert [each.rule for each in found] == rules
    assert {(each.kind, each.pointer) for each in found} <= {
        ("x-tenant", "/paths/~1notes/get/parameters/1")
    }


@pytest.mark.parametrize(
    ("title", "status", "rule"),
    [
        pytest.param(
            "API accepts requests without authentication", 200, "open-to-anyone", id="none"
        ),
        pytest.param("API accepts invalid authentication", 200, "open-to-malformed", id="wrong"),
        pytest.param(
            "Unexpected response to a request without authentication", 404, "unclear-refusal",
            id="another-refusal",
        ),
    ],
)  # fmt: skip
def test_ignored_credentials_are_told_by_what_was_sent(title: str, status: int, rule: str) -> None:
    found = translate(check("ST401", title=title), interaction("POST", "/v1/notes", status))

    assert only(found)[0] == rule


@pytest.mark.parametrize(
    ("status", "kinds"),
    [
        pytest.param(200, ["TRACE"], id="answered"),
        pytest.param(500, ["TRACE"], id="failed"),
        pytest.param(405, ["allow-missing"], id="without-allow"),
        pytest.param(404, [], id="not-found"),
        pytest.param(501, [], id="not-implemented"),
    ],
)
def test_undeclared_method_is_a_failure_unless_it_is_refused(status: int, kinds: list[str]) -> None:
    found = translate(check("ST204"), interaction("TRACE", "/v1/notes", status))

    assert [(each.rule, each.kind, each.pointer) for each in found] == [
        ("undeclared-method", kind, "/paths/~1notes") for kind in kinds
    ]


def test_allow_header_is_held_against_the_methods_of_the_path() -> None:
    answer = interaction("OPTIONS", "/v1/notes", 200, headers={"Allow": "GET, PUT"})

    assert only(translate(check("ST205"), answer))[4] == (
        "OPTIONS /notes is answered 200 with Allow: GET, PUT; the contract has GET, POST."
    )


def test_what_remains_after_deletion_shows_how_it_came_to_be() -> None:
    cases = {
        "a": node("POST", "/notes"),
        "b": node("DELETE", "/notes/{id}", "a"),
        "c": node("DELETE", "/notes/{id}"),
        "d": node("GET", "/notes/{id}", "a"),
    }
    exchanged = {
        "a": interaction("POST", "/v1/notes", 201, at=1),
        "b": interaction("DELETE", "/v1/notes/1", 204, at=2),
        "c": interaction("DELETE", "/v1/notes/2", 204, at=3),
        "d": interaction("GET", "/v1/notes/1", 200, at=4),
    }
    failed = check("ST301", operation="DELETE /notes/{id}")

    (found,) = translated(Scenario(scenario({"d": [failed]}, cases, exchanged, phase="stateful")))

    assert (found.rule, found.operation) == ("deleted-remains", "deleteNote")
    assert [(each.method, each.target) for each in found.exchanges] == [
        ("POST", "/v1/notes"),
        ("DELETE", "/v1/notes/1"),
        ("GET", "/v1/notes/1"),
    ]
    assert found.exchanges[-1].operation == "getNote"


def test_a_number_that_the_fuzzer_spells_otherwise_is_not_missing() -> None:
    cases = {"a": node("POST", "/notes"), "b": node("GET", "/notes/{id}", "a")}
    exchanged = {
        "a": interaction("POST", "/v1/notes", 201, at=1),
        "b": interaction("GET", "/v1/notes/33.0", 404, at=2),
    }
    failed = check("ST302", operation="POST /notes")
    came = Scenario(scenario({"b": [failed]}, cases, exchanged, phase="stateful"))

    assert translated(came) == ()


def test_what_is_missing_after_creation_belongs_to_the_creation() -> None:
    cases = {"a": node("POST", "/notes"), "b": node("GET", "/notes/{id}", "a")}
    exchanged = {
        "a": interaction("POST", "/v1/notes", 201, at=1),
        "b": interaction("GET", "/v1/notes/1", 404, at=2),
    }
    failed = check("ST302", operation="POST /notes")

    (found,) = translated(Scenario(scenario({"b": [failed]}, cases, exchanged, phase="stateful")))

    assert (found.rule, found.operation, len(found.exchanges)) == (
        "created-missing",
        "createNote",
        2,
    )
    assert found.message == "GET /notes/{id} is answered 404 after a creation."


@pytest.mark.parametrize("code", ["ST901", "ST999", ""])
def test_unknown_check_is_not_passed_over(code: str) -> None:
    with pytest.raises(Unknown, match=r"odd_check .* found something that is not known here: Odd"):
        translate(check(code, "odd_check", title="Odd"), interaction("POST", "/v1/notes", 201))


def test_unknown_operation_is_not_passed_over() -> None:
    with pytest.raises(Unknown, match="PUT /elsewhere, which is no operation"):
        translate(check("ST101"), interaction("PUT", "/v1/x", 500), label="PUT /elsewhere")


def test_same_defect_has_the_same_fingerprint_whatever_was_sent() -> None:
    one, other = (
        translate(check("ST201"), interaction("POST", "/v1/notes", 201, sent={"text": text}))[0]
        for text in ("x" * 21, "y" * 99)
    )

    assert one.fingerprint == other.fingerprint
    assert one.message != other.message
