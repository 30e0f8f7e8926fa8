"""Documents in several files: what a document refers to in others is brought into it.

`$ref: schemas/pet.yaml#/Pet`  ->  `$ref: '#/components/schemas/Pet'`, and that schema
"""

from __future__ import annotations

from collections.abc import Callable
from copy import deepcopy
from pathlib import Path
from typing import Final, TypeAlias
from urllib.parse import unquote

from understudy.contract.errors import ContractError, DocumentError, Position
from understudy.contract.operations import JsonObject
from understudy.contract.pointers import join_pointer, split_pointer
from understudy.contract.references import resolve
from understudy.contract.schema_places import iterate_objects, iterate_schemas, iterate_subschemas

MOST_BROUGHT: Final = 100_000  # objects: a few files can ask for more than any machine has

_Load: TypeAlias = "Callable[[Path], JsonObject]"
_Target: TypeAlias = "tuple[Path, str]"  # a file, and a pointer in it


def bundle(document: JsonObject, path: Path, load: _Load) -> None:
    """Bring in, in place, what a document refers to in other files beside it.

    A schema comes to `components`, under the name that it has or that its file has; all else comes
    to where it is referred to. References over the network are left as they are.

    Raises:
        ContractError: With the pointer of the reference: there is no such file, or nothing at that
            place of it, or files refer to each other in a circle.
    """
    _Bundle(document, path.resolve(), load).bring(document, path.resolve())


class _Bundle:
    """What was brought into one document so far."""

    def __init__(self, document: JsonObject, home: Path, load: _Load) -> None:
        self._document = document
        self._home = home
        self._load = load
        self._files: dict[Path, JsonObject] = {home: document}
        self._references: dict[_Target, str] = {}  # to schemas that were brought
        self._open: list[_Target] = []  # that are being brought, outermost first
        self._brought = 0

    def bring(self, part: JsonObject, file: Path, *, is_schema: bool = False) -> None:
        """Bring in what a part refers to, which is of that file."""
        objects = [] if is_schema else list(iterate_objects(part))
        schemas = list(iterate_subschemas(part) if is_schema else iterate_schemas(part))
        for pointer, schema in schemas:
            target = self._elsewhere(schema, file)
            if target is not None:
                at = self._place(file, pointer)
                schema["$ref"] = self._schema(target, str(schema["$ref"]), at)
        for pointer, holder in objects:
            target = self._elsewhere(holder, file)
            if target is not None:
                self._replace(holder, target, self._place(file, pointer))

    def _elsewhere(self, holder: JsonObject, file: Path) -> _Target | None:
        """Return what a reference leads to; None for one of the document to itself."""
        ref = holder.get("$ref")
        if not isinstance(ref, str) or "://" in ref:
            return None
        name, _, fragment = ref.partition("#")
        if not name and file == self._home:
            return None
        return (_beside(file, unquote(name)) if name else file, fragment)

    def _schema(self, target: _Target, ref: str, at: Position) -> str:
        """Return the reference, within the document, to a schema of another file."""
        file, pointer = target
        if file == self._home:
            return f"#{pointer}"
        if target not in self._references:
            found = self._found(target, ref, at)
            held = self._document.setdefault("components", {})
            known = held.setdefault("schemas", {}) if isinstance(held, dict) else None
            if not isinstance(known, dict):
                raise ContractError("components/schemas is no object", where=at)
            name = _free((split_pointer(pointer) or [file.stem])[-1], known)
            self._references[target] = "#" + join_pointer("/components/schemas", name)
            known[name] = found
            self.bring(found, file, is_schema=True)
        return self._references[target]

    def _replace(self, holder: JsonObject, target: _Target, at: Position) -> None:
        """Put what a reference leads to in its place; what stands beside it stays."""
        file, pointer = target
        ref = str(holder.pop("$ref"))
        if file == self._home:
            holder["$ref"] = f"#{pointer}"
            return
        found = self._found(target, ref, at)
        self._open.append(target)
        self.bring(found, file)
        self._open.pop()
        beside = dict(holder)
        holder.clear()
        holder |= {**found, **beside}

    def _found(self, target: _Target, ref: str, at: Position) -> JsonObject:
        file, pointer = target
        self._brought += 1
        if target in self._open or self._brought > MOST_BROUGHT:
            raise ContractError(
                f'the reference "{ref}" leads in a circle, or to too much',
                where=at,
                remedy="let one of the files hold the value itself",
            )
        try:
            if file not in self._files:
                self._files[file] = self._load(file)
            return deepcopy(resolve(self._files[file], f"#{pointer}")[0])
        except (ContractError, DocumentError) as error:
            raise ContractError(
                f'the reference "{ref}" cannot be followed: {error.what}',
                where=at,
                remedy="mend the reference, or what it leads to",
            ) from error

    def _place(self, file: Path, pointer: str) -> Position:
        at = join_pointer(pointer, "$ref")
        return Position(file="" if file == self._home else str(file), pointer=at)


def _beside(file: Path, name: str) -> Path:
    path = file.parent / name
    try:
        return path.resolve()
    except (OSError, RuntimeError, ValueError):  # a circle of links, a name that none can have
        return path


def _free(name: str, known: JsonObject) -> str:
    """Return the name, or one that is like it and free."""
    free, number = name, 2
    while free in known:
        free, number = f"{name}_{number}", number + 1
    return free
