"""Reads behavior.yaml: its grammar first, then its meaning as typed values."""

from __future__ import annotations

import json
from collections.abc import Mapping, Sequence
from importlib.resources import files
from pathlib import Path
from typing import cast

from understudy.behavior.declarations import (
    Behavior,
    Comparison,
    Credentials,
    Declaration,
    ErrorCase,
    Errors,
    ErrorShape,
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
    Quirk,
    Reading,
    Reference,
    Relation,
    Resource,
    TokenKeys,
    TokenRule,
)
from understudy.behavior.likeness import resolved
from understudy.behavior.merging import apply_merge_patch
from understudy.behavior.problems import PROBLEM_DETAILS
from understudy.contract.documents import load_document
from understudy.contract.errors import BehaviorError
from understudy.contract.grammars import check_grammar
from understudy.contract.operations import Json, JsonObject, Label, Provenance
from understudy.state import ColumnKind, Operator

_SAID = frozenset({"status", "body", "headers", "media_type"})
_FITS = frozenset({"kind", "keywords", "name"})
DEFAULT_ANSWERS: Mapping[Kind, Json] = {Kind.LIST: "$records", Kind.DELETE: None}


def read_behavior(
    path: Path, *, cache: Path | None = None, quirks_off: Sequence[str] = ()
) -> Behavior:
    """Return what a behavior.yaml declares; `cache` is a folder for its compiled form.

    `quirks_off` are quirks of it that are taken away.

    Raises:
        DocumentError: the file cannot be read.
        BehaviorError: it breaks the grammar; the message names the line and what is expected there.
    """
    document = load_document(path, cache=cache)
    check_grammar(document, path, grammar(), BehaviorError)
    quirks = {name: _quirk(name, each) for name, each in _objects(document, "quirks")}
    for name in quirks_off:
        document = apply_merge_patch(document, quirks[name].behavior)
        check_grammar(document, path, grammar(), BehaviorError)
    document = {**document, "operations": resolved(_members(document, "operations"), path)}
    errors = _members(document, "errors")
    return Behavior(
        resources={name: _resource(name, each) for name, each in _objects(document, "resources")},
        declarations={
            name: _declaration(name, each) for name, each in _objects(document, "operations")
        },
        errors=_errors(errors) if errors else PROBLEM_DETAILS,
        credentials=_credentials(_members(document, "credentials")),
        aliases=cast("Mapping[str, str]", document.get("aliases", {})),
        headers=cast("Mapping[str, str]", _members(document, "headers")),
        idempotency=_idempotency(_members(document, "idempotency")),
        infers=bool(document.get("infer", False)),
        partition=cast("str | None", document.get("partition")),
        quirks=quirks,
        off=tuple(quirks_off),
        file=str(path),
    )


def _quirk(name: str, source: JsonObject) -> Quirk:
    provenance, off = _members(source, "provenance"), _members(source, "off")
    return Quirk(
        name=name,
        says=str(source["says"]),
        provenance=Provenance(
            label=Label(str(provenance["label"])),
            source=_text(provenance, "source"),
            section=_text(provenance, "section") or "",
            note=_text(provenance, "note") or "",
        ),
        doubtful=bool(source.get("doubtful", False)),
        behavior=_members(off, "behavior"),
        contract=_members(off, "contract"),
    )


def grammar() -> JsonObject:
    """Return the JSON Schema of behavior.yaml."""
    text = files("understudy.behavior").joinpath("grammar.json").read_text(encoding="utf-8")
    return cast("JsonObject", json.loads(text))


def _members(source: JsonObject, name: str) -> JsonObject:
    value = source.get(name)
    return value if isinstance(value, dict) else {}


def _objects(source: JsonObject, name: str) -> list[tuple[str, JsonObject]]:
    return [(key, cast("JsonObject", value)) for key, value in _members(source, name).items()]


def _strings(source: JsonObject, name: str) -> tuple[str, ...]:
    value = source.get(name)
    return tuple(str(each) for each in value) if isinstance(value, list) else ()


def _text(source: JsonObject, name: str) -> str | None:
    value = source.get(name)
    return value if isinstance(value, str) else None


def _resource(name: str, source: JsonObject) -> Resource:
    return Resource(
        name=name,
        key=str(source["key"]),
        schema=_text(source, "schema"),
        key_of=_strings(source, "key_of"),
        key_pattern=_text(source, "key_pattern"),
        count=cast("int", source.get("count", 0)),
        scales=bool(source.get("scales", False)),
        seeder=_text(source, "seeder"),
        alive=_members(source, "alive"),
        unique=_strings(source, "unique"),
        columns={
            field: ColumnKind(str(kind)) for field, kind in _members(source, "columns").items()
        },
        several=_strings(source, "several"),
        belongs=cast("Mapping[str, str]", _members(source, "belongs")),
        relations={field: _relation(each) for field, each in _objects(source, "relations")},
        references={field: _reference(each) for field, each in _objects(source, "references")},
    )


def _reference(source: JsonObject) -> Reference:
    return Reference(
        resource=str(source["resource"]),
        on_delete=OnDelete(str(source.get("on_delete", OnDelete.REFUSE))),
    )


def _relation(source: JsonObject) -> Relation:
    return Relation(
        resource=_text(source, "resource"),
        many=bool(source.get("many", False)),
        inline=bool(source.get("inline", False)),
        on_request=bool(source.get("on_request", False)),
        by=_text(source, "by"),
        sort=_text(source, "sort"),
        answer=source.get("answer"),
    )


def _declaration(operation: str, source: JsonObject) -> Declaration:
    kind = Kind(str(source["behavior"]))
    key = source.get("key")
    return Declaration(
        operation=operation,
        kind=kind,
        resource=_text(source, "resource"),
        handler=_text(source, "handler"),
        roles=_strings(source, "roles"),
        shared=bool(source.get("shared", False)),
        owners=tuple(
            _owner(cast("JsonObject", each))
            for each in cast("list[Json]", source.get("within", []))
        ),
        key=_text(key, "parameter") if isinstance(key, dict) else _text(source, "key"),
        also=_strings(key, "also") if isinstance(key, dict) else (),
        only=cast("str | int | None", key.get("value")) if isinstance(key, dict) else None,
        creates=_text(source, "creates"),
        where=_members(source, "where"),
        filters={name: _filter(each) for name, each in _members(source, "filters").items()},
        alternatives=tuple(
            tuple(map(str, cast("list[Json]", each)))
            for each in cast("list[Json]", source.get("alternatives", []))
        ),
        operators=_named(_members(source, "operators")) if "operators" in source else None,
        ordering=_ordering(_members(source, "sort")),
        paging=_paging(_members(source, "page")) if "page" in source else None,
        empty=_text(source, "empty"),
        include=_text(source, "include"),
        refuses_unknown=source.get("unknown_query") == "refuse",
        present=_text(source, "present"),
        answer=source.get("answer", DEFAULT_ANSWERS.get(kind, "$record")),
        body=_text(source, "body"),
        build=_text(source, "build"),
        rename=cast("Mapping[str, str]", _members(source, "rename")),
        replaces=bool(source.get("replaces", False)),
        defaults=_members(source, "defaults"),
        assign=_members(source, "set"),
        soft=_members(source, "soft"),
        when={
            name: tuple(cast("list[Json]", each)) for name, each in _members(source, "when").items()
        },
        headers=cast("Mapping[str, str]", _members(source, "headers")),
        twice=_text(source, "twice"),
        beside=_text(source, "beside"),
        token=_token(_members(source, "token")) if "token" in source else None,
        errors={name: _error(each) for name, each in _objects(source, "errors")},
    )


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
        return Filter(cases=dict(_objects(rule, "cases")))
    each = cast("list[JsonObject]", rule["any"]) if "any" in rule else [rule]
    return Filter(
        matches=tuple(
            Match(field=str(one["field"]), operator=_comparison(one.get("match", "equals")))
            for one in each
        )
    )


def _comparison(word: Json) -> Comparison:
    return Reading(str(word)) if word in list(Reading) else Operator(str(word))


def _named(source: JsonObject) -> Named:
    return Named(
        prefix=str(source["prefix"]),
        suffixes={
            suffix: _comparison(match) for suffix, match in _members(source, "suffixes").items()
        },
        fields=cast("Mapping[str, str]", _members(source, "fields")),
    )


def _ordering(source: JsonObject) -> Ordering:
    closest = _members(source, "closest")
    return Ordering(
        default=_strings(source, "default"),
        by=_text(source, "by"),
        direction=_text(source, "direction"),
        fields=_strings(source, "fields"),
        closest=(str(closest["parameter"]), str(closest["field"])) if closest else None,
    )


def _paging(source: JsonObject) -> Paging:
    style = PageStyle(str(source["style"]))
    return Paging(
        style=style,
        size=_text(source, "size"),
        start=_text(source, style.value),
        default=cast("int", source["default"]),
    )


def _token(source: JsonObject) -> TokenRule:
    return TokenRule(
        lifetime_s=cast("int", source["lifetime_s"]),
        identity=_text(source, "identity"),
        scope=_text(source, "scope"),
        keys=_token_keys(_members(source, "keys")) if "keys" in source else None,
    )


def _token_keys(source: JsonObject) -> TokenKeys:
    return TokenKeys(
        resource=str(source["resource"]),
        field=str(source["field"]),
        role=_text(source, "role"),
        expires=_text(source, "expires"),
    )


def _errors(source: JsonObject) -> Errors:
    return Errors(
        body=source["body"],
        offence=source.get("offence"),
        media_type=str(source.get("media_type", "application/json")),
        kinds={name: _error(each) for name, each in _objects(source, "kinds")},
        cases=tuple(
            _case(cast("JsonObject", each)) for each in cast("list[Json]", source.get("cases", []))
        ),
        under={prefix: _errors(each) for prefix, each in _objects(source, "under")},
    )


def _case(source: JsonObject) -> ErrorCase:
    said = {name: each for name, each in source.items() if name not in _FITS}
    return ErrorCase(
        kind=str(source["kind"]),
        keywords=_strings(source, "keywords"),
        name=_text(source, "name"),
        shape=_error(said),
    )


def _error(source: JsonObject) -> ErrorShape:
    return ErrorShape(
        status=cast("int | None", source.get("status")),
        body=source.get("body"),
        media_type=_text(source, "media_type"),
        headers=cast("Mapping[str, str]", _members(source, "headers")),
        constants={name: value for name, value in source.items() if name not in _SAID},
    )


def _idempotency(source: JsonObject) -> Idempotency | None:
    if not source:
        return None
    return Idempotency(
        header=str(source["header"]),
        methods=_strings(source, "methods"),
        replayed=cast("Mapping[str, str]", _members(source, "replayed")),
        lifetime_s=cast("int", source.get("lifetime_s", 86_400)),
    )


def _credentials(source: JsonObject) -> Credentials:
    return Credentials(
        pattern=_text(source, "pattern"),
        roles=_strings(source, "roles"),
        any_scope=source.get("scopes", "any") == "any",
        keys=_strings(source, "keys"),
        parameters=cast("Mapping[str, str]", _members(source, "parameters")),
    )
