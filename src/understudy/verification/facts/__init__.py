"""The facts of a contract, and what a verification says of each: read `weighing.weigh` first.

A fact is one promise (an operation, a status, a property); `promises` and `schema_promises` list
them, `observing` takes down in one pass what the recorded exchanges show, `topics` tells which fact
a finding speaks against.
"""

from understudy.verification.facts.observing import Observed, observe
from understudy.verification.facts.weighing import Side, weigh

__all__ = ["Observed", "Side", "observe", "weigh"]
