"""A stand-in in the background: a process of its own, for as long as a verification takes."""

from __future__ import annotations

import re
import subprocess
import sys
from collections.abc import Iterator, Sequence
from contextlib import contextmanager
from typing import IO

from understudy.contract.errors import StandInError

_GREETING = re.compile(r"^Understudy on (http://\S+)")
_LAST_LINE = "docs "  # of the greeting; nothing is printed after it
_PATIENCE_S = 10.0


@contextmanager
def stand_in(service: str, options: Sequence[str] = ()) -> Iterator[str]:
    """Serve a service or document on a free port of loopback; give the URL of its root.

    Raises:
        StandInError: it did not come up; the message has what it said.
    """
    command = [sys.executable, "-m", "understudy", "serve", service, "--port", "0", *options]
    # A session of its own: Ctrl-C is for the verification, which needs it until everything is
    # cleaned up.
    with subprocess.Popen(  # noqa: S603 - our own command, no shell
        command,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        stdin=subprocess.DEVNULL,
        text=True,
        start_new_session=True,
    ) as process:
        try:
            yield _greeted(process)
        finally:
            _stop(process)


def _greeted(process: subprocess.Popen[str]) -> str:
    """Return the URL that a server greets with, once it has said all that it has to say."""
    url = ""
    for line in _opened(process.stdout):
        found = _GREETING.match(line)
        url = found[1] if found else url
        if line.startswith(_LAST_LINE):
            return url
    said = _opened(process.stderr).read().strip()
    raise StandInError("the stand-in ended before it answered", where=said or None)


def _stop(process: subprocess.Popen[str]) -> None:
    process.terminate()
    try:
        process.wait(timeout=_PATIENCE_S)
    except subprocess.TimeoutExpired:
        process.kill()
        process.wait()


def _opened(pipe: IO[str] | None) -> IO[str]:
    if pipe is None:
        raise TypeError("a process was started without its pipe")
    return pipe
