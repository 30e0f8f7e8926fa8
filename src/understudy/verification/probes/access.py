"""Probes of access: who may not is refused, by every operation that asks for credentials."""

from __future__ import annotations

import base64
from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass

from understudy.contract.operations import Location, Operation, SecurityScheme
from understudy.verification.exchanges import Headers
from understudy.verification.failures import Failure
from understudy.verification.guarding import Fill
from understudy.verification.probes.asking import Seen
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.lives import drafts
from understudy.verification.probes.reaching import Values
from understudy.verification.probes.specimens import Specimen, Specimens


@dataclass(frozen=True, slots=True, kw_only=True)
class Intruder:
    """Somebody who is to be refused, what they show, and which rule it breaks to let them in."""

    who: str
    rule: str
    headers: Headers = ()


def check_access(lab: Lab, operation: Operation) -> Iterator[Failure]:
    """Ask a secured operation without credentials, and with those that should not do."""
    if not operation.security or any(not each.schemes for each in operation.security):
        return
    if not (lab.writes or lab.may_ask(operation)):
        return
    values = lab.values(operation) or next(lab.candidates(operation), None)
    if values is None:
        lab.skip(operation, "access", "nobody lists what its path names")
        return
    specimen = next(drafts(operation, values, Specimens(lab)), None)
    lab.exercise(operation, "access")
    for intruder in intruders(lab, operation):
        if intruder.rule == "open-to-unprivileged":
            lab.exercise(operation, "roles")
        yield from _try(lab, operation, values, specimen, intruder)


def _try(
    lab: Lab, operation: Operation, values: Values, specimen: Specimen | None, intruder: Intruder
) -> Iterator[Failure]:
    seen = _ask(lab, operation, values, specimen, intruder)
    if seen.is_success:
        lab.forget()
        message = f"{intruder.who}: it answers {seen.status}"
        yield lab.failure(intruder.rule, operation, message, (seen,))


def _ask(
    lab: Lab, operation: Operation, values: Values, specimen: Specimen | None, intruder: Intruder
) -> Seen:
    kind = Fill.AS_SENT if intruder.headers else Fill.NONE
    headers = dict(intruder.headers)
    if specimen is None:
        return lab.ask(operation, values, headers=headers, credentials=kind)
    return lab.ask(operation, values, body=specimen.body, headers=headers, credentials=kind)


def intruders(lab: Lab, operation: Operation) -> Iterator[Intruder]:
    """Yield everybody that an operation has to refuse, as far as the run knows how to be them."""
    yield Intruder(who="without credentials", rule="open-to-anyone")
    schemes = [
        lab.contract.security_schemes[name]
        for requirement in operation.security
        for name in requirement.schemes
        if name in lab.contract.security_schemes
    ]
    for scheme in schemes[:1]:
        # One of them for each operation in turn: what reads credentials is one for all, mostly.
        forms = _malformed(scheme, schemes)
        turn = lab.contract.operations.index(operation)
        for value in forms[turn % max(1, len(forms)) :][:1]:
            header = _header(scheme)
            who = f"with {header}: {value!r}"
            yield Intruder(who=who, rule="open-to-malformed", headers=((header, value),))
        if lab.identities.expired:
            shown = credential(scheme, lab.identities.expired)
            yield Intruder(who="with expired credentials", rule="open-to-expired", headers=shown)
        for right, value in _lesser(lab, operation):
            shown = credential(scheme, value)
            yield Intruder(who=f"as {right}", rule="open-to-unprivileged", headers=shown)


def credential(scheme: SecurityScheme, value: str) -> Headers:
    """Return the header that shows a credential: a token, a key, or `user:password` for Basic."""
    if scheme.type == "apiKey":
        return ((scheme.parameter, value),) if scheme.location is Location.HEADER else ()
    if scheme.scheme == "basic":
        return (("Authorization", "Basic " + base64.b64encode(value.encode()).decode()),)
    return (("Authorization", f"Bearer {value}"),)


def _malformed(scheme: SecurityScheme, accepted: Sequence[SecurityScheme]) -> tuple[str, ...]:
    """Return values that a scheme cannot be given, nor another that is accepted in its place."""
    if scheme.type == "apiKey":
        return ("",) if scheme.location is Location.HEADER else ()
    own = _word(scheme)
    others = {_word(each) for each in accepted if each.type != "apiKey"} - {own}
    if scheme.scheme == "basic":
        forms = ("Basic", "Basic not-base64!", "Bearer " + base64.b64encode(b"a:b").decode())
    else:
        forms = ("Bearer", "Bearer not a token!", "Basic YTpi")
    return tuple(each for each in forms if each.partition(" ")[0] not in others)


def _word(scheme: SecurityScheme) -> str:
    """Return the word that the credentials of an HTTP scheme begin with."""
    return "Basic" if scheme.scheme == "basic" else "Bearer"


def _header(scheme: SecurityScheme) -> str:
    return scheme.parameter if scheme.type == "apiKey" else "Authorization"


def _lesser(lab: Lab, operation: Operation) -> Iterator[tuple[str, str]]:
    """Yield who lacks the right to an operation: one role and one scope that it does not take."""
    roles = lab.declaration(operation).roles
    known: Mapping[str, str] = lab.identities.roles
    yield from [(role, known[role]) for role in known if roles and role not in roles][:1]
    taken = [scopes for each in operation.security for scopes in each.schemes.values()]
    if taken and all(taken):
        lacking = [
            (scope, value)
            for scope, value in lab.identities.scopes.items()
            if not any(scope in scopes for scopes in taken)
        ]
        yield from lacking[:1]
