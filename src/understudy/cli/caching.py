"""Where compiled documents are kept between runs, by the XDG convention."""

from __future__ import annotations

import os
from pathlib import Path


def cache_directory() -> Path | None:
    """Return the folder for compiled documents, None when the user has no home to keep it in."""
    chosen = os.environ.get("XDG_CACHE_HOME", "")
    try:
        parent = Path(chosen) if Path(chosen).is_absolute() else Path.home() / ".cache"
    except RuntimeError:
        return None
    return parent / "understudy"
