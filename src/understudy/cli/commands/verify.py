"""The command `verify`."""

from __future__ import annotations

from understudy.cli.options import takes
from understudy.cli.verify_options import VerifyOptions


@takes(VerifyOptions)
def verify(options: VerifyOptions) -> None:
    """Hold a deployment against its contract, and say who is wrong.

    Example: understudy verify openapi.yaml --base-url http://127.0.0.1:8000

    Exit codes: 0 the contract is kept, 1 it is not or the run is incomplete, 2 usage or contract
    error, 3 internal error.
    """
    from understudy.cli.verifying import verify_service

    verify_service(options)
