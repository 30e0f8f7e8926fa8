"""Runs an application under uvicorn, on an address that is ours."""

from __future__ import annotations

import errno
import gc
import logging
import socket
from collections.abc import Callable
from contextlib import suppress

import uvicorn

from understudy.contract.errors import AddressError
from understudy.serving.application import Application
from understudy.serving.connections import BoundedProtocol

BACKLOG = 2048  # connections that wait to be accepted; uvicorn's own number


def listen(host: str, port: int) -> socket.socket:
    """Return a socket that listens on the address; port 0 lets the system choose.

    Raises:
        AddressError: it is taken, not ours, or not to be used.
    """
    family = socket.AF_INET6 if ":" in host else socket.AF_INET
    listening = socket.socket(family)
    listening.setsockopt(socket.SOL_SOCKET, socket.SO_REUSEADDR, 1)
    try:
        listening.bind((host, port))
        listening.listen(BACKLOG)  # from now on who connects waits, and is not refused
    except OSError as error:
        listening.close()
        raise _address_error(host, port, error) from error
    listening.set_inheritable(True)
    return listening


def _address_error(host: str, port: int, error: OSError) -> AddressError:
    where = f"{host}:{port}"
    if error.errno == errno.EADDRINUSE:
        return AddressError(
            f"{where} is taken by another process",
            remedy="choose another with --port, or 0 for any free one",
        )
    if error.errno == errno.EACCES:
        return AddressError(
            f"{where} needs more rights than this user has", remedy="choose a --port above 1023"
        )
    return AddressError(
        f"cannot listen on {where}: {error.strerror}",
        remedy="give an address of this machine with --host",
    )


def run(
    application: Application, listening: socket.socket, *, on_ready: Callable[[], None]
) -> None:
    """Serve until told to stop (SIGINT or SIGTERM); requests under way are finished first."""
    config = uvicorn.Config(
        application,
        http=BoundedProtocol,
        ws="none",
        log_level="error",  # not a warning per malformed request: their number is the client's
        access_log=False,  # a line per request costs a fifth of the request
        lifespan="off",
        server_header=False,
        date_header=False,
        timeout_graceful_shutdown=5,
    )
    logging.getLogger("python_multipart").setLevel(logging.ERROR)  # for the same reason
    server = uvicorn.Server(config)
    # What is loaded now stays; a collector that looks at it again stops requests for milliseconds.
    gc.collect()
    gc.freeze()
    on_ready()
    # uvicorn ends what is under way, then raises the interrupt again: here it has done its work.
    with suppress(KeyboardInterrupt):
        server.run(sockets=[listening])
