"""The options of `services`, `routes` and `contract`."""

from __future__ import annotations

from typing import Annotated

import typer

from understudy.cli.arguments import Overlay, PrintsJson, Service


def list_services(*, json: PrintsJson = False) -> None:
    """List built-in services: operations, and how well each is known.

    Example: understudy services
    """
    from understudy.cli.catalogue import print_services

    print_services(as_json=json)


def routes(
    service: Service,
    *,
    documented_only: Annotated[
        bool, typer.Option("--documented-only", help="Leave out what is only inferred.")
    ] = False,
    json: PrintsJson = False,
) -> None:
    """List operations: method, path, id, behavior, provenance; then quirks.

    Example: understudy routes openapi.yaml
    """
    from understudy.cli.catalogue import print_routes

    print_routes(service, only_documented=documented_only, as_json=json)


def contract(
    service: Service,
    *,
    json: Annotated[
        bool, typer.Option("--json", help="Print the document as JSON instead of as authored.")
    ] = False,
    overlay: Overlay = None,
) -> None:
    """Print a service's OpenAPI document.

    Example: understudy contract openapi.yaml --json > openapi.json
    """
    from understudy.cli.catalogue import print_contract

    print_contract(service, as_json=json, overlay=overlay)
