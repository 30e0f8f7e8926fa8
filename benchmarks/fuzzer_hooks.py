"""What the fuzzer is taught before it runs; it loads this file by path."""

from __future__ import annotations

from typing import Any

import schemathesis


@schemathesis.hook
def before_call(
    context: schemathesis.HookContext,  # noqa: ARG001 - the fuzzer fixes the signature
    case: schemathesis.Case[Any],
    kwargs: dict[str, Any],  # noqa: ARG001 - the fuzzer fixes the signature
) -> None:
    """Send a header as text even when a link filled it with a number, which its client refuses."""
    for name, value in (case.headers or {}).items():
        if not isinstance(value, str | bytes):
            case.headers[name] = str(value)
