"""Understudy stands in for APIs that a team depends on but does not own, and proves that the contract still holds."""

from importlib.metadata import PackageNotFoundError, version

try:
    __version__ = version("understudy")
except PackageNotFoundError:  # run from a source tree that is not installed
    __version__ = "0+unknown"

__all__ = ["__version__"]
