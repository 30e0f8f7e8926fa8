"""What the algebra claims holds for every value that can be sampled."""

from __future__ import annotations

from hypothesis import HealthCheck, given, settings
from hypothesis import strategies as st
from jsonschema_rs import Draft202012Validator

from tests.data.test_values_of_any_schema import satisfied_by, witnesses
from understudy.contract import interpret
from understudy.verification.diffing import Direction, Impact, compare
from understudy.verification.diffing.algebra import Algebra, Answer
from understudy.verification.diffing.candidates import edges_of, values_for
from understudy.verification.diffing.proofs import Examples
from understudy.verification.diffing.readings import Reading

relaxed = settings(max_examples=30, deadline=None, suppress_health_check=list(HealthCheck))
pairs = witnesses.flatmap(
    lambda value: st.tuples(st.just(value), satisfied_by(value), satisfied_by(value))
)
near_pairs = witnesses.flatmap(  # the same schema but for one keyword: what a new version does
    lambda value: st.tuples(st.just(value), satisfied_by(value, 2), satisfied_by(value, 3)).map(
        lambda drawn: (drawn[0], drawn[1], {**drawn[1], **drawn[2]})
    )
)


def is_valid(schema, value):
    return Draft202012Validator(schema, validate_formats=True).is_valid(value)


def samples(*schemas):
    for schema in schemas:
        yield from values_for(schema)
    yield from edges_of(*schemas)


@relaxed
@given(drawn=pairs | near_pairs)
def test_what_is_covered_is_never_refused(drawn):
    algebra = Algebra()
    value, narrow, wide = drawn

    if algebra.covers(wide, narrow) is Answer.YES:
        for each in (value, *samples(narrow, wide)):
            assert not is_valid(narrow, each) or is_valid(wide, each), each


@relaxed
@given(drawn=pairs | near_pairs)
def test_values_that_tell_schemas_apart_disprove_what_is_claimed(drawn):
    algebra = Algebra()
    _, sender, receiver = drawn

    found = Examples(algebra).telling(sender, receiver)

    assert all(is_valid(sender, each) for each in found)
    assert not any(is_valid(receiver, each) for each in found)
    assert not (found and algebra.covers(receiver, sender) is Answer.YES)


def answering(schema):
    media = {"application/json": {"schema": schema}}
    responses = {"200": {"description": "fine", "content": media}}
    request = {"requestBody": {"content": media}, "responses": responses}
    return {
        "openapi": "3.1.0",
        "info": {"title": "Any", "version": "1"},
        "paths": {"/things": {"post": request}},
    }


@relaxed
@given(drawn=pairs | near_pairs)
def test_what_is_called_compatible_hurts_nobody_and_what_is_called_breaking_does(drawn):
    value, *schemas = drawn
    documents = [answering(each) for each in schemas]

    changes = compare(*map(interpret, documents)).changes

    for direction in Direction:
        sender, receiver = parties(direction, *zip(documents, schemas, strict=True))
        impacts = {each.impact for each in changes if each.direction is direction}
        for each in changes:
            if each.direction is direction and each.witness is not None:
                assert breaks(each.witness.payload[0], sender, receiver)
        if impacts <= {Impact.COMPATIBLE}:
            told = [value, *samples(*schemas)]
            assert [each for each in told if breaks(each, sender, receiver)] == []


def parties(direction, old, new):
    sent, received = (old, new) if direction is Direction.REQUEST else (new, old)
    return (
        Reading(sent[0], direction, sends=True).whole(sent[1]),
        Reading(received[0], direction, sends=False).whole(received[1]),
    )


def breaks(value, sender, receiver):
    return is_valid(sender, value) and not is_valid(receiver, value)


@relaxed
@given(schema=witnesses.flatmap(satisfied_by))
def test_contract_does_not_differ_from_itself(schema):
    changes = compare(interpret(answering(schema)), interpret(answering(schema))).changes

    assert changes == ()


def test_schema_that_contains_itself_is_compared():
    def tree(kind):
        kids = {"type": "array", "items": {"$ref": "#/$defs/t"}}
        node = {"type": "object", "properties": {"kids": kids, "n": {"type": kind}}}
        return {"$ref": "#/$defs/t", "$defs": {"t": node}}

    algebra = Algebra()

    assert algebra.covers(tree("number"), tree("number")) is Answer.YES
    assert Examples(algebra).telling(tree("number"), tree("integer"))


def test_schema_that_nobody_can_use_is_not_decided():
    assert Algebra().covers({"pattern": "("}, {}) is Answer.UNKNOWN
    assert Algebra().difference({"pattern": "("}, {}) is None
