from typing import Any

import pytest

from understudy.contract import (
    JsonObject,
    OverlayError,
    apply_overlay,
    behavior_patch,
    read_overlay,
)
from understudy.services import load_service

DOCUMENT: JsonObject = {
    "info": {"title": "Pets", "version": "1"},
    "tags": [{"name": "a"}, {"name": "b"}, {"name": "c"}],
    "schemas": {"Pet": {"type": "object", "required": ["id", "name"], "properties": {"id": {}}}},
}


def applied(*actions: Any) -> Any:
    return apply_overlay(DOCUMENT, {"actions": list(actions)})


def test_objects_are_merged_and_what_is_not_named_stays():
    update = {"target": "$.schemas.Pet", "update": {"properties": {"age": {"type": "integer"}}}}

    amended = applied(update)

    assert amended["schemas"]["Pet"]["properties"] == {"id": {}, "age": {"type": "integer"}}
    assert amended["schemas"]["Pet"]["required"] == ["id", "name"]


def test_what_updates_a_list_is_appended():
    one = {"target": "$.tags", "update": {"name": "d"}}
    several = {"target": "$.schemas.Pet.required", "update": ["age"]}
    merged = {"target": "$.schemas.Pet", "update": {"required": ["kind"]}}

    amended = applied(one, several, merged)

    assert amended["tags"][-1] == {"name": "d"}
    assert amended["schemas"]["Pet"]["required"] == ["id", "name", "age", "kind"]


def test_removed_list_can_be_written_anew_by_the_next_action():
    remove = {"target": "$.schemas.Pet.required", "remove": True}
    update = {"target": "$.schemas.Pet", "update": {"required": ["id"]}}

    assert applied(remove, update)["schemas"]["Pet"]["required"] == ["id"]


@pytest.mark.parametrize("target", ["$.tags[0, 2]", "$.tags[2, 0]", "$.tags[?@.name != 'b']"])
def test_several_items_of_a_list_are_removed_whatever_their_order(target):
    assert applied({"target": target, "remove": True})["tags"] == [{"name": "b"}]


def test_removing_what_contains_itself_at_any_depth_leaves_nothing_of_it():
    document: JsonObject = {"a": {"x": {"x": 1}}, "x": 2}

    amended = apply_overlay(document, {"actions": [{"target": "$..x", "remove": True}]})

    assert amended == {"a": {}}


def test_target_that_selects_nothing_changes_nothing():
    assert applied({"target": "$.paths['/pets']", "remove": True}) == DOCUMENT


def test_original_and_overlay_are_left_alone():
    update: JsonObject = {"added": {"list": []}}
    overlay: JsonObject = {
        "actions": [
            {"target": "$", "update": update},
            {"target": "$.added.list", "update": 1},
            {"target": "$.info", "remove": True},
        ]
    }

    amended = apply_overlay(DOCUMENT, overlay)

    assert amended["added"] == {"list": [1]}
    assert update == {"added": {"list": []}}
    assert DOCUMENT["info"] == {"title": "Pets", "version": "1"}


@pytest.mark.parametrize(
    ("action", "said"),
    [
        pytest.param({"target": "$", "remove": True}, "the whole document", id="root"),
        pytest.param({"target": "$.info.title", "update": "x"}, "what holds it", id="primitive"),
        pytest.param({"target": "$.info", "update": "x"}, "the update is none", id="no-object"),
        pytest.param({"target": "$.tags[0:1]", "remove": True}, "is expected", id="unread"),
    ],
)
def test_impossible_action_is_refused_with_its_place(action, said):
    with pytest.raises(OverlayError) as refused:
        applied(action)

    assert said in refused.value.what
    assert "/actions/0/target" in str(refused.value)


def test_file_is_held_against_the_grammar(write):
    path = write(
        "overlay: 1.0.0\ninfo: {title: x, version: 1}\nactions:\n- {target: $, updat: {}}\n"
    )

    with pytest.raises(OverlayError, match=r"petstore.yaml:4") as refused:
        read_overlay(path)

    assert "did you mean update?" in str(refused.value)


OPENAPI = """
openapi: 3.0.3
info: {title: Pets, version: '1'}
paths:
  /pets:
    get:
      operationId: listPets
      responses:
        '200':
          description: Pets.
          content: {application/json: {schema: {type: array, items: {type: object}}}}
"""
BEHAVIOR = """
resources: {pet: {key: id}}
operations:
  listPets: {behavior: list, resource: pet, filters: {name: name, kind: kind}}
"""
OVERLAY = """
overlay: 1.0.0
info: {title: Seen, version: '1'}
actions:
- target: $.paths['/pets'].get
  update:
    parameters:
    - {name: page, in: query, schema: {type: integer, nullable: true}}
"""
PATCH = "x-behavior: {operations: {listPets: {filters: {kind: null}}}}\n"


def test_service_is_loaded_as_the_overlay_corrects_it(write):
    document, overlay = write(OPENAPI), write(OVERLAY + PATCH, "seen.yaml")
    write(BEHAVIOR, "behavior.yaml")

    loaded = load_service(str(document), overlay=overlay)

    assert loaded.contract.operations[0].parameters[0].schema == {"type": ["integer", "null"]}
    assert list(loaded.behavior.declarations["listPets"].filters) == ["name"]
    assert behavior_patch(read_overlay(overlay))


def test_behavior_that_is_inferred_cannot_be_patched(write):
    document, overlay = write(OPENAPI), write(OVERLAY + PATCH, "seen.yaml")

    with pytest.raises(OverlayError, match="x-behavior has nothing to change"):
        load_service(str(document), overlay=overlay)


def test_overlay_of_a_built_in_service_leaves_it_unshipped(write):
    head = "overlay: 1.0.0\ninfo: {title: x, version: 1}\n"
    overlay = write(head + "actions:\n- target: $.info\n  update: {title: New}\n")

    loaded = load_service("augno", overlay=overlay)

    assert loaded.contract.title == "New"
    assert not loaded.is_shipped
