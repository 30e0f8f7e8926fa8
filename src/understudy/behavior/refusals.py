"""How a document of one's own says that something is wrong: told from its responses."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TypeAlias

from understudy.behavior.error_shapes import ErrorShape
from understudy.behavior.naming import plain
from understudy.behavior.problems import STATUSES, Problem
from understudy.behavior.views import Views
from understudy.contract.operations import Json, JsonObject, MediaType, Operation

# Statuses that say the same where the usual one is not declared, best first.
ALTERNATIVES: Mapping[Problem, tuple[int, ...]] = {
    Problem.INVALID_PARAMETER: (422,),
    Problem.INVALID_BODY: (422,),
    Problem.MALFORMED_BODY: (422,),
    Problem.UNKNOWN_CURSOR: (422,),
    Problem.UNSUPPORTED_MEDIA_TYPE: (400, 422),
    Problem.TOO_LARGE: (400, 422),
    Problem.CONFLICT: (400, 422),
    Problem.GONE: (404,),
    Problem.FORBIDDEN: (401,),
}
TEXTS: Mapping[str, str] = {
    **dict.fromkeys(("message", "detail", "errormessage", "errordescription", "reason"), "$detail"),
    **dict.fromkeys(("msg", "description", "usermessage", "error", "text"), "$detail"),
    "title": "$title",
    **dict.fromkeys(("code", "errorcode", "type", "kind"), "$kind"),
}
# What members of one offence say.
OFFENCES: Mapping[str, str] = {
    **dict.fromkeys(("message", "msg", "detail", "description", "reason", "error"), "$message"),
    **dict.fromkeys(("errormessage", "text", "title"), "$message"),
    **dict.fromkeys(("field", "name", "param", "parameter", "property", "attribute"), "$field"),
    **dict.fromkeys(("target", "key", "path", "fieldname", "propertyname"), "$field"),
    **dict.fromkeys(("code", "type", "kind", "errorcode", "rule", "keyword"), "$keyword"),
    **dict.fromkeys(("in", "location"), "$in"),
    "pointer": "$pointer",
}
PLACES = ("loc", "path", "location")
NUMBERS = ("status", "statuscode", "code", "httpstatus")
BLANKS: Mapping[str, Json] = {"string": "", "integer": 0, "number": 0, "boolean": False}
EMPTY: Mapping[str, Json] = {**BLANKS, "array": [], "object": {}}
DEPTH = 4  # error bodies are not nested deeper

_Above: TypeAlias = "tuple[Json, ...]"


def infer_refusals(views: Views, operation: Operation) -> Mapping[str, ErrorShape]:
    """Return, by kind of problem, the status and body that an operation declares for it."""
    shapes = {problem.value: _shape(views, operation, problem) for problem in Problem}
    return {kind: shape for kind, shape in shapes.items() if shape is not None}


def _shape(views: Views, operation: Operation, problem: Problem) -> ErrorShape | None:
    usual = STATUSES[problem]
    candidates = [(str(each), each) for each in (usual, *ALTERNATIVES.get(problem, ()))]
    candidates += [(f"{usual // 100}XX", usual), ("default", usual)]
    for key, status in candidates:
        response = operation.responses.get(key)
        media = response.usual if response else None
        if media is not None and media.is_json:
            return ErrorShape(
                status=status,
                body=_body(views, media),
                offence=find_offence(views, media.schema),
                media_type=media.sent_as,
            )
    return None


def _body(views: Views, media: MediaType) -> Json:
    return infer_error_body(views, media.schema if media.schema is not None else {})


def infer_error_body(views: Views, schema: Json, *, above: _Above = ()) -> Json:
    """Return the template of an error body; `above` are the schemas that it is within.

    >>> text = {"type": "string"}
    >>> error = {"properties": {"code": {"type": "integer"}, "message": text, "hint": text}}
    >>> infer_error_body(Views({}, {}), {**error, "required": ["code", "message"]})
    {'code': '$status', 'message': '$detail'}
    """
    required = views.required(schema)
    body: JsonObject = {}
    for name, each in views.properties(schema).items():
        member = _member(views, plain(name), views.within(each, ()), above)
        if member is None and name in required:
            member = _empty(views.within(each, ()))
        if member is not None:
            body[name] = member
    told = [name for name, member in body.items() if member == "$detail"]
    if len(told) > 1:
        # {"error": "Not Found", "message": "there is no pet 7"}: the text is in the longer one.
        body |= {name: "$title" for name in told if plain(name) == "error"}
    return body or _blank(views.within(schema, ()), "$detail")


def _member(views: Views, name: str, schema: Json, above: _Above) -> Json:
    """Return the template of one member; None when it may be left out."""
    if not isinstance(schema, dict):
        return None
    choices = _choices(schema)
    if choices:
        return choices[0]
    if views.properties(schema):
        inner = (*above, schema)
        return None if _is_repeated(schema, above) else infer_error_body(views, schema, above=inner)
    kind = _kind(schema)
    if kind == "integer":
        return "$status" if name in NUMBERS else None
    return TEXTS.get(name) if kind == "string" else _offences(views, schema)


def _offences(views: Views, schema: JsonObject) -> Json:
    """Return the template of what holds all that is wrong, by field or in a list."""
    if "items" in schema:
        return "$offences|[]" if infer_offence(views, schema["items"]) is not None else []
    by_field = views.within(schema.get("additionalProperties"), ())
    if not isinstance(by_field, dict) or not by_field:
        return None
    if _kind(by_field) == "string":
        return "$fields|{}"
    of_each = views.within(by_field.get("items"), ())
    is_listed = isinstance(of_each, dict) and _kind(of_each) == "string"
    return "$field_lists|{}" if is_listed else None


def find_offence(views: Views, schema: Json, *, depth: int = 0) -> Json:
    """Return the template of one offence in an error body that lists them, None if none does."""
    for each in views.properties(schema).values():
        found = views.within(each, ())
        if isinstance(found, dict) and "items" in found:
            offence = infer_offence(views, found["items"])
        else:
            offence = find_offence(views, each, depth=depth + 1) if depth < DEPTH else None
        if offence is not None:
            return offence
    return None


def infer_offence(views: Views, schema: Json, *, above: _Above = ()) -> Json:
    """Return the template of one of the things that are wrong; None when it would say nothing.

    >>> text = {"type": "string"}
    >>> offence = {"properties": {"loc": {"items": text}, "msg": text, "type": text}}
    >>> infer_offence(Views({}, {}), offence)
    {'loc': '$place', 'msg': '$message', 'type': '$keyword'}
    """
    told: JsonObject = {}
    above = (*above, views.within(schema, ()))
    for name, each in views.properties(schema).items():
        said = _said(views, plain(name), views.within(each, ()), above)
        if said is None and name in views.required(schema):
            said = _empty(views.within(each, ()))
        if said is not None:
            told[name] = said
    return told if any(str(each).startswith("$") for each in told.values()) else None


def _said(views: Views, name: str, schema: Json, above: _Above) -> Json:
    """Return the template of one member of an offence; None when it may be left out."""
    if not isinstance(schema, dict):
        return None
    choices = _choices(schema)
    if choices:
        return choices[0]
    if views.properties(schema):
        return None if _is_repeated(schema, above) else infer_offence(views, schema, above=above)
    if "items" in schema:
        return "$place" if name in PLACES else None
    return OFFENCES.get(name) if _kind(schema) == "string" else None


def _blank(schema: Json, text: str) -> Json:
    kind = _kind(schema) if isinstance(schema, dict) else ""
    return text if kind == "string" else BLANKS.get(kind, {"message": text})


def _choices(schema: JsonObject) -> list[Json]:
    listed = [schema["const"]] if "const" in schema else schema.get("enum")
    return listed if isinstance(listed, list) else []


def _is_repeated(schema: Json, above: _Above) -> bool:
    """Tell whether a schema is within itself, or too deep for an error body."""
    return len(above) >= DEPTH or any(schema is each for each in above)


def _empty(schema: Json) -> Json:
    """Return what a member holds that is required, and of which nothing is known."""
    kind = _kind(schema) if isinstance(schema, dict) else ""
    return EMPTY.get(kind, "")


def _kind(schema: JsonObject) -> str:
    declared = schema.get("type")
    kinds = declared if isinstance(declared, list) else [declared]
    return next((str(each) for each in kinds if each != "null"), "")
