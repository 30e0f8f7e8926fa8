"""Lines of a document's parts, found only when somebody has to be told."""

from __future__ import annotations

from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from yaml import MappingNode, Node, ScalarNode, SequenceNode, YAMLError
from yaml.cyaml import CBaseLoader

from understudy.contract.documents import read_bounded
from understudy.contract.errors import ContractError, DocumentError, Position
from understudy.contract.pointers import split_pointer
from understudy.contract.yaml_text import MAX_DEPTH


def locate(path: Path, pointer: str) -> Position:
    """Return where the value at an RFC 6901 pointer stands; its closest ancestor when it is absent.

    The line is None when the file cannot be read. Reads the file again: for many pointers of one
    file make a `Locator`.
    """
    return Locator(path).locate(pointer)


@contextmanager
def locating(path: Path) -> Iterator[None]:
    """Say of errors in the contract of this file, which know a pointer alone, where that stands.

    Raises:
        ContractError: As it was raised within the context, with file and line.
    """
    try:
        yield
    except ContractError as error:
        where = error.where
        if isinstance(where, Position) and where.file:
            raise
        pointer = where.pointer if isinstance(where, Position) else where or ""
        remedy = error.remedy or "mend the document, or correct it with an overlay"
        raise ContractError(error.what, where=locate(path, pointer), remedy=remedy) from error


class Locator:
    """Answers for many pointers of one file, read once."""

    def __init__(self, path: Path) -> None:
        self._file = str(path)
        self._root = _compose(path)

    def locate(self, pointer: str) -> Position:
        """Return where the value at a pointer stands, as `locate` does."""
        if self._root is None:
            return Position(file=self._file, pointer=pointer)
        line, node = _line_of(self._root), self._root
        for token in split_pointer(pointer):
            step = _step(node, token)
            if step is None:
                break
            named, node = step
            line = _line_of(named)
        return Position(file=self._file, line=line, pointer=pointer)


class _BoundedParser(CBaseLoader):
    """Composes nodes, which know their lines; the composer recurses in C and must be held back."""

    _depth = 0

    def resolve(self, *_: object) -> str:
        return "untyped"  # only structure matters here

    def descend_resolver(self, *_: object) -> None:
        self._depth += 1
        if self._depth > MAX_DEPTH + 1:
            raise YAMLError

    def ascend_resolver(self) -> None:
        self._depth -= 1


def _compose(path: Path) -> Node | None:
    try:
        return _BoundedParser(read_bounded(path)).get_single_node()
    except (YAMLError, DocumentError):
        return None


def _line_of(node: Node) -> int | None:
    return node.start_mark.line + 1 if node.start_mark else None


def _step(node: Node, token: str) -> tuple[Node, Node] | None:
    """Return the node whose line tells of the member (a key, or the element) and its value."""
    if isinstance(node, MappingNode):
        for key, value in node.value:
            if isinstance(key, ScalarNode) and key.value == token:
                return key, value
    elif isinstance(node, SequenceNode) and token.isdigit() and int(token) < len(node.value):
        element = node.value[int(token)]
        return element, element
    return None
