"""An application served over HTTP for as long as a test takes, on a free port of loopback."""

from __future__ import annotations

import socket
import threading
import time
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

import uvicorn
from starlette.types import ASGIApp

POLL_S = 0.005


@contextmanager
def served(app: ASGIApp, **options: Any) -> Iterator[str]:
    """Serve in a thread, and give the origin. `options` are those of uvicorn."""
    settings = {"access_log": False, "timeout_graceful_shutdown": 1, **options}
    with socket.create_server(("127.0.0.1", 0)) as listening:
        config = uvicorn.Config(app, lifespan="off", log_level="critical", **settings)
        server = uvicorn.Server(config)
        thread = threading.Thread(target=server.run, kwargs={"sockets": [listening]})
        thread.start()
        try:
            while not server.started:
                time.sleep(POLL_S)
            yield f"http://127.0.0.1:{listening.getsockname()[1]}"
        finally:
            server.should_exit = True
            thread.join()
