"""Who connects as soon as the server says where it is waits, and is not refused."""

from __future__ import annotations

import socket

import pytest

from understudy.contract.errors import AddressError
from understudy.serving.running import listen


def test_connection_is_taken_before_anybody_accepts() -> None:
    with listen("127.0.0.1", 0) as listening:
        socket.create_connection(listening.getsockname(), timeout=5).close()


def test_second_server_on_an_address_is_refused_before_either_accepts() -> None:
    with (
        listen("127.0.0.1", 0) as listening,
        pytest.raises(AddressError, match="taken by another process"),
    ):
        listen("127.0.0.1", listening.getsockname()[1])
