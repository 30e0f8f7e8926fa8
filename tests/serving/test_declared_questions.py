"""What a behavior.yaml can say of query parameters, and of how errors are said below a path."""

from __future__ import annotations

import json
from pathlib import Path

import pytest
import yaml
from starlette.testclient import TestClient

from understudy.serving import Settings, build_application

TITLES = ["Alpha", "Beta", "", "Gamma beta"]
PARAMETERS = [
    "title",
    "title_not",
    "title_has",
    "title_lacks",
    "title_in",
    "title_nin",
    "title_set",
]
BEHAVIOR = {
    "errors": {
        "body": {"detail": "$detail"},
        "under": {"/new/": {"body": {"kind": "$kind", "fields": "$offences"}, "offence": "$name"}},
    },
    "resources": {"book": {"key": "id", "count": len(TITLES)}},
    "operations": {
        "listBooks": {
            "behavior": "list",
            "resource": "book",
            "unknown_query": "refuse",
            "sort": {"by": "sort", "fields": ["title"]},
            "operators": {
                "prefix": "",
                "suffixes": {
                    "": "equals",
                    "_not": "differs",
                    "_has": "contains",
                    "_lacks": "lacks",
                    "_in": "listed",
                    "_nin": "unlisted",
                    "_set": "filled",
                    "_unset": "blank",
                },
                "fields": {"title": "title"},
            },
        }
    },
}


@pytest.fixture(scope="module")
def client(tmp_path_factory: pytest.TempPathFactory) -> TestClient:
    folder: Path = tmp_path_factory.mktemp("books")
    book = {
        "type": "object",
        "properties": {"id": {"type": "integer"}, "title": {"type": "string"}},
    }
    names = [*PARAMETERS, "title_unset", "sort"]
    listing = {
        "operationId": "listBooks",
        "parameters": [
            {"name": each, "in": "query", "schema": {"type": "string"}} for each in names
        ],
        "responses": {
            "200": {
                "description": "",
                "content": {"application/json": {"schema": {"type": "array", "items": book}}},
            }
        },
    }
    document = {
        "openapi": "3.1.0",
        "info": {"title": "Books", "version": "1"},
        "paths": {"/new/books": {"get": listing}},
    }
    (folder / "openapi.yaml").write_text(json.dumps(document), encoding="utf-8")
    (folder / "behavior.yaml").write_text(yaml.safe_dump(BEHAVIOR), encoding="utf-8")
    fixture = folder / "few.yaml"
    books = [{"id": place, "title": title} for place, title in enumerate(TITLES)]
    fixture.write_text(
        yaml.safe_dump({"services": {folder.name: {"book": books}}}), encoding="utf-8"
    )
    return TestClient(build_application(Settings(services=(str(folder),), fixture=str(fixture))))


@pytest.mark.parametrize(
    ("query", "found"),
    [
        ("title=Beta", [1]),
        ("title_not=Beta", [0, 2, 3]),
        ("title_has=beta", [1, 3]),
        ("title_lacks=beta", [0, 2]),
        ("title_in=Alpha,Beta", [0, 1]),
        ("title_nin=Alpha,Beta", [2, 3]),
        ("title_set=true", [0, 1, 3]),
        ("title_unset=true", [2]),
        ("sort=-title", [3, 1, 0, 2]),
        ("sort=title", [2, 0, 1, 3]),
        ("sort=-other", [0, 1, 2, 3]),
    ],
    ids=lambda value: value if isinstance(value, str) else None,
)
def test_parameters_named_by_field_and_operator_filter(
    client: TestClient, query: str, found: list[int]
) -> None:
    answer = client.get(f"/new/books?{query}")

    assert [book["id"] for book in answer.json()] == found


def test_unknown_parameter_is_refused_in_the_words_of_its_path(client: TestClient) -> None:
    answer = client.get("/new/books?titel=Beta&title=Beta")

    assert answer.status_code == 400
    assert answer.json() == {"kind": "unknown_parameter", "fields": ["titel"]}


def test_unknown_paths_speak_as_the_paths_around_them(client: TestClient) -> None:
    assert client.get("/new/magazines").json()["kind"] == "unknown_path"
    assert set(client.get("/magazines").json()) == {"detail"}
    assert client.delete("/new/books").json()["kind"] == "method_not_allowed"
