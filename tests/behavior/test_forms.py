"""Forms: fields become members as their schema says, files are kept beside them."""

from __future__ import annotations

from contextlib import suppress
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from understudy.behavior import Problem, Refused, Upload
from understudy.behavior.bodies import FORM, MULTIPART, Body, BodyReader
from understudy.behavior.multipart import MOST_PARTS
from understudy.contract.operations import MediaType, RequestBody
from understudy.contract.schemas import Schemas

BOUNDARY = "understudy-boundary"
CONTENT_TYPE = f"{MULTIPART}; boundary={BOUNDARY}"
SCHEMA: dict[str, Any] = {
    "type": "object",
    "properties": {
        "name": {"type": "string"},
        "count": {"type": "integer"},
        "ratio": {"type": ["number", "null"]},
        "active": {"type": "boolean"},
        "tags": {"type": "array", "items": {"type": "string"}},
        "sizes": {"type": "array", "items": {"type": "integer"}},
        "owner": {"type": "object"},
        "file": {"type": "string", "format": "binary"},
        "files": {"type": "array", "items": {"type": "string", "contentMediaType": "image/png"}},
    },
}


def reader(media_type: str, schema: dict[str, Any] | None = None) -> BodyReader:
    media = MediaType(name=media_type, schema=schema or SCHEMA, pointer="")
    declared = RequestBody(required=True, content={media_type: media}, pointer="")
    return BodyReader(declared, Schemas({}))


def part(name: str, content: bytes, filename: str | None = None, media_type: str = "") -> bytes:
    file = f'; filename="{filename}"' if filename is not None else ""
    kind = f"\r\nContent-Type: {media_type}" if media_type else ""
    head = f'--{BOUNDARY}\r\nContent-Disposition: form-data; name="{name}"{file}{kind}\r\n\r\n'
    return head.encode() + content + b"\r\n"


def read(*parts: bytes) -> Body:
    return reader(MULTIPART).read(b"".join(parts) + f"--{BOUNDARY}--\r\n".encode(), CONTENT_TYPE)


def refusal(content: bytes, content_type: str = CONTENT_TYPE) -> Refused:
    with pytest.raises(Refused) as caught:
        reader(MULTIPART).read(content, content_type)
    return caught.value


@pytest.mark.parametrize(
    ("name", "texts", "value"),
    [
        pytest.param("name", ["7"], "7", id="text stays text"),
        pytest.param("count", ["7"], 7, id="integer"),
        pytest.param("ratio", ["0.5"], 0.5, id="number"),
        pytest.param("active", ["true"], True, id="boolean"),
        pytest.param("tags", ["red"], ["red"], id="list of one"),
        pytest.param("sizes", ["1", "2"], [1, 2], id="list"),
        pytest.param("owner", ['{"id": 3}'], {"id": 3}, id="object"),
        pytest.param("unknown", ["7"], "7", id="undeclared"),
    ],
)
def test_text_parts_and_fields_are_read_as_their_schema_says(
    name: str, texts: list[str], value: object
) -> None:
    whole = read(*(part(name, text.encode()) for text in texts))
    form = "&".join(f"{name}={text}" for text in texts).replace(" ", "+").replace('"', "%22")

    assert whole.value == {name: value}
    assert reader(FORM).read(form.encode(), FORM).value == {name: value}


def test_file_is_kept_beside_the_body_that_names_it() -> None:
    body = read(part("name", b"Rex"), part("file", b"\x00\xff", "rex.png", "image/png"))

    assert body.value == {"name": "Rex", "file": "rex.png"}
    assert body.files == {
        "file": (Upload(filename="rex.png", media_type="image/png", content=b"\x00\xff"),)
    }


def test_files_of_one_field_are_a_list_in_their_order() -> None:
    body = read(part("files", b"1", "a.png"), part("files", b"2", "b.png"))

    assert body.value == {"files": ["a.png", "b.png"]}
    assert [each.content for each in body.files["files"]] == [b"1", b"2"]


def test_part_of_a_file_field_is_a_file_even_without_a_file_name() -> None:
    body = read(part("file", b"\xff"))

    assert body.files["file"][0].filename == "file"


@pytest.mark.parametrize("name", ["count", "active", "owner"])
def test_text_that_its_schema_cannot_read_is_named_by_pointer(name: str) -> None:
    with pytest.raises(Refused) as caught:
        read(part(name, b"many"))

    assert caught.value.problem is Problem.INVALID_BODY
    assert [each.pointer for each in caught.value.offences] == [f"/{name}"]


def test_field_given_twice_that_is_no_list_is_refused() -> None:
    with pytest.raises(Refused) as caught:
        read(part("name", b"a"), part("name", b"b"))

    assert [each.pointer for each in caught.value.offences] == ["/name"]


@pytest.mark.parametrize(
    ("content", "content_type", "told"),
    [
        pytest.param(b"", CONTENT_TYPE, "ends before", id="empty"),
        pytest.param(b"x" * 1000, CONTENT_TYPE, "boundary", id="not multipart"),
        pytest.param(part("name", b"x"), CONTENT_TYPE, "ends before", id="no last boundary"),
        pytest.param(part("name", b"x"), MULTIPART, "names no boundary", id="no boundary"),
        pytest.param(b"", f"{MULTIPART}; boundary={'b' * 300}", "exceeds", id="long boundary"),
        pytest.param(
            f"--{BOUNDARY}\r\n\r\nx\r\n--{BOUNDARY}--".encode(), CONTENT_TYPE, "name=", id="no name"
        ),
        pytest.param(
            f"--{BOUNDARY}\r\n{'a' * 10_000}: b\r\n\r\nx\r\n--{BOUNDARY}--".encode(),
            CONTENT_TYPE,
            "header size",
            id="long header",
        ),
        pytest.param(
            f"--{BOUNDARY}\r\n".encode() + b"A: b\r\n" * 100, CONTENT_TYPE, "count", id="headers"
        ),
        pytest.param(
            part("name", b"\xff") + f"--{BOUNDARY}--".encode(), CONTENT_TYPE, "UTF-8", id="binary"
        ),
    ],
)
def test_malformed_multipart_is_refused_and_says_why(
    content: bytes, content_type: str, told: str
) -> None:
    refused = refusal(content, content_type)

    assert refused.problem is Problem.MALFORMED_BODY
    assert told in str(refused)


@pytest.mark.parametrize(
    "content",
    [
        pytest.param(part("name", b"x") * (MOST_PARTS + 1), id="parts"),
        pytest.param(
            part("file", f"\r\n--{BOUNDARY}x".encode() * 100_000, "x"), id="beginnings of parts"
        ),
    ],
)
def test_too_many_parts_are_too_large(content: bytes) -> None:
    refused = refusal(content + f"--{BOUNDARY}--".encode())

    assert refused.problem is Problem.TOO_LARGE


def test_reading_many_boundaries_keeps_one_reader() -> None:
    reading = reader(MULTIPART)

    for number in range(200):
        content = part("name", b"x") + f"--{BOUNDARY}--".encode()
        own = content.replace(BOUNDARY.encode(), b"b%d" % number)
        assert reading.read(own, f"{MULTIPART}; boundary=b{number}").value == {"name": "x"}

    assert len(reading._by_type) == 1


contents = st.binary(max_size=200).filter(lambda content: BOUNDARY.encode() not in content)
names = st.text("abcdefgh -_.()äß", min_size=1, max_size=12)
uploads = st.tuples(names, names, st.sampled_from(["text/plain", "image/png"]), contents)


@given(st.lists(uploads, max_size=5))
@settings(derandomize=True, deadline=None)
def test_files_come_out_as_they_went_in(given_files: list[tuple[str, str, str, bytes]]) -> None:
    expected: dict[str, list[Upload]] = {}
    for name, filename, media_type, content in given_files:
        upload = Upload(filename=filename, media_type=media_type, content=content)
        expected.setdefault(name, []).append(upload)

    media = MediaType(name=MULTIPART, schema={}, pointer="")
    declared = RequestBody(required=True, content={MULTIPART: media}, pointer="")
    parts = [
        part(name, content, filename, media_type)
        for name, filename, media_type, content in given_files
    ]
    whole = b"".join(parts) + f"--{BOUNDARY}--\r\n".encode()
    body = BodyReader(declared, Schemas({})).read(whole, CONTENT_TYPE)

    assert body.files == {name: tuple(each) for name, each in expected.items()}


@given(st.binary(max_size=400), st.sampled_from([CONTENT_TYPE, MULTIPART, f"{MULTIPART}; b=\xff"]))
@settings(derandomize=True, deadline=None)
def test_whatever_is_sent_is_read_or_refused(noise: bytes, content_type: str) -> None:
    content = part("name", noise) + noise + f"--{BOUNDARY}--".encode() + noise

    with suppress(Refused):
        assert isinstance(reader(MULTIPART).read(content, content_type).value, dict)
