"""Links that work when clicked: the server fills in what a browser does not send.

A reading operation is done, in process, and its answer returned as it is. A writing one is not done
by a click: its request is shown as curl, ready to paste.
"""

from __future__ import annotations

import json
import shlex
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from itertools import islice
from urllib.parse import quote, urlencode

from starlette.requests import Request
from starlette.responses import PlainTextResponse, Response

from understudy.behavior import MULTIPART, Address, Asked, Declaration, Plan, Refused
from understudy.contract.operations import Json, JsonObject, Location, Operation, Parameter
from understudy.contract.references import resolve
from understudy.data import Dice
from understudy.serving.standins import StandIn

SAMPLE_TENANT = "00000000-0000-4000-8000-000000000001"


@dataclass(frozen=True, slots=True)
class Sample:
    """A request that the contract allows: `path` is relative to the service."""

    method: str
    path: str
    query: str
    headers: Mapping[str, str]
    body: Json


class Sampler:
    """Makes sample requests for the operations of one service."""

    def __init__(self, stand_in: StandIn) -> None:
        self._stand_in = stand_in
        self._dice = Dice("sample", stand_in.name)

    def sample(self, operation: Operation) -> Sample:
        """Return a request with ids of records that exist, and credentials that are accepted."""
        values = {
            each.name: self._value(operation, each)
            for each in operation.parameters
            if _is_needed(each)
        }
        path = operation.base_paths[0] + operation.path
        query: dict[str, str] = {}
        headers = self._credentials(operation)
        for parameter in operation.parameters:
            if parameter.name not in values:
                continue
            text = str(values[parameter.name])
            if parameter.location is Location.PATH:
                path = path.replace("{" + parameter.name + "}", quote(text, safe=""))
            elif parameter.location is Location.QUERY:
                query[parameter.name] = text
            elif parameter.location is Location.HEADER:
                headers[parameter.name] = text
        body = self._body(operation)
        if body is not None:
            headers["Content-Type"] = (
                next(iter(operation.request_body.content)) if operation.request_body else ""
            )
        return Sample(operation.method, path, urlencode(query), headers, body)

    def _value(self, operation: Operation, parameter: Parameter) -> Json:
        if parameter.name == self._stand_in.behavior.partition:
            return SAMPLE_TENANT
        if parameter.location is Location.PATH:
            found = self._key(operation, parameter)
            if found is not None:
                return found
        authored = resolve(self._stand_in.contract.document, f"#{parameter.pointer}")[0]
        for source in (
            authored.get("example"),
            parameter.schema.get("example"),
            parameter.schema.get("default"),
        ):
            if source is not None:
                return source
        return self._generated(parameter.schema, operation.id, parameter.name)

    def _key(self, operation: Operation, parameter: Parameter) -> Json:
        """Return the id in this path of the record that the operation is tried on."""
        declared = self._stand_in.behavior.declarations.get(operation.id)
        if declared is None:
            return None
        record = self._record(declared)
        for owner in declared.owners:
            if owner.parameter == parameter.name:
                return record.get(owner.field) if record else self._first_key(owner.resource)
        resource = self._stand_in.behavior.resources.get(declared.resource or "")
        return record.get(resource.key) if record and resource else None

    def _record(self, declared: Declaration) -> JsonObject | None:
        resource = self._stand_in.behavior.resources.get(declared.resource or "")
        if resource is None:
            return None
        needed = {**resource.alive, **declared.where}
        records = self._stand_in.seeded(resource.name)
        return next(
            (
                each
                for each in records
                if all(each.get(name) == value for name, value in needed.items())
            ),
            None,
        )

    def _first_key(self, resource: str) -> Json:
        declared = self._stand_in.behavior.resources[resource]
        for record in islice(self._stand_in.seeded(resource), 1):
            return record.get(declared.key)
        return None

    def _credentials(self, operation: Operation) -> dict[str, str]:
        headers: dict[str, str] = {}
        keys = self._stand_in.behavior.credentials.keys
        value = keys[0] if keys else "demo"
        for requirement in operation.security[:1]:
            for name in requirement.schemes:
                scheme = self._stand_in.contract.security_schemes[name]
                if scheme.type == "apiKey" and scheme.location is Location.HEADER:
                    headers[scheme.parameter] = value
                elif scheme.scheme == "basic":
                    headers["Authorization"] = "Basic ZGVtbzpkZW1v"
                else:
                    headers["Authorization"] = f"Bearer {value}"
        return headers

    def _body(self, operation: Operation) -> Json:
        if operation.request_body is None:
            return None
        media = next(iter(operation.request_body.content.values()))
        if media.examples:
            return next(iter(media.examples.values()))
        return self._generated(media.schema or {}, operation.id, "body")

    def _generated(self, schema: JsonObject, *place: str) -> Json:
        return self._stand_in.generation.compile(schema)(self._dice.fork(*place))


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
            return PlainTextResponse(_as_curl(sample, base, plan))
        return await self._do(
            stand_in, sample, f"{request.url.scheme}://{request.headers.get('host', '')}"
        )

    async def _do(self, stand_in: StandIn, sample: Sample, origin: str) -> Response:
        plan, values = stand_in.match("GET", sample.path.split("/")[1:])
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
            said = plan.speech.say(refused)
            return Response(said.body, said.status, media_type=said.media_type)
        return Response(answer.body, answer.status, media_type=answer.media_type)


def _is_needed(parameter: Parameter) -> bool:
    return parameter.required or parameter.location is Location.PATH


def _as_curl_fields(body: JsonObject, plan: Plan) -> Iterator[str]:
    """Yield a body as the fields of a form; files are those that the caller has."""
    for name, value in body.items():
        for each in value if isinstance(value, list) else [value]:
            text = each if isinstance(each, str) else json.dumps(each)
            is_file = name in plan.file_fields
            yield "\\\n  -F"
            yield shlex.quote(f"{name}=@{text}" if is_file else f"{name}={text}")


def _as_curl(sample: Sample, base: str, plan: Plan) -> str:
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
    heading = f"{title}\n\nA click does not write. Paste this instead:\n\n"
    return heading + " ".join(parts) + "\n"
