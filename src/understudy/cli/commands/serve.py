"""The command `serve`."""

from __future__ import annotations

from understudy.cli.options import takes
from understudy.cli.serve_options import ServeOptions


@takes(ServeOptions)
def serve(options: ServeOptions) -> None:
    """Serve stand-ins for services.

    Example: understudy serve openapi.yaml --port 4020
    """
    from understudy.cli.serving import serve_services

    serve_services(options)
