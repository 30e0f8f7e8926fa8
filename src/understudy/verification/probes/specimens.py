"""Specimens: bodies that an operation should accept, in a state that only asking can tell."""

from __future__ import annotations

from collections.abc import Iterator
from dataclasses import dataclass
from itertools import islice

from understudy.behavior import Declaration
from understudy.behavior.naming import plain
from understudy.behavior.views import Views
from understudy.contract.operations import Json, JsonObject, MediaType, Operation
from understudy.verification.probes.bodies import Payload
from understudy.verification.probes.fields import Place, Subject, subject_of, traits_of
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.reaching import Values

DEEPEST = 6
MOST_DRAWN = 20  # values that are made before it is given up to find another one
MOST_KEYS = 40  # of a resource that are looked at for one that fits


@dataclass(frozen=True, slots=True)
class Specimen:
    """A body, and the part of it that holds the fields of a record."""

    body: Json | Payload
    fields: JsonObject


class Specimens:
    """Makes bodies for the operations of one lab: others each time, as long as it is asked."""

    def __init__(self, lab: Lab) -> None:
        self._lab = lab
        self._views = Views(lab.contract.document, {})
        self._number = 0

    def bodies(self, operation: Operation, known: Values) -> Iterator[Specimen]:
        """Yield bodies to try, the likeliest first; none for what is not JSON or a form."""
        media = operation.sent
        if media is None or media.schema is None:
            return
        declaration = self._lab.declaration(operation)
        traits = traits_of(self._lab, operation)
        for drafted in self._drafts(operation, media):
            self._number += 1
            body = self._fitted(drafted, media.schema, Place(traits, known))
            fields = part_of(body, declaration)
            yield Specimen(body, fields if isinstance(fields, dict) else {})

    def properties(self, operation: Operation) -> JsonObject:
        """Return the properties of the part of a body that holds a record's fields."""
        media = operation.sent
        steps = tuple(filter(None, (self._lab.declaration(operation).body or "").split(".")))
        return self._views.properties(self._views.within(media.schema if media else None, steps))

    def required(self, operation: Operation) -> tuple[str, ...]:
        """Return the names of the required ones among `properties`."""
        media = operation.sent
        steps = tuple(filter(None, (self._lab.declaration(operation).body or "").split(".")))
        return self._views.required(self._views.within(media.schema if media else None, steps))

    def shown(self, operation: Operation) -> JsonObject:
        """Return the properties of the record that an operation answers."""
        media = operation.answered
        return self._views.properties(media.schema if media else None)

    def other(self, schema: JsonObject, value: Json) -> Json:
        """Return another value of a schema; the same when there is none."""
        schema = self._lab.schemas.follow(schema)
        is_valid = self._lab.schemas.validator(schema).is_valid
        options = schema.get("enum")
        if isinstance(value, bool):
            return not value if is_valid(not value) else value
        if isinstance(options, list):
            # The first is what a service tends to begin with, and to fall back to.
            turned = (*options[1:], *options[:1])
            return next((each for each in turned if each not in (value, None, "")), value)
        if isinstance(value, str) and _is_free(schema):
            return self.fresh(schema, value)
        if isinstance(value, int | float) and is_valid(value + 1):
            return value + 1
        for attempt in range(MOST_DRAWN):
            drawn = self._lab.reach.generate(schema, "other", str(attempt))
            if drawn not in (value, None, "") and is_valid(drawn):
                return drawn
        return value

    def fresh(self, schema: JsonObject, like: str) -> Json:
        """Return a text that nobody has: `like` with something behind it, or a generated one."""
        self._number += 1
        suffix = f"-{self._lab.seed}{self._lab.asker.count:04d}{self._number}"
        longest = self._lab.schemas.follow(schema).get("maxLength")
        kept = like[: max(0, longest - len(suffix))] if isinstance(longest, int) else like
        is_valid = self._lab.schemas.validator(schema).is_valid
        if is_valid(kept + suffix):
            return kept + suffix
        for attempt in range(MOST_DRAWN):
            # Another specimen of this lab may have taken what the first draw gives.
            value = self._lab.reach.generate(schema, "fresh", suffix, str(attempt))
            if value != like and is_valid(value):
                return value
        return like

    def _drafts(self, operation: Operation, media: MediaType) -> Iterator[Json]:
        yield from islice(media.examples.values(), 2)
        generated = self._lab.reach.generate(media.schema or {}, operation.id, str(self._number))
        if isinstance(generated, dict) and not self._lab.declaration(operation).body:
            yield self._whole(operation, generated)
        yield generated
        if isinstance(generated, dict):
            needed = self._views.required(media.schema)
            for chosen in ((), *self._choices(media.schema or {})):
                yield {name: generated[name] for name in generated if name in (*needed, *chosen)}

    def _whole(self, operation: Operation, body: JsonObject) -> JsonObject:
        """Return a body with everything that may be sent: what is never sent is never lost."""
        whole = dict(body)
        for name, schema in self.properties(operation).items():
            if not isinstance(schema, dict):
                continue
            options = self._lab.schemas.follow(schema).get("enum")
            if body.get(name) is None:
                whole[name] = self._lab.reach.generate(schema, operation.id, "whole", name)
            if isinstance(options, list) and whole[name] == options[0]:
                whole[name] = self.other(schema, options[0])
        return {name: each for name, each in whole.items() if name in body or each is not None}

    def _choices(self, schema: JsonObject) -> Iterator[tuple[str, ...]]:
        """Yield what each of a schema's alternatives requires: all of them at once may be wrong."""
        followed = self._lab.schemas.follow(schema)
        for word in ("oneOf", "anyOf"):
            branches = followed.get(word)
            for branch in branches if isinstance(branches, list) else ():
                named = self._lab.schemas.follow(_object(branch)).get("required")
                if isinstance(named, list):
                    yield tuple(str(each) for each in named)

    def _fitted(self, value: Json, schema: Json, place: Place) -> Json:
        """Return a value with texts of its own, and ids that exist."""
        if isinstance(value, list):
            inner = self._views.within(schema, ("*",))
            return [self._fitted(each, inner, place) for each in value]
        if not isinstance(value, dict) or len(place.path) > DEEPEST:
            return value
        properties = self._views.properties(schema)
        return {
            name: self._member(each, _object(properties.get(name)), place.below(name))
            for name, each in value.items()
        }

    def _member(self, value: Json, schema: JsonObject, place: Place) -> Json:
        is_fresh = place.is_own and not self._names_another(place)
        if isinstance(value, str) and is_fresh and _is_free(schema):
            return self.fresh(schema, value)
        if isinstance(value, str | int) and not isinstance(value, bool):
            return self._existing(value, schema, place)
        return self._fitted(value, schema, place)

    def _names_another(self, place: Place) -> bool:
        """Tell whether what stands there is part of a key, but the key of another record."""
        name = place.path[-1]
        if place.reference is not None:
            return True
        is_id = plain(name).endswith("id") and name != place.traits.key
        return is_id and any(True for _ in self._lab.reach.keys(name, place.known))

    def _existing(self, value: Json, schema: JsonObject, place: Place) -> Json:
        """Return the value itself, or one of a record that exists when it is an id of another."""
        is_valid = self._lab.schemas.validator(schema).is_valid
        name = place.path[-1]
        if place.reference is None and plain(name) == "id":
            return value  # nothing says whose it is
        reach = self._lab.reach
        subject = subject_of(place, reach.names.resource_called(name)) or Subject(name)
        found = reach.keys(subject.resource, place.known, subject.where)
        keys = list(islice(found, MOST_KEYS))
        if not keys and plain(name).endswith("id"):
            keys = list(self._lab.reach.pool.get(plain(name), ()))
        if value in keys:
            return value
        fitting = [key for key in keys if is_valid(key)]
        return fitting[self._number % len(fitting)] if fitting else value


def part_of(body: Json, declaration: Declaration) -> Json:
    """Return the part of a body that holds the fields of a record."""
    for step in filter(None, (declaration.body or "").split(".")):
        body = body.get(step) if isinstance(body, dict) else None
    return body


def with_part(declaration: Declaration, fields: JsonObject) -> JsonObject:
    """Return a body whose part is `fields`.

    >>> from understudy.behavior import Kind
    >>> with_part(Declaration(operation="o", kind=Kind.UPDATE, body="a.b"), {"c": 1})
    {'a': {'b': {'c': 1}}}
    """
    for step in reversed(list(filter(None, (declaration.body or "").split(".")))):
        fields = {step: fields}
    return fields


def _object(schema: Json) -> JsonObject:
    return schema if isinstance(schema, dict) else {}


def is_free_text(schema: JsonObject, value: Json) -> bool:
    """Tell whether a value is text of which a schema says little."""
    return isinstance(value, str) and _is_free(schema)


def _is_free(schema: JsonObject) -> bool:
    return not {"enum", "const", "format"} & schema.keys()
