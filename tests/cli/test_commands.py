"""The command as its user meets it: output, errors and exit codes."""

from __future__ import annotations

import json
import os
import signal
import socket
import subprocess
import sys
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

import httpx2
import pytest

from understudy.services import BUILT_IN

EVERYWHERE = "0.0.0.0"  # noqa: S104 - that is what is tested
COMMAND = (sys.executable, "-m", "understudy")
PETS = """\
openapi: 3.1.0
info: {title: Pets, version: '1'}
paths:
  /pets/{id}:
    get:
      operationId: getPet
      parameters: [{name: id, in: path, required: true, schema: {type: integer}}]
      responses:
        '200':
          description: a pet
          content: {application/json: {schema: {type: object, properties: {id: {type: integer}}}}}
"""


def environment() -> dict[str, str]:
    return {**os.environ, "PYTHONPATH": os.pathsep.join(sys.path), "NO_COLOR": "1"}


def understudy(*arguments: str) -> subprocess.CompletedProcess[str]:
    return subprocess.run(  # noqa: S603 - our own command
        [*COMMAND, *arguments], capture_output=True, text=True, env=environment(), check=False
    )


@contextmanager
def serving(*arguments: str) -> Iterator[tuple[subprocess.Popen[str], str, str]]:
    """Run `understudy serve` on a free port; give the process, its URL and what it printed."""
    command = [*COMMAND, "serve", "--port", "0", *arguments]
    process = subprocess.Popen(  # noqa: S603 - our own command
        command, stdout=subprocess.PIPE, stderr=subprocess.PIPE, text=True, env=environment()
    )
    try:
        assert process.stdout is not None
        greeting = ""
        while "Ctrl-C" not in greeting:
            greeting += process.stdout.readline()
        yield process, greeting.split()[2], greeting
    finally:
        process.kill()
        process.communicate()


def test_services_lists_the_built_in_ones() -> None:
    finished = understudy("services")

    assert finished.returncode == 0
    assert [line.split()[0] for line in finished.stdout.splitlines()] == [
        "service",
        "goldleaf",
        "exsited",
        "augno",
        "jtl",
    ]


def test_services_as_json_has_a_version() -> None:
    listed = json.loads(understudy("services", "--json").stdout)

    assert listed["version"] == 1
    assert all(
        each["operations"] == each["documented"] + each["inferred"] + each["conflict"]
        for each in listed["services"]
    )


def test_services_tell_what_is_tested_and_covered() -> None:
    listed = json.loads(understudy("services", "--json").stdout)["services"]
    printed = understudy("services").stdout.splitlines()

    assert printed[0].split()[5:7] == ["tested", "coverage"]
    for each in listed:
        assert 0 < each["tested"] <= each["operations"]
        assert each["coverage"] is None or each["coverage"]["names"]["total"] > 0


def test_routes_name_method_path_and_behavior() -> None:
    finished = understudy("routes", "jtl", "--json")

    operations = {each["id"]: each for each in json.loads(finished.stdout)["operations"]}
    assert operations["QueryItems"] == {
        "method": "GET",
        "path": "/erp/items",
        "id": "QueryItems",
        "behavior": "list",
        "provenance": "documented",
    }


def test_routes_list_quirks_and_which_can_be_left_out(tmp_path: Path) -> None:
    (tmp_path / "pets.yaml").write_text(PETS, encoding="utf-8")
    quirk = "{says: Nobody would expect this., provenance: {label: inferred}}"
    text = f"infer: true\nquirks: {{no_photos: {quirk}}}\n"
    (tmp_path / "behavior.yaml").write_text(text, encoding="utf-8")

    printed = understudy("routes", str(tmp_path / "pets.yaml")).stdout.splitlines()

    assert [line.split() for line in printed[-2:]] == [
        ["quirk", "provenance", "off", "says"],
        ["no_photos", "inferred", "no", "Nobody", "would", "expect", "this."],
    ]


def test_contract_is_printed_as_authored() -> None:
    finished = understudy("contract", "augno")

    assert finished.stdout.startswith("openapi: 3.1.0")


def test_lint_of_the_built_in_contracts_finds_nothing() -> None:
    finished = understudy("lint")

    assert (finished.returncode, finished.stdout) == (0, "")


def test_lint_names_file_line_and_remedy_and_exits_with_1(tmp_path: Path) -> None:
    broken = PETS.replace("required: true, ", "")
    path = tmp_path / "pets.yaml"
    path.write_text(broken, encoding="utf-8")

    finished = understudy("lint", str(path))

    assert finished.returncode == 1
    assert f"{path}:" in finished.stdout


def test_coverage_counts_names_gaps_and_exits_with_1(tmp_path: Path) -> None:
    (tmp_path / "openapi.yaml").write_text(
        f"{PETS}x-provenance: {{sources: {{page: {{title: A page}}}}}}\n", encoding="utf-8"
    )
    facts = tmp_path / "facts.yaml"
    facts.write_text("operations:\n  GET /pets/{id}: {source: page, names: [id, age]}\n")

    gaps = understudy("lint", "--coverage", str(tmp_path))
    as_json = understudy("lint", "--coverage", "--json", str(tmp_path))
    facts.write_text("operations:\n  GET /pets/{id}: {source: page, names: [id]}\n")
    none = understudy("lint", "--coverage", str(tmp_path))

    assert (gaps.returncode, as_json.returncode, none.returncode) == (1, 1, 0)
    assert "1 of 1" in gaps.stdout
    assert f"{facts}:2" in gaps.stdout
    assert "there is no name 'age' of GET /pets/{id}" in gaps.stdout
    assert json.loads(as_json.stdout)["coverage"][str(tmp_path)] == {
        "operations": {"total": 1, "covered": 1, "omitted": 0},
        "names": {"total": 2, "covered": 1, "omitted": 0},
    }


@pytest.mark.parametrize("name", BUILT_IN)
def test_built_in_contract_states_what_its_facts_name(name: str) -> None:
    finished = understudy("lint", "--coverage", name)

    assert (finished.returncode, finished.stdout.splitlines()[2:]) == (0, [])
    assert "no facts.yaml" not in finished.stdout


@pytest.mark.parametrize(
    ("arguments", "told"),
    [
        pytest.param(
            ("serve", "goldlaef", "--port", "0"), "did you mean goldleaf?", id="misspelt service"
        ),
        pytest.param(("routes", "none.yaml"), "there is no service or document", id="no document"),
        pytest.param(
            ("serve", "--auth", "maybe"), "one of: off, present, strict", id="unknown mode"
        ),
        pytest.param(("serve", "--port", "99999"), "65535", id="no port"),
    ],
)
def test_mistakes_of_usage_exit_with_2_and_say_what_to_do(
    arguments: tuple[str, ...], told: str
) -> None:
    finished = understudy(*arguments)

    assert finished.returncode == 2
    assert told in finished.stderr
    assert "Traceback" not in finished.stderr


def test_unreadable_document_exits_with_2_and_names_the_line(tmp_path: Path) -> None:
    path = tmp_path / "pets.yaml"
    path.write_text("openapi: 3.1.0\ninfo: [\n", encoding="utf-8")

    finished = understudy("routes", str(path))

    assert finished.returncode == 2
    assert "pets.yaml:" in finished.stderr
    assert "Traceback" not in finished.stderr


def test_taken_port_says_so() -> None:
    with socket.socket() as taken:
        taken.bind(("127.0.0.1", 0))
        taken.listen()
        port = taken.getsockname()[1]

        finished = understudy("serve", "jtl", "--port", str(port))

    assert finished.returncode == 2
    assert f"127.0.0.1:{port} is taken by another process" in finished.stderr


def test_every_printed_link_works_and_interrupt_ends_cleanly() -> None:
    with serving() as (process, url, printed), httpx2.Client() as client:
        links = [
            each["try"]
            for service in client.get(f"{url}/_understudy/services").json()["services"]
            for each in service["operations"]
        ]
        statuses = {link: client.get(link).status_code for link in links}
        process.send_signal(signal.SIGINT)
        _, errors = process.communicate(timeout=10)

    assert set(statuses.values()) == {200}
    assert all(link in printed for link in links)
    assert process.returncode == 0
    assert "Traceback" not in errors


def test_document_of_ones_own_is_served_from_any_directory(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    (tmp_path / "pets.yaml").write_text(PETS, encoding="utf-8")
    monkeypatch.chdir(tmp_path)

    with serving("pets.yaml") as (_, url, _):
        response = httpx2.get(f"{url}/pets/7")

    assert response.status_code == 200


def test_host_header_of_the_vendor_reaches_its_service() -> None:
    with serving("jtl", "goldleaf") as (_, url, _):
        response = httpx2.get(
            f"{url}/api/v1/customers", headers={"Host": "goldleaf.app", "Authorization": "Bearer x"}
        )

    assert response.status_code == 200
    assert response.json()["total"] > 0


def test_exposed_server_guards_its_control_api() -> None:
    with serving("jtl", "--host", EVERYWHERE, "--token", "open-sesame") as (_, url, _):
        refused = httpx2.get(f"{url}/_understudy/services")
        granted = httpx2.get(
            f"{url}/_understudy/services", headers={"Authorization": "Bearer open-sesame"}
        )

    assert (refused.status_code, granted.status_code) == (403, 200)


def test_version_is_printed() -> None:
    assert understudy("--version").stdout.startswith("understudy ")
