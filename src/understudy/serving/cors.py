"""What browsers ask around a request to another origin (CORS, the Fetch standard).

Services may be called from any page: they hold fake data. The control API may not; it has its own
guard.
"""

from __future__ import annotations

import re
from collections.abc import Mapping, Sequence

from understudy.behavior import Answer, Problem, Refused
from understudy.behavior.calls import Headers
from understudy.contract.operations import Operation
from understudy.contract.routing import Route

ANSWER_HEADERS: Headers = (
    (b"access-control-allow-origin", b"*"),
    (b"access-control-expose-headers", b"*"),
)
REMEMBERED_S = 600
NAMES = re.compile(rb"[-!#$%&'*+.^_`|~0-9A-Za-z, ]+")  # of headers: all that may be sent back


def options(
    found: tuple[Route[Operation], tuple[str, ...]] | None,
    headers: Mapping[bytes, bytes],
    segments: Sequence[str],
) -> Answer:
    """Answer OPTIONS: what the path allows, and to a preflight that the browser may go on.

    Raises:
        Refused: there is no such path.
    """
    if found is None:
        raise Refused(Problem.UNKNOWN_PATH, f"there is nothing at /{'/'.join(segments)}")
    allow = found[0].allow().encode("latin-1")
    pairs: list[tuple[bytes, bytes]] = [(b"allow", allow)]
    if b"access-control-request-method" in headers:
        asked = headers.get(b"access-control-request-headers", b"")
        pairs += [
            (b"access-control-allow-methods", allow),
            (b"access-control-allow-headers", asked if NAMES.fullmatch(asked) else b"*"),
            (b"access-control-max-age", b"%d" % REMEMBERED_S),
            (b"vary", b"access-control-request-headers"),
        ]
    return Answer(status=204, media_type=None, headers=tuple(pairs))
