"""The HTML report: one file that needs nothing else, and runs nothing that a deployment sent."""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from functools import cache
from importlib.resources import files
from typing import TYPE_CHECKING

from understudy import __version__
from understudy.verification.exchanges import Exchange
from understudy.verification.report import Report
from understudy.verification.reports.page import make_page
from understudy.verification.reports.printable import printable
from understudy.verification.reports.wording import counted, finder, listed

if TYPE_CHECKING:
    from jinja2 import Template


def html(report: Report, exchanges: Sequence[Exchange] = ()) -> str:
    """Return the report as one HTML document.

    Everything is escaped; beyond that, its content security policy allows the script and the style
    sheet of this package by their digests, and nothing else.
    """
    style, script = _asset("report.css"), _asset("report.js")
    return _template().render(
        page=make_page(report, exchanges),
        policy=f"default-src 'none'; style-src '{_digest(style)}'; script-src '{_digest(script)}'",
        style=style,
        script=script,
        version=__version__,
    )


@cache
def _template() -> Template:
    from jinja2 import Environment, StrictUndefined  # noqa: PLC0415 - for those who want a page

    environment = Environment(
        autoescape=True, undefined=StrictUndefined, trim_blocks=True, lstrip_blocks=True
    )
    environment.filters.update(shown=printable, counted=counted, listed=listed, finder=finder)
    return environment.from_string(_asset("report.html.j2"))


@cache
def _asset(name: str) -> str:
    return files("understudy.verification.reports").joinpath(name).read_text(encoding="utf-8")


def _digest(content: str) -> str:
    digest = hashlib.sha256(content.encode("utf-8")).digest()
    return f"sha256-{base64.b64encode(digest).decode('ascii')}"
