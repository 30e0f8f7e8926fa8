"""Every sub-object that an operation offers can be included, in both spellings."""

from __future__ import annotations

import re
from collections import Counter
from typing import Any, cast

import pytest

from understudy.services import load_service

KEY = {"Authorization": "Bearer aug_sk_test_demo"}
LISTS = (
    *("items", "materials", "parts", "products", "item-categories", "properties", "units"),
    *("unit-groups", "product-lines"),
)
# Documented as accepted by the item list, which never shows a unit there.
NEVER_SHOWN = ("list-items", "category.unit_group.associated_units.unit")


def offered():
    """Return every include value by the operation that offers it; those that read."""
    return [
        (operation.id, operation.path, value)
        for operation in load_service("augno").contract.operations
        if operation.method == "GET"
        for parameter in operation.parameters
        if parameter.name == "include[]"
        for value in cast("Any", parameter.schema)["items"]["enum"]
    ]


@pytest.fixture
def client(client_for):
    return client_for("augno")


def records(client, path, parameters):
    """Return the records that a path answers with; ids in it are those of all that exist."""
    if "{" not in path:
        return ask(client, path, parameters)["data"]
    plural = re.findall(r"/v1/\w+/([a-z-]+)/", path)[0]
    if plural == "jobs":
        keys = ["jb_aae09wc33dpm"]
    else:
        keys = [each["id"] for each in ask(client, f"/v1/catalog/{plural}", {"limit": 30})["data"]]
    first = re.sub(r"\{\w+\}", "{}", path, count=1)
    found = []
    for key in keys:
        here = first.replace("{}", key)
        if "{" in here:  # of a member of a group: each of them
            members = ask(client, here.rpartition("/")[0], {})["data"]
            found += [
                ask(client, re.sub(r"\{id\}", each["id"], here), parameters) for each in members
            ]
        else:
            shown = ask(client, here, parameters)
            found += shown["data"] if shown["object"] == "list" else [shown]
    return found


def ask(client, path, parameters):
    answer = client.get(path, params=parameters, headers=KEY)
    assert answer.status_code == 200, answer.text
    return answer.json()


def parts(record, steps):
    """Return what is at a dotted path, through lists."""
    if record is None or not steps:
        return [record]
    inner = record[steps[0]]
    if isinstance(inner, dict) and inner.get("object") == "list" and len(steps) > 1:
        return [found for each in inner["data"] for found in parts(each, steps[1:])]
    return parts(inner, steps[1:])


@pytest.mark.parametrize(("operation", "path", "value"), offered())
def test_sub_object_is_null_until_it_is_included(client, operation, path, value):
    steps = value.split(".")

    without = records(client, path, {"include[]": [".".join(steps[:-1])]} if steps[1:] else {})
    included = records(client, path, {"include[]": [value]})

    assert records(client, path, {"include": value}) == included
    assert {each is None for record in without for each in parts(record, steps)} == {True}
    shown = [each for record in included for each in parts(record, steps) if each is not None]
    assert bool(shown) == ((operation, value) != NEVER_SHOWN)


def test_sets_are_as_long_as_documented():
    count = Counter(operation for operation, _, _ in offered())

    assert count["list-items"] == 10
    assert count["list-materials"] == count["list-parts"] == 8
    assert count["list-products"] == 16
    assert count["list-item-categories"] == 7
    assert count["list-product-lines"] == 5
    assert count["list-unit-groups"] == 4


@pytest.mark.parametrize("plural", LISTS)
def test_what_is_not_offered_is_refused(client, plural):
    answer = client.get(f"/v1/catalog/{plural}?include[]=everything", headers=KEY)

    assert answer.status_code == 400
    assert answer.json()["error"]["param"] == "include[]"
