"""What is declared of access: how tokens are issued, and what credentials look like."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass, field


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenKeys:
    """Records that an identity may name by `field`; `role` and `expires` are fields of theirs."""

    resource: str
    field: str
    role: str | None = None
    expires: str | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class TokenRule:
    """How a token endpoint issues tokens; the names are fields of its request body."""

    lifetime_s: int
    identity: str | None = None
    scope: str | None = None
    keys: TokenKeys | None = None


@dataclass(frozen=True, slots=True, kw_only=True)
class Credentials:
    """What is known of a service's credentials beyond its security schemes."""

    pattern: str | None = None
    roles: tuple[str, ...] = ()
    any_scope: bool = True
    keys: tuple[str, ...] = ()
    parameters: Mapping[str, str] = field(default_factory=dict)
