"""Who asks: credentials are filled in where they are meant, renewed, and never given away."""

# ruff: noqa: S106 - planted, so that their absence can be seen

from __future__ import annotations

import base64
import json
from collections.abc import Callable
from pathlib import Path
from typing import Any

import pytest

from tests.verification.guarding.deployments import (
    Received,
    ask,
    asking,
    contract_of,
    credentials_of,
    deployed,
    guarded,
    pets,
    response,
)
from understudy.contract.errors import CredentialsError, UnderstudyError
from understudy.services import load_service
from understudy.verification.guarding import (
    Credential,
    Endpoint,
    Guard,
    parse_target,
    read_credentials,
    stand_in_credentials,
)

BASIC = "Basic " + base64.b64encode(b"ann:s3cret").decode()
GIVEN = {
    "bearer": Credential(value="t0ken-1"),
    "key": Credential(value="k3y/1"),
    "basic": Credential(user="ann", password="s3cret"),
    "session": Credential(value="s1d-1"),
}


def _sent(scheme: str, path: str = "/pets", **headers: str) -> Received:
    """Return what a deployment gets that asks for one scheme."""
    document = pets(security=[{scheme: []}])
    credentials = credentials_of({scheme: GIVEN[scheme]}, document)
    with (
        deployed(lambda _: response(200, [])) as (deployment, url),
        guarded(url, document=document, credentials=credentials) as guard,
    ):
        ask(guard, "GET", path, headers=headers)
        return deployment.received[0]


FILLED: list[tuple[str, Callable[[Received], str | None], str]] = [
    ("bearer", lambda got: got.header("authorization"), "Bearer t0ken-1"),
    ("basic", lambda got: got.header("authorization"), BASIC),
    ("session", lambda got: got.header("cookie"), "sid=s1d-1"),
    ("key", lambda got: got.target.decode(), "/pets?api_key=k3y%2F1"),
]


@pytest.mark.parametrize(("scheme", "read", "expected"), FILLED, ids=[row[0] for row in FILLED])
def test_what_is_missing_is_filled_in(
    scheme: str, read: Callable[[Received], str | None], expected: str
) -> None:
    assert read(_sent(scheme)) == expected


@pytest.mark.parametrize("word", ["none", "as-sent", "None"])
@pytest.mark.parametrize("scheme", GIVEN)
def test_nothing_is_filled_in_for_who_says_so(scheme: str, word: str) -> None:
    got = _sent(scheme, **{"Understudy-Credentials": word})

    assert got.header("authorization") is got.header("cookie") is None
    assert got.target == b"/pets"
    assert got.header("understudy-credentials") is None


def test_what_was_sent_on_purpose_stays() -> None:
    assert _sent("bearer", Authorization="Bearer x").header("authorization") == "Bearer x"
    assert _sent("key", "/pets?api_key=x&a=1").target == b"/pets?api_key=x&a=1"
    assert _sent("session", Cookie="sid=x").header("cookie") == "sid=x"
    assert _sent("session", Cookie="a=b").header("cookie") == "a=b; sid=s1d-1"


def test_what_asks_for_nothing_gets_nothing() -> None:
    document = pets(security=[])
    credentials = credentials_of(GIVEN, document)
    with deployed(lambda _: response(200, [])) as (deployment, url):
        with guarded(url, document=document, credentials=credentials) as guard:
            ask(guard, "GET", "/pets")
            ask(guard, "GET", "/unknown")

        for got in deployment.received:
            assert got.header("authorization") is got.header("cookie") is None
            assert b"?" not in got.target


def test_of_alternatives_the_first_that_is_configured_is_taken() -> None:
    document = pets(security=[{"key": []}, {"basic": [], "session": []}, {"bearer": []}])
    given = {name: GIVEN[name] for name in ("basic", "session", "bearer")}
    with deployed(lambda _: response(200, [])) as (deployment, url):
        credentials = credentials_of(given, document)
        with guarded(url, document=document, credentials=credentials) as guard:
            ask(guard, "GET", "/pets")

        got = deployment.received[0]
        assert (got.header("authorization"), got.header("cookie")) == (BASIC, "sid=s1d-1")


PLACED: list[tuple[str, Callable[[str], dict[str, Any]]]] = [
    ("bearer", lambda mark: {"headers": {"Authorization": f"Bearer {mark}"}}),
    ("basic", lambda mark: {"auth": (mark, mark)}),
    ("session", lambda mark: {"headers": {"Cookie": f"a=b; sid={mark}"}}),
    ("key", lambda mark: {"params": {"api_key": mark}}),
]


@pytest.mark.parametrize(("scheme", "options"), PLACED, ids=[row[0] for row in PLACED])
def test_a_placeholder_becomes_the_credential_so_that_nobody_else_knows_it(
    scheme: str, options: Callable[[str], dict[str, Any]]
) -> None:
    credentials = credentials_of(GIVEN)
    with (
        deployed(lambda _: response(200, [])) as (deployment, url),
        guarded(url, credentials=credentials) as guard,
        asking(guard) as client,
    ):
        client.headers["Understudy-Credentials"] = "as-sent"
        client.get("/unknown", **options(credentials.placeholder(scheme)))
        got = deployment.received[0]
    seen = f"{got.header('authorization')} {got.header('cookie')} {got.target.decode()}"
    assert credentials.placeholder(scheme) not in seen
    assert {
        "bearer": "Bearer t0ken-1",
        "basic": BASIC,
        "session": "a=b; sid=s1d-1",
        "key": "api_key=k3y%2F1",
    }[scheme] in seen


class Issuer:
    """A deployment that issues tokens, and takes the latest only."""

    def __init__(self, lifetime_s: object = 3600) -> None:
        self.issued = 0
        self.lifetime_s = lifetime_s
        self.is_open = True
        self.put_off = 0  # requests for a token that are told to come later
        self.refused_always = ""

    @property
    def token(self) -> str:
        return f"issued-token-{self.issued}"

    def __call__(self, received: Received) -> bytes:
        if received.target == b"/token":
            if not self.is_open:
                return response(503)
            if self.put_off:
                self.put_off -= 1
                return response(429, headers=("Retry-After: 0",))
            self.issued += 1
            return response(200, {"access_token": self.token, "expires_in": self.lifetime_s})
        if received.header("authorization") != f"Bearer {self.token}":
            return response(401, {"error": "expired"})
        return response(401 if received.target.decode() == self.refused_always else 200, [])


def _renewing(url: str, **endpoint: Any) -> Guard:
    issuing = Endpoint(url=f"{url}/token", form={"grant_type": "client_credentials"}, **endpoint)
    return guarded(url, credentials=credentials_of({"bearer": Credential(endpoint=issuing)}))


def test_a_token_is_fetched_when_it_is_first_needed() -> None:
    issuer = Issuer()
    with deployed(issuer) as (deployment, url):
        with _renewing(url, user="ann", password="s3cret") as guard:
            statuses = [ask(guard, "GET", "/pets").status_code for _ in range(2)]

        assert statuses == [200, 200]
        assert deployment.lines == ["POST /token", "GET /pets", "GET /pets"]
        asked = deployment.received[0]
        assert (asked.body, asked.header("authorization")) == (
            b"grant_type=client_credentials",
            BASIC,
        )
    assert [each.asker for each in guard.exchanges] == ["credentials", "fuzzer", "fuzzer"]
    kept = repr(guard.exchanges)
    assert "issued-token" not in kept
    assert "s3cret" not in kept


def test_a_token_that_is_put_off_is_waited_for() -> None:
    issuer = Issuer()
    issuer.put_off = 2
    with deployed(issuer) as (deployment, url), _renewing(url) as guard:
        got = ask(guard, "GET", "/pets")

        assert got.status_code == 200
        assert deployment.lines == [*["POST /token"] * 3, "GET /pets"]
    assert (guard.stops, guard.failures(), guard.put_off) == ((), (), 2)


def test_a_token_that_ends_mid_run_is_renewed_and_the_request_sent_again() -> None:
    issuer = Issuer()
    with deployed(issuer) as (deployment, url), _renewing(url) as guard:
        ask(guard, "GET", "/pets")
        issuer.issued += 1  # whatever was issued before has ended
        got = ask(guard, "GET", "/pets/1")

        assert got.status_code == 200
        assert deployment.lines[2:] == ["GET /pets/1", "GET /pets", "POST /token", "GET /pets/1"]
    assert guard.stops == ()
    assert guard.failures() == ()


def test_a_token_is_renewed_before_it_ends() -> None:
    issuer = Issuer(lifetime_s=0)
    with deployed(issuer) as (deployment, url), _renewing(url) as guard:
        for _ in range(2):
            assert ask(guard, "GET", "/pets").status_code == 200

        assert deployment.lines == ["POST /token", "GET /pets"] * 2


def test_a_token_that_cannot_be_renewed_ends_the_run() -> None:
    issuer = Issuer()
    with deployed(issuer) as (_, url), _renewing(url) as guard:
        ask(guard, "GET", "/pets")
        issuer.issued += 1
        issuer.is_open = False
        statuses = [ask(guard, "GET", "/pets").status_code for _ in range(2)]

    assert statuses == [401, 403]
    assert guard.stops == ("the credentials have expired and cannot be renewed",)
    assert [each.rule for each in guard.failures()] == ["token-expired"]


def test_a_given_token_that_ends_mid_run_ends_the_run() -> None:
    issuer = Issuer()
    credentials = credentials_of({"bearer": Credential(value="issued-token-0")})
    with deployed(issuer) as (_, url), guarded(url, credentials=credentials) as guard:
        first = ask(guard, "GET", "/pets").status_code
        issuer.issued += 1
        later = [ask(guard, "GET", "/pets/1").status_code for _ in range(2)]

    assert (first, later) == (200, [401, 403])
    assert [each.rule for each in guard.failures()] == ["token-expired"]


def test_an_operation_that_always_refuses_is_no_end_of_the_credentials() -> None:
    issuer = Issuer()
    issuer.refused_always = "/pets/1"
    with deployed(issuer) as (deployment, url), _renewing(url) as guard:
        statuses = [
            ask(guard, "GET", path).status_code for path in ("/pets", "/pets/1", "/pets/1", "/pets")
        ]

        assert statuses == [200, 401, 401, 200]
        assert deployment.lines.count("POST /token") == 1
    assert guard.stops == ()


def test_credentials_that_were_never_accepted_do_not_end_the_run() -> None:
    credentials = credentials_of({"bearer": Credential(value="never-accepted")})
    with deployed(Issuer()) as (_, url), guarded(url, credentials=credentials) as guard:
        statuses = [ask(guard, "GET", "/pets").status_code for _ in range(3)]

    assert statuses == [401] * 3
    assert guard.stops == ()


@pytest.mark.parametrize(
    "issued",
    [b"", b"{}", b"[]", b'{"access_token": 1}', b'{"access_token": "a\\nb"}', b"\xff", b"[" * 9000],
)
def test_an_endpoint_that_issues_no_token_is_told(issued: bytes) -> None:
    with deployed(lambda _: response(200, body=issued)) as (_, url), _renewing(url) as guard:
        assert ask(guard, "GET", "/pets").status_code == 403

    assert guard.stops == ("no token is to be had for bearer",)


def test_a_token_is_asked_for_and_found_as_configured() -> None:
    def answer(received: Received) -> bytes:
        if received.target == b"/token":
            return response(200, {"data": {"jwt": "deep-token", "ttl": 60}})
        return response(200, [])

    body: Any = {"user": "ann", "pass": "s3cret"}
    with deployed(answer) as (deployment, url):
        with _renewing(url, body=body, token="data.jwt", lifetime="data.ttl") as guard:
            ask(guard, "GET", "/pets")

        assert json.loads(deployment.received[0].body) == body
        assert deployment.received[1].header("authorization") == "Bearer deep-token"
    assert "deep-token" not in repr(guard.exchanges)
    assert "s3cret" not in repr(guard.exchanges)


@pytest.mark.parametrize("service", ["goldleaf", "exsited", "augno", "jtl"])
def test_a_stand_in_has_credentials_for_every_operation(service: str) -> None:
    loaded = load_service(service)

    credentials = stand_in_credentials(loaded.contract, loaded.behavior)

    for operation in loaded.contract.operations:
        assert bool(credentials.chosen(operation)) == bool(operation.security)


TARGET = parse_target("https://pets.example.com/v1")


def _read(text: str, tmp_path: Path, mode: int = 0o600, **environment: str) -> Any:
    file = tmp_path / "credentials.yaml"
    file.write_text(text)
    file.chmod(mode)
    contract, _ = contract_of()
    return read_credentials(contract, TARGET, environment, file).by_scheme


def test_credentials_are_read_from_a_file_and_the_environment(tmp_path: Path) -> None:
    text = """
bearer: {token: "x-${PETS_TOKEN}"}
basic: {username: ann, password: 12345}
session:
  token_from: {url: /oauth/token, client_id: ci, client_secret: "${PETS_TOKEN}", scope: a b}
"""
    found = _read(text, tmp_path, PETS_TOKEN="t0ken", UNDERSTUDY_CREDENTIALS_KEY="k3y")

    assert found == {
        "bearer": Credential(value="x-t0ken"),
        "basic": Credential(user="ann", password="12345"),
        "key": Credential(value="k3y"),
        "session": Credential(
            endpoint=Endpoint(
                url="https://pets.example.com/oauth/token",
                form={"grant_type": "client_credentials", "scope": "a b"},
                user="ci",
                password="t0ken",
            )
        ),
    }


def test_the_environment_alone_is_enough() -> None:
    contract, _ = contract_of()
    environment = {"UNDERSTUDY_CREDENTIALS_BASIC": "ann:s3:cret\n", "OTHER": "x"}

    found = read_credentials(contract, TARGET, environment).by_scheme

    assert found == {"basic": Credential(user="ann", password="s3:cret")}


WRONG = [
    ("bearr: {token: abcd}", "no security scheme 'bearr'"),
    ("bearer: abcd", "the entry bearer is no object"),
    ("bearer: {tokn: abcd}", "the entry bearer has tokn"),
    ("bearer: {username: ann}", "has neither token nor key nor token_from"),
    ("basic: {token: abcd}", "has no username"),
    ('bearer: {token: "${NOT_SET}"}', "the environment variable NOT_SET is not set"),
    ('bearer: {token: "a\\nb"}', "holds characters that no header can carry"),
    ("bearer: {token_from: {client_id: ci}}", "says no url or operation that issues tokens"),
    ("bearer: {token_from: {operation: nope, client_id: ci}}", "says no url or operation"),
    ("bearer: {token_from: {url: 'http://id.example.com/t'}}", "would send its secret without TLS"),
    ("bearer: {token_from: {url: 'ftp://id.example.com/t'}}", "has a url that cannot be used"),
    ("[1]", "this holds no credentials by scheme"),
    ("a: {", "YAML"),
]


@pytest.mark.parametrize(("text", "what"), WRONG)
def test_a_mistake_in_the_file_is_told(text: str, what: str, tmp_path: Path) -> None:
    with pytest.raises(UnderstudyError) as told:
        _read(text, tmp_path)

    assert what in str(told.value)
    assert "abcd" not in str(told.value) or "bearr" in text
    assert told.value.remedy


def test_a_file_that_everybody_can_read_is_refused_when_it_holds_secrets(tmp_path: Path) -> None:
    with pytest.raises(CredentialsError, match="every user of this machine can read"):
        _read("bearer: {token: abcd}", tmp_path, mode=0o644)

    assert _read('bearer: {token: "${T}"}', tmp_path, mode=0o644, T="abcd")


def test_an_operation_can_issue_the_tokens(tmp_path: Path) -> None:
    found = _read("bearer: {token_from: {operation: createPet, client_id: ci}}", tmp_path)

    assert found["bearer"].endpoint.url == "https://pets.example.com/v1/pets"


def test_the_contract_says_where_tokens_come_from() -> None:
    document = pets()
    document["components"]["securitySchemes"]["oauth"] = {
        "type": "oauth2",
        "flows": {"clientCredentials": {"tokenUrl": "https://id.example.com/t", "scopes": {}}},
    }
    contract, _ = contract_of(document)
    file = Path(__file__).parent / "oauth.yaml"

    found = read_credentials(contract, TARGET, {"SECRET": "s3cret"}, file).by_scheme["oauth"]

    assert found.endpoint is not None
    assert found.endpoint.url == "https://id.example.com/t"
    assert "s3cret" not in repr(found)
