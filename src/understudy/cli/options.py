"""Commands with many options: a dataclass declares them, typer reads them, the command gets one."""

from __future__ import annotations

from collections.abc import Callable, Iterator, Mapping
from dataclasses import MISSING, Field, fields
from functools import wraps
from inspect import Parameter, Signature
from typing import Any, ClassVar, Protocol, TypeVar, get_type_hints


class _Dataclass(Protocol):
    __dataclass_fields__: ClassVar[dict[str, Field[Any]]]


Options = TypeVar("Options", bound=_Dataclass)


def takes(options: type[Options]) -> Callable[[Callable[[Options], None]], Callable[..., None]]:
    """Let typer give a command its options as one value: each field is one of them.

    Typer reads a signature, so the command gets one that is made of the fields; annotations and
    defaults mean what they mean on a parameter.
    """
    annotations = get_type_hints(options, include_extras=True)
    signature = Signature([*_parameters(options, annotations)])

    def declare(command: Callable[[Options], None]) -> Callable[..., None]:
        @wraps(command)
        def call(**given: object) -> None:
            command(options(**given))

        vars(call)["__signature__"] = signature  # where `inspect.signature` looks first
        call.__annotations__ = annotations
        return call

    return declare


def _parameters(options: type[Options], annotations: Mapping[str, object]) -> Iterator[Parameter]:
    for field in fields(options):
        yield Parameter(
            field.name,
            Parameter.KEYWORD_ONLY,
            default=Parameter.empty if field.default is MISSING else field.default,
            annotation=annotations[field.name],
        )
