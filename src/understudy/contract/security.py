"""Security of a contract: its schemes, and which of them an operation asks for."""

from __future__ import annotations

from collections.abc import Mapping
from difflib import get_close_matches

from understudy.contract.operations import Location, SecurityRequirement, SecurityScheme
from understudy.contract.places import Place

_KEY_LOCATIONS = frozenset({Location.QUERY, Location.HEADER, Location.COOKIE})


def read_schemes(document: Place) -> Mapping[str, SecurityScheme]:
    """Return the document's security schemes by name.

    Raises:
        ContractError: A scheme lacks what its type needs.
    """
    components = document.member("components")
    if components is None:
        return {}
    return {name: _scheme(name, place) for name, place in components.members("securitySchemes")}


def read_requirements(
    operation: Place, document: Place, schemes: Mapping[str, SecurityScheme]
) -> tuple[SecurityRequirement, ...]:
    """Return the alternatives an operation asks for: its own, else the document's.

    An empty list asks nobody. An empty alternative (`{}`) is met by everybody.

    Raises:
        ContractError: An alternative names a scheme that the document does not define.
    """
    holder = operation if "security" in operation.value else document
    return tuple(_requirement(each, schemes) for each in holder.elements("security"))


def _scheme(name: str, place: Place) -> SecurityScheme:
    kind = place.text("type")
    if kind == "http":
        return SecurityScheme(name=name, type=kind, scheme=place.text("scheme").lower())
    if kind == "apiKey":
        location = place.text("in")
        if location not in _KEY_LOCATIONS:
            place.refuse(
                f'no key can travel in "{location}"', "use query, header or cookie", key="in"
            )
        return SecurityScheme(
            name=name, type=kind, location=Location(location), parameter=place.text("name")
        )
    return SecurityScheme(name=name, type=kind)


def _requirement(place: Place, schemes: Mapping[str, SecurityScheme]) -> SecurityRequirement:
    for name in place.value:
        if name not in schemes:
            closest = get_close_matches(name, schemes, n=1)
            remedy = f'did you mean "{closest[0]}"?' if closest else "define it in components"
            place.refuse(f'no security scheme is named "{name}"', remedy, key=name)
    return SecurityRequirement(schemes={name: place.texts(name) for name in place.value})
