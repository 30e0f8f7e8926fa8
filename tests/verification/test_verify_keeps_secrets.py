"""Secrets that are planted wherever a deployment could show them stand in nothing that is put out.

Some are known by their value, as credentials are; the others by the names under which they travel.
"""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any
from urllib.parse import parse_qs, quote

import pytest
from starlette.types import Message, Receive, Scope, Send

from tests.loopback import served
from tests.verification.fuzzing.notes import TOKEN, Notes, document
from tests.verification.runs import understudy

BY_VALUE = {"token": TOKEN, "key": "marker/of+a key", "expired": "marker-of-an-expired-token"}
BY_NAME = {
    name: f"marker-in-{name}"
    for name in ("cookie", "x-auth-token", "access_token", "password", "location")
}
FORMS = (".json", ".html", ".xml", ".md", ".sarif")


class Leaking:
    """Notes, whose answers say all that they should not: whatever is asked, in headers and body."""

    def __init__(self) -> None:
        self._notes = Notes()
        self.shown: set[str] = set()

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        headers = dict(scope["headers"])
        query = parse_qs(scope["query_string"].decode("latin-1"))
        self.shown |= {each for values in query.values() for each in values}
        leak = {
            "access_token": BY_NAME["access_token"],
            "user": {"password": BY_NAME["password"]},
            "you": headers.get(b"authorization", b"").decode("latin-1"),
            "asked": scope["query_string"].decode("latin-1"),
            "keys": query,
        }
        said: list[Message] = []

        async def hear(message: Message) -> None:
            said.append(message)

        await self._notes.app(scope, receive, hear)
        start, *rest = said
        body = b"".join(each.get("body", b"") for each in rest)
        content = json.loads(body) if body else {}
        told = json.dumps({**content, "leak": leak}).encode() if body else b""
        await send({**start, "headers": self._headers(start["headers"], leak, told)})
        await send({"type": "http.response.body", "body": told})

    def _headers(self, headers: Any, leak: dict[str, Any], told: bytes) -> Any:
        kept = [each for each in headers if each[0] != b"content-length"]
        cookie = f"sid={BY_NAME['cookie']}; Path=/".encode()
        elsewhere = f"https://id.example.com/login?token={BY_NAME['location']}".encode()
        return [
            *kept,
            (b"content-length", b"%d" % len(told)),
            (b"set-cookie", cookie),
            (b"x-auth-token", BY_NAME["x-auth-token"].encode()),
            (b"x-echo", leak["you"].encode("latin-1")),
            (b"content-location", elsewhere),
        ]


@pytest.fixture
def contract(tmp_path: Path) -> Path:
    made = document()
    schemes = made["components"]["securitySchemes"]
    schemes["key"] = {"type": "apiKey", "in": "query", "name": "subscription"}
    made["security"] = [{"token": [], "key": []}]
    path = tmp_path / "notes.json"
    path.write_text(json.dumps(made), encoding="utf-8")
    return path


def test_no_secret_stands_in_anything_that_is_put_out(
    contract: Path, tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    for name, secret in BY_VALUE.items():
        monkeypatch.setenv(f"OF_{name.upper()}", secret)
    credentials = tmp_path / "credentials.yaml"
    credentials.write_text(
        "token: {token: '${OF_TOKEN}', expired: '${OF_EXPIRED}'}\nkey: {key: '${OF_KEY}'}\n"
    )
    files = [tmp_path / f"report{form}" for form in FORMS]
    reports = [word for each in files for word in ("--report", each)]
    proposal, baseline = tmp_path / "overlay.yaml", tmp_path / "baseline.yaml"
    leaking = Leaking()

    with served(leaking) as url:
        ended = understudy(
            *("verify", contract, "--base-url", url + "/v1", "--only", "listNotes"),
            *("--credentials", credentials, "--propose", proposal, "--baseline", baseline),
            *("--update-baseline", "--reason", "to be looked at", *reports),
        )

    outputs = {each.name: each.read_text(encoding="utf-8") for each in (*files, proposal, baseline)}
    outputs |= {"terminal": ended.out + ended.err}
    assert BY_VALUE["key"] in leaking.shown
    assert "[redacted]" in outputs["report.json"]
    assert "[redacted]" in outputs["report.html"]
    assert ended.code == 1
    for name, text in outputs.items():
        assert len(text) > 100, name
        for what, secret in (BY_VALUE | BY_NAME).items():
            for form in forms(secret):
                assert form not in text, f"{what} in {name}"


def forms(secret: str) -> set[str]:
    encoded = base64.b64encode(secret.encode()).decode().rstrip("=")
    return {secret, quote(secret), quote(secret, safe=""), encoded}
