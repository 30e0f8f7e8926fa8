"""`understudy serve`: from options to a running server, and what it prints on the way."""

from __future__ import annotations

import ipaddress
from dataclasses import dataclass

import typer

from understudy.behavior import AuthMode
from understudy.contract.errors import UnderstudyError
from understudy.services import BUILT_IN
from understudy.serving import Application, Settings, build_application, run
from understudy.serving.application import CONTROL, DEFAULT_WORLD
from understudy.serving.running import listen


@dataclass(frozen=True, slots=True, kw_only=True)
class ServeOptions:
    """The options of `serve`, as given."""

    services: tuple[str, ...]
    host: str
    port: int
    seed: int
    records: int | None
    auth: str
    check: bool
    token: str | None


def serve_services(options: ServeOptions) -> None:
    """Serve until stopped.

    Raises:
        UnderstudyError: an option, a document or the address cannot be used.
    """
    if options.auth not in set(AuthMode):
        raise UnderstudyError(
            f"--auth {options.auth} is unknown", remedy=f"one of: {', '.join(AuthMode)}"
        )
    settings = Settings(
        services=options.services or BUILT_IN,
        seed=options.seed,
        records=options.records,
        auth=AuthMode(options.auth),
        check=options.check,
        is_exposed=not _is_loopback(options.host),
        token=options.token,
    )
    listening = listen(options.host, options.port)
    application = build_application(settings)
    port: int = listening.getsockname()[1]
    run(application, listening, on_ready=lambda: typer.echo(_greeting(application, options, port)))


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"


def _greeting(application: Application, options: ServeOptions, port: int) -> str:
    shown = "127.0.0.1" if options.host in {"0.0.0.0", "::"} else options.host  # noqa: S104 - compared, not bound
    root = f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"
    lines = [
        f"Understudy on {root}   world {DEFAULT_WORLD}   seed {options.seed}   auth {options.auth}",
        "",
    ]
    for stand_in in application.stand_ins.values():
        lines.append(
            f"{stand_in.name}   {stand_in.contract.title}   {root}/{stand_in.name}{stand_in.contract.operations[0].base_paths[0] if stand_in.contract.operations else ''}"
        )
        for operation in stand_in.contract.operations:
            lines.append(
                f"  {operation.method:<6} {operation.path:<48} {root}/{CONTROL}/try/{stand_in.name}/{operation.id}"
            )
        lines.append("")
    lines.append(
        f"docs   {root}/{CONTROL}/openapi.json   services   {root}/{CONTROL}/services   stop with Ctrl-C"
    )
    return "\n".join(lines)
