"""The command line: thin faces of what the rooms below do.

Results go to standard output, everything else to standard error. Exit codes: 0 done, 1 findings, 2
usage or contract error, 3 internal error.
"""

from understudy.cli.program import main

__all__ = ["main"]
