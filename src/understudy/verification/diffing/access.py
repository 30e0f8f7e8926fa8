"""Changes of who may call: security requirements, and the schemes that they name."""

from __future__ import annotations

from collections.abc import Iterator, Mapping

from understudy.contract.operations import Contract, SecurityRequirement
from understudy.verification.diffing.changes import Change, Direction
from understudy.verification.diffing.sides import Subject

_NOBODY = (SecurityRequirement(schemes={}),)  # nobody is asked
_SCOPED = ("oauth2", "openIdConnect")
_WHERE = "security"
_PLACES = ("flows", "openIdConnectUrl")


def changed_security(subject: Subject) -> Iterator[Change]:
    """Yield whether credentials that were enough still are, and whether fewer are enough now."""
    old = [_needs(subject.sides.old, each) for each in subject.old.security or _NOBODY]
    new = [_needs(subject.sides.new, each) for each in subject.new.security or _NOBODY]
    refused = [each for each in old if not any(_is_enough(each, asked) for asked in new)]
    for each in refused:
        yield subject.change(
            "security-added",
            _WHERE,
            f"{_shown(each)} was enough; now it takes {' or '.join(map(_shown, new))}",
            means=subject.request(f"with {_shown(each)}"),
            direction=Direction.REQUEST,
        )
    easier = [each for each in new if not any(_is_enough(each, asked) for asked in old)]
    if easier and not refused:
        yield subject.change(
            "security-relaxed", _WHERE, f"{' or '.join(map(_shown, easier))} is enough now"
        )


def changed_schemes(old: Contract, new: Contract) -> Iterator[str]:
    """Yield the names of schemes of both contracts whose tokens come from elsewhere now."""
    before, after = _schemes(old), _schemes(new)
    for name in before.keys() & after.keys():
        if any(before[name].get(key) != after[name].get(key) for key in _PLACES):
            yield name


def _schemes(contract: Contract) -> Mapping[str, Mapping[str, object]]:
    components = contract.document.get("components")
    schemes = components.get("securitySchemes") if isinstance(components, dict) else None
    named = schemes if isinstance(schemes, dict) else {}
    return {name: each for name, each in named.items() if isinstance(each, dict)}


_Needs = Mapping[str, frozenset[str]]


def _needs(contract: Contract, requirement: SecurityRequirement) -> _Needs:
    """Return what a caller must send -> with which scopes, whatever the scheme is called."""
    return {
        _credential(contract, name): frozenset(scopes if _is_scoped(contract, name) else ())
        for name, scopes in requirement.schemes.items()
    }


def _credential(contract: Contract, name: str) -> str:
    scheme = contract.security_schemes[name]
    if scheme.type == "apiKey":
        return f"the {scheme.location} {scheme.parameter}"
    if scheme.type == "http" and scheme.scheme != "bearer":
        return f"{scheme.scheme} credentials"
    return "a bearer token"


def _is_scoped(contract: Contract, name: str) -> bool:
    return contract.security_schemes[name].type in _SCOPED


def _is_enough(sent: _Needs, asked: _Needs) -> bool:
    return all(name in sent and scopes <= sent[name] for name, scopes in asked.items())


def _shown(needs: _Needs) -> str:
    """Return what is sent, in words.

    >>> _shown({"a bearer token": frozenset({"read"})}), _shown({})
    ('a bearer token (read)', 'no credentials')
    """
    parts = (
        f"{name} ({', '.join(sorted(scopes))})" if scopes else name
        for name, scopes in sorted(needs.items())
    )
    return " and ".join(parts) or "no credentials"
