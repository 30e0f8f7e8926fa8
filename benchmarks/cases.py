"""What is asked of each server, and how much it may cost."""

from __future__ import annotations

import json
from dataclasses import dataclass

BEARER = "aug_sk_test_bench"  # well-formed for the service that minds; the others take any
HEADERS = (
    ("Authorization", f"Bearer {BEARER}"),
    ("x-appid", "understudy-bench/1.0.0"),
    ("x-appversion", "1.0.0"),
    ("x-tenant-id", "9d2b6c5e-0f5c-4d6e-8f0a-3a4f6f0f4a11"),
)
BARE_LIMIT_READ = 3.0
BARE_LIMIT_WRITE = 5.0
PRISM_LIMIT = 0.25
COUNTER = b"########"  # replaced by a running number of the same width, so that lengths hold
NEW_ITEM = {
    "SKU": "BENCH-########",
    "Name": "Head torch Lumen 400",
    "Categories": [{"CategoryId": 1}],
    "Description": "Rechargeable head torch with a red light for the night.",
    "ShortDescription": "400 lumen, 40 hours",
    "Identifiers": {
        "Gtin": "8896982295860",
        "ManufacturerNumber": "75",
        "OwnIdentifier": "P446853",
    },
    "ItemPriceData": {"SalesPriceNet": 125.21, "PurchasePriceNet": 99.73},
    "Dimensions": {"Length": 10.5, "Width": 5.8, "Height": 3},
    "Weights": {"ItemWeigth": 0.09, "ShippingWeight": 0.15},
}


NEW_GROUP = {"Name": "Group ########", "Discount": 2.5, "IsNetPrice": True}


@dataclass(frozen=True, slots=True, kw_only=True)
class Case:
    """One kind of request.

    `path` is below the service's base path, which only Understudy serves under a prefix. `limit`
    is the most that the request may cost, in multiples of the same payload from a bare ASGI app.
    """

    name: str
    method: str
    path: str
    statuses: tuple[int, ...]
    limit: float
    body: bytes = b""

    def target(self, prefix: str = "") -> str:
        """Return the request target; `{case}` in the prefix becomes the case's name."""
        return prefix.format(case=self.name.replace(" ", "-")) + self.path

    def request(self, prefix: str = "") -> bytes:
        """Return the whole HTTP/1.1 request as it goes over the wire."""
        lines = [f"{self.method} {self.target(prefix)} HTTP/1.1", "Host: 127.0.0.1"]
        lines += [f"{name}: {value}" for name, value in HEADERS]
        if self.body:
            lines += ["Content-Type: application/json", f"Content-Length: {len(self.body)}"]
        return "\r\n".join([*lines, "", ""]).encode() + self.body


# What is asked again word for word is answered from memory. A parameter that nobody knows, and that
# is never the same, has each request worked out.
ANEW = f"nonce={COUNTER.decode()}"

CASES = (
    Case(
        name="one record",
        method="GET",
        path=f"/items/1?{ANEW}",
        statuses=(200,),
        limit=BARE_LIMIT_READ,
    ),
    Case(
        name="page of 20",
        method="GET",
        path=f"/items?pageNumber=1&pageSize=20&{ANEW}",
        statuses=(200,),
        limit=BARE_LIMIT_READ,
    ),
    Case(
        name="page of 20 again",
        method="GET",
        path="/items?pageNumber=1&pageSize=20",
        statuses=(200,),
        limit=BARE_LIMIT_READ,
    ),
    Case(
        name="validated create",
        method="POST",
        path="/items",
        statuses=(201,),
        limit=BARE_LIMIT_WRITE,
        body=json.dumps(NEW_ITEM).encode(),
    ),
    Case(
        name="small create",
        method="POST",
        path="/customerGroups",
        statuses=(201,),
        limit=BARE_LIMIT_WRITE,
        body=json.dumps(NEW_GROUP).encode(),
    ),
    Case(
        name="validation error",
        method="POST",
        path="/items",
        statuses=(400, 422),
        limit=BARE_LIMIT_WRITE,
        body=json.dumps({**NEW_ITEM, "Name": 7, "Categories": [{"CategoryId": "none"}]}).encode(),
    ),
)
