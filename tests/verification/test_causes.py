"""Findings that one change would mend stand together, and no others."""

from __future__ import annotations

from tests.verification.reports.sample import exchange, failure
from understudy.verification.causes import find_causes
from understudy.verification.judging import judge
from understudy.verification.report import Finding


def finding(rule: str, operation: str, **more: object) -> Finding:
    return Finding(failure=failure(rule, operation, rule, **more))


def test_one_missing_schema_on_many_operations_is_one_cause() -> None:
    names = [f"operation{number}" for number in range(40)]
    shared = "/components/schemas/Error/required"
    found = [finding("response-body", each, pointer=shared, kind="required") for each in names]

    (cause,) = find_causes(found)

    assert list(cause.operations) == names
    assert cause.count == 40


def test_the_same_place_in_each_operation_is_one_cause() -> None:
    found = [
        finding("undeclared-status", "listPets", pointer="/paths/~1pets/get/responses", kind="401"),
        finding(
            "undeclared-status", "getPet", pointer="/paths/~1pets~1{id}/get/responses", kind="401"
        ),
        finding("undeclared-status", "getPet", pointer="/paths/~1pets/get/responses", kind="500"),
    ]

    assert [len(each.findings) for each in find_causes(found)] == [2, 1]


def test_kindred_rules_of_the_same_operations_are_one_cause() -> None:
    found = judge(
        [
            failure("deleted-remains", "deletePet", ""),
            failure("delete-uncounted", "deletePet", ""),
            failure("page-gap", "listPets", ""),
            failure("delete-uncounted", "deleteTag", ""),
            failure("page-overlap", "listTags", ""),
        ],
        [],
    )

    causes = find_causes(found)

    assert [(each.rules, each.operations) for each in causes] == [
        (("deleted-remains", "delete-uncounted"), ("deletePet", "deleteTag")),
        (("page-gap",), ("listPets",)),
        (("page-overlap",), ("listTags",)),
    ]


def test_what_is_accepted_and_what_another_deployment_does_stand_apart() -> None:
    new = finding("server-error", "listPets")
    accepted = Finding(failure=failure("server-error", "getPet", ""), accepted="It is known.")
    elsewhere = Finding(failure=new.failure, deployment=1)

    causes = find_causes([new, accepted, elsewhere])

    assert [(each.accepted, each.deployment) for each in causes] == [
        ("", 0),
        ("It is known.", 0),
        ("", 1),
    ]


def test_the_smallest_example_of_the_worst_rule_is_shown() -> None:
    long = finding("server-error", "a", exchanges=(exchange(1, target="/v1/pets?limit=0"),))
    short = finding("server-error", "b", exchanges=(exchange(2, target="/v1"),))

    (cause,) = find_causes([long, short])

    assert cause.first == short.failure
    assert cause.operations == ("b", "a")
