"""Probes: checks of what schemas cannot say, derived from what a service declares.

A probe is a function from a `Lab` and an operation to failures. The lab asks, knows what lists and
which values reach something; what a probe exercised it writes down there. Read `probing.Probe`
first, then `lab.Lab`, then `paging.check_pages` as an example.
"""

from understudy.verification.probes.asking import Asker, Request, Seen
from understudy.verification.probes.catalogue import PROBES, READING
from understudy.verification.probes.declared import declared_behaviors, find_gaps, note_unexercised
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.probing import Probe
from understudy.verification.probes.running import Progress, run_probes

__all__ = [
    "PROBES",
    "READING",
    "Asker",
    "Lab",
    "Probe",
    "Progress",
    "Request",
    "Seen",
    "declared_behaviors",
    "find_gaps",
    "note_unexercised",
    "run_probes",
]
