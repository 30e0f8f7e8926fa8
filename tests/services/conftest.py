"""What tests of one service share: a client that has logged in."""

from __future__ import annotations

import pytest


@pytest.fixture
def goldleaf(client_for):
    """Give a client of GoldLeaf whose credential has full rights."""
    client = client_for("goldleaf")
    client.headers["authorization"] = "Bearer any"
    yield client
    del client.headers["authorization"]
