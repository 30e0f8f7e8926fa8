"""Understudy stands in for APIs that a team depends on but does not own.

It serves a contract as a stateful stand-in, and is served to clients as if it were the real thing.
"""

__version__ = "0.1.0"

__all__ = ["__version__"]
