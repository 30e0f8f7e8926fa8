"""Sales channels, and what may be changed on each: the ERP, shops, tills and marketplaces."""

from __future__ import annotations

from typing import Final

from understudy.behavior import Problem, Refused, Seeds
from understudy.contract.offences import Offence
from understudy.contract.operations import Json, JsonObject
from understudy.state import Transaction

ERP: Final = "1-1-1"
ONLINE_SHOP: Final = "2-2-2"
POINT_OF_SALE: Final = "9-7-1-2"
DEFAULT_LANGUAGE: Final = "DE"

_WRITABLE: Final = ("Descriptions", "OnlineShopActivation", "Prices", "SpecialPrices", "Images")
# id, type, name, what may be changed about items (of the above), and about categories
_CHANNELS: Final = (
    (ERP, 0, "JTL-Wawi", (0, 3, 4), (0,)),
    (ONLINE_SHOP, 1, "Nordlicht Shop", (0, 1, 2, 3, 4), (0, 1)),
    (POINT_OF_SALE, 2, "JTL-POS Hamburg", (1, 2, 3), (1,)),
    ("3-1-1", 3, "eBay nordlicht-handel", (0, 4), ()),
    ("6-4-1", 9, "Amazon.de", (), ()),
)


def sales_channel(_seeds: Seeds, index: int) -> JsonObject:
    """Make the sales channel at an index."""
    key, kind, name, items, categories = _CHANNELS[index]
    return {
        "Id": key,
        "Type": kind,
        "Name": name,
        "ItemCapabilities": {what: place in items for place, what in enumerate(_WRITABLE)},
        "CategoryCapabilities": {
            what: place in categories for place, what in enumerate(_WRITABLE[:2])
        },
        "DocumentationUrl": f"https://guide.jtl-software.com/channels/{kind}/",
    }


def require(
    transaction: Transaction, channel: str, capability: str, *, of: str = "ItemCapabilities"
) -> None:
    """Check that something may be changed on a sales channel.

    Raises:
        Refused: there is no such channel, or it does not allow that.
    """
    found = transaction.get("sales_channel", channel)
    allowed = found.get(of) if found is not None else None
    if not isinstance(allowed, dict):
        raise _refused(Problem.UNKNOWN_REFERENCE, f"there is no sales channel {channel!r}")
    if not allowed.get(capability):
        message = f"the sales channel {channel!r} takes no {capability}"
        raise _refused(Problem.CONFLICT, message)


def require_activation(
    transaction: Transaction, channels: Json, *, of: str = "ItemCapabilities"
) -> None:
    """Check that items, or categories, can be active on all these channels.

    Raises:
        Refused: on one of them they cannot.
    """
    for channel in channels if isinstance(channels, list) else ():
        require(transaction, str(channel), "OnlineShopActivation", of=of)


def _refused(problem: Problem, message: str) -> Refused:
    offence = Offence(
        pointer="/SalesChannelId", message=message, keyword="reference", name="SalesChannelId"
    )
    return Refused(problem, message, offences=(offence,))
