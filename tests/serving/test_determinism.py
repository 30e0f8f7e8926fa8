"""Same contract, seed and requests: the same bytes, in every process and in any order."""

from __future__ import annotations

import json
import os
import subprocess
import sys

from starlette.testclient import TestClient

from understudy.serving import Settings, build_application

SCRIPT = """
import hashlib, json, sys
from starlette.testclient import TestClient
from understudy.serving import Settings, build_application

client = TestClient(build_application(Settings(seed=int(sys.argv[1]))), base_url="http://127.0.0.1")
services = client.get("/_understudy/services").json()["services"]
links = [each["try"] for service in services for each in service["operations"]]
if sys.argv[2] == "backwards":
    links.reverse()
print(json.dumps({link: hashlib.sha256(client.get(link).content).hexdigest() for link in links}))
"""


def answers(seed: int, order: str, hash_seed: str) -> dict[str, str]:
    environment = {
        **os.environ,
        "PYTHONHASHSEED": hash_seed,
        "PYTHONPATH": os.pathsep.join(sys.path),
    }
    command = [sys.executable, "-c", SCRIPT, str(seed), order]
    finished = subprocess.run(  # noqa: S603 - our own command
        command, capture_output=True, check=True, env=environment
    )
    found: dict[str, str] = json.loads(finished.stdout)
    return found


def test_answers_are_the_same_bytes_in_another_process_and_order() -> None:
    first = answers(7, "forwards", "1")

    second = answers(7, "backwards", "2")

    assert second == first


def test_another_seed_gives_other_records() -> None:
    clients = [
        TestClient(
            build_application(Settings(services=("exsited",), seed=seed)),
            base_url="http://127.0.0.1",
        )
        for seed in (1, 2)
    ]

    first, second = (
        client.get("/_understudy/try/exsited/listItems").json()["items"] for client in clients
    )

    assert first != second
