"""JTL-Wawi's ERP cloud API: what its behavior.yaml cannot say.

`categories` and `items` make the records that a tenant starts with, `writing` makes what requests
create and change, `tokens` issues access tokens. Read `items.item` first.
"""

from understudy.behavior import Service
from understudy.services.jtl.categories import category
from understudy.services.jtl.items import item
from understudy.services.jtl.tokens import token
from understudy.services.jtl.writing import changed_item, new_item

SERVICE = Service(
    name="jtl",
    title="JTL-Wawi ERP cloud API",
    seeders={"category": category, "item": item},
    builders={"new_item": new_item, "changed_item": changed_item},
    handlers={"token": token},
)

__all__ = ["SERVICE"]
