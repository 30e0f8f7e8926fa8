"""The compiled form of documents: parsed once, kept as JSON, read back ten times faster.

One file per document path, so that nothing piles up; it says which content it was made from. A
cache that cannot be read or written is not an error: the document is parsed instead.
"""

from __future__ import annotations

import hashlib
import tempfile
from pathlib import Path

import orjson

from understudy.contract.operations import JsonObject

_FORMAT = b"understudy compiled document 1\n"  # raise the number when parsing changes its answer


def read_compiled(folder: Path, path: Path, content: bytes) -> JsonObject | None:
    """Return the document compiled from exactly this content; None when there is none."""
    try:
        head, _, body = _place(folder, path).read_bytes().partition(b"\n")
        document = orjson.loads(body) if head == _digest(content) else None
    except (OSError, orjson.JSONDecodeError):
        return None
    return document if isinstance(document, dict) else None


def write_compiled(folder: Path, path: Path, content: bytes, document: JsonObject) -> None:
    """Keep the document for the next start; other processes see the old form or the new one."""
    try:
        folder.mkdir(mode=0o700, parents=True, exist_ok=True)
        with tempfile.TemporaryDirectory(dir=folder, ignore_cleanup_errors=True) as workshop:
            part = Path(workshop) / "part"
            part.write_bytes(_digest(content) + b"\n" + orjson.dumps(document))
            part.replace(_place(folder, path))
    except OSError:
        return


def _place(folder: Path, path: Path) -> Path:
    name = hashlib.sha256(str(path.resolve()).encode("utf-8", "surrogateescape")).hexdigest()
    return folder / f"{name[:32]}.json"


def _digest(content: bytes) -> bytes:
    return hashlib.sha256(_FORMAT + content).hexdigest().encode()
