"""Whether a recorded request came with credentials of its operation's schemes."""

from __future__ import annotations

from understudy.contract.operations import Contract, Location, Operation, SecurityScheme
from understudy.contract.queries import split_cookies, split_query
from understudy.verification.exchanges import Exchange


def sends_credentials(exchange: Exchange, operation: Operation, contract: Contract) -> bool:
    """Tell whether any scheme that the operation asks for was served, with whatever value."""
    names = {name for each in operation.security for name in each.schemes}
    return any(
        _serves(exchange, contract.security_schemes[name])
        for name in names
        if name in contract.security_schemes
    )


def _serves(exchange: Exchange, scheme: SecurityScheme) -> bool:
    sent = {name.lower(): value for name, value in exchange.request_headers}
    if scheme.type != "apiKey":
        return "authorization" in sent
    if scheme.location is Location.HEADER:
        return scheme.parameter.lower() in sent
    if scheme.location is Location.COOKIE:
        cookies = split_cookies(sent.get("cookie", "").encode("latin-1", "replace"))
        return any(name == scheme.parameter for name, _ in cookies)
    query = exchange.target.partition("?")[2].encode("utf-8", "surrogateescape")
    return any(name == scheme.parameter for name, _ in split_query(query))
