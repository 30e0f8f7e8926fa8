"""Puts an application together from settings: where services, backend and faces meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, replace
from pathlib import Path

from understudy.behavior import AuthMode, Fixture, scaled
from understudy.contract.errors import OptionError
from understudy.contract.positions import locating
from understudy.services import (
    BUILT_IN,
    Loaded,
    choose_quirks,
    documented_only,
    load_fixture,
    load_service,
)
from understudy.serving.application import Application
from understudy.serving.control import ControlApi, Guard
from understudy.serving.standins import StandIn
from understudy.state import Backend, MemoryBackend


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a server behaves; `records` None keeps each service's own number.

    `fixture` names a fixture or its file; `quirks` says which are off, as `shop.name=off`. `cache`
    is a folder in which compiled documents are kept. With `documented_only`, operations that are
    only inferred answer 501. An `overlay` corrects the contract of the one service there is.
    `is_exposed` says that the server is reachable from other machines: the control API then asks
    for `token`.
    """

    services: tuple[str, ...] = BUILT_IN
    seed: int = 1
    records: int | None = None
    fixture: str | None = None
    quirks: tuple[str, ...] = ()
    documented_only: bool = False
    overlay: Path | None = None
    auth: AuthMode = AuthMode.PRESENT
    check: bool = False
    is_exposed: bool = False
    cache: Path | None = None
    token: str | None = None


def build_application(
    settings: Settings | None = None, *, backend: Backend | None = None
) -> Application:
    """Return the ASGI application that serves what the settings name.

    Raises:
        UnderstudyError: a service cannot be loaded.
    """
    chosen = settings or Settings()
    if chosen.overlay is not None and len(chosen.services) != 1:
        raise OptionError(
            f"the overlay {chosen.overlay} is for one contract, not for {len(chosen.services)}",
            remedy="serve only the service that it corrects",
        )
    loaded = {
        each: load_service(each, cache=chosen.cache, overlay=chosen.overlay)
        for each in chosen.services
    }
    off = choose_quirks(chosen.quirks, list(loaded.values()))
    for name, each in loaded.items():
        if each.name in off:
            loaded[name] = load_service(
                name, cache=chosen.cache, quirks_off=off[each.name], overlay=chosen.overlay
            )
    if chosen.documented_only:
        loaded = {name: documented_only(each) for name, each in loaded.items()}
    return assemble(list(loaded.values()), chosen, backend or MemoryBackend())


def assemble(loaded: Sequence[Loaded], settings: Settings, backend: Backend) -> Application:
    """Return the application that serves these services.

    Raises:
        UnderstudyError: the fixture cannot be used with them, or one is not made as it should be.
    """
    fixture = load_fixture(settings.fixture) if settings.fixture else None
    if fixture is not None:
        fixture.check_services(each.name for each in loaded)
    stand_ins = tuple(_stand_in(each, settings, backend, fixture) for each in loaded)
    guard = Guard(is_exposed=settings.is_exposed, token=settings.token)
    control = ControlApi(stand_ins, backend, guard, seed=settings.seed)
    return Application(stand_ins, control, check=settings.check)


def _stand_in(
    loaded: Loaded, settings: Settings, backend: Backend, fixture: Fixture | None
) -> StandIn:
    with locating(Path(loaded.contract.file)):
        stand_in = StandIn(
            replace(loaded, behavior=scaled(loaded.behavior, settings.records)),
            backend,
            seed=settings.seed,
            auth=AuthMode(settings.auth),
            fixture=fixture,
        )
        if not loaded.is_shipped:
            stand_in.compile()
    return stand_in
