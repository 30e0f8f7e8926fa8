"""Probes: checks of what schemas cannot say, derived from what a service declares.

Read `lab.Lab` first, what probes work with; then a probe, such as `paging.check_pages`, and
`catalogue`, where all of them are.
"""

from understudy.verification.probes.asking import Asker
from understudy.verification.probes.catalogue import PROBES
from understudy.verification.probes.lab import Lab
from understudy.verification.probes.probing import Probe, run_probes

__all__ = ["PROBES", "Asker", "Lab", "Probe", "run_probes"]
