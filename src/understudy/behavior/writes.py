"""The behaviors that make and change records: create and update.

Each decides on a transaction: nothing is changed before the whole answer is known, and what a
record must keep (its schema, uniqueness, references) is checked before it is put.
"""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass
from typing import TypeAlias, cast

import orjson

from understudy.behavior.answers import Answering, Written
from understudy.behavior.calls import Answer, Call
from understudy.behavior.declarations import Declaration, Resource
from understudy.behavior.extensions import Builder, Draft
from understudy.behavior.keys import Keys, as_kept, as_key
from understudy.behavior.links import LINKS, own_links
from understudy.behavior.lists import Finding
from understudy.behavior.merging import merge
from understudy.behavior.problems import Problem, Refused
from understudy.behavior.references import References
from understudy.behavior.renders import BLIND, Sight
from understudy.behavior.transitions import StateCondition
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, JsonObject
from understudy.data import Dice, timestamp
from understudy.state import Key, Transaction

Accept: TypeAlias = "Callable[[Json, Sight], JsonObject]"
Offend: TypeAlias = "Callable[[JsonObject, Transaction], tuple[Offence, ...]]"
Complete: TypeAlias = "Callable[[Dice, JsonObject], JsonObject]"


@dataclass(frozen=True, slots=True, kw_only=True)
class Rules:
    """What a written record must keep, and how it is made: bound at start for one operation.

    `accepted` takes from a body what the contract declares, `declared` are the names of that, and
    `unsaid` those that a request may set to null and no record may: that says nothing of them.
    `required` are the members that a record has to have.
    `complete` gives the members that a record needs and a client did not send. `is_valid` tells
    whether the schema takes a record as it is, `offences` what is wrong with what it shows.
    """

    declaration: Declaration
    resource: Resource
    keys: Mapping[str, Keys]
    accepted: Accept
    declared: frozenset[str]
    unsaid: frozenset[str]
    required: frozenset[str]
    complete: Complete
    builder: Builder | None
    references: References
    is_valid: Callable[[JsonObject], bool]
    offences: Offend
    dice: Dice


class Writing:
    """What create and update share: from body to draft to a record that keeps the rules."""

    def __init__(self, rules: Rules) -> None:
        self._rules = rules
        owners = rules.declaration.owners
        defaults = rules.declaration.defaults.items()
        self._dated = frozenset(name for name, each in defaults if each == "$now")
        links = (LINKS,) if rules.resource.path else ()
        self._fixed = (rules.resource.key, *(owner.field for owner in owners), *links)
        self._steps = tuple(rules.declaration.body.split(".")) if rules.declaration.body else ()

    def record(self, call: Call, existing: JsonObject | None) -> Written:
        """Return the record as this request makes it.

        Raises:
            Refused: it would break a rule.
        """
        rules, now = self._rules, timestamp(call.transaction.now())
        fields = self._fields(call)
        if existing is None and rules.declaration.defaults:
            dated: JsonObject = dict.fromkeys(self._dated - fields.keys(), now)
            fields = merge(rules.declaration.defaults, fields)
            fields.update(dated)
        made = self._build(call, fields, existing, now)
        if existing is None and rules.resource.key_of:
            made[rules.resource.key] = joined_key(rules.resource, made)
        if existing is not None:
            # A record keeps its key and its owners, whatever the body says.
            made |= {name: existing[name] for name in self._fixed if name in existing}
        rules.references.check(rules.resource, made, existing, call.transaction)
        self._check_unique(call, made)
        is_valid = rules.is_valid(made)
        offences = () if is_valid else rules.offences(made, call.transaction)
        if offences:
            raise Refused(Problem.INVALID_BODY, offences[0].message, offences=offences)
        return Written(made, is_valid)

    def _fields(self, call: Call) -> JsonObject:
        part = call.body
        for step in self._steps:
            part = part.get(step) if isinstance(part, dict) else None
        fields = self._rules.accepted(part, BLIND) if isinstance(part, dict) else {}
        rename = self._rules.declaration.rename
        for name in self._rules.declaration.said:
            if name in call.values:
                fields = {**fields, name: call.values[name]}
        if self._rules.unsaid:
            unsaid = {name for name in self._rules.unsaid if fields.get(name, "") is None}
            fields = {name: fields[name] for name in fields if name not in unsaid}
        return {rename.get(name, name): fields[name] for name in fields} if rename else fields

    def _build(
        self, call: Call, fields: JsonObject, existing: JsonObject | None, now: str
    ) -> JsonObject:
        transaction, resource = call.transaction, self._rules.resource
        dice = self._rules.dice

        def new_key(name: str) -> Key:
            return self._rules.keys[name or resource.name].new(transaction, dice)

        assigned: JsonObject = {}
        for name, value in self._rules.declaration.assign.items():
            assigned[name] = self._assigned(value, now, new_key)
        if self._rules.builder is not None:
            built = self._rules.builder(Draft(fields, existing, call, now, dice, new_key))
            if existing is None and self._rules.declaration.owners:
                assigned |= self._owned(call)
            return {**built, **assigned} if assigned else built
        if existing is not None:
            return {**self._changed(call, fields, existing), **assigned}
        made = {**resource.alive, **fields, **assigned, **self._owned(call)}
        return made if resource.key_of else self._completed(call, made, new_key)

    def _changed(self, call: Call, fields: JsonObject, existing: JsonObject) -> JsonObject:
        if not self._rules.declaration.replaces or call.body is None:
            return merge(existing, fields)
        dropped = self._rules.declared - self._rules.required
        kept = {name: value for name, value in existing.items() if name not in dropped}
        return {**kept, **fields}

    def _completed(self, call: Call, made: JsonObject, new_key: Callable[[str], Key]) -> JsonObject:
        """Return a new record with its key, its links, and what its schema requires."""
        resource = self._rules.resource
        if resource.hidden_key and resource.key in made:
            made[resource.key] = as_kept(made[resource.key], resource.hidden_key)
        if made.get(resource.key) in (None, ""):
            made[resource.key] = new_key("")
        if resource.path:
            made[LINKS] = own_links(resource.path, made)
        own = self._rules.dice.fork(call.partition, str(made[resource.key]))
        return {**self._rules.complete(own, made), **made}

    def _owned(self, call: Call) -> JsonObject:
        """Return the fields that name a new record's owners, as the path names them."""
        owned: JsonObject = {}
        for owner in self._rules.declaration.owners:
            owned[owner.field] = call.values[owner.parameter]
        return owned

    def _assigned(self, value: Json, now: str, new_key: Callable[[str], Key]) -> Json:
        if value == "$now":
            return now
        return new_key("") if value == "$key" else value

    def _check_unique(self, call: Call, record: JsonObject) -> None:
        resource = self._rules.resource
        key = record[resource.key]
        for field in resource.unique:
            value = record.get(field)
            if value in (None, ""):
                continue
            for row in call.transaction.holders(resource.name, field, value):
                if row.key == key or not _is_alive(orjson.loads(row.body), resource):
                    continue
                message = f"{field} {value!r} is taken by another {resource.name.replace('_', ' ')}"
                raise Refused(
                    Problem.CONFLICT, message, offences=(_offence(field, message, "unique"),)
                )


def _is_alive(record: JsonObject, resource: Resource) -> bool:
    return all(record.get(name) == value for name, value in resource.alive.items())


def _offence(field: str, message: str, keyword: str) -> Offence:
    return Offence(
        pointer=f"/{field}", message=message, keyword=keyword, location="body", name=field
    )


class Creating:
    """Makes a record from the body and answers it."""

    def __init__(self, rules: Rules, answering: Answering) -> None:
        self._writing = Writing(rules)
        self._resource = rules.resource
        self._answering = answering

    def __call__(self, call: Call) -> Answer:
        """Answer one request.

        Raises:
            Refused: a record of that key lives already, or a rule would be broken.
        """
        written = self._writing.record(call, None)
        record, field = written.record, self._resource.key
        key = as_key(record[field])
        if key is None:
            message = "expected text, or an integer of at most 64 bits"
            offence = _offence(field, message, "type")
            raise Refused(Problem.INVALID_BODY, f"{field}: {message}", offences=(offence,))
        record[field] = key
        if call.transaction.has(self._resource.name, key):
            raise self._taken(record)
        body = call.transaction.put(self._resource.name, key, record)
        return self._answering.record(written, body, call)

    def _taken(self, record: JsonObject) -> Refused:
        fields = self._resource.key_of or (self._resource.key,)
        values = ", ".join(f"{name} {record[name]!r}" for name in fields)
        message = f"{values} is taken by another {self._resource.name.replace('_', ' ')}"
        offences = (_offence(fields[-1], message, "unique"),)
        return Refused(Problem.CONFLICT, message, offences=offences)


def joined_key(resource: Resource, record: JsonObject) -> str:
    """Return the key that a record's fields make: `12/2-2-2/DE`."""
    return "/".join(str(record[name]) for name in resource.key_of)


class Updating:
    """Lays the body over the record that the path names, or over none, and answers it."""

    def __init__(self, rules: Rules, finding: Finding, answering: Answering) -> None:
        self._writing = Writing(rules)
        self._resource = rules.resource
        self._condition = StateCondition(rules.declaration.when, rules.resource.name)
        self._creates = rules.declaration.creates
        self._finding = finding
        self._answering = answering

    def __call__(self, call: Call) -> Answer:
        """Answer one request.

        Raises:
            Refused: there is no such record, it is not in a state for this, or a rule would be
                broken.
        """
        if self._creates is not None and self._finding.key(call) == self._creates:
            written = self._writing.record(call, None)
            key = cast("Key", written.record[self._resource.key])
            body = call.transaction.put(self._resource.name, key, written.record)
            return self._answering.record(written, body, call)
        row = self._finding.row(call)
        existing = orjson.loads(row.body)
        self._condition.check(existing)
        written = self._writing.record(call, existing)
        body = call.transaction.put(self._resource.name, row.key, written.record)
        return self._answering.record(written, body, call)
