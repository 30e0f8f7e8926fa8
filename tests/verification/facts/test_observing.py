import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verification.facts.conftest import DOCUMENT
from understudy.behavior import infer_behavior
from understudy.contract import JsonObject, Schemas, interpret
from understudy.verification.exchanges import Exchange
from understudy.verification.facts import observe
from understudy.verification.facts.breaches import find_breaches, without_echoes
from understudy.verification.facts.requests import Requests

CONTRACT = interpret(DOCUMENT)
BEHAVIOR = infer_behavior(CONTRACT)
ROW = {"id": 1, "name": "Hose"}


@pytest.fixture
def read(contract, behavior):
    return Requests(contract, behavior, Schemas(contract.document)).read


def names(found):
    return {name for _, name in found}


def test_request_is_read_back_with_what_was_given_wrong_and_missing(read, ask):
    asked = read(ask("listItems", "/v2/items?limit=0&more=1", 400, headers=()))

    assert names(asked.given) == {"limit", "more"}
    assert names(asked.wrong) == {"limit"}
    assert names(asked.missing) == {"X-Shop"}
    assert not asked.is_valid


def test_valid_request_is_valid_under_any_base_path(read, ask):
    asked = read(ask("getItem", "/shop/v2/items/7/", 200, ROW))

    assert asked.values == {"id": 7}
    assert asked.is_valid


def test_body_is_read_back_with_its_offences(read, ask):
    assert read(ask("createItem", "/items", 201, sends={"name": "Hose"})).is_valid
    assert read(ask("createItem", "/items", 400)).lacks_body
    (offence,) = read(ask("createItem", "/items", 400, sends={"name": ""})).offences
    assert (offence.pointer, offence.keyword) == ("/name", "minLength")


def test_body_of_another_media_type_is_an_offence(read, ask):
    exchange = ask("createItem", "/items", 415, headers=(("Content-Type", "text/plain"),))
    sent = Exchange(
        number=1,
        asker="test",
        method="POST",
        target="/items",
        operation="createItem",
        request_headers=exchange.request_headers,
        request_body=b"hose",
    )

    assert [each.keyword for each in read(sent).offences] == ["media"]


def test_path_of_another_operation_is_not_read(read, ask):
    assert read(ask("getItem", "/customers/7", 404)) is None


def test_same_answer_is_looked_into_once_and_of_many_only_some(contract, behavior, ask):
    many = [ask("getItem", "/items/1", 200, {**ROW, "name": str(number)}) for number in range(100)]
    late = ask("getItem", "/items/1", 200, {**ROW, "note": "x"})

    observed = observe(contract, behavior, [*many, late])

    assert observed.statuses["getItem"]["200"] == 101
    assert "/components/schemas/Item/properties/name" in observed.answers.seen
    assert "/components/schemas/Item/properties/note" not in observed.answers.seen


def test_alternative_that_fits_is_seen_and_no_other(contract, behavior, ask):
    observed = observe(
        contract, behavior, [ask("getItem", "/items/1", 200, {**ROW, "parent": None})]
    )

    place = "/components/schemas/Item/properties/parent/anyOf"
    assert f"{place}/1" in observed.answers.seen
    assert f"{place}/0" not in observed.answers.seen


def test_what_only_follows_from_another_breach_is_left_out():
    schema: JsonObject = {
        "allOf": [{"properties": {"id": {"type": "integer"}, "name": {"type": "string"}}}],
        "unevaluatedProperties": False,
    }
    validator = Schemas({}).validator(schema)

    wrong = without_echoes(find_breaches(validator, {"id": "x", "name": "Hose"}))
    extra = without_echoes(find_breaches(validator, {"id": 1, "more": 2}))

    assert [(each.keyword, each.at) for each in wrong] == [("type", "/id")]
    assert [(each.keyword, each.name) for each in extra] == [("unevaluatedProperties", "more")]


TEXTS = st.text(max_size=8)
HEADERS = st.lists(
    st.tuples(
        st.sampled_from(["Content-Type", "X-Shop", "Cookie", "Location", "X-Total"]) | TEXTS,
        st.sampled_from(["application/json", "text/csv;;", "a=b; c"]) | TEXTS,
    ),
    max_size=3,
).map(tuple)
BODIES = st.sampled_from([b"", b"{}", b"[" * 500, b'{"items": [{"id": "x"}, 1, null]}', b"null"])
EXCHANGES = st.builds(
    Exchange,
    number=st.just(1),
    asker=st.just("test"),
    method=st.just("GET"),
    target=st.sampled_from(["/items", "/items/%ff", "/items?limit=%", "?", ""]) | TEXTS,
    operation=st.sampled_from(["listItems", "getItem", "createItem", "gone", None]),
    status=st.sampled_from([200, 201, 400, 404, 999, 0, None]),
    request_headers=HEADERS,
    request_body=BODIES | st.binary(max_size=8),
    response_headers=HEADERS,
    response_body=BODIES | st.binary(max_size=8),
)


@settings(max_examples=100, deadline=None)
@given(st.lists(EXCHANGES, max_size=4))
def test_nothing_that_was_recorded_is_an_error(exchanges):
    observed = observe(CONTRACT, BEHAVIOR, exchanges)

    assert observed.statuses.keys() <= {"listItems", "getItem", "createItem"}
