"""Parameters as they travel: spelled as one contract says, read as the other does."""

from __future__ import annotations

import json
from dataclasses import dataclass
from urllib.parse import quote

from understudy.contract.errors import ContractError
from understudy.contract.operations import Json, Location, Parameter
from understudy.contract.parameters import ParameterDecoder, compile_parameters
from understudy.contract.schemas import Schemas

_SEPARATORS = {"form": ",", "simple": ",", "spaceDelimited": " ", "pipeDelimited": "|"}


@dataclass(frozen=True, slots=True)
class Spelled:
    """A parameter with a value, ready to be sent."""

    path_text: str = ""
    query: str = ""
    header: str = ""


def spell(parameter: Parameter, value: Json) -> Spelled:
    """Return how a client that follows the contract sends a value (OpenAPI 3.1, 4.8.12.4)."""
    if parameter.location is Location.QUERY:
        return Spelled(query="&".join(_pairs(parameter, value)))
    text = _joined(parameter, value)
    if parameter.location is Location.PATH:
        return Spelled(path_text=text)
    return Spelled(header=f"{parameter.name}={text}" if _is_cookie(parameter) else text)


class Reader:
    """Reads one parameter of a contract.

    Raises:
        ContractError: It has a style that is not read here, or a schema that cannot be used.
    """

    def __init__(self, parameter: Parameter, schemas: Schemas) -> None:
        self._parameter = parameter
        self._decoder: ParameterDecoder = compile_parameters([parameter], schemas)

    def read(self, spelled: Spelled) -> tuple[Json, ...]:
        """Return the value that a parameter has; nothing when it is refused."""
        name = self._parameter.name
        is_path = self._parameter.location is Location.PATH
        key = "cookie" if _is_cookie(self._parameter) else name.lower()
        try:
            decoded = self._decoder.decode(
                {name: spelled.path_text} if is_path else {},
                spelled.query.encode(),
                {key.encode("latin-1"): spelled.header.encode("latin-1")} if spelled.header else {},
            )
        except UnicodeEncodeError:
            return ()
        if decoded.offences or name not in decoded.values:
            return ()
        return (decoded.values[name],)


def as_text(value: Json) -> Json:
    """Return a value with its scalars as they travel, so that 12 and "12" are the same.

    >>> as_text([12, True, "x"])
    ['12', 'true', 'x']
    """
    if isinstance(value, list):
        return [as_text(each) for each in value]
    if isinstance(value, dict):
        return {name: as_text(each) for name, each in value.items()}
    return _scalar(value)


def differs(old: Reader, new: Reader, old_parameter: Parameter, value: Json) -> bool:
    """Tell whether a value that the old contract takes is refused or misread by the new one."""
    try:
        spelled = spell(old_parameter, value)
        meant = old.read(spelled)
    except (ContractError, UnicodeError):
        return False
    if not meant or as_text(meant[0]) != as_text(value) or not _travels(spelled.header):
        return False
    read = new.read(spelled)
    return not read or as_text(read[0]) != as_text(meant[0])


def _travels(header: str) -> bool:
    """Tell whether a header's value arrives as it was sent (RFC 9110, 5.5)."""
    return header == header.strip() and header.isprintable()


def _is_cookie(parameter: Parameter) -> bool:
    return parameter.location is Location.COOKIE


def _pairs(parameter: Parameter, value: Json) -> list[str]:
    name = quote(parameter.name, safe="[]")
    if parameter.media_type is not None:
        return [f"{name}={quote(json.dumps(value), safe='')}"]
    if isinstance(value, dict) and parameter.style == "deepObject":
        return [f"{name}[{quote(key)}]={_quoted(each)}" for key, each in value.items()]
    if parameter.explode and isinstance(value, dict):
        return [f"{quote(key)}={_quoted(each)}" for key, each in value.items()]
    if parameter.explode and isinstance(value, list):
        return [f"{name}={_quoted(each)}" for each in value]
    return [f"{name}={quote(_joined(parameter, value), safe=',|')}"]


def _joined(parameter: Parameter, value: Json) -> str:
    separator = _SEPARATORS.get(parameter.style, ",")
    if parameter.media_type is not None:
        return json.dumps(value)
    if isinstance(value, list):
        return separator.join(map(_scalar, value))
    if isinstance(value, dict) and parameter.explode:
        return separator.join(f"{key}={_scalar(each)}" for key, each in value.items())
    if isinstance(value, dict):
        return separator.join(f"{key}{separator}{_scalar(each)}" for key, each in value.items())
    return _scalar(value)


def _quoted(value: Json) -> str:
    return quote(_scalar(value), safe="")


def _scalar(value: Json) -> str:
    return value if isinstance(value, str) else json.dumps(value)


def shown_request(parameter: Parameter, value: Json, method: str, path: str) -> str:
    """Return a request with a value of a parameter, in one line."""
    spelled = spell(parameter, value)
    if parameter.location is Location.QUERY:
        return f"{method} {path}?{spelled.query}"
    if parameter.location is Location.PATH:
        text = quote(spelled.path_text, safe=",=")
        return f"{method} {path.replace('{' + parameter.name + '}', text)}"
    name = "Cookie" if _is_cookie(parameter) else parameter.name
    return f"{method} {path}  {name}: {spelled.header}"
