"""An app of a JTL tenant: what it sends with every request, so that tests need not say it."""

from __future__ import annotations

from collections.abc import Mapping
from typing import Any

from starlette.testclient import TestClient

TENANT = "6d9c1e38-5a27-4a9b-9c43-0f6a4f1f7f10"
HEADERS = {
    "Authorization": "Bearer some-token",
    "x-appid": "Tests/1.0.0",
    "x-appversion": "1.0.0",
    "x-tenant-id": TENANT,
}


class App:
    """Speaks to the stand-in as an app would; clients are shared, headers are not."""

    def __init__(self, client: TestClient, **headers: str) -> None:
        self._client = client
        self._headers = {**HEADERS, **{name.replace("_", "-"): headers[name] for name in headers}}

    def request(self, method: str, path: str, *, without: str = "", **options: Any) -> Any:
        """Send a request below `/erp`; `headers` are laid over the usual, `without` is left out."""
        given: Mapping[str, str] = options.pop("headers", {})
        headers = {**self._headers, **given}
        headers.pop(without, None)
        return self._client.request(method, f"/erp{path}", headers=headers, **options)

    def get(self, path: str, **options: Any) -> Any:
        """Read."""
        return self.request("GET", path, **options)

    def post(self, path: str, json: Any = None, **options: Any) -> Any:
        """Create."""
        return self.request("POST", path, json=json, **options)

    def patch(self, path: str, json: Any = None, **options: Any) -> Any:
        """Change."""
        return self.request("PATCH", path, json=json, **options)

    def delete(self, path: str, **options: Any) -> Any:
        """Remove."""
        return self.request("DELETE", path, **options)
