"""What the fuzzer is taught before it runs; it loads this file by path, in a process of its own."""

from __future__ import annotations

import os
from itertools import count
from typing import Any

import schemathesis

KEY_HEADERS = "UNDERSTUDY_KEY_HEADERS"  # names of headers that carry an idempotency key

_names = frozenset(os.environ.get(KEY_HEADERS, "").lower().split())
_calls = count(1)


@schemathesis.hook
def before_call(
    context: schemathesis.HookContext,  # noqa: ARG001 - the fuzzer fixes the signature
    case: schemathesis.Case[Any],
    kwargs: dict[str, Any],  # noqa: ARG001 - the fuzzer fixes the signature
) -> None:
    """Send a header as text even when a link filled it with a number, which its client refuses.

    A well-formed idempotency key is made the call's own: the fuzzer likes to use one twice, and a
    create that is replayed after its record was deleted rightly names a record that is gone.
    """
    for name, value in (case.headers or {}).items():
        if not isinstance(value, str | bytes):
            case.headers[name] = str(value)
        if name.lower() in _names and _is_positive(case):
            case.headers[name] = f"fuzzer-{next(_calls)}"


def _is_positive(case: schemathesis.Case[Any]) -> bool:
    meta = case.meta
    return meta is None or meta.generation.mode.is_positive
