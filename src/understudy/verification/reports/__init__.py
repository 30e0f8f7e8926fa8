"""Reports: what a verification found, as a person or a program reads it, from one `Report` value.

May import everything of `verification` but the engines. Each form is a module: `terminal`, `html`,
`markdown`, `junit`, `sarif`, and `json_form`, which can be read back. Read `writing.write` first.
"""

from understudy.verification.reports.curl import curl_line
from understudy.verification.reports.json_form import read_report
from understudy.verification.reports.progress import Show, open_progress
from understudy.verification.reports.terminal import print_report
from understudy.verification.reports.writing import form_of, write

__all__ = [
    "Show",
    "curl_line",
    "form_of",
    "open_progress",
    "print_report",
    "read_report",
    "write",
]
