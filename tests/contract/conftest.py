"""Builders for contracts that show only what a test is about."""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from understudy.contract import Contract, JsonObject, Operation, interpret

Write = Callable[..., Path]
Build = Callable[..., Contract]
BuildOne = Callable[..., Operation]


@pytest.fixture
def write(tmp_path: Path) -> Write:
    """Write text, or bytes, to a file of the test's own folder."""

    def write_file(content: str | bytes, name: str = "petstore.yaml") -> Path:
        path = tmp_path / name
        path.write_bytes(content.encode() if isinstance(content, str) else content)
        return path

    return write_file


@pytest.fixture
def contract_of() -> Build:
    """Make a contract of paths and of what else stands at the top of the document."""

    def build(paths: dict[str, Any], *, openapi: str = "3.1.0", **top: Any) -> Contract:
        info: JsonObject = {"title": "Petstore", "version": "1"}
        return interpret({"openapi": openapi, "info": info, **top, "paths": paths})

    return build


@pytest.fixture
def operation_of(contract_of: Build) -> BuildOne:
    """Make one operation, `GET /pets`, of what it declares; `top` is the rest of the document."""

    def build(path: str = "/pets", *, top: dict[str, Any] | None = None, **parts: Any) -> Operation:
        return contract_of({path: {"get": parts}}, **(top or {})).operations[0]

    return build
