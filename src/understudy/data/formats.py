"""Texts of the formats that JSON Schema and OpenAPI name."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Mapping
from typing import TypeAlias

from understudy.data.moments import timestamp
from understudy.data.stage import Scene

Text: TypeAlias = Callable[[Scene], str]

_MAIL_LENGTH = 64  # RFC 5321: what may stand before the @
_LABEL_LENGTH = 63  # RFC 1035: one label of a host name


def _created(scene: Scene) -> str:
    return timestamp(scene.lifespan.created)


def _pooled(pool: str) -> Text:
    return lambda scene: scene.dice.choose(scene.stage.pools.pool(pool))


def _url(scene: Scene) -> str:
    return f"https://{scene.company.domain}/{scene.dice.hex(8)}"


def _path(scene: Scene) -> str:
    return f"/{scene.dice.hex(8)}"


FORMATS: Mapping[str, Text] = {
    "date-time": _created,
    "date": lambda scene: _created(scene)[:10],
    "time": lambda scene: _created(scene)[11:],
    "duration": lambda scene: f"P{scene.dice.integer(1, 30)}D",
    "email": _pooled("emails"),
    "idn-email": _pooled("emails"),
    "hostname": _pooled("domains"),
    "idn-hostname": _pooled("domains"),
    "ipv4": lambda scene: f"192.0.2.{scene.dice.integer(1, 254)}",  # RFC 5737: documentation
    "ipv6": lambda scene: f"2001:db8::{scene.dice.integer(1, 65535):x}",  # RFC 3849
    "uri": _url,
    "url": _url,
    "iri": _url,
    "uri-reference": _path,
    "iri-reference": _path,
    "uri-template": lambda _: "https://example.com/{id}",
    "uuid": lambda scene: scene.dice.uuid(),
    "json-pointer": lambda scene: f"/items/{scene.dice.integer(0, 99)}",
    "relative-json-pointer": lambda scene: f"{scene.dice.integer(0, 9)}/items",
    "regex": lambda scene: f"^{scene.dice.text('abcdef', 3)}[0-9]+$",
    "byte": lambda scene: b64encode(scene.dice.hex(12).encode()).decode(),
    "binary": lambda scene: scene.dice.hex(32),
    "password": lambda scene: scene.dice.text("abcdefghjkmnpqrstuvwxyzABCDEFGH23456789", 14),
    "decimal": lambda scene: f"{scene.dice.number(1, 1000, 2):.2f}",
}


def _sized_mail(size: int) -> str:
    """Write an address of that many characters; a long one grows in its domain."""
    local = min(size - 5, _MAIL_LENGTH)
    return f"{'a' * local}@{_sized_host(size - local - 1)}"


def _sized_host(size: int) -> str:
    """Write a host name of that many characters: `a.aa` for 4."""
    full, rest = divmod(size, _LABEL_LENGTH + 1)
    labels = ["a" * _LABEL_LENGTH] * full + ["a" * rest] * bool(rest)
    return ".".join(labels)[:size] if rest else ".".join(labels) + "a" * bool(full)


SIZED: Mapping[str, tuple[int, Callable[[int], str]]] = {
    # format -> (shortest text, text of any greater size)
    "email": (6, _sized_mail),
    "idn-email": (6, _sized_mail),
    "hostname": (1, _sized_host),
    "uri": (3, lambda size: "a:" + "b" * (size - 2)),
    "iri": (3, lambda size: "a:" + "b" * (size - 2)),
    "url": (10, lambda size: "http://a.b" + "/" * (size > 10) + "c" * (size - 11)),  # noqa: PLR2004
    "uri-reference": (0, lambda size: "a" * size),
    "iri-reference": (0, lambda size: "a" * size),
    "password": (0, lambda size: "a" * size),
    "binary": (0, lambda size: "a" * size),
    "byte": (0, lambda size: "A" * size),
    "decimal": (1, lambda size: "1" * size),
}
