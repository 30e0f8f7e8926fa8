"""Whatever a client sends gets an answer below 500, in the service's own words, and soon."""

from __future__ import annotations

import asyncio
import logging
from collections.abc import Callable, Iterator, Mapping
from dataclasses import dataclass, replace
from datetime import timedelta
from pathlib import Path
from typing import Any
from urllib.parse import quote

import orjson
import pytest
import yaml
from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from starlette.testclient import TestClient

from understudy.behavior import Plan, Problem, Refused, Speech
from understudy.services import BUILT_IN
from understudy.serving import Application, Settings, build_application
from understudy.serving.messages import BodyRoom
from understudy.serving.sampling import Sampler
from understudy.serving.standins import StandIn
from understudy.state import MemoryBackend

Serve = Callable[..., TestClient]

TEXT = {"type": "string"}
NODE = {"$ref": "#/components/schemas/Node"}


def parameter(name: str, schema: object, where: str = "query") -> dict[str, object]:
    return {"name": name, "in": where, "required": where == "path", "schema": schema}


def answer(schema: object, status: str = "200") -> dict[str, Any]:
    return {status: {"description": "", "content": {"application/json": {"schema": schema}}}}


def collection(record: object, *parameters: object, key: object) -> dict[str, Any]:
    """Return the paths of a collection that promises as little about its values as can be."""
    name = str(record).rpartition("/")[2].strip("'}").lower()
    page = {"type": "object", "properties": {"data": {"type": "array", "items": record}}}
    page["properties"]["next"] = {"type": ["string", "null"]}  # type: ignore[index]
    body = {"required": True, "content": {"application/json": {"schema": record}}}
    form = {"content": {"application/x-www-form-urlencoded": {"schema": {"type": "object"}}}}
    return {
        f"/{name}s": {
            "get": {"parameters": list(parameters), "responses": answer(page)},
            "post": {"requestBody": body, "responses": answer(record, "201")},
        },
        f"/{name}s/{{id}}": {
            "parameters": [parameter("id", key, "path")],
            "get": {"responses": answer(record)},
            "patch": {"requestBody": body, "responses": answer(record)},
            "put": {"requestBody": form, "responses": answer(record)},
            "delete": {"responses": {"204": {"description": ""}}},
        },
    }


def loose() -> dict[str, Any]:
    """Return a contract without bounds: everything is left to the server."""
    node = {
        "type": "object",
        "properties": {
            "id": {"type": "integer"},
            "name": TEXT,
            "born": {**TEXT, "format": "date-time"},
            "weight": {"type": "number"},
            "extra": {},
            "children": {"type": "array", "items": NODE},
        },
    }
    ticket = {"type": "object", "properties": {"code": TEXT, "price": {"type": "number"}}}
    thing = {"type": "object", "properties": {"id": {}, "name": {}}}
    numbered = [parameter(name, {"type": "integer"}) for name in ("page", "limit")]
    selected = [parameter(name, TEXT) for name in ("sort", "order", "name", "born", "q")]
    by_value = [parameter("weight", {"type": "number"}), parameter("tag", {"type": "array"})]
    nested = {"name": "filter", "in": "query", "style": "deepObject", "schema": {"type": "object"}}
    coded = {"name": "where", "in": "query", "content": {"application/json": {"schema": {}}}}
    others = [nested, coded, parameter("X-Number", {"type": "integer"}, "header")]
    cursors = [parameter("cursor", TEXT), parameter("limit", {"type": "integer"})]
    untyped = [parameter("limit", {"type": "number"}), parameter("offset", TEXT)]
    named = [parameter(name, TEXT, "path") for name in "abc"]
    return {
        "openapi": "3.1.0",
        "info": {"title": "Loose", "version": "1"},
        "servers": [{"url": "https://loose.example.com/v1"}],
        "paths": {
            **collection(NODE, *numbered, *selected, *by_value, *others, key={"type": "integer"}),
            **collection(
                {"$ref": "#/components/schemas/Ticket"},
                *cursors,
                parameter("sort", TEXT),
                key=TEXT,
            ),
            **collection({"$ref": "#/components/schemas/Thing"}, *untyped, key={}),
            "/files/{a}.{b}.{c}.pdf": {
                "get": {"parameters": named, "responses": answer({"type": "object"})}
            },
        },
        "components": {"schemas": {"Node": node, "Ticket": ticket, "Thing": thing}},
    }


@dataclass(frozen=True, slots=True)
class Sent:
    """One request, as it arrives."""

    stand_in: StandIn
    plan: Plan
    method: str
    path: bytes
    query: bytes
    headers: Mapping[bytes, bytes]
    body: bytes


@dataclass(frozen=True, slots=True)
class Got:
    """One answer, as it leaves."""

    status: int
    headers: Mapping[bytes, bytes]
    body: bytes


class Failures(logging.Handler):
    """What the server logs as failed."""

    def __init__(self) -> None:
        super().__init__(logging.ERROR)
        self.messages: list[str] = []

    def emit(self, record: logging.LogRecord) -> None:
        self.messages.append(self.format(record))


@pytest.fixture(scope="module")
def failures() -> Iterator[list[str]]:
    handler = Failures()
    logging.getLogger("understudy").addHandler(handler)
    yield handler.messages
    logging.getLogger("understudy").removeHandler(handler)


@pytest.fixture(scope="module")
def application(tmp_path_factory: pytest.TempPathFactory) -> Application:
    path: Path = tmp_path_factory.mktemp("documents") / "loose.yaml"
    path.write_text(yaml.safe_dump(loose(), sort_keys=False), encoding="utf-8")
    return build_application(Settings(services=(*BUILT_IN, str(path)), check=True))


@pytest.fixture(scope="module")
def runner() -> Iterator[asyncio.Runner]:
    with asyncio.Runner() as each:
        yield each


async def ask(
    application: Application, sent: Sent, *, ends_after: asyncio.Event | None = None
) -> Got:
    """Send a request; its body's end only after an event, if one is given."""
    messages: list[dict[str, Any]] = []
    parts = iter([(sent.body, ends_after is not None), (b"", False)])

    async def receive() -> dict[str, Any]:
        part, is_more = next(parts)
        if ends_after is not None and not is_more:
            await ends_after.wait()
        return {"type": "http.request", "body": part, "more_body": is_more}

    async def send(message: Any) -> None:
        messages.append(message)

    scope = {
        "type": "http",
        "method": sent.method,
        "scheme": "http",
        "path": sent.path.decode("latin-1"),
        "raw_path": sent.path,
        "query_string": sent.query,
        "headers": list(sent.headers.items()),
        "server": ("127.0.0.1", 80),
    }
    await application(scope, receive, send)
    start, body = messages
    return Got(start["status"], dict(start["headers"]), body["body"])


WHOLE = ["0", "-1", "2147483648", "9223372036854775807", "9223372036854775808", "1" + "0" * 30]
WHOLE += ["-9223372036854775809", "1" + "0" * 400, "1e999", "1.5", "-0", "01", "+1", "NaN", "1e308"]
WORDS = ["", "a", "\0", "a\0b", "é", "e\u0301", "İ", "\U0010ffff", "\ud7ff", "%", "'", '"', "\\"]
WORDS += ["$record", "$x|y", "a" * 300, "x" * 20_000, "../..", "\r\nX-Evil: 1", "{0}", "[", "null"]
WORDS += ["true", "2026-01-01T00:00:00Z", "9999-12-31T23:59:59-23:59", "0001-01-01", "ß", "expired"]
CURSORS = [
    "WzAsOTIyMzM3MjAzNjg1NDc3NTgwOF0",
    "WzAsMTg0NDY3NDQwNzM3MDk1NTE2MTUsImEiXQ",
    "WzEsbnVsbF0",
]
ESCAPES = ["%00", "%2F", "%FF", "%zz", "%", "%E2%80", "%ED%A0%80", "\xff"]
FRAGMENTS = [b"1e999", b"1" + b"0" * 400, b"-0", b"-0.0", b"18446744073709551615", b"1e308", b"NaN"]
FRAGMENTS += [b"9223372036854775808", b'"\\ud800"', b'"\\u0000"', b'"\xff"', b"[]", b"{}", b"null"]
FRAGMENTS += [b"true", b"7.0", b'""', b'"' + b"y" * 3_000 + b'"', b'"2026-01-01T00:00:00+99:99"']
FRAGMENTS += [b"[" * depth + b"]" * depth for depth in (7, 40, 97, 130, 300, 5_000)]
FRAGMENTS += [b'{"children":[' * depth + b"]}" * depth for depth in (4, 20, 48, 200)]
METHODS = ["HEAD", "OPTIONS", "TRACE", "CONNECT", "get", "FOO", "PUT", "DELETE", ""]
LONG = b"a" * 9_000
HEADERS: dict[bytes, list[bytes]] = {
    b"authorization": [b"", b"Bearer \xff", b"Basic /w==", b"Bearer expired", b"Bearer " + LONG],
    b"content-type": [b"", b"text/plain", b"\xff", b"*/*", b"application/json;;", b"text/xml"],
    b"content-length": [b"-1", b"x", b"9" * 5_000, b"99999999", b""],
    b"understudy-world": [b"", b"a b", b"\xff", b"w" * 100, b"blue"],
    b"host": [b"", b"[", b"evil/?#", b"\xff", b"a, b", b"[::1]:80"],
    b"origin": [b"http://[", b"null"],
    b"cookie": [b"=", b";;;", b"sid=\xff", b'a="'],
    b"access-control-request-headers": [b"a\tb", b"\xff"],
}
TEXTS = st.sampled_from([quote(each, safe="") for each in WHOLE + WORDS] + CURSORS + ESCAPES)


@st.composite
def queries(draw: st.DrawFn, plan: Plan) -> bytes:
    names = [each.name for each in plan.operation.parameters] or ["q"]
    spelled = st.sampled_from([*names, *(f"{name}[a]" for name in names), *ESCAPES])
    pairs = draw(st.lists(st.tuples(spelled, TEXTS), max_size=4))
    return "&".join("=".join(pair) for pair in pairs).encode("latin-1")


@st.composite
def bodies(draw: st.DrawFn, body: object) -> bytes:
    """Put nasty fragments into some places of a valid body."""
    fragments: list[bytes] = []

    def spoilt(value: object, depth: int = 0) -> object:
        if depth and draw(st.integers(0, 5)) == 0:
            fragments.append(draw(st.sampled_from(FRAGMENTS)))
            return f"@{len(fragments) - 1}@"
        if isinstance(value, dict):
            return {name: spoilt(each, depth + 1) for name, each in value.items()}
        if isinstance(value, list):
            return [spoilt(each, depth + 1) for each in value]
        return value

    text = orjson.dumps(spoilt(body))
    for number, fragment in enumerate(fragments):
        text = text.replace(b'"@%d@"' % number, fragment)
    return draw(st.sampled_from([text, text, text, text, text[:-1], b"", b"\xef\xbb\xbf" + text]))


@st.composite
def requests(draw: st.DrawFn, application: Application) -> Sent:
    """Take a request that is granted, and spoil some of its parts."""
    plans = [(each, plan) for each in application.stand_ins.values() for plan in each.compile()]
    stand_in, plan = draw(st.sampled_from(plans))
    sample = Sampler(stand_in).sample(plan.operation)
    segments = sample.path.split("/")
    for place in range(1, len(segments)):
        if draw(st.integers(0, 7)) == 0:
            segments[place] = draw(TEXTS)
    headers = {b"host": b"127.0.0.1"}
    headers |= {name.lower().encode(): text.encode() for name, text in sample.headers.items()}
    for name, values in HEADERS.items():
        if draw(st.integers(0, 9)) == 0:
            headers[name] = draw(st.sampled_from(values))
    body = b"" if sample.body is None else draw(bodies(sample.body))
    headers.setdefault(b"content-length", b"%d" % len(body))
    query = draw(st.sampled_from([sample.query.encode("ascii"), b""]))
    return Sent(
        stand_in,
        plan,
        sample.method if draw(st.integers(0, 9)) else draw(st.sampled_from(METHODS)),
        f"/{stand_in.name}{'/'.join(segments)}".encode("latin-1"),
        b"&".join(filter(None, [query, draw(queries(plan))])),
        headers,
        body,
    )


def envelopes(*speeches: Speech) -> list[set[str]]:
    """Return the members of everything that a service can say is wrong."""
    said = [speech.say(Refused(each, "")).body for speech in speeches for each in Problem]
    return [set(body) for body in map(orjson.loads, said) if isinstance(body, dict)]


@settings(
    max_examples=1_000,
    deadline=timedelta(seconds=2),
    derandomize=True,
    suppress_health_check=[HealthCheck.too_slow, HealthCheck.data_too_large],
)
@given(data=st.data())
def test_every_request_is_answered_in_the_words_of_its_service(
    application: Application, runner: asyncio.Runner, failures: list[str], data: st.DataObject
) -> None:
    sent = data.draw(requests(application))
    failures.clear()

    got = runner.run(ask(application, sent))

    assert failures == []
    assert 200 <= got.status < 500
    assert not got.body or b"content-type" in got.headers
    assert not any(set(value) & set(b"\r\n\0\x01") for value in got.headers.values())
    if got.status >= 400 and got.body:
        said = set(orjson.loads(got.body))
        errors = sent.stand_in.behavior.errors
        general = [Speech(each) for each in (errors, *errors.under.values())]
        assert said in envelopes(*general, sent.plan.speech)


@pytest.fixture
def client(serve: Serve) -> TestClient:
    return serve(loose())


JSON = {"Content-Type": "application/json"}


@pytest.mark.parametrize("key", ["9223372036854775808", "18446744073709551615", "1e30", "1.5"])
def test_key_that_no_store_can_hold_is_refused_and_the_world_goes_on(
    client: TestClient, key: str
) -> None:
    refused = client.post("/v1/nodes", content=f'{{"id": {key}}}', headers=JSON)

    assert refused.status_code == 400
    assert client.get("/v1/nodes").status_code == 200


@pytest.mark.parametrize("key", ["[1]", "{}", "true", "1.5"])
def test_key_of_another_type_is_refused_where_the_contract_allows_any(
    client: TestClient, key: str
) -> None:
    refused = client.post("/v1/things", content=f'{{"id": {key}}}', headers=JSON)

    assert refused.status_code == 400
    assert client.get("/v1/things").status_code == 200


def test_whole_number_is_the_same_key_however_it_is_written(client: TestClient) -> None:
    made = client.post("/v1/nodes", content='{"id": 7000.0}', headers=JSON)

    assert made.json() == {"id": 7000}
    assert client.get("/v1/nodes/7000").json() == {"id": 7000}


@pytest.mark.parametrize(
    "query",
    [
        "nodes?page=-3",
        "nodes?page=9223372036854775807&limit=9223372036854775807",
        "nodes?page=-9223372036854775808",
        "nodes?limit=-9223372036854775808&page=3",
        "nodes?limit=0",
        "tickets?limit=9223372036854775807",
        "tickets?limit=-1",
        "things?limit=1.5",
        "things?limit=1e300",
        "things?offset=x",
        "things?offset=3",
        "nodes?weight=18446744073709551615",
        "nodes?weight=1e308",
        "nodes?name=a%00b",
        "nodes?q=%00",
        "nodes?born=9999-12-31T23:59:59-23:59",
    ],
)
def test_what_the_contract_allows_is_answered(client: TestClient, query: str) -> None:
    assert client.get(f"/v1/{query}").status_code == 200


def test_offset_given_as_text_is_an_offset(client: TestClient) -> None:
    everything = client.get("/v1/things", params={"limit": "50"}).json()["data"]

    rest = client.get("/v1/things", params={"offset": "20", "limit": "50"}).json()["data"]

    assert rest == everything[20:]


@pytest.mark.parametrize("cursor", CURSORS[:2])
@pytest.mark.parametrize("sort", ["", "&sort=price"])
def test_cursor_with_numbers_that_no_store_can_hold_is_refused(
    client: TestClient, cursor: str, sort: str
) -> None:
    assert client.get(f"/v1/tickets?cursor={cursor}{sort}").status_code == 400


@pytest.mark.parametrize(
    ("body", "media_type"),
    [
        pytest.param(b'{"extra":' + b"[" * 100 + b"]" * 100 + b"}", "application/json", id="deep"),
        pytest.param(b'{"extra":[' + b"1," * 200_000 + b"1]}", "application/json", id="many"),
        pytest.param(b"a=1&" * 10_000, "application/x-www-form-urlencoded", id="many fields"),
    ],
)
def test_body_that_is_too_much_answers_413(
    client: TestClient, body: bytes, media_type: str
) -> None:
    method = "PUT" if "form" in media_type else "PATCH"

    response = client.request(
        method, "/v1/nodes/1", content=body, headers={"Content-Type": media_type}
    )

    assert response.status_code == 413


def test_deepest_body_that_is_taken_is_kept_and_shown(client: TestClient) -> None:
    deep = b'{"children":[' * 49 + b'{"name":"x"}' + b"]}" * 49

    kept = client.patch("/v1/nodes/1", content=deep, headers=JSON)

    assert kept.status_code == 200
    assert kept.content.count(b"children") == 49
    assert client.get("/v1/nodes/1").content == kept.content


def test_parameter_nested_too_deep_answers_400(client: TestClient) -> None:
    response = client.get("/v1/nodes", params={"where": "[" * 200 + "]" * 200})

    assert response.status_code == 400


def test_array_with_too_many_items_answers_400(client: TestClient) -> None:
    response = client.get("/v1/nodes?" + "tag=1&" * 1_001)

    assert response.status_code == 400
    assert "at most 1,000 items" in response.json()["detail"]


def test_only_some_of_many_offences_are_told(client: TestClient) -> None:
    response = client.get("/v1/nodes?" + "&".join(f"p{number}=%FF" for number in range(2_000)))

    assert response.status_code == 400
    assert len(response.json()["errors"]) <= 20


def test_path_with_several_values_in_a_segment_is_matched_at_once(client: TestClient) -> None:
    response = client.get(f"/v1/files/{'.' * 20_000}x")

    assert response.status_code == 404
    assert client.get("/v1/files/a.b.c.pdf").status_code == 200


@pytest.mark.parametrize("host", ["[", "evil.example/path?", "a b", ""])
def test_malformed_host_is_not_part_of_links(client: TestClient, host: str) -> None:
    page = client.get("/v1/nodes?limit=1", headers={"Host": host}).json()

    assert page["next"].startswith("http://127.0.0.1:80/v1/nodes?")


def test_credentials_are_not_repeated_in_refusals(serve: Serve) -> None:
    document = loose()
    document["components"]["schemas"]["Node"]["properties"]["password"] = {**TEXT, "maxLength": 3}
    document["components"]["schemas"]["Node"]["properties"]["apiKey"] = {**TEXT, "pattern": "^x$"}

    refused = serve(document).post("/v1/nodes", json={"password": "hunter2", "apiKey": "hunter2"})

    assert refused.status_code == 400
    assert "hunter2" not in refused.text
    assert "at most 3 characters, found 7" in refused.text


def test_wrong_world_is_refused_in_the_words_of_the_service(
    client_for: Callable[..., TestClient],
) -> None:
    refused = client_for("goldleaf").get(
        "/api/v1/customers", headers={"Understudy-World": "no spaces"}
    )

    assert refused.status_code == 400
    assert list(refused.json()) == ["message"]


def test_content_of_a_request_that_takes_none_is_not_read(client: TestClient) -> None:
    response = client.request("GET", "/v1/nodes/1", content=b"x" * (11 * 1024 * 1024))

    assert response.status_code == 200


@pytest.mark.parametrize("names", ["a\tb", "a\x7fb", "a;b"])
def test_only_names_of_headers_are_repeated_to_browsers(client: TestClient, names: str) -> None:
    asked = {"Access-Control-Request-Method": "GET", "Access-Control-Request-Headers": names}

    response = client.options("/v1/nodes", headers={"Origin": "http://app.example", **asked})

    assert response.headers["access-control-allow-headers"] == "*"


def test_document_whose_keys_repeat_themselves_can_be_served(serve: Serve) -> None:
    document = loose()
    ticket = document["components"]["schemas"]["Ticket"]
    ticket["properties"]["code"] = {"enum": ["a", "b"]}

    page = serve(document).get("/v1/tickets").json()

    assert {each["code"] for each in page["data"]} <= {"a", "b"}
    assert len(page["data"]) == len({each["code"] for each in page["data"]})


def test_worlds_that_hold_too_much_are_refused_more_until_one_is_reset(tmp_path: Path) -> None:
    path = tmp_path / "loose.yaml"
    path.write_text(yaml.safe_dump(loose()), encoding="utf-8")
    backend = MemoryBackend(limit_bytes=10_000)
    application = build_application(Settings(services=(str(path),)), backend=backend)
    client = TestClient(application, base_url="http://127.0.0.1")
    client.patch("/v1/nodes/1", json={"name": "x" * 5_000}, headers={"Understudy-World": "old"})

    refused = client.patch("/v1/nodes/1", json={"name": "x" * 5_000})
    removed = client.delete("/v1/nodes/2", headers={"Understudy-World": "old"})
    client.post("/_understudy/worlds/old/reset")
    accepted = client.patch("/v1/nodes/1", json={"name": "x" * 5_000})

    assert (refused.status_code, removed.status_code, accepted.status_code) == (413, 204, 200)
    assert "reset" in refused.json()["detail"]


def test_nothing_is_kept_of_a_world_that_was_reset(serve: Serve) -> None:
    client = serve(loose())
    client.patch("/v1/nodes/1", json={"name": "x"}, headers={"Understudy-World": "blue"})

    client.post("/_understudy/worlds/blue/reset")

    application = client.app
    assert isinstance(application, Application)
    holding = application.stand_ins["pets"]._holdings.of("")
    assert holding.store.version("blue") == 0


def test_hundred_writes_at_once_lose_nothing_and_keep_keys_apart(
    application: Application, runner: asyncio.Runner
) -> None:
    stand_in = application.stand_ins["loose"]
    plan = next(each for each in stand_in.compile() if each.operation.method == "POST")
    world = {b"host": b"127.0.0.1", b"understudy-world": b"race"}
    headers = {**world, b"content-type": b"application/json", b"content-length": b"2"}
    made = Sent(stand_in, plan, "POST", b"/loose/v1/nodes", b"", headers, b"{}")
    same = replace(made, body=b'{"id": 900}')

    async def race() -> tuple[list[Got], list[Got]]:
        created = await asyncio.gather(*(ask(application, made) for _ in range(100)))
        contested = await asyncio.gather(*(ask(application, same) for _ in range(100)))
        return created, contested

    created, contested = runner.run(race())

    assert {got.status for got in created} == {201}
    assert len({orjson.loads(got.body)["id"] for got in created}) == 100
    assert sorted(got.status for got in contested) == [201, *[409] * 99]


def test_large_bodies_share_what_room_there_is(
    application: Application, runner: asyncio.Runner, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(application, "_room", BodyRoom(free_bytes=1_000_000))
    stand_in = application.stand_ins["loose"]
    plan = next(each for each in stand_in.compile() if each.operation.method == "POST")
    headers = {b"host": b"127.0.0.1", b"content-type": b"application/json"}
    headers[b"content-length"] = b"700002"
    large = Sent(
        stand_in, plan, "POST", b"/loose/v1/nodes", b"", headers, b'"%s"' % (b"x" * 700_000)
    )
    held = asyncio.Event()

    async def crowd() -> list[int]:
        first = asyncio.ensure_future(ask(application, large, ends_after=held))
        await asyncio.sleep(0)
        second = await ask(application, large)
        small = await ask(application, replace(large, body=b"{}"))
        held.set()
        return [got.status for got in (await first, second, small, await ask(application, large))]

    # what is no node is refused for that, once it was read
    assert runner.run(crowd()) == [400, 413, 201, 400]
