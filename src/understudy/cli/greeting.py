"""What `serve` prints when it is ready: every operation as a link that works when clicked."""

from __future__ import annotations

from collections.abc import Iterator

from understudy.serving import Application
from understudy.serving.application import CONTROL, DEFAULT_WORLD
from understudy.serving.standins import StandIn

EVERYWHERE = frozenset({"0.0.0.0", "::"})  # noqa: S104 - compared, not bound


def root_url(host: str, port: int) -> str:
    """Return the URL that reaches a server on this machine.

    >>> root_url("0.0.0.0", 4010), root_url("::1", 4010)
    ('http://127.0.0.1:4010', 'http://[::1]:4010')
    """
    shown = "127.0.0.1" if host in EVERYWHERE else host
    return f"http://[{shown}]:{port}" if ":" in shown else f"http://{shown}:{port}"


def greeting(application: Application, root: str, *, seed: int, auth: str) -> str:
    """Return the lines to print."""
    lines = [f"Understudy on {root}   world {DEFAULT_WORLD}   seed {seed}   auth {auth}", ""]
    for stand_in in application.stand_ins.values():
        lines += [*_service(stand_in, root), ""]
    control = f"{root}/{CONTROL}"
    lines.append(f"docs {control}/openapi.json   services {control}/services   stop with Ctrl-C")
    return "\n".join(lines)


def exposure(root: str, *, has_token: bool) -> str:
    """Return what to know about a server that other machines can reach."""
    control = f"{root}/{CONTROL}"
    if has_token:
        return f"reachable from other machines: {control} asks for the token in Authorization"
    return (
        f"reachable from other machines, so {control} and the links above are closed;"
        " give --token to open them to those who have it"
    )


def _service(stand_in: StandIn, root: str) -> Iterator[str]:
    operations = stand_in.contract.operations
    yield f"{stand_in.name}   {stand_in.contract.title}   {root}/{stand_in.name}"
    # Operations of one service can have different base paths: each path is shown whole.
    paths = [each.base_paths[0] + each.path for each in operations]
    width = max(map(len, paths), default=0)
    for each, path in zip(operations, paths, strict=True):
        link = f"{root}/{CONTROL}/try/{stand_in.name}/{each.id}"
        yield f"  {each.method:<6} {path:<{width}}  {link}"
