"""What is wrong with a request by the contract, told by the readers that the stand-in uses.

The fuzzer says that a request was invalid, or valid; here it is read again as it went over the
wire, so that a failure names the parameter or member, and the schema keyword, whatever was tried.
"""

from __future__ import annotations

import re
from collections.abc import Iterator
from functools import lru_cache
from urllib.parse import unquote

from understudy.behavior import Refused
from understudy.behavior.bodies import FORM, MULTIPART, BodyReader
from understudy.contract.client_json import Unparsed, parse_client_json
from understudy.contract.errors import ContractError
from understudy.contract.media import essence, match_media_type
from understudy.contract.offences import Offence
from understudy.contract.operations import MediaType, Operation, RequestBody
from understudy.contract.parameters import ParameterDecoder, compile_parameters
from understudy.contract.pointers import join_pointer, make_pointer, split_pointer
from understudy.contract.schemas import Schemas
from understudy.verification.fuzzing.scenarios import Case
from understudy.verification.fuzzing.values import UNKNOWN_MEMBERS, Broken, Values

_VARIABLE = re.compile(r"\{[^{}]+\}")


class Requests:
    """What the contract says of requests, and what is wrong with one. `base_path` is theirs."""

    def __init__(self, schemas: Schemas, values: Values, base_path: str) -> None:
        self._schemas = schemas
        self._values = values
        self._base_path = base_path
        self._decoders: dict[str, ParameterDecoder | None] = {}

    def broken(self, operation: Operation, case: Case) -> tuple[Broken, ...]:
        """Return what a request does against the contract; nothing when that cannot be told."""
        in_parameters = (_broken(operation, each) for each in self._offences(operation, case))
        return *in_parameters, *self._in_body(operation, case)

    def is_form(self, operation: Operation, case: Case) -> bool:
        """Tell whether a body is a form that its schema allows, as texts: they have no types.

        `photos=0` is what the fuzzer sends for the number 0, and what a client does for ["0"].
        """
        sent = next((v for k, v in case.request_headers if k.lower() == "content-type"), "")
        if operation.request_body is None or case.is_cut or essence(sent) not in (FORM, MULTIPART):
            return False
        try:
            BodyReader(operation.request_body, self._schemas).read(case.request_body, sent)
        except (Refused, ContractError):
            return False
        return True

    def _offences(self, operation: Operation, case: Case) -> tuple[Offence, ...]:
        """Return what the parameters do against their schemas."""
        path, _, query = case.target.partition("?")
        values = match_path(self._base_path + operation.path, path)
        decoder = self._decoder(operation)
        if values is None or decoder is None:
            return ()
        headers = {
            name.lower().encode("latin-1", "replace"): value.encode("latin-1", "replace")
            for name, value in case.request_headers
        }
        return decoder.decode(values, query.encode("latin-1", "replace"), headers).offences

    def _decoder(self, operation: Operation) -> ParameterDecoder | None:
        if operation.id not in self._decoders:
            try:
                decoder = compile_parameters(operation.parameters, self._schemas)
            except ContractError:
                decoder = None
            self._decoders[operation.id] = decoder
        return self._decoders[operation.id]

    def _in_body(self, operation: Operation, case: Case) -> tuple[Broken, ...]:
        body = operation.request_body
        if body is None:
            return ()
        if not case.request_body:
            missing = _whole(body, "required", "is required, but missing")
            return missing if body.required else ()
        sent = next((v for k, v in case.request_headers if k.lower() == "content-type"), "")
        media = match_media_type(sent, body.content)
        if media is None:
            return _whole(body, "media-type", f"{sent or 'no media type'} is not declared")
        return self._in_json(body, media, case.request_body)

    def _in_json(self, body: RequestBody, media: MediaType, content: bytes) -> tuple[Broken, ...]:
        if media.schema is None or not media.is_json:
            return ()
        try:
            value = parse_client_json(content)
            found = self._values.broken(value, join_pointer(media.pointer, "schema"))
        except Unparsed as error:
            return _whole(body, "syntax", f"is not JSON: {error}")
        except ContractError:
            return ()
        return tuple(each._replace(kind=f"body:{without_name(each.kind)}") for each in found)


def _whole(body: RequestBody, keyword: str, message: str) -> tuple[Broken, ...]:
    """Return what is wrong with a body as a whole."""
    return (Broken(f"body:{keyword}:", body.pointer, "", f"the body: {message}"),)


def without_name(kind: str) -> str:
    """Return a kind without the name of a member that the fuzzer made up.

    >>> without_name("additionalProperties:/lines/*/x-unknown"), without_name("type:/lines")
    ('additionalProperties:/lines/*/*', 'type:/lines')
    """
    keyword, _, template = kind.partition(":")
    return f"{kind.rpartition('/')[0]}/*" if keyword in UNKNOWN_MEMBERS and template else kind


def match_path(template: str, path: str) -> dict[str, str] | None:
    """Return the values that a path has for the variables of a template; None when it is another.

    >>> match_path("/v1/notes/{id}.{format}", "/v1/notes/a%2Fb.txt")
    {'id': 'a/b', 'format': 'txt'}
    """
    names, pattern = _read_template(template)
    found = pattern.fullmatch(path)
    if found is None:
        return None
    return {name: unquote(value) for name, value in zip(names, found.groups(), strict=True)}


@lru_cache(maxsize=2048)  # contracts have more of them than `re` remembers
def _read_template(template: str) -> tuple[list[str], re.Pattern[str]]:
    names = [each[1:-1] for each in _VARIABLE.findall(template)]
    literals = _VARIABLE.split(template)
    return names, re.compile("([^/]*)".join(map(re.escape, literals)))


def _broken(operation: Operation, offence: Offence) -> Broken:
    return Broken(
        f"{offence.location}:{offence.name}{_template(offence.pointer)}:{offence.keyword}",
        next(_pointers(operation, offence.location, offence.name), operation.pointer),
        offence.name,
        f"the {offence.location} parameter {offence.name}{offence.pointer}: {offence.message}",
    )


def _pointers(operation: Operation, location: str, name: str) -> Iterator[str]:
    return (
        each.pointer
        for each in operation.parameters
        if each.name == name and each.location == location
    )


def _template(pointer: str) -> str:
    """Return a place in a value for any record.

    >>> _template("/lines/3/sku")
    '/lines/*/sku'
    """
    return make_pointer("*" if token.isdecimal() else token for token in split_pointer(pointer))
