"""What a new contract breaks for those who rely on the old one, each break with a proof.

Requests may only be accepted more widely, answers may only become narrower. Reads two contracts and
nothing else; no deployment is asked. Start with `comparing.compare`; what schemas say of each other
is decided in `algebra`, what differs between two of them is found in `walking`.
"""

from understudy.verification.diffing.changes import Change, Direction, Impact, Witness
from understudy.verification.diffing.comparing import Comparison, compare

__all__ = ["Change", "Comparison", "Direction", "Impact", "Witness", "compare"]
