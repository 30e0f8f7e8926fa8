"""Servers of a contract: the hosts it names and the base paths it answers under."""

from __future__ import annotations

import re
from urllib.parse import SplitResult, urlsplit

from understudy.contract.places import Place

_VARIABLE = re.compile(r"\{([^{}]*)\}")


def read_base_paths(*holders: Place) -> tuple[str, ...]:
    """Return the path parts of the servers of the innermost holder that has any; ("",) for none.

    Holders are the operation, its path item and the document, innermost first. Variables stand at
    their defaults, duplicates are dropped, no path ends with a slash.
    """
    for holder in holders:
        urls = _urls(holder)
        if urls:
            return tuple(dict.fromkeys(url.path.rstrip("/") for url in urls))
    return ("",)


def read_hosts(*holders: Place) -> tuple[str, ...]:
    """Return the host names, lower case and without port, of all servers of these holders."""
    hosts = (url.hostname for holder in holders for url in _urls(holder))
    return tuple(dict.fromkeys(host for host in hosts if host))


def _urls(holder: Place) -> tuple[SplitResult, ...]:
    return tuple(_split(server) for server in holder.elements("servers"))


def _split(server: Place) -> SplitResult:
    """Split a server's URL; a relative one (`/v1`, `v1`) is taken from the root.

    A template such as `https://{region}.vendor.example/v1` has its variables' defaults filled in.
    """
    defaults = {name: place.text("default") for name, place in server.members("variables")}
    url = _VARIABLE.sub(lambda found: defaults.get(found[1], found[1]), server.text("url"))
    try:
        parts = urlsplit(url)
        _ = parts.hostname  # asked here because a malformed host is noticed only when asked for
    except ValueError as error:
        server.refuse(f'"{url}" is no URL: {error}', "write it like https://host/path", key="url")
    path = parts.path if not parts.path or parts.path.startswith("/") else f"/{parts.path}"
    return parts._replace(path=path)
