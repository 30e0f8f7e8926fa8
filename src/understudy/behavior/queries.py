"""What the query parameters of a list mean, told from their names: pages, order, filters."""

from __future__ import annotations

import re
from collections.abc import Mapping
from dataclasses import replace

from understudy.behavior.declarations import (
    Declaration,
    Filter,
    Kind,
    Match,
    Ordering,
    PageStyle,
    Paging,
)
from understudy.behavior.naming import plain
from understudy.contract.operations import Json, JsonObject, Location, Operation, Parameter
from understudy.state import Operator

SIZES = (
    *("limit", "pagesize", "perpage", "size", "itemsperpage", "maxresults", "count", "first"),
    "top",
)
KEYS = ("after", "startingafter", "sinceid", "afterid", "startafter")  # may take a record's key
STARTS = {
    PageStyle.CURSOR: ("cursor", "pagetoken", "nexttoken", *KEYS),
    PageStyle.OFFSET: ("offset", "skip", "start"),
    PageStyle.NUMBER: ("page", "pagenumber", "pageno", "pageindex"),
}
BEFORES = ("before", "endingbefore", "beforeid", "endbefore")
SORTS = ("sort", "sortby", "orderby", "ordering")
DIRECTIONS = ("order", "direction", "sortorder", "sortdirection", "dir")
SEARCHES = ("q", "query", "search", "keyword", "text", "filter")
TEXTS = ("name", "title", "description", "sku", "label", "displayname", "email")
ALL = frozenset({"all", "any", "both", "*"})  # what a parameter says to find all there are
DEFAULT_SIZE = 20
# How parameters end that compare a property: price_gte, price[gte], created_after.
ENDINGS: Mapping[str, Operator] = {
    **dict.fromkeys(("gte", "min", "from", "after", "since", "start"), Operator.AT_LEAST),
    **dict.fromkeys(("lte", "max", "to", "before", "until", "end"), Operator.AT_MOST),
    **dict.fromkeys(("icontains", "contains", "like"), Operator.CONTAINS),
    **dict.fromkeys(("istartswith", "startswith", "prefix"), Operator.STARTS),
    **dict.fromkeys(("neq", "ne", "not"), Operator.DIFFERS),
    "gt": Operator.MORE,
    "lt": Operator.LESS,
    "in": Operator.IN,
    "eq": Operator.EQUALS,
}
BEGINNINGS: Mapping[str, Operator] = {"min": Operator.AT_LEAST, "max": Operator.AT_MOST}
_BRACKETED = re.compile(r"(?:filters?|where)\[(.+)\]|(?:filters?|where)\.(.+)", re.IGNORECASE)


def infer_query(operation: Operation, properties: JsonObject) -> Declaration:
    """Return the part of a list's declaration that follows from its query parameters."""
    names = {
        plain(each.name): each.name
        for each in operation.parameters
        if each.location is Location.QUERY and not _is_of_another_kind(each)
    }
    return Declaration(
        operation=operation.id,
        kind=Kind.LIST,
        filters=_filters(operation, names, properties),
        ordering=_ordering(names, properties),
        paging=_paging(operation, names),
    )


def _is_of_another_kind(parameter: Parameter) -> bool:
    """Tell whether a parameter is called like what it is not.

    `$filter` of OData is an expression, `$count` asks whether to count, `after` may be a moment.
    """
    name, schema = plain(parameter.name), parameter.schema
    is_switch = name in SIZES and schema.get("type") == "boolean"
    is_moment = name in (*STARTS[PageStyle.CURSOR], *BEFORES) and "date" in str(
        schema.get("format")
    )
    return is_switch or is_moment or parameter.name == "$filter"


def _paging(operation: Operation, names: dict[str, str]) -> Paging | None:
    size = _first(names, SIZES)
    found = ((style, _first(names, starts)) for style, starts in STARTS.items())
    style, start = next(
        ((style, start) for style, start in found if start), (PageStyle.OFFSET, None)
    )
    if size is None and start is None:
        return None
    declared = next(
        (each.schema.get("default") for each in operation.parameters if each.name == size), None
    )
    default = declared if isinstance(declared, int) and declared > 0 else DEFAULT_SIZE
    first = 0 if _counts_from_zero(operation, start) else 1
    before = _first(names, BEFORES) if style is PageStyle.CURSOR else None
    return Paging(style=style, size=size, start=start, default=default, first=first, before=before)


def _counts_from_zero(operation: Operation, start: str | None) -> bool:
    """Tell whether a page may be number 0: then that is the first one."""
    schemas = (each.schema for each in operation.parameters if each.name == start)
    return any(0 in (each.get("minimum"), each.get("default")) for each in schemas)


def _ordering(names: dict[str, str], properties: JsonObject) -> Ordering:
    scalars = tuple(name for name, schema in properties.items() if _is_scalar(schema))
    return Ordering(
        by=_first(names, SORTS),
        direction=_first(names, DIRECTIONS),
        fields=scalars if _first(names, SORTS) else (),
        spellings=_spellings(scalars) if _first(names, SORTS) else {},
    )


def _spellings(fields: tuple[str, ...]) -> dict[str, str]:
    """Return what fields may be called: `created_at` is `createdAt`, and `created`, too."""
    exact = {plain(_last(each)): each for each in fields}
    short = {
        name.removesuffix(ending): each
        for name, each in exact.items()
        for ending in ("at", "on", "date", "time")
        if name.endswith(ending) and each[-len(ending) - 1 :] != name[-len(ending) - 1 :]
    }
    return {**short, **exact}


def told_by_filters(operation: Operation, properties: JsonObject) -> dict[str, tuple[Json, ...]]:
    """Return what properties say that may be any text, where a parameter lists what it finds."""
    open_texts = {
        plain(name): name
        for name, schema in properties.items()
        if isinstance(schema, dict)
        and "." not in name
        and schema.get("type") == "string"
        and not {"enum", "const", "format", "pattern"} & schema.keys()
    }
    listed = {open_texts.get(plain(each.name)): _choices(each) for each in operation.parameters}
    return {name: choices for name, choices in listed.items() if name and choices}


def _choices(parameter: Parameter) -> tuple[Json, ...]:
    """Return the values that a parameter lists, without the word for all of them."""
    words = _words(parameter) if parameter.location is Location.QUERY else []
    return tuple(each for each in words if each is not None and str(each).lower() not in ALL)


def _filters(
    operation: Operation, names: dict[str, str], properties: JsonObject
) -> dict[str, Filter]:
    scalars = tuple(name for name, schema in properties.items() if _is_scalar(schema))
    by_plain = {plain(_last(name)): name for name in scalars}
    called = _spellings(scalars)
    parameters = {each.name: each for each in operation.parameters}
    filters: dict[str, Filter] = {}
    for name, parameter in names.items():
        bracketed = _BRACKETED.fullmatch(parameter)
        meant = plain(bracketed[1] or bracketed[2]) if bracketed else name
        match = _match(meant, by_plain, called) if name not in SIZES else None
        if match is not None:
            filters[parameter] = _filter(match, parameters[parameter])
    return _searches(names, by_plain) | filters


def _filter(match: Match, parameter: Parameter) -> Filter:
    """Return what a parameter keeps; a word for all of its choices keeps all."""
    choices = _choices(parameter)
    is_compared = match.operator is not Operator.EQUALS
    if is_compared or not choices or len(choices) == len(_words(parameter)):
        return Filter(matches=(match,))
    return Filter(cases={str(each): {match.field: each} for each in choices})


def _searches(names: dict[str, str], by_plain: Mapping[str, str]) -> dict[str, Filter]:
    search = _first(names, SEARCHES)
    texts = [by_plain[each] for each in TEXTS if each in by_plain]
    if search is None or not texts:
        return {}
    matches = tuple(Match(field=each, operator=Operator.CONTAINS) for each in texts)
    return {search: Filter(matches=matches)}


def _match(name: str, by_plain: Mapping[str, str], called: Mapping[str, str]) -> Match | None:
    """Return what a parameter compares: the property it is called like, or begins or ends with."""
    if name in by_plain:
        return Match(field=by_plain[name])
    for ending, operator in ENDINGS.items():
        field = called.get(name.removesuffix(ending)) if name.endswith(ending) else None
        if field is not None:
            return Match(field=field, operator=operator)
    for beginning, operator in BEGINNINGS.items():
        field = called.get(name.removeprefix(beginning)) if name.startswith(beginning) else None
        if field is not None:
            return Match(field=field, operator=operator)
    return None


def _last(field: str) -> str:
    return field.rpartition(".")[2]


def _words(parameter: Parameter) -> list[Json]:
    listed = parameter.schema.get("enum")
    return listed if isinstance(listed, list) else []


def _first(names: dict[str, str], wanted: tuple[str, ...]) -> str | None:
    return next((names[each] for each in wanted if each in names), None)


def _is_scalar(schema: object) -> bool:
    if not isinstance(schema, dict):
        return False
    declared = schema.get("type")
    types = set(declared) if isinstance(declared, list) else {declared}
    return bool(types & {"string", "integer", "number", "boolean"}) or "enum" in schema


def page_by_keys(paging: Paging | None, operation: Operation, *, is_told: bool) -> Paging | None:
    """Return how a list is paged: by keys, where no answer tells a cursor, or none would fit.

    Then a client goes on from the last record that it has.
    """
    if paging is None or plain(paging.start or "") not in KEYS:
        return paging
    named = (each.schema for each in operation.parameters if each.name == paging.start)
    is_number = any(schema.get("type") == "integer" for schema in named)
    return replace(paging, style=PageStyle.KEY) if is_number or not is_told else paging
