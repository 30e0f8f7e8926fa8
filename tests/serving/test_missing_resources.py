"""A behavior.yaml that speaks of resources that it does not have is refused, with its line."""

from __future__ import annotations

from collections.abc import Callable
from typing import Any

import pytest
from starlette.testclient import TestClient

from understudy.contract.errors import BehaviorError

PET = {"schema": "#/components/schemas/Pet", "key": "id"}
LIST = {"behavior": "list", "resource": "pet"}


@pytest.mark.parametrize(
    ("resource", "operation", "place"),
    [
        pytest.param(
            {"relations": {"name": {"resource": "pett"}}},
            {},
            "/resources/pet/relations",
            id="relation",
        ),
        pytest.param(
            {"references": {"name": {"resource": "pett"}}},
            {},
            "/resources/pet/references",
            id="reference",
        ),
        pytest.param(
            {"belongs": {"name": "pett"}}, {}, "/resources/pet/belongs", id="owner of seeds"
        ),
        pytest.param({}, {"resource": "pett"}, "/operations/listPets/resource", id="operation"),
        pytest.param(
            {},
            {"within": [{"resource": "pett", "parameter": "limit", "field": "name"}]},
            "/operations/listPets/within",
            id="owner",
        ),
    ],
)
def test_missing_resource_is_named_with_its_place_and_what_was_meant(
    serve: Callable[..., TestClient],
    resource: dict[str, Any],
    operation: dict[str, Any],
    place: str,
) -> None:
    behavior = {
        "resources": {"pet": PET | resource},
        "operations": {"listPets": LIST | operation},
    }

    with pytest.raises(BehaviorError, match=f"'pett' is no resource\n.* at {place}\n.*mean pet"):
        serve(behavior=behavior)
