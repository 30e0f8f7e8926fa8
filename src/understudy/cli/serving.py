"""`understudy serve`: from options to a running server, and what it prints on the way."""

from __future__ import annotations

import ipaddress

import typer

from understudy.behavior import AuthMode
from understudy.cli.caching import cache_directory
from understudy.cli.greeting import exposure, greeting, root_url
from understudy.cli.serve_options import ServeOptions
from understudy.services import BUILT_IN
from understudy.serving import Settings, build_application, run
from understudy.serving.running import listen


def serve_services(options: ServeOptions) -> None:
    """Serve until stopped.

    Raises:
        BadParameter: an option has no meaning.
        UnderstudyError: a document or the address cannot be used.
    """
    if options.auth not in set(AuthMode):
        raise typer.BadParameter(
            f"{options.auth!r} is unknown; one of: {', '.join(AuthMode)}", param_hint="--auth"
        )
    settings = Settings(
        services=tuple(options.services or BUILT_IN),
        seed=options.seed,
        records=options.records,
        auth=AuthMode(options.auth),
        check=options.check,
        is_exposed=not _is_loopback(options.host),
        token=options.token,
        fixture=options.fixture,
        quirks=tuple(options.quirks or ()),
        documented_only=options.documented_only,
        overlay=options.overlay,
        cache=cache_directory(),
    )
    listening = listen(options.host, options.port)
    application = build_application(settings)
    port: int = listening.getsockname()[1]
    root = root_url(options.host, port)

    def greet() -> None:
        typer.echo(greeting(application, root, seed=options.seed, auth=options.auth))
        if settings.is_exposed:
            typer.echo(exposure(root, has_token=settings.token is not None), err=True)

    run(application, listening, on_ready=greet)


def _is_loopback(host: str) -> bool:
    try:
        return ipaddress.ip_address(host).is_loopback
    except ValueError:
        return host == "localhost"
