"""Documents of our own, held against the JSON Schema that is their grammar."""

from __future__ import annotations

import difflib
from pathlib import Path
from typing import TYPE_CHECKING, cast

from understudy.contract.errors import UnderstudyError
from understudy.contract.operations import JsonObject
from understudy.contract.pointers import make_pointer
from understudy.contract.positions import locate

if TYPE_CHECKING:
    from jsonschema import ValidationError  # slow to import: see check_grammar


def check_grammar(
    document: JsonObject, path: Path, grammar: JsonObject, error: type[UnderstudyError]
) -> None:
    """Check a document of ours against the JSON Schema that is its grammar.

    Raises:
        UnderstudyError: of the kind `error`, naming the most telling mistake.
    """
    import jsonschema_rs  # noqa: PLC0415 - the happy path needs the fast validator only

    if jsonschema_rs.is_valid(grammar, document):
        return
    import jsonschema  # noqa: PLC0415 - slow to import; only its messages are wanted

    validator = jsonschema.Draft202012Validator(grammar)
    mistakes = list(validator.iter_errors(document))
    # A member that nobody knows is most often a misspelt one: that tells more than a missing one.
    unknown = [each for each in mistakes if each.validator == "additionalProperties"]
    if unknown:
        raise _unknown_member(unknown[0], path, error)
    mistake = jsonschema.exceptions.best_match(mistakes)
    named = [str(mistake.instance)] if "propertyNames" in mistake.schema_path else []
    pointer = make_pointer([*mistake.absolute_path, *named])
    raise error(mistake.message, where=locate(path, pointer), remedy=_remedy(mistake.schema))


def _unknown_member(
    mistake: ValidationError, path: Path, error: type[UnderstudyError]
) -> UnderstudyError:
    schema, instance = cast("JsonObject", mistake.schema), cast("JsonObject", mistake.instance)
    known = sorted(cast("JsonObject", schema["properties"]))
    name = next(each for each in instance if each not in known)
    close = difflib.get_close_matches(name, known, n=1)
    hint = f"did you mean {close[0]}? " if close else ""
    return error(
        f"{name!r} is not known here",
        where=locate(path, make_pointer([*mistake.absolute_path, name])),
        remedy=f"{hint}known here: {', '.join(known)}",
    )


def _remedy(schema: object) -> str:
    if not isinstance(schema, dict):
        return ""
    if isinstance(schema.get("properties"), dict):
        return "known here: " + ", ".join(sorted(schema["properties"]))
    if "enum" in schema:
        return "one of: " + ", ".join(str(each) for each in schema["enum"])
    return str(schema.get("description", ""))
