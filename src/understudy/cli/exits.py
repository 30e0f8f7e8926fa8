"""Exit codes; they are stable, scripts rely on them."""

FINDINGS = 1
USAGE = 2
INTERNAL = 3
