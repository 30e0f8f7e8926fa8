"""The guard: a loopback proxy that all traffic of a verification passes.

It decides what may pass, keeps the pace, gives requests their credentials, records what was said
without secrets, and removes at the end what the run created. Read `guard.Guard` first, then
`passing.Passage.pass_on`, the way of a request.
"""

from understudy.verification.guarding.credential_files import read_credentials, variable_of
from understudy.verification.guarding.credentials import (
    Credential,
    Credentials,
    Endpoint,
    stand_in_credentials,
)
from understudy.verification.guarding.guard import Guard
from understudy.verification.guarding.limits import Limits
from understudy.verification.guarding.messages import Answered, Asked, Fill, texts_of
from understudy.verification.guarding.permits import Permit, Permits
from understudy.verification.guarding.redaction import Redaction
from understudy.verification.guarding.scopes import Scope, parse_scope
from understudy.verification.guarding.targets import Target, parse_target
from understudy.verification.guarding.wires import NoAnswer

__all__ = [
    "Answered",
    "Asked",
    "Credential",
    "Credentials",
    "Endpoint",
    "Fill",
    "Guard",
    "Limits",
    "NoAnswer",
    "Permit",
    "Permits",
    "Redaction",
    "Scope",
    "Target",
    "parse_scope",
    "parse_target",
    "read_credentials",
    "stand_in_credentials",
    "texts_of",
    "variable_of",
]
