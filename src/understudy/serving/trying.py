"""Links that work when clicked: the server fills in what a browser does not send.

A reading operation is done, in process, and its answer returned as it is. A writing one is not done
by a click: its request is shown as curl, ready to paste.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from urllib.parse import unquote, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from understudy.behavior import MULTIPART, Address, Asked, Plan, Problem, Refused
from understudy.contract.operations import JsonObject
from understudy.serving.sampling import Sample, Sampler
from understudy.serving.standins import StandIn

WRITES = "A click does not write. Paste this instead:"
NOTHING_THERE = "There is no record to try this on yet. Create one, and paste this with its id:"


class Trier:
    """Answers `/_understudy/try/<service>/<operation>`."""

    def __init__(self, stand_ins: Mapping[str, StandIn]) -> None:
        self._stand_ins = stand_ins

    async def attempt(self, service: str, operation_id: str, request: Request) -> Response:
        """Do or show one operation."""
        stand_in = self._stand_ins[service]
        operation = stand_in.contract.operation(operation_id)
        if operation is None:
            known = "\n  ".join(each.id for each in stand_in.contract.operations)
            return PlainTextResponse(
                f"{service} has no operation {operation_id!r}; it has:\n  {known}\n", 404
            )
        sample = Sampler(stand_in).sample(operation)
        base = f"{request.url.scheme}://{request.headers.get('host', '')}/{service}"
        plan = stand_in.plan(operation)
        if sample.method != "GET" or plan.is_writing:
            return PlainTextResponse(_as_curl(sample, base, plan, WRITES))
        origin = f"{request.url.scheme}://{request.headers.get('host', '')}"
        return await self._do(stand_in, sample, origin)

    async def _do(self, stand_in: StandIn, sample: Sample, origin: str) -> Response:
        segments = [unquote(each) for each in sample.path.split("/")[1:]]
        plan, values = stand_in.match("GET", segments)
        query = sample.query.encode("ascii")
        asked = Asked(
            path_values=values,
            query=query,
            headers={
                name.lower().encode(): value.encode() for name, value in sample.headers.items()
            },
            content=b"",
            address=Address(origin, f"/{stand_in.name}{sample.path}", query),
        )
        try:
            answer = await stand_in.respond(plan, asked, "default")
        except Refused as refused:
            if refused.problem is Problem.NOT_FOUND:
                base = f"{origin}/{stand_in.name}"
                return PlainTextResponse(_as_curl(sample, base, plan, NOTHING_THERE))
            said = plan.speech.say(refused)
            return Response(said.body, said.status, media_type=said.media_type)
        return Response(answer.body, answer.status, media_type=answer.media_type)


def _as_curl_fields(body: JsonObject, plan: Plan) -> Iterator[str]:
    """Yield a body as the fields of a form; files are those that the caller has."""
    for name, value in body.items():
        for each in value if isinstance(value, list) else [value]:
            text = each if isinstance(each, str) else json.dumps(each)
            is_file = name in plan.file_fields
            yield "\\\n  -F"
            yield shlex.quote(f"{name}=@{text}" if is_file else f"{name}={text}")


def _as_curl(sample: Sample, base: str, plan: Plan, reason: str) -> str:
    parts = [
        "curl",
        "-X",
        sample.method,
        shlex.quote(base + sample.path + (f"?{sample.query}" if sample.query else "")),
    ]
    is_multipart = sample.headers.get("Content-Type") == MULTIPART
    for name, value in sample.headers.items():
        if not (is_multipart and name == "Content-Type"):  # curl adds the boundary
            parts += ["\\\n  -H", shlex.quote(f"{name}: {value}")]
    if is_multipart and isinstance(sample.body, dict):
        parts += _as_curl_fields(sample.body, plan)
    elif sample.body is not None:
        is_form = sample.headers.get("Content-Type") == "application/x-www-form-urlencoded"
        text = (
            urlencode(sample.body)
            if is_form and isinstance(sample.body, dict)
            else json.dumps(sample.body)
        )
        parts += ["\\\n  -d", shlex.quote(text)]
    title = ": ".join(filter(None, (plan.operation.id, plan.operation.summary)))
    return f"{title}\n\n{reason}\n\n" + " ".join(parts) + "\n"
