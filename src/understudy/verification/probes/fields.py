"""Fields: what is known of what stands at a place in a body, before anything is asked."""

from __future__ import annotations

from collections.abc import Iterator, Mapping
from dataclasses import dataclass, field, replace

from understudy.behavior import Kind
from understudy.behavior.naming import plain
from understudy.contract.operations import Operation
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.reaching import Values

OWN = frozenset({"sku", "code", "name", "email", "slug", "number", "reference", "title", "ean"})


@dataclass(frozen=True, slots=True)
class Subject:
    """What an action may speak of: records of a resource, those that meet `where`."""

    resource: str
    where: Values = field(default_factory=dict)


@dataclass(frozen=True, slots=True, kw_only=True)
class Traits:
    """What is known of a record's fields: those that no two share, those that name others.

    `about` is what an action may speak of, such as `/kit/{id}/add_hose`; ids are of it.
    """

    key: str
    own: frozenset[str]
    references: Mapping[str, str]
    part: tuple[str, ...]
    about: tuple[Subject, ...]


@dataclass(frozen=True, slots=True)
class Place:
    """Where in a body something stands; `known` are values of parameters."""

    traits: Traits
    known: Values
    path: tuple[str, ...] = ()

    def below(self, name: str) -> Place:
        """Return the place of a member."""
        return replace(self, path=(*self.path, name))

    @property
    def _within(self) -> tuple[str, ...]:
        part = self.traits.part
        return self.path[len(part) :] if self.path[: len(part)] == part else self.path

    @property
    def is_own(self) -> bool:
        """Whether no two records share what stands here, or should not by its name."""
        is_top = len(self._within) == 1 and plain(self.path[-1]) in OWN
        return ".".join(self._within) in self.traits.own or is_top

    @property
    def reference(self) -> str | None:
        """The resource of which a key stands here, as declared."""
        return self.traits.references.get(".".join(self._within))


def traits_of(lab: Lab, operation: Operation) -> Traits:
    """Return what is known of the fields that the body of an operation holds."""
    declaration = lab.declaration(operation)
    resource = lab.behavior.resources.get(declaration.resource or "")
    unique = {*resource.unique, *resource.key_of, resource.key} if resource else set()
    renamed = {name for name, each in declaration.rename.items() if each in unique}
    references = resource.references if resource else {}
    return Traits(
        key=resource.key if resource else "",
        own=frozenset(unique | renamed),
        references={name: each.resource for name, each in references.items()},
        part=tuple(filter(None, (declaration.body or "").split("."))),
        about=_named_by(lab, operation),
    )


def subject_of(place: Place, called: str | None) -> Subject | None:
    """Return what the id at a place is of, None when the place does not tell.

    `called` is the resource that the name of the place means: of a sort of it, if an action names
    one.
    """
    if place.reference is not None:
        return Subject(place.reference)
    if not plain(place.path[-1]).endswith("id"):
        return None
    about = place.traits.about
    sort = (each for each in about if each.where and each.resource == called)
    return next(sort, next((each for each in about if not each.where), None))


def _named_by(lab: Lab, operation: Operation) -> tuple[Subject, ...]:
    """Return what an action names at the end of its path, other than what it is called itself."""
    last = plain(operation.path.rpartition("/")[2])
    if lab.declaration(operation).kind is not Kind.HANDLER:
        return ()
    named = [each for each in _subjects(lab) if last.endswith(each[0]) and last != each[0]]
    longest = max((len(name) for name, _ in named), default=0)
    return tuple(subject for name, subject in named if len(name) == longest)


def _subjects(lab: Lab) -> Iterator[tuple[str, Subject]]:
    """Yield what there is by its name: resources, and the sorts of records that lists keep apart.

    Of a list of items `where: {type: spare}` its records are called spares.
    """
    yield from ((plain(each), Subject(each)) for each in lab.behavior.resources)
    for listing in lab.listings:
        declared = listing.declaration
        for name, value in declared.where.items():
            if isinstance(value, str) and declared.resource is not None:
                yield plain(value), Subject(declared.resource, {name: value})
