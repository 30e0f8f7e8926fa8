import pytest

from understudy.contract import Label, interpret
from understudy.verification.exchanges import Outcome
from understudy.verification.facts import Side, observe, weigh
from understudy.verification.report import Blame, Cell

ROW = {"id": 1, "name": "Hose", "status": "active", "note": None, "parent": None}


@pytest.fixture
def cells(contract, behavior):
    """Weigh one side; its cells by (kind, what is said), shortened."""

    def weighed(*exchanges, **more):
        side = Side(observed=observe(contract, behavior, exchanges), **more)
        return {fact.says: fact.cells[0] for fact in weigh(contract, behavior, [side])}

    return weighed


def test_facts_are_as_many_for_every_run_and_have_one_cell_for_each_side(contract, behavior, ask):
    quiet = Side(observed=observe(contract, behavior, ()))
    exchange = ask("getItem", "/items/1", 200, ROW)
    busy = Side(observed=observe(contract, behavior, [exchange]))

    facts = weigh(contract, behavior, [quiet, busy])

    assert len(facts) == len(weigh(contract, behavior, [quiet]))
    assert {len(fact.cells) for fact in facts} == {2}
    assert {fact.cells[0] for fact in facts} == {Cell.UNTESTED}
    assert len({(fact.operation, fact.kind, fact.pointer, fact.says) for fact in facts}) == len(
        facts
    )


def test_answer_confirms_what_it_shows_and_nothing_else(cells, ask):
    cell = cells(ask("getItem", "/v1/items/7", 200, ROW))

    assert cell["GET /items/{id} is there"] is Cell.CONFIRMED
    assert cell["getItem answers 200"] is Cell.CONFIRMED
    assert cell["getItem answers 404"] is Cell.UNTESTED
    assert cell["getItem takes the path parameter id"] is Cell.CONFIRMED
    assert cell["getItem refuses invalid values of the path parameter id"] is Cell.UNTESTED
    assert cell["Item.name is string"] is Cell.CONFIRMED
    assert cell["Item.name is always there"] is Cell.CONFIRMED
    assert cell["Item has no other properties"] is Cell.CONFIRMED
    assert cell['Item.status can be "active"'] is Cell.CONFIRMED
    assert cell['Item.status can be "sold"'] is Cell.UNTESTED
    assert cell["Item.note may be null"] is Cell.CONFIRMED
    assert cell["Item.created is string (date-time)"] is Cell.UNTESTED


def test_value_that_breaks_its_schema_confirms_nothing_but_its_neighbours(cells, ask):
    row = {"id": "seven", "name": "Hose", "extra": 1}

    cell = cells(ask("getItem", "/items/7", 200, row))

    assert cell["Item.id is integer"] is Cell.UNTESTED
    assert cell["Item.name is string"] is Cell.CONFIRMED
    assert cell["Item has no other properties"] is Cell.UNTESTED


def test_what_no_success_showed_is_not_reachable(cells, ask):
    cell = cells(ask("getItem", "/items/7", 404, None))

    assert cell["GET /items/{id} is there"] is Cell.NOT_REACHABLE
    assert cell["getItem answers 200"] is Cell.NOT_REACHABLE
    assert cell["Item.name is string"] is Cell.NOT_REACHABLE
    assert cell["getItem answers 404"] is Cell.CONFIRMED
    assert cell["GET /items is there"] is Cell.UNTESTED


def test_list_without_rows_leaves_rows_not_reachable(cells, ask):
    cell = cells(ask("listItems", "/items", 200, {"items": []}, answers=[("X-Total", "0")]))

    assert cell["GET /items 200.items is array"] is Cell.CONFIRMED
    assert cell["GET /items 200 comes with the header X-Total"] is Cell.CONFIRMED
    assert cell["Item.name is string"] is Cell.NOT_REACHABLE


def test_what_the_guard_withheld_is_not_reachable(cells, ask):
    withheld = ask("createItem", "/items", None, sends={}, outcome=Outcome.WITHHELD)

    assert cells(withheld)["POST /items is there"] is Cell.NOT_REACHABLE


def test_requests_confirm_what_is_taken_refused_and_asked_for(cells, ask):
    bad = {"message": "no"}

    cell = cells(
        ask("listItems", "/items?limit=5&status=sold", 200, {"items": []}),
        ask("listItems", "/items?limit=0", 400, bad),
        ask("listItems", "/items", 400, bad, headers=SECRET),
        ask("createItem", "/items", 201, ROW, sends={"name": "Hose"}),
        ask("createItem", "/items", 400, bad, sends={"status": "sold"}),
    )

    assert cell["listItems takes the query parameter limit"] is Cell.CONFIRMED
    assert cell["listItems refuses invalid values of the query parameter limit"] is Cell.CONFIRMED
    assert cell["listItems refuses invalid values of the query parameter status"] is Cell.UNTESTED
    assert cell["listItems asks for the header parameter X-Shop"] is Cell.CONFIRMED
    assert cell["POST /items body.name may be sent, as string"] is Cell.CONFIRMED
    assert cell["POST /items body.name must be sent"] is Cell.CONFIRMED


SECRET = (("Authorization", "Bearer (redacted)"),)


def test_security_is_confirmed_by_a_refusal_without_credentials_and_a_success_with_them(cells, ask):
    asked = ask("listItems", "/items", 200, {"items": []})
    anonymous = ask("listItems", "/items", 401, None, headers=(("X-Shop", "north"),))
    wrong = ask("listItems", "/items", 401, None)
    says = "listItems refuses callers without credentials"

    assert cells(asked, anonymous)[says] is Cell.CONFIRMED
    assert cells(asked, wrong)[says] is Cell.UNTESTED
    assert cells(anonymous)[says] is Cell.UNTESTED


def test_behavior_is_confirmed_when_it_was_exercised(cells, ask):
    exchange = ask("listItems", "/items", 200, {"items": []})
    says = "listItems does what is declared: paging"

    assert cells(exchange, exercised={("listItems", "paging")})[says] is Cell.CONFIRMED
    assert cells(exchange)[says] is Cell.UNTESTED


FINDINGS = [
    pytest.param(
        "undeclared-status", {}, "getItem answers only the statuses that are declared", id="status"
    ),
    pytest.param(
        "undeclared-media-type",
        {},
        "GET /items/{id} 200 comes as application/json",
        id="media-type",
    ),
    pytest.param(
        "response-body",
        {"pointer": "/components/schemas/Item/properties/id", "at": "/id", "kind": "type:/id"},
        "Item.id is integer",
        id="type",
    ),
    pytest.param(
        "response-body",
        {"pointer": "/components/schemas/Item/properties/name", "at": "/name", "kind": "required:"},
        "Item.name is always there",
        id="missing",
    ),
    pytest.param(
        "response-body",
        {"pointer": "/components/schemas/Item", "at": "/more", "kind": "additionalProperties:"},
        "Item has no other properties",
        id="extra",
    ),
    pytest.param(
        "invalid-accepted",
        {"at": "id"},
        "getItem refuses invalid values of the path parameter id",
        id="parameter",
    ),
    pytest.param("open-to-anyone", {}, "getItem refuses callers without credentials", id="open"),
    pytest.param("server-error", {}, "GET /items/{id} is there", id="anything-else"),
]


@pytest.mark.parametrize(("rule", "parts", "says"), FINDINGS)
def test_finding_contradicts_just_the_fact_it_is_about(cells, ask, finding, rule, parts, says):
    exchange = ask("getItem", "/items/7", 200, ROW)

    cell = cells(exchange, findings=[finding(rule, "getItem", exchange, **parts)])

    assert [fact for fact, each in cell.items() if each is Cell.CONTRADICTED] == [says]


def test_finding_without_a_pointer_is_told_by_the_body_itself(cells, ask, finding):
    exchange = ask("listItems", "/items", 200, {"items": [{"id": 1}]})

    cell = cells(exchange, findings=[finding("response-body", "listItems", exchange)])

    assert cell["Item.name is always there"] is Cell.CONTRADICTED


def test_failing_probe_contradicts_the_behavior_it_exercised(cells, ask, finding):
    exchange = ask("listItems", "/items", 200, {"items": []})
    failure = finding("page-overlap", "listItems", exchange)

    cell = cells(exchange, findings=[failure], exercised={("listItems", "paging")})

    assert cell["listItems does what is declared: paging"] is Cell.CONTRADICTED


def test_finding_of_an_unknown_operation_or_nonsense_is_no_error(cells, ask, finding):
    garbage = ask("getItem", "/other", 200, b"\xff{" * 50)
    deep = ask("getItem", "/items/1", 200, b"[" * 2_000)

    cell = cells(
        garbage,
        deep,
        findings=[
            finding("response-body", "", garbage),
            finding("response-body", "gone", deep, pointer="/nowhere/at/all"),
            finding("response-body", "getItem", garbage),
        ],
    )

    assert cell["GET /items/{id} 200 comes as application/json"] is Cell.CONTRADICTED


@pytest.mark.parametrize(
    ("label", "stand_in", "deployment", "blame"),
    [
        pytest.param("documented", "shown", "shown", Blame.AGREE, id="agree"),
        pytest.param("documented", "broken", "shown", Blame.STAND_IN_WRONG, id="stand-in"),
        pytest.param("documented", "shown", "broken", Blame.DEPLOYMENT_DIFFERS, id="deployment"),
        pytest.param("inferred", "shown", "broken", Blame.CONTRACT_WRONG, id="inferred"),
        pytest.param("inferred", "unknown", "broken", Blame.CONTRACT_WRONG, id="inferred-alone"),
        pytest.param("documented", "broken", "broken", Blame.CONTRACT_WRONG, id="both"),
        pytest.param("documented", "unknown", "broken", Blame.OPEN, id="nothing-to-compare"),
        pytest.param("documented", "shown", "unknown", Blame.OPEN, id="deployment-silent"),
    ],
)
def test_two_deployments_tell_who_is_wrong(  # noqa: PLR0913, PLR0917 - four make a case
    document, behavior, ask, finding, label, stand_in, deployment, blame
):
    document["components"]["schemas"]["Item"]["x-provenance"] = {"label": label}
    exchange = ask("getItem", "/items/7", 200, ROW)
    failure = finding(
        "response-body",
        "getItem",
        exchange,
        pointer="/components/schemas/Item/properties/id",
        kind="type:/id",
    )

    contract = interpret(document)

    def side(state, *, is_stand_in):
        return Side(
            observed=observe(contract, behavior, [exchange] if state != "unknown" else []),
            findings=[failure] if state == "broken" else [],
            is_stand_in=is_stand_in,
        )

    sides = [side(stand_in, is_stand_in=True), side(deployment, is_stand_in=False)]
    facts = weigh(contract, behavior, sides)

    fact = next(each for each in facts if each.says == "Item.id is integer")
    assert fact.label == label
    assert fact.blame is blame
    assert bool(fact.failures) is ("broken" in (stand_in, deployment))


def test_inferred_facts_that_a_deployment_settles_come_first(contract, behavior, ask, finding):
    exchange = ask("listItems", "/items?status=sold", 200, {"items": [ROW]})
    findings = [
        finding("invalid-accepted", "listItems", exchange, at="status"),
        finding("undeclared-status", "listItems", exchange),
    ]

    observed = observe(contract, behavior, [exchange])
    facts = weigh(contract, behavior, [Side(observed=observed, findings=findings)])

    first, second = facts[0], facts[1]
    assert first.says == "listItems refuses invalid values of the query parameter status"
    assert (second.label, second.cells) == (Label.INFERRED, (Cell.CONFIRMED,))
    third = next(each for each in facts if each.label is not Label.INFERRED)
    assert third.cells == (Cell.CONTRADICTED,)


def test_shared_schema_is_one_fact_with_all_operations_that_reach_it(contract, behavior):
    facts = weigh(contract, behavior, [Side(observed=observe(contract, behavior, ()))])

    (fact,) = [each for each in facts if each.says == "Item.name is string"]
    assert fact.operation == "listItems"
    assert fact.operations == ("listItems", "createItem", "getItem")
    assert fact.label is Label.DOCUMENTED
