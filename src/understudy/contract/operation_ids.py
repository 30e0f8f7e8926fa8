"""Names of operations that the document left unnamed."""

from __future__ import annotations

import re
from collections.abc import Container

_NOT_A_WORD = re.compile(r"[^A-Za-z0-9]+")


def name_operation(method: str, path: str, taken: Container[str]) -> str:
    """Return a readable operation id that is not taken yet.

    >>> name_operation("GET", "/customers/{customer-id}/notes.json", set())
    'get_customers_by_customer_id_notes_json'
    >>> name_operation("GET", "/", {"get_root"})
    'get_root_2'
    """
    words = [method.lower(), *(_words(segment) for segment in path.split("/") if segment)]
    name = "_".join(word for word in words if word) if len(words) > 1 else f"{words[0]}_root"
    number, unique = 1, name
    while unique in taken:
        number += 1
        unique = f"{name}_{number}"
    return unique


def _words(segment: str) -> str:
    return _NOT_A_WORD.sub("_", segment.replace("{", "by ")).strip("_")
