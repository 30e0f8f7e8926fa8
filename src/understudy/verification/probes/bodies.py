"""Bodies as an operation wants them: JSON, a form, or the parts of a multipart body."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import Final
from urllib.parse import urlencode

import orjson

from understudy.contract.encoding import spell
from understudy.contract.operations import Json, Operation

BOUNDARY = "understudy-probe-boundary"
FORM = "application/x-www-form-urlencoded"


@dataclass(frozen=True, slots=True, kw_only=True)
class Payload:
    """A body that is bytes already, with the media type that it is sent as."""

    content: bytes
    media_type: str


NOTHING: Final = Payload(content=b"", media_type="")


def encode_body(operation: Operation, body: Json) -> Payload:
    """Return a JSON value in the usual media type of what an operation takes.

    Members of a form that are lists repeat their name; nested objects are JSON in a text.
    """
    media_type = operation.sent.sent_as if operation.sent else "application/json"
    if media_type == FORM and isinstance(body, dict):
        fields = {name: texts(each) for name, each in body.items()}
        return Payload(content=urlencode(fields, doseq=True).encode(), media_type=media_type)
    if media_type.startswith("multipart/") and isinstance(body, dict):
        return encode_parts({name: texts(each) for name, each in body.items()}, {})
    if isinstance(body, str) and "json" not in media_type:
        return Payload(content=body.encode(), media_type=media_type)
    return Payload(content=orjson.dumps(body), media_type=media_type)


def encode_parts(
    fields: Mapping[str, list[str]], files: Mapping[str, tuple[str, bytes, str]]
) -> Payload:
    """Return a multipart body; `files` are name -> (file name, content, media type)."""
    import httpx2  # noqa: PLC0415 - slow to import, and few operations take parts

    media_type = f"multipart/form-data; boundary={BOUNDARY}"
    request = httpx2.Request(
        "POST",
        "http://body/",
        headers={"Content-Type": media_type},
        data=fields,
        files=files or {"": ("", b"", "")},
    )
    return Payload(content=request.read(), media_type=media_type)


def texts(value: Json) -> list[str]:
    """Return the texts that a member of a form is sent as, one for each element of a list."""
    return [spell(each) for each in value] if isinstance(value, list) else [spell(value)]
