"""Whom a verification can be besides itself: callers that some operations have to refuse."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import dataclass, field

from understudy.behavior import Behavior
from understudy.contract.operations import Contract
from understudy.verification.guarding import Credentials

_LAST_WORD = re.compile(r"[A-Za-z0-9]+$")
_EXPIRED = "expired"  # a stand-in takes a credential that says so for one that is


@dataclass(frozen=True, slots=True, kw_only=True)
class Identities:
    """Whom a run can be besides itself: values of credentials that should be refused somewhere.

    `roles` and `scopes` are by name: what somebody shows who has this one alone.
    """

    expired: str = ""
    roles: Mapping[str, str] = field(default_factory=dict)
    scopes: Mapping[str, str] = field(default_factory=dict)


def configured_identities(credentials: Credentials) -> Identities:
    """Return the callers that a credentials file names."""
    named = credentials.by_scheme.values()
    return Identities(
        expired=next((each.expired for each in named if each.expired), ""),
        roles={name: value for each in named for name, value in each.roles.items()},
        scopes={name: value for each in named for name, value in each.scopes.items()},
    )


def stand_in_identities(contract: Contract, behavior: Behavior) -> Identities:
    """Return the callers that a stand-in knows by their words: see `behavior.credentials`."""
    keys = behavior.credentials.keys
    scopes = {
        scope
        for operation in contract.operations
        for requirement in operation.security
        for named in requirement.schemes.values()
        for scope in named
    }
    return Identities(
        expired=_LAST_WORD.sub(_EXPIRED, keys[0]) if keys else _EXPIRED,
        roles={role: role for role in behavior.credentials.roles},
        scopes={scope: scope for scope in sorted(scopes)},
    )
