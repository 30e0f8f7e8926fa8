"""Being told to end while a verification runs: it stops asking, cleans up, and says what told it.

>>> told(KeyboardInterrupt()), told(Terminated())
('interrupted by Ctrl-C', 'ended by SIGTERM')
"""

from __future__ import annotations

CTRL_C = "interrupted by Ctrl-C"
SIGTERM = "ended by SIGTERM"
INTERRUPTIONS = frozenset({CTRL_C, SIGTERM})


class Terminated(KeyboardInterrupt):
    """Told to end by SIGTERM: whoever handles signals raises it, to end a run as Ctrl-C does."""


def told(interrupt: KeyboardInterrupt) -> str:
    """Return what a report says of an interruption."""
    return SIGTERM if isinstance(interrupt, Terminated) else CTRL_C
