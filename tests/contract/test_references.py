import pytest

from understudy.contract import ContractError, JsonObject, Position, follow, resolve

DOCUMENT: JsonObject = {
    "components": {
        "schemas": {"Pet": {"type": "object"}, "a/b": {"x": 1}, "c d": {"y": 1}},
        "parameters": {
            "Alias": {"$ref": "#/components/parameters/Limit"},
            "Limit": {"name": "limit"},
            "Here": {"$ref": "#/components/parameters/There"},
            "There": {"$ref": "#/components/parameters/Here"},
        },
    },
    "list": [{"name": "first"}],
    "text": "no object",
}


@pytest.mark.parametrize(
    ("ref", "value", "pointer"),
    [
        pytest.param("#/components/schemas/Pet", {"type": "object"}, None, id="object"),
        pytest.param("#/components/schemas/a~1b", {"x": 1}, None, id="slash"),
        pytest.param("#/components/schemas/c%20d", {"y": 1}, "/components/schemas/c d", id="space"),
        pytest.param("#/list/0", {"name": "first"}, None, id="element"),
        pytest.param("#", DOCUMENT, "", id="whole-document"),
    ],
)
def test_local_reference_is_resolved(ref, value, pointer):
    assert resolve(DOCUMENT, ref) == (value, ref[1:] if pointer is None else pointer)


@pytest.mark.parametrize(
    ("ref", "what", "remedy"),
    [
        pytest.param("#/components/schemas/Pat", 'has no "Pat"', "/schemas/Pet", id="close"),
        pytest.param("#/components/schemas/Zebra", 'has no "Zebra"', "define it", id="far"),
        pytest.param("#/list/1", 'has no "1"', "define it", id="element"),
        pytest.param("#/text/x", 'has no "x"', "define it", id="below-text"),
        pytest.param("#/text", "is no object", "object", id="text"),
        pytest.param(
            "http://vendor.example/a#/Pet", "leaves this document", "a file beside", id="remote"
        ),
        pytest.param("../common.yaml#/Pet", "leaves this document", "a file beside", id="file"),
        pytest.param("Pet", "leaves this document", "a file beside", id="name"),
        pytest.param("#Pet", "no JSON pointer", "#/components", id="anchor"),
        pytest.param("", "no JSON pointer", "#/components", id="empty"),
    ],
)
def test_reference_that_cannot_be_resolved_is_explained(ref, what, remedy):
    with pytest.raises(ContractError, match=what) as caught:
        resolve(DOCUMENT, ref, at="/paths/~1pets/$ref")

    assert remedy in caught.value.remedy
    assert caught.value.where == Position(file="", pointer="/paths/~1pets/$ref")


def test_chain_of_references_is_followed_to_its_end():
    value, pointer = follow(DOCUMENT, {"$ref": "#/components/parameters/Alias"}, "/somewhere")

    assert (value, pointer) == ({"name": "limit"}, "/components/parameters/Limit")


def test_circle_of_references_is_refused():
    with pytest.raises(ContractError, match="circle") as caught:
        follow(DOCUMENT, {"$ref": "#/components/parameters/Here"}, "/somewhere")

    assert caught.value.where == Position(file="", pointer="/somewhere")
