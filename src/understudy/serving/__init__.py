"""Serves stand-ins over HTTP: with the backends, the only place where anything is awaited.

May import `services` and everything below. Read `application.Application.__call__` first, then
`standins.StandIn.respond`: two of the five functions that a request passes.
"""

from understudy.serving.application import Application
from understudy.serving.building import Settings, assemble, build_application
from understudy.serving.running import run

__all__ = ["Application", "Settings", "assemble", "build_application", "run"]
