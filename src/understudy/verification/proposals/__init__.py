"""Proposals: corrections of a contract that make findings go away, as an OpenAPI Overlay.

Read `proposing.propose` first. Every correction is an action of the overlay, with the exchange that
it was made from; what no correction answers is noted.
"""

from understudy.verification.proposals.learning import learn_schema
from understudy.verification.proposals.proposing import Proposal, propose, write_proposal

__all__ = ["Proposal", "learn_schema", "propose", "write_proposal"]
