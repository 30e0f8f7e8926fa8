"""A document with anything anywhere is served or refused, with the place: never a traceback."""

from __future__ import annotations

import re
from collections.abc import Iterator
from copy import deepcopy
from pathlib import Path
from tempfile import TemporaryDirectory
from typing import Any

import orjson
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from tests.serving.conftest import petstore
from understudy.contract.errors import UnderstudyError
from understudy.serving import Application, Settings, build_application

FOLDER = Path(__file__).parent.parent / "verification" / "documents"
DOCUMENTS: dict[str, Any] = {
    path.stem: orjson.loads(orjson.dumps(yaml.safe_load(path.read_text())))
    for path in sorted(FOLDER.glob("*.yaml"))
}
ANYTHING: tuple[Any, ...] = (
    *(None, True, -1, 2.5, "", "object", "$record", "#/components/schemas/Nope"),
    *([], [None], ["a", "a"], [{}], {}, {"a": None}, {"type": "array"}, {"type": ["string", 5]}),
    *({"$ref": "#"}, {"oneOf": [{"type": "null"}]}, {"enum": []}, {"pattern": "("}),
)
Steps = tuple[str | int, ...]


def places(value: Any, path: Steps = ()) -> Iterator[Steps]:
    holder = value if isinstance(value, dict | list) else ()
    for key, member in holder.items() if isinstance(holder, dict) else enumerate(holder):
        yield (*path, key)
        yield from places(member, (*path, key))


def at(value: Any, path: Steps) -> Any:
    for key in path:
        value = value[key]
    return value


@st.composite
def broken_documents(draw: st.DrawFn) -> dict[str, Any]:
    """Draw a document in which something is gone, something else, or somewhere else, too."""
    document: dict[str, Any] = deepcopy(draw(st.sampled_from([*DOCUMENTS.values()])))
    for _ in range(draw(st.integers(1, 2))):
        *above, key = draw(st.sampled_from([*places(document)]))
        holder = at(document, tuple(above))
        match draw(st.integers(0, 2)):
            case 0:
                del holder[key]
            case 1:
                holder[key] = deepcopy(draw(st.sampled_from(ANYTHING)))
            case _:
                holder[key] = deepcopy(at(document, draw(st.sampled_from([*places(document)]))))
    return document


def serve(path: Path) -> Application | UnderstudyError:
    try:
        return build_application(Settings(services=(str(path),)))
    except UnderstudyError as error:
        return error


@settings(max_examples=150, derandomize=True, suppress_health_check=[HealthCheck.too_slow])
@given(document=broken_documents())
def test_broken_document_is_served_or_refused_with_its_place(document: dict[str, Any]) -> None:
    with TemporaryDirectory() as folder:
        path = Path(folder) / "broken.json"
        path.write_bytes(orjson.dumps(document))
        served = serve(path)
    if isinstance(served, UnderstudyError):
        assert str(path) in str(served)
        assert served.remedy
        return

    client = TestClient(served, base_url="http://127.0.0.1")
    for operation in served.stand_ins["broken"].contract.operations:
        target = operation.base_paths[0] + re.sub(r"\{[^}]*\}", "1", operation.path)
        body = None if operation.request_body is None else {"name": "Rex"}
        answer = client.request(operation.method, f"/broken{target}", json=body)
        assert answer.status_code != 500, answer.text


def test_reference_to_nothing_is_refused_where_it_stands(tmp_path: Path) -> None:
    document = petstore()
    properties = document["components"]["schemas"]["Pet"]["properties"]
    properties["owner"] = {"$ref": "#/components/schemas/Owner"}
    path = tmp_path / "pets.json"
    path.write_bytes(orjson.dumps(document))

    refusal = str(serve(path))

    assert f"{path}:1 at /components/schemas/Pet/properties/owner/$ref" in refusal
