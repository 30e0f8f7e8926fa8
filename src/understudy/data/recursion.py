"""The end of schemas that contain themselves."""

from __future__ import annotations


class Cut(Exception):  # noqa: N818 -- a signal between draws, never shown to anybody
    """A value would nest deeper than the budget allows: leave it out, or choose another."""
