"""Names for places of a contract, as people say them."""

from __future__ import annotations


def name_holder(tokens: tuple[str, ...]) -> str:
    """Return the name of a response, request body or component that a pointer's tokens lead to.

    >>> name_holder(("paths", "/items", "get", "responses", "200"))
    'GET /items 200'
    >>> name_holder(("paths", "/items", "post", "requestBody"))
    'POST /items body'
    >>> name_holder(("components", "responses", "NotFound"))
    'NotFound'
    """
    if tokens[:1] != ("paths",) or len(tokens) < 4:  # noqa: PLR2004 - path, method, and what of it
        return tokens[-1] if tokens else ""
    last = "body" if tokens[-1] == "requestBody" else tokens[-1]
    return f"{tokens[2].upper()} {tokens[1]} {last}"
