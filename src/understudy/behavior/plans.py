"""Plans: everything about an operation that can be decided before the first request.

    asked -> admitted (who, and is it well-formed?) -> decided (what happens) -> answer

A plan is compiled once per operation; `prepare` and `decide` are its two halves, so that the state
a request needs can be loaded between them.
"""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass

from understudy.behavior.bodies import NO_BODY, BodyReader
from understudy.behavior.calls import Address, Answer, Call, Caller, Files, Headers, Shelf
from understudy.behavior.compiling import Workshop
from understudy.behavior.declarations import Kind
from understudy.behavior.keys import as_kept, as_key
from understudy.behavior.problems import Problem, Refused, Speech
from understudy.behavior.replays import Replays, idempotency_of
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, Location, Operation
from understudy.contract.queries import split_query
from understudy.state import Transaction


@dataclass(slots=True)
class Asked:
    """A request as it came: headers by lower-case name and as bytes, as ASGI gives them.

    `path_values` are decoded by the router already.
    """

    path_values: Mapping[str, str]
    query: bytes
    headers: Mapping[bytes, bytes]
    content: bytes
    address: Address


@dataclass(slots=True)
class Prepared:
    """A request that is permitted and well-formed; `partition` says whose records it is about."""

    values: Mapping[str, Json]
    body: Json
    files: Files
    caller: Caller
    partition: str
    address: Address


# What these kinds answer follows from the request and the world alone.
READING = frozenset({Kind.LIST, Kind.GET})
WRITING = frozenset({Kind.CREATE, Kind.UPDATE, Kind.DELETE})  # whatever their method


class Plan:
    """One operation, ready to serve."""

    def __init__(self, operation: Operation, workshop: Workshop) -> None:
        declaration = workshop.declaration(operation)
        self.operation = operation
        errors = workshop.behavior.errors.at(operation.base_paths[0] + operation.path)
        self.speech = Speech(errors, declaration.errors)
        rule = idempotency_of(operation, workshop.behavior, workshop.contract)
        self.replays = Replays(rule) if rule is not None else None
        self.headers = (*_provenance(operation), *encoded(workshop.behavior.headers))
        self.takes_body = operation.request_body is not None
        self.gate = workshop.gate(operation, declaration)
        self.is_reading = declaration.kind in READING and operation.request_body is None
        self.is_writing = declaration.kind in WRITING
        self._header_names = tuple(
            b"cookie"
            if each.location is Location.COOKIE
            else each.name.lower().encode("latin-1", "replace")
            for each in operation.parameters
            if each.location in {Location.HEADER, Location.COOKIE}
        )
        self._parameters = workshop.parameters(operation)
        self._queried = _queried(operation) if declaration.refuses_unknown else None
        self._body = (
            BodyReader(operation.request_body, workshop.schemas) if operation.request_body else None
        )
        self.file_fields = self._body.file_fields if self._body else frozenset()
        self._partition = workshop.partition(operation)
        self._owners = tuple((each, workshop.alive(each)) for each in declaration.owners)
        self._remove = workshop.references.remove
        self._named = workshop.named(operation, declaration)
        self._behave = workshop.behave(operation, declaration)

    def prepare(self, asked: Asked, tokens: Transaction | None) -> Prepared:
        """Check a request against the contract.

        `tokens` is where issued tokens are known, None when none are asked for.

        Raises:
            Refused: the caller may not, or the request is not what the contract asks for.
        """
        caller = self.gate.admit(asked.headers, asked.query, tokens)
        if self._queried is not None and asked.query:
            _refuse_unknown(asked.query, self._queried)
        decoded = self._parameters.decode(asked.path_values, asked.query, asked.headers)
        if decoded.offences:
            first = decoded.offences[0]
            raise Refused(
                Problem.INVALID_PARAMETER,
                f"{first.name}: {first.message}",
                offences=decoded.offences,
            )
        if caller.scopes is not None:
            self.gate.check_parameters(caller.scopes, decoded.values)
        body = (
            self._body.read(
                asked.content, asked.headers.get(b"content-type", b"").decode("latin-1")
            )
            if self._body
            else NO_BODY
        )
        values = decoded.values
        if self._named:
            kept = {name: as_kept(values[name], schema) for name, schema in self._named.items()}
            values = {**values, **kept}
        partition = str(decoded.values[self._partition]).lower() if self._partition else ""
        return Prepared(
            values=values,
            body=body.value,
            files=body.files,
            caller=caller,
            partition=partition,
            address=asked.address,
        )

    def question(self, asked: Asked) -> tuple[object, ...]:
        """Return all that the answer of a reading operation depends on, but for the world."""
        headers = tuple(map(asked.headers.get, self._header_names))
        address = asked.address
        return (self.operation.id, address.origin, address.path, address.query, headers)

    def decide(self, prepared: Prepared, transaction: Transaction, shelf: Shelf) -> Answer:
        """Do what the operation does, on a transaction: changes are in it, not yet in the world.

        Raises:
            Refused: it cannot be done, and nothing is to change.
        """
        call = Call(
            values=prepared.values,
            body=prepared.body,
            files=prepared.files,
            remover=self._remove,
            transaction=transaction,
            shelf=shelf,
            address=prepared.address,
            caller=prepared.caller,
            partition=prepared.partition,
        )
        if self._owners:
            self._find_owners(call)
        if self.is_reading:
            return self._behave(call)
        with transaction:
            return self._behave(call)

    def _find_owners(self, call: Call) -> None:
        held: dict[str, Json] = {}
        for owner, alive in self._owners:
            key = call.values[owner.parameter]
            known = as_key(key)
            record = call.transaction.get(owner.resource, known) if known is not None else None
            expected = {**alive, **held}
            if record is None or any(record.get(name) != each for name, each in expected.items()):
                raise Refused(
                    Problem.NOT_FOUND, f"there is no {owner.resource.replace('_', ' ')} {key!r}"
                )
            call.owners.append(record)
            held[owner.field] = key


def encoded(headers: Mapping[str, str]) -> Headers:
    """Return headers as ASGI takes them."""
    return tuple(
        (name.lower().encode("latin-1"), value.encode("latin-1")) for name, value in headers.items()
    )


def _queried(operation: Operation) -> frozenset[str]:
    return frozenset(each.name for each in operation.parameters if each.location is Location.QUERY)


def _refuse_unknown(query: bytes, known: frozenset[str]) -> None:
    unknown = [name for name, _ in split_query(query) if name not in known]
    if unknown:
        message = "this operation has no such query parameter"
        raise Refused(
            Problem.UNKNOWN_PARAMETER,
            f"unknown query parameter(s): {', '.join(unknown)}",
            offences=[
                Offence(
                    pointer="", message=message, keyword="name", location=Location.QUERY, name=name
                )
                for name in unknown
            ],
        )


def _provenance(operation: Operation) -> Headers:
    """Return the header that says how well an operation is known."""
    if operation.provenance is None:
        return ()
    return ((b"understudy-provenance", operation.provenance.label.value.encode("ascii")),)
