"""What the fuzzer is told: by file, by command line, by environment."""

from __future__ import annotations

import json
import os
import tomllib
from dataclasses import replace
from itertools import pairwise
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from tests.verification.fuzzing.notes import TOKEN, contract, document, job
from understudy.behavior.declarations import Idempotency
from understudy.contract import Operation, interpret
from understudy.verification.fuzzing import Credential, FuzzJob, split_by_base_path
from understudy.verification.fuzzing.settings import (
    KEY_HEADERS,
    TEACHING,
    command,
    environment,
    needed_schemes,
    selected,
    write_document,
    write_settings,
)
from understudy.verification.profiles import EFFORTS, Profile


def told(about: FuzzJob) -> dict[str, Any]:
    """Return the settings as the fuzzer reads them, what the environment has filled in."""
    text = write_settings(about, about.groups[0])
    for name, value in environment(about, Path("storage")).items():
        text = text.replace(f"${{{name}}}", value)
    return tomllib.loads(text)


def test_run_repeats_itself_and_leaves_nothing_behind() -> None:
    found = told(job(seed=7))

    assert (found["seed"], found["workers"], found["continue-on-failure"]) == (7, 1, True)
    assert found["generation"]["database"] == "none"
    assert found["cache"]["enabled"] is False
    assert found["max-redirects"] == 0


def test_credentials_are_in_the_environment_and_not_in_the_file() -> None:
    about = job(headers={"X-World": "blue"})

    assert TOKEN not in write_settings(about, about.groups[0])
    assert TOKEN not in " ".join(command(Path("st"), about, about.groups[0]))
    assert told(about)["auth"]["openapi"] == {"token": {"bearer": TOKEN}}
    assert told(about)["headers"] == {
        "Understudy-Asker": "fuzzer",
        "Understudy-Credentials": "as-sent",
        "X-World": "blue",
    }
    assert TOKEN not in repr(about)


def test_each_kind_of_scheme_gets_its_own_credential() -> None:
    about = document()
    about["components"]["securitySchemes"] = {
        "a key": {"type": "apiKey", "in": "query", "name": "k"},
        "basic": {"type": "http", "scheme": "basic"},
        "login": {"type": "oauth2", "flows": {}},
    }
    about["security"] = [{"a key": [], "basic": [], "login": []}]
    known = {
        "a key": Credential(value="1"),
        "basic": Credential(username="u", password="2"),  # noqa: S106
        "login": Credential(value="3"),
        "unheard-of": Credential(value="4"),
    }

    found = told(job(contract=interpret(about), credentials=known))

    assert found["auth"]["openapi"] == {
        "a key": {"api_key": "1"},
        "basic": {"username": "u", "password": "2"},
        "login": {"bearer": "3"},
    }
    assert {"k", "authorization"} <= set(found["output"]["sanitization"]["keys-to-sanitize"])


def secured(*alternatives: list[str]) -> Operation:
    about = document()
    about["components"]["securitySchemes"] = {
        name: {"type": "http", "scheme": "bearer"} for name in "abc"
    }
    about["paths"]["/notes"]["get"]["security"] = [
        {name: [] for name in names} for names in alternatives
    ]
    about["security"] = []
    return interpret(about).operations[0]


@pytest.mark.parametrize(
    ("alternatives", "known", "needed"),
    [
        pytest.param([["a"], ["b"]], "ab", {"a"}, id="one-of-two"),
        pytest.param([["a", "b"], ["c"]], "abc", {"c"}, id="fewest"),
        pytest.param([["a", "b"], ["c"]], "ab", {"a", "b"}, id="those-at-hand"),
        pytest.param([["a"], []], "a", set(), id="open-to-all"),
        pytest.param([["a"]], "b", set(), id="none-at-hand"),
    ],
)
def test_fewest_schemes_that_open_the_door_are_used(
    alternatives: list[list[str]], known: str, needed: set[str]
) -> None:
    credentials = {name: Credential(value=name) for name in known}

    assert needed_schemes([secured(*alternatives)], credentials) == needed


def test_reading_sends_no_method_that_writes() -> None:
    about = job(effort=EFFORTS[Profile.READ])
    asked = command(Path("st"), about, about.groups[0])

    ids = [value for name, value in pairwise(asked) if name.endswith("-id")]

    assert ids == ["listNotes", "getNote"]
    assert told(about)["phases"]["coverage"]["unexpected-methods"] == []
    assert "phases" not in told(job())


def test_shard_leaves_the_other_operations_in_the_document() -> None:
    shard = split_by_base_path(contract().operations[:1])
    about = job(groups=shard)

    asked = command(Path("st"), about, shard[0])

    assert [each.id for each in selected(about, shard[0])] == ["listNotes"]
    assert asked.count("--include-operation-id") == 1
    assert asked[asked.index("--phases") + 1] == "coverage"  # alone, it has nothing to link to
    assert "post" in json.loads(write_document(about.contract))["paths"]["/notes"]


def test_fuzzer_knows_operations_by_our_ids_and_older_documents_as_3_1() -> None:
    about = document()
    about["openapi"] = "3.0.3"
    del about["paths"]["/notes"]["get"]["operationId"]
    item = about["paths"].pop("/notes/{id}")
    about["components"]["pathItems"] = {"note": item}
    about["paths"]["/notes/{id}"] = {"$ref": "#/components/pathItems/note"}
    read = contract(about)

    written = json.loads(write_document(read))

    assert written["openapi"] == "3.1.0"
    assert written["paths"]["/notes"]["get"]["operationId"] == read.operations[0].id
    assert written["paths"]["/notes/{id}"]["get"]["operationId"] == "getNote"
    assert str(read.document["paths"]).count("operationId") == 1  # the other one is elsewhere


def test_nothing_leads_requests_past_the_guard(monkeypatch: pytest.MonkeyPatch) -> None:
    for name in ("HTTP_PROXY", "https_proxy", "SCHEMATHESIS_HOOKS", "HYPOTHESIS_PROFILE"):
        monkeypatch.setenv(name, "elsewhere")

    found = environment(job(), Path("storage"))

    assert "elsewhere" not in found.values()
    assert (found["NO_PROXY"], found["NETRC"]) == ("*", os.devnull)
    assert found["HYPOTHESIS_STORAGE_DIRECTORY"] == "storage"


def test_headers_with_idempotency_keys_are_told_to_the_hooks() -> None:
    about = document()
    header = {"name": "X-Idempotency-Key", "in": "header", "schema": {"type": "string"}}
    about["paths"]["/notes"]["post"]["parameters"] = [header]
    plain = job(contract=interpret(about))
    rule = Idempotency(header="Once", methods=("POST",))
    declared = replace(plain, behavior=replace(plain.behavior, idempotency=rule))

    found = environment(declared, Path("storage"))[KEY_HEADERS]

    assert found.split() == ["Once", "X-Idempotency-Key"]
    assert f'KEY_HEADERS = "{KEY_HEADERS}"' in TEACHING.read_text()
    assert told(declared)["hooks"] == TEACHING.as_posix()


@settings(max_examples=50, deadline=None)
@given(name=st.text(st.characters(exclude_categories=["Cs"]), min_size=1, max_size=12))
def test_any_name_survives_the_settings_file(name: str) -> None:
    about = document()
    about["components"]["securitySchemes"] = {name: {"type": "http", "scheme": "bearer"}}
    about["security"] = [{name: []}]

    found = told(job(contract=interpret(about), credentials={name: Credential(value="v")}))

    assert found["auth"]["openapi"] == {name: {"bearer": "v"}}
