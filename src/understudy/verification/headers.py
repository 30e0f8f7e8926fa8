"""Headers of an answer, held against what is declared of them."""

from __future__ import annotations

from understudy.contract.errors import ContractError
from understudy.contract.offences import Offence
from understudy.contract.operations import JsonObject, Location, Parameter
from understudy.contract.parameters import compile_parameters
from understudy.contract.schemas import Schemas
from understudy.verification.exchanges import Exchange


def header_offences(
    name: str, header: JsonObject, text: str | None, schemas: Schemas
) -> tuple[Offence, ...]:
    """Return what is wrong with a header of an answer; `text` is None when it was not sent."""
    schema = header.get("schema")
    parameter = Parameter(
        name=name,
        location=Location.HEADER,
        required=header.get("required") is True,
        schema=schema if isinstance(schema, dict) else {},
        style="simple",
        explode=header.get("explode") is True,
        pointer="",
    )
    sent = {} if text is None else {_latin(name.lower()): _latin(text)}
    try:
        return compile_parameters([parameter], schemas).decode({}, b"", sent).offences
    except ContractError:
        return ()


def sent_header(
    name: str, header: JsonObject, exchange: Exchange, schemas: Schemas
) -> tuple[Offence, ...] | None:
    """Return what is wrong with a header of an answer; None when it was not sent."""
    text = exchange.header(name)
    return None if text is None else header_offences(name, header, text, schemas)


def _latin(text: str) -> bytes:
    return text.encode("latin-1", "replace")
