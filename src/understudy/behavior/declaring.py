"""Reads behavior.yaml: its grammar first, then its meaning as typed values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import cast

from understudy.behavior.access import Credentials, TokenKeys, TokenRule
from understudy.behavior.declarations import (
    Behavior,
    Comparison,
    Declaration,
    Expression,
    Filter,
    Idempotency,
    Kind,
    Match,
    Named,
    OnDelete,
    Ordering,
    Owner,
    PageStyle,
    Paging,
    Reading,
    Reference,
    Relation,
    Resource,
)
from understudy.behavior.error_shapes import read_error, read_errors
from understudy.behavior.likeness import resolved
from understudy.behavior.members import members, objects, strings, text
from understudy.behavior.merging import apply_merge_patch
from understudy.behavior.problems import PROBLEM_DETAILS
from understudy.behavior.quirks import read_quirk
from understudy.contract.documents import load_document
from understudy.contract.errors import BehaviorError
from understudy.contract.grammars import check_grammar
from understudy.contract.operations import Json, JsonObject
from understudy.state import ColumnKind, Operator

DEFAULT_ANSWERS: Mapping[Kind, Json] = {Kind.LIST: "$records", Kind.DELETE: None}


def read_behavior(
    path: Path,
    *,
    cache: Path | None = None,
    quirks_off: Sequence[str] = (),
    patch: JsonObject | None = None,
) -> Behavior:
    """Return what a behavior.yaml declares; `cache` is a folder for its compiled form.

    `quirks_off` are quirks of it that are taken away; `patch` is a merge patch for it.

    Raises:
        DocumentError: the file cannot be read.
        BehaviorError: it breaks the grammar; the message names the line and what is expected there.
    """
    document = load_document(path, cache=cache)
    check_grammar(document, path, grammar(), BehaviorError)
    quirks = {name: read_quirk(name, each) for name, each in objects(document, "quirks")}
    for name in quirks_off:
        document = apply_merge_patch(document, quirks[name].behavior)
        check_grammar(document, path, grammar(), BehaviorError)
    if patch:
        document = apply_merge_patch(document, patch)
        check_grammar(document, path, grammar(), BehaviorError)
    document = {**document, "operations": resolved(members(document, "operations"), path)}
    errors = members(document, "errors")
    return Behavior(
        resources={name: _resource(name, each) for name, each in objects(document, "resources")},
        declarations={
            name: _declaration(name, each) for name, each in objects(document, "operations")
        },
        errors=read_errors(errors) if errors else PROBLEM_DETAILS,
        credentials=_credentials(members(document, "credentials")),
        aliases=cast("Mapping[str, str]", document.get("aliases", {})),
        headers=cast("Mapping[str, str]", members(document, "headers")),
        idempotency=_idempotency(members(document, "idempotency")),
        infers=bool(document.get("infer", False)),
        partition=cast("str | None", document.get("partition")),
        quirks=quirks,
        off=tuple(quirks_off),
        file=str(path),
    )


def grammar() -> JsonObject:
    """Return the JSON Schema of behavior.yaml."""
    text = files("understudy.behavior").joinpath("grammar.json").read_text(encoding="utf-8")
    return cast("JsonObject", json.loads(text))


def _resource(name: str, source: JsonObject) -> Resource:
    return Resource(
        name=name,
        key=str(source["key"]),
        schema=text(source, "schema"),
        key_of=strings(source, "key_of"),
        key_pattern=text(source, "key_pattern"),
        count=_whole(source, "count", 0),
        scales=bool(source.get("scales", False)),
        seeder=text(source, "seeder"),
        alive=members(source, "alive"),
        unique=strings(source, "unique"),
        columns={
            field: ColumnKind(str(kind)) for field, kind in members(source, "columns").items()
        },
        several=strings(source, "several"),
        belongs=cast("Mapping[str, str]", members(source, "belongs")),
        relations={field: _relation(each) for field, each in objects(source, "relations")},
        references={field: _reference(each) for field, each in objects(source, "references")},
    )


def _reference(source: JsonObject) -> Reference:
    return Reference(
        resource=str(source["resource"]),
        on_delete=OnDelete(str(source.get("on_delete", OnDelete.REFUSE))),
    )


def _relation(source: JsonObject) -> Relation:
    return Relation(
        resource=text(source, "resource"),
        many=bool(source.get("many", False)),
        inline=bool(source.get("inline", False)),
        on_request=bool(source.get("on_request", False)),
        by=text(source, "by"),
        sort=text(source, "sort"),
        answer=source.get("answer"),
    )


def _declaration(operation: str, source: JsonObject) -> Declaration:
    kind = Kind(str(source["behavior"]))
    key = source.get("key")
    return Declaration(
        operation=operation,
        kind=kind,
        resource=text(source, "resource"),
        handler=text(source, "handler"),
        roles=strings(source, "roles"),
        shared=bool(source.get("shared", False)),
        owners=tuple(map(_owner, cast("list[JsonObject]", source.get("within", [])))),
        key=text(key, "parameter") if isinstance(key, dict) else text(source, "key"),
        also=strings(key, "also") if isinstance(key, dict) else (),
        only=cast("str | int | None", key.get("value")) if isinstance(key, dict) else None,
        creates=text(source, "creates"),
        where=members(source, "where"),
        filters={name: _filter(each) for name, each in members(source, "filters").items()},
        alternatives=tuple(map(tuple, cast("list[list[str]]", source.get("alternatives", [])))),
        operators=_named(members(source, "operators")) if "operators" in source else None,
        ordering=_ordering(members(source, "sort")),
        paging=_paging(members(source, "page")) if "page" in source else None,
        empty=text(source, "empty"),
        include=text(source, "include"),
        refuses_unknown=source.get("unknown_query") == "refuse",
        present=text(source, "present"),
        answer=source.get("answer", DEFAULT_ANSWERS.get(kind, "$record")),
        body=text(source, "body"),
        build=text(source, "build"),
        rename=cast("Mapping[str, str]", members(source, "rename")),
        replaces=bool(source.get("replaces", False)),
        defaults=members(source, "defaults"),
        assign=members(source, "set"),
        soft=members(source, "soft"),
        when=_states(members(source, "when")),
        headers=cast("Mapping[str, str]", members(source, "headers")),
        twice=text(source, "twice"),
        beside=text(source, "beside"),
        token=_token(members(source, "token")) if "token" in source else None,
        errors={name: read_error(each) for name, each in objects(source, "errors")},
    )


def _states(source: JsonObject) -> Mapping[str, tuple[Json, ...]]:
    return {name: tuple(cast("list[Json]", each)) for name, each in source.items()}


def _owner(source: JsonObject) -> Owner:
    return Owner(
        resource=str(source["resource"]),
        parameter=str(source["parameter"]),
        field=str(source["field"]),
    )


def _filter(source: Json) -> Filter:
    if isinstance(source, str):
        return Filter(matches=(Match(field=source),))
    rule = cast("JsonObject", source)
    if "cases" in rule:
        return Filter(cases=dict(objects(rule, "cases")))
    if "expression" in rule:
        return Filter(expression=_expression(members(rule, "expression")))
    each = cast("list[JsonObject]", rule["any"]) if "any" in rule else [rule]
    return Filter(
        matches=tuple(
            Match(field=str(one["field"]), operator=_comparison(one.get("match", "equals")))
            for one in each
        )
    )


def _expression(source: JsonObject) -> Expression:
    words = members(source, "words")
    return Expression(
        of=str(source["of"]),
        words={word: Operator(str(match)) for word, match in words.items()},
        fields=strings(source, "fields"),
    )


def _comparison(word: Json) -> Comparison:
    return Reading(str(word)) if word in list(Reading) else Operator(str(word))


def _named(source: JsonObject) -> Named:
    return Named(
        prefix=str(source["prefix"]),
        suffixes={
            suffix: _comparison(match) for suffix, match in members(source, "suffixes").items()
        },
        fields=cast("Mapping[str, str]", members(source, "fields")),
    )


def _ordering(source: JsonObject) -> Ordering:
    closest = members(source, "closest")
    return Ordering(
        default=strings(source, "default"),
        by=text(source, "by"),
        direction=text(source, "direction"),
        fields=strings(source, "fields"),
        closest=(str(closest["parameter"]), str(closest["field"])) if closest else None,
    )


def _paging(source: JsonObject) -> Paging:
    style = PageStyle(str(source["style"]))
    return Paging(
        style=style,
        size=text(source, "size"),
        start=text(source, style.value),
        default=_whole(source, "default", 1),
        first=_whole(source, "first", 1),
        before=text(source, "before"),
    )


def _whole(source: JsonObject, name: str, default: int) -> int:
    """Return a whole number, also when it is written as 5.0: JSON makes no difference."""
    return int(cast("float", source.get(name, default)))


def _token(source: JsonObject) -> TokenRule:
    return TokenRule(
        lifetime_s=_whole(source, "lifetime_s", 1),
        identity=text(source, "identity"),
        scope=text(source, "scope"),
        keys=_token_keys(members(source, "keys")) if "keys" in source else None,
    )


def _token_keys(source: JsonObject) -> TokenKeys:
    return TokenKeys(
        resource=str(source["resource"]),
        field=str(source["field"]),
        role=text(source, "role"),
        expires=text(source, "expires"),
    )


def _idempotency(source: JsonObject) -> Idempotency | None:
    if not source:
        return None
    return Idempotency(
        header=str(source["header"]),
        methods=strings(source, "methods"),
        replayed=cast("Mapping[str, str]", members(source, "replayed")),
        lifetime_s=_whole(source, "lifetime_s", 86_400),
    )


def _credentials(source: JsonObject) -> Credentials:
    return Credentials(
        pattern=text(source, "pattern"),
        roles=strings(source, "roles"),
        any_scope=source.get("scopes", "any") == "any",
        keys=strings(source, "keys"),
        parameters=cast("Mapping[str, str]", members(source, "parameters")),
    )
