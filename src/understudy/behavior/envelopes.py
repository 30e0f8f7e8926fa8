"""Which member of an answer holds the records, and what the others state."""

from __future__ import annotations

from collections.abc import Mapping

from understudy.behavior.naming import plain, singular
from understudy.behavior.views import Views
from understudy.contract.operations import Json, JsonObject

# Names without case and separators -> the figure they state.
FIGURES: Mapping[str, str] = {
    **dict.fromkeys(
        (
            "total",
            "totalcount",
            "count",
            "totalitems",
            "totalrecords",
            "totalresults",
            "totalelements",
            "odatacount",
            "records",
        ),
        "$total|0",
    ),
    **dict.fromkeys(("page", "pagenumber", "currentpage", "pageno", "number"), "$number|1"),
    **dict.fromkeys(("limit", "pagesize", "perpage", "size", "itemsperpage"), "$size|0"),
    **dict.fromkeys(("pages", "totalpages", "pagecount", "lastpage"), "$pages|1"),
    **dict.fromkeys(("offset", "skip", "start"), "$offset|0"),
    **dict.fromkeys(("hasmore", "hasnext", "hasnextpage", "more"), "$has_next|false"),
    **dict.fromkeys(
        ("hasprevious", "hasprev", "haspreviouspage", "hasprevpage"), "$has_previous|false"
    ),
    **dict.fromkeys(("nextcursor", "nextpagetoken", "endcursor", "nexttoken"), "$next_cursor|null"),
    **dict.fromkeys(("prevcursor", "previouscursor", "startcursor"), "$previous_cursor|null"),
    **dict.fromkeys(
        ("next", "nexturl", "nextpageurl", "nextpage", "nextlink", "odatanextlink"),
        "$next_url|null",
    ),
    **dict.fromkeys(
        ("previous", "prev", "previousurl", "prevurl", "previouspageurl", "prevpageurl"),
        "$previous_url|null",
    ),
    **dict.fromkeys(("first", "firsturl", "firstpageurl", "firstlink"), "$first_url|null"),
    **dict.fromkeys(("last", "lasturl", "lastpageurl", "lastlink"), "$last_url|null"),
    **dict.fromkeys(("numberofelements", "returned", "currentcount"), "$here|0"),
    "from": "$from|null",
    "to": "$to|null",
}
SWITCHES: Mapping[str, str] = {
    **dict.fromkeys(("first", "isfirst", "isfirstpage"), "$is_first|true"),
    **dict.fromkeys(("last", "islast", "islastpage"), "$is_last|true"),
}
RECORD_NAMES = (
    "data",
    "items",
    "results",
    "records",
    "entries",
    "values",
    "rows",
    "content",
    "list",
    "objects",
)
_COUNTS = ("{}count", "{}total", "total{}", "totalnumberof{}", "numberof{}", "num{}", "count{}")
DEPTH = 2  # envelopes are not nested deeper


def infer_envelope(views: Views, schema: Json, *, depth: int = 0) -> Json:
    """Return the answer template of a list; None when the schema holds no array of objects.

    >>> from understudy.behavior.views import Views
    >>> pet = {"type": "object", "properties": {"id": {"type": "integer"}}}
    >>> page = {"properties": {"data": {"items": pet}, "total": {"type": "integer"}}}
    >>> infer_envelope(Views({}, {}), page)
    {'data': '$records', 'total': '$total|0'}
    """
    schema = views.within(schema, ())
    if not isinstance(schema, dict):
        return None
    if "items" in schema:
        return "$records" if views.properties(schema["items"]) else None
    properties = views.properties(schema)
    holder = _holder(views, properties, depth)
    if holder is None:
        return None
    name, inner = holder
    answer: JsonObject = {}
    for member, each in properties.items():
        if member == name:
            answer[member] = inner
        else:
            stated = _stated(views, member, each, counts=_counts_of(name))
            if stated is not None:
                answer[member] = stated
    return answer


def _holder(views: Views, properties: JsonObject, depth: int) -> tuple[str, Json] | None:
    """Return the member that holds the records, directly or one level down, and its template."""
    direct = [name for name, each in properties.items() if _is_array_of_objects(views, each)]
    if direct:
        return min(
            direct, key=lambda name: (plain(name) not in RECORD_NAMES, len(direct))
        ), "$records"
    if depth + 1 < DEPTH:
        for name, each in properties.items():
            inner = infer_envelope(views, each, depth=depth + 1)
            if inner is not None:
                return name, inner
    return None


def _is_array_of_objects(views: Views, schema: Json) -> bool:
    found = views.within(schema, ())
    return isinstance(found, dict) and "items" in found and bool(views.properties(found["items"]))


def _counts_of(holder: str) -> frozenset[str]:
    """Return what a total of the records in a member may be called: `articlesCount`."""
    words = {plain(holder), singular(plain(holder))}
    return frozenset(form.format(word) for word in words for form in _COUNTS)


def _stated(
    views: Views, name: str, schema: Json, *, counts: frozenset[str], depth: int = 0
) -> Json:
    """Return the template of a member beside the records, None when it is not known."""
    inner = views.properties(schema)
    if inner and depth >= DEPTH:
        return None  # no envelope is that deep, but one that contains itself
    if inner:
        found = {
            each: _stated(views, each, inner[each], counts=counts, depth=depth + 1)
            for each in inner
        }
        return {each: told for each, told in found.items() if told is not None} or None
    if not isinstance(schema, dict):
        return None
    figure = "$total|0" if plain(name) in counts else _figure(plain(name), str(schema.get("type")))
    if figure is None or not figure.endswith("|null") or _takes_null(views, schema):
        return figure
    # What there is none of is an empty text, where no null is allowed and any text is.
    return figure.removesuffix("null") + '""' if _is_any_text(views, schema) else figure


def _figure(name: str, kind: str) -> str | None:
    """Return what a member of that plain name and type states."""
    if "boolean" in kind:
        return SWITCHES.get(name, FIGURES.get(name))
    figure = FIGURES.get(name)
    is_number = figure is not None and figure.startswith("$next_url") and "integer" in kind
    return "$next_number|null" if is_number else figure


def _takes_null(views: Views, schema: Json) -> bool:
    """Tell whether a schema says that null is one of its values."""
    found = views.within(schema, ())
    if not isinstance(found, dict):
        return False
    branches = [found.get(keyword) for keyword in ("anyOf", "oneOf")]
    return "null" in str(found.get("type")) or any(
        _takes_null(views, each) for some in branches if isinstance(some, list) for each in some
    )


def _is_any_text(views: Views, schema: Json) -> bool:
    found = views.within(schema, ())
    return (
        isinstance(found, dict)
        and found.get("type") == "string"
        and not {"format", "pattern", "minLength", "enum", "const"} & found.keys()
    )


def infer_member_answer(views: Views, schema: Json) -> Json:
    """Return the answer template of one record: itself, or inside an envelope."""
    properties = views.properties(schema)
    objects = [name for name, each in properties.items() if views.properties(each)]
    if (
        len(properties) <= DEPTH
        and len(objects) == 1
        and (len(properties) == 1 or plain(objects[0]) in {"data", "result", "item"})
    ):
        return {objects[0]: "$record"}
    return "$record"
