"""Printing what others sent."""

from __future__ import annotations

import io
import sys


def make_output_tolerant() -> None:
    """Let standard output spell out what its encoding lacks: reports quote what others sent."""
    if isinstance(sys.stdout, io.TextIOWrapper):
        sys.stdout.reconfigure(errors="backslashreplace")
