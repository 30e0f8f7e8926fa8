"""GoldLeaf: a hose shop's customers, the items they buy, and their export as a workbook.

Read `records.seed_customer_item` first; what operations do is declared in
`specs/goldleaf/behavior.yaml`.
"""

from understudy.behavior import Service
from understudy.services.goldleaf.export import export_customer_items
from understudy.services.goldleaf.records import seed_customer, seed_customer_item

SERVICE = Service(
    name="goldleaf",
    title="GoldLeaf API",
    seeders={"customer": seed_customer, "customer_item": seed_customer_item},
    handlers={"export_customer_items": export_customer_items},
)

__all__ = ["SERVICE"]
