"""The links of a record that shows no key, as HAL has them: `{"self": {"href": "/orders/7"}}`."""

from __future__ import annotations

from collections.abc import Mapping
from urllib.parse import quote, unquote, urlsplit

from understudy.behavior.declarations import Resource
from understudy.behavior.keys import as_kept
from understudy.contract.operations import Json, JsonObject
from understudy.contract.routing import TEMPLATED

LINKS = "_links"  # the member that holds them
HIDDEN_KEY = "_key"  # the field that names such a record, which no schema shows


def own_links(path: str, record: Mapping[str, Json]) -> JsonObject:
    """Return the links of a record whose path is a template over its fields.

    >>> own_links("/shops/{_shop}/orders/{_key}", {"_shop": "a b", "_key": 7})
    {'self': {'href': '/shops/a%20b/orders/7'}}
    """
    href = TEMPLATED.sub(lambda found: quote(str(record.get(found[1], "")), safe=""), path)
    return {"self": {"href": href}}


def with_key(resource: Resource | None, record: JsonObject) -> JsonObject:
    """Return a record as it is shown, with the key that its link tells, if nothing else does."""
    links = record.get(LINKS)
    if resource is None or resource.path is None or not isinstance(links, dict):
        return record
    own = links.get("self")
    href = own.get("href") if isinstance(own, dict) else None
    if not isinstance(href, str):
        return record
    told = unquote(urlsplit(href).path.rstrip("/").rpartition("/")[2])
    return {**record, resource.key: as_kept(told, resource.hidden_key)}
