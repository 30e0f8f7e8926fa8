"""Headers of an answer, held against what is declared of them."""

from __future__ import annotations

from understudy.contract.errors import ContractError
from understudy.contract.offences import Offence
from understudy.contract.operations import JsonObject, Location, Parameter
from understudy.contract.parameters import compile_parameters
from understudy.contract.schemas import Schemas
from understudy.verification.exchanges import Exchange


def sent_header(
    name: str, header: JsonObject, exchange: Exchange, schemas: Schemas
) -> tuple[Offence, ...] | None:
    """Return what is wrong with a header of an answer; None when it was not sent."""
    text = exchange.header(name)
    if text is None:
        return None
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
    sent = {name.lower().encode("latin-1", "replace"): text.encode("latin-1", "replace")}
    try:
        return compile_parameters([parameter], schemas).decode({}, b"", sent).offences
    except ContractError:
        return ()
