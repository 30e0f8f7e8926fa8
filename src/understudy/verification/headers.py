"""Headers of answers, held against what is declared of them."""

from __future__ import annotations

from understudy.contract.errors import ContractError
from understudy.contract.offences import Offence
from understudy.contract.operations import Location, Parameter, Response
from understudy.contract.parameters import ParameterDecoder, compile_parameters
from understudy.contract.schemas import Schemas


class DeclaredHeaders:
    """What responses of one contract declare of headers, compiled when it is first asked for."""

    def __init__(self, schemas: Schemas) -> None:
        self._schemas = schemas
        self._known: dict[tuple[str, str], ParameterDecoder | None] = {}

    def offences(self, response: Response, name: str, text: str | None) -> tuple[Offence, ...]:
        """Return what is wrong with a declared header; `text` is None when it was not sent.

        Nothing, where the contract says what cannot be read.
        """
        place = (response.pointer, name)
        if place not in self._known:
            self._known[place] = self._compiled(response, name)
        decoder = self._known[place]
        sent = {} if text is None else {_latin(name.lower()): _latin(text)}
        return decoder.decode({}, b"", sent).offences if decoder is not None else ()

    def _compiled(self, response: Response, name: str) -> ParameterDecoder | None:
        header = response.headers[name]
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
        try:
            return compile_parameters([parameter], self._schemas)
        except ContractError:
            return None


def _latin(text: str) -> bytes:
    return text.encode("latin-1", "replace")
