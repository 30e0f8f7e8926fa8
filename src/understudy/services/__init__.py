"""The built-in services, and how any service is loaded: contract, behavior and code.

May import `behavior` and everything below. `BUILT_IN` names the services; their contracts live in
`specs/<name>/`, what cannot be declared in a module here. Read `loading.load_service` first.
"""

from understudy.services.loading import (
    BUILT_IN,
    Loaded,
    documented_only,
    find_document,
    fixture_directory,
    load_fixture,
    load_service,
    spec_directory,
)
from understudy.services.quirks import choose_quirks

__all__ = [
    "BUILT_IN",
    "Loaded",
    "choose_quirks",
    "documented_only",
    "find_document",
    "fixture_directory",
    "load_fixture",
    "load_service",
    "spec_directory",
]
