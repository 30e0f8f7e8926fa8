"""What the hooks do to a call of the fuzzer."""

from __future__ import annotations

import importlib
from types import ModuleType, SimpleNamespace
from typing import Any

import pytest

from understudy.verification.fuzzing.settings import KEY_HEADERS


@pytest.fixture
def teaching(monkeypatch: pytest.MonkeyPatch) -> ModuleType:
    monkeypatch.setenv(KEY_HEADERS, "Once X-Idempotency-Key")
    module = importlib.import_module("understudy.verification.fuzzing.teaching")
    return importlib.reload(module)


def called(teaching: ModuleType, headers: Any, *, is_positive: bool | None = True) -> Any:
    """Return the headers that are sent; `is_positive` is None where the fuzzer does not say."""
    mode = SimpleNamespace(is_positive=is_positive)
    meta = None if is_positive is None else SimpleNamespace(generation=SimpleNamespace(mode=mode))
    case = SimpleNamespace(headers=headers, meta=meta)
    teaching.before_call(None, case, {})
    return case.headers


def test_each_call_has_an_idempotency_key_of_its_own(teaching: ModuleType) -> None:
    sent = [called(teaching, {"once": "same"}, is_positive=each) for each in (True, None)]

    assert sent == [{"once": "fuzzer-1"}, {"once": "fuzzer-2"}]


def test_key_that_is_invalid_on_purpose_stays(teaching: ModuleType) -> None:
    assert called(teaching, {"Once": ""}, is_positive=False) == {"Once": ""}


def test_other_headers_are_sent_as_text(teaching: ModuleType) -> None:
    assert called(teaching, {"X-Id": 5, "X-Raw": b"a"}) == {"X-Id": "5", "X-Raw": b"a"}
    assert called(teaching, None) is None
