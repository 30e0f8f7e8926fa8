"""What the ERP says of itself, and workflows, which it runs without a trace."""

from __future__ import annotations

from typing import Final, cast

from understudy.behavior import Answer, Call
from understudy.contract.operations import JsonObject
from understudy.data import timestamp
from understudy.services.jtl.requests import DONE, found, shown

VERSION: Final = "1.10.12.0"


def status(call: Call) -> Answer:
    """Tell which ERP answers, and what time it is there."""
    now = timestamp(call.transaction.now())
    return shown(
        {"Version": VERSION, "Timestamp": now, "Tenant": "eazybusiness", "Type": "WAWI-Api"}
    )


def trigger_event(call: Call) -> Answer:
    """Run a manual workflow event for an item.

    Raises:
        Refused: there is no such event.
    """
    found(call.transaction, "workflow_event", cast("JsonObject", call.body)["Id"], "Id")
    return DONE
