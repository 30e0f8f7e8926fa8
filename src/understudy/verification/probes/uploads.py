"""Uploads: bodies with files in them, which are what the service itself gives out where it can."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.contract.operations import Json, Operation
from understudy.verification.probes.bodies import Payload, encode_parts, texts
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.specimens import Specimens

PLAIN = (b"an example\n", "text/plain")


def uploads(lab: Lab, operation: Operation, specimens: Specimens) -> Iterator[Payload]:
    """Yield multipart bodies with files; none for an operation that takes no files."""
    media = operation.sent
    if media is None or not media.name.startswith("multipart/"):
        return
    properties = specimens.properties(operation)
    files = [name for name, each in properties.items() if _is_file(lab, each)]
    if not files:
        return
    generated = lab.reach.generate(media.schema or {}, operation.id)
    fields = generated if isinstance(generated, dict) else {}
    others = {name: texts(each) for name, each in fields.items() if name not in files}
    for content, kind in (*_given_out(lab, operation), PLAIN):
        parts = {name: (_called(kind), content, kind) for name in files}
        yield encode_parts(others, parts)


def _given_out(lab: Lab, operation: Operation) -> Iterator[tuple[bytes, str]]:
    """Yield files that operations beside this one answer: those with most in them first."""
    folder = operation.path.rpartition("/")[0]
    beside = [
        each
        for each in lab.contract.operations
        if each.path.rpartition("/")[0] == folder and _answers_file(each)
    ]
    found = []
    for each in beside:
        values = lab.values(each)
        generated = next((one.body for one in Specimens(lab).bodies(each, values or {})), None)
        seen = None
        if values is not None:
            has_body = each.request_body is not None
            seen = lab.ask(each, values, body=generated) if has_body else lab.ask(each, values)
        if seen is not None and seen.is_success and seen.content:
            found.append((seen.content, (seen.header("content-type") or "").partition(";")[0]))
    yield from sorted(found, key=lambda each: -len(each[0]))


def _answers_file(operation: Operation) -> bool:
    success = operation.success()
    names = success.content if success else ()
    return any(
        name.startswith(("application/vnd.", "application/octet", "text/csv")) for name in names
    )


def _is_file(lab: Lab, schema: Json) -> bool:
    """Tell whether a member is a file, or a list of them, in one of its alternatives."""
    for branch in lab.schemas.branches(schema) if isinstance(schema, dict) else ():
        inner = branch.get("items")
        for each in (branch, *(lab.schemas.branches(inner) if isinstance(inner, dict) else ())):
            if each.get("format") == "binary" or "contentMediaType" in each:
                return True
    return False


def _called(kind: str) -> str:
    """Return a file name for a media type.

    >>> _called("text/csv"), _called("text/plain"), _called("application/vnd.x.sheet")
    ('example.csv', 'example.txt', 'example.xlsx')
    """
    endings = {"text/csv": "csv", "text/plain": "txt", "application/pdf": "pdf"}
    return "example." + endings.get(kind, "xlsx" if kind.endswith("sheet") else "bin")
