"""Where a deployment is: the address that a verification may ask, and no other."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass
from urllib.parse import SplitResult, urlsplit

from understudy.contract.errors import BaseUrlError

_PORTS = {"http": 80, "https": 443}


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """A deployment's address in parts; `base` is the path of its base URL, without a last slash.

    `host` is a name or an address without brackets, lower case. `is_lasting` says that it is known
    not to end a connection between requests, as a stand-in that was started for the run.
    """

    scheme: str
    host: str
    port: int
    base: str = ""
    is_lasting: bool = False

    @property
    def authority(self) -> str:
        """What a request for it says as `Host`."""
        host = f"[{self.host}]" if ":" in self.host else self.host
        return host if self.port == _PORTS[self.scheme] else f"{host}:{self.port}"

    @property
    def origin(self) -> str:
        """Its scheme, host and port, as `https://api.example.com`."""
        return f"{self.scheme}://{self.authority}"

    @property
    def url(self) -> str:
        """Its base URL."""
        return self.origin + self.base

    @property
    def is_secure(self) -> bool:
        """Whether it is asked over TLS."""
        return self.scheme == "https"

    @property
    def is_loopback(self) -> bool:
        """Whether it is on this machine; a name counts only when it is `localhost`."""
        if self.host == "localhost":
            return True
        try:
            return ipaddress.ip_address(self.host).is_loopback
        except ValueError:
            return False


def parse_target(url: str) -> Target:
    """Read a base URL.

    >>> parse_target("https://api.example.com/v1/").url
    'https://api.example.com/v1'

    Raises:
        BaseUrlError: It is no absolute http or https URL, or has a user, a query or a fragment.
    """
    parts = _split(url)
    try:
        host, port = (parts.hostname or "").encode("idna").decode(), parts.port
    except ValueError as error:  # UnicodeError is one
        raise _refused(f"host or port cannot be read: {error}") from error
    if parts.scheme not in _PORTS or not host:
        raise _refused(f"{_shown(parts)!r} is no absolute http or https URL")
    if parts.query or parts.fragment:
        raise _refused("it has a query or a fragment")
    return Target(
        scheme=parts.scheme,
        host=host.lower(),
        port=port or _PORTS[parts.scheme],
        base=parts.path.rstrip("/"),
    )


def _split(url: str) -> SplitResult:
    try:
        parts = urlsplit(url)
        if "@" not in parts.netloc and url.isascii() and url.isprintable() and " " not in url:
            return parts
    except ValueError as error:
        raise _refused(f"it cannot be read: {error}") from error
    if "@" in parts.netloc:
        raise BaseUrlError(
            "the base URL holds a user or a password",
            remedy="give credentials by --credentials FILE or the environment",
        )
    raise _refused("it holds characters that must be percent-encoded")


def _shown(parts: SplitResult) -> str:
    """Return what may be repeated of a URL: its query can hold a secret."""
    return parts._replace(query="", fragment="").geturl()


def _refused(what: str) -> BaseUrlError:
    return BaseUrlError(
        f"the base URL cannot be used: {what}", remedy="give it as https://api.example.com/v1"
    )
