"""One request to a plain service, in process."""

from __future__ import annotations

import asyncio
from collections.abc import Mapping
from typing import Any

import httpx2
from starlette.types import ASGIApp

from tests.deviations.courier_access import API_KEY
from tests.deviations.depot_access import ADMIN
from tests.deviations.plain import PlainService

HOST = "http://plain.example.com"
CREDENTIALS = {
    "depot": {"Authorization": f"Bearer {ADMIN}"},
    "courier": {"X-Api-Key": API_KEY, "X-Tenant-Id": "north"},
}


def ask(
    service: PlainService,
    method: str,
    path: str,
    *,
    headers: Mapping[str, str | None] | None = None,
    wait_s: float = 30.0,
    **request: Any,
) -> httpx2.Response:
    """Send a request below the base path, or to an absolute URL, as who may do anything.

    Headers that are None are left out.

    Raises:
        TimeoutError: no answer came in time.
        ConnectionResetError: the answer broke off.
    """
    url = path if path.startswith("http") else f"{HOST}{service.base_path}{path}"
    sent = {**CREDENTIALS[service.name], **(headers or {})}
    kept = {name: value for name, value in sent.items() if value is not None}
    sending = _send(service.app, method, url, kept, request)
    return asyncio.run(asyncio.wait_for(sending, wait_s))


async def _send(
    app: ASGIApp, method: str, url: str, headers: dict[str, str], request: dict[str, Any]
) -> httpx2.Response:
    transport = httpx2.ASGITransport(app=app)
    async with httpx2.AsyncClient(transport=transport) as client:
        return await client.request(method, url, headers=headers, **request)
