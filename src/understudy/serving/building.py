"""Puts an application together from settings: where services, backend and faces meet."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass
from pathlib import Path

from understudy.behavior import AuthMode, scaled
from understudy.services import BUILT_IN, Loaded, load_service
from understudy.serving.application import Application
from understudy.serving.control import ControlApi, Guard
from understudy.serving.standins import StandIn
from understudy.state import Backend, MemoryBackend


@dataclass(frozen=True, slots=True, kw_only=True)
class Settings:
    """How a server behaves; `records` None keeps each service's own number.

    `cache` is a folder in which compiled documents are kept. `is_exposed` says that the server is
    reachable from other machines: the control API then asks for `token`.
    """

    services: tuple[str, ...] = BUILT_IN
    seed: int = 1
    records: int | None = None
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
    return assemble(
        [load_service(each, cache=chosen.cache) for each in chosen.services],
        chosen,
        backend or MemoryBackend(),
    )


def assemble(loaded: Sequence[Loaded], settings: Settings, backend: Backend) -> Application:
    """Return the application that serves these services."""
    stand_ins = tuple(
        StandIn(
            each.contract,
            scaled(each.behavior, settings.records),
            each.service,
            backend,
            seed=settings.seed,
            auth=AuthMode(settings.auth),
        )
        for each in loaded
    )
    guard = Guard(is_exposed=settings.is_exposed, token=settings.token)
    control = ControlApi(stand_ins, backend, guard, seed=settings.seed)
    return Application(stand_ins, control, check=settings.check)
