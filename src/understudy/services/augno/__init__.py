"""Augno: the catalog of a manufacturer: items, products, and the categories and units behind them.

Read `items.seed_item` first, then `products.create_product`; what operations do is declared in
`specs/augno/behavior.yaml`.
"""

from understudy.behavior import Service
from understudy.services.augno.filing import seed_attribute, seed_item_category, seed_property
from understudy.services.augno.items import seed_item, seed_product
from understudy.services.augno.measures import seed_unit, seed_unit_group, seed_unit_group_unit
from understudy.services.augno.products import create_product, update_product
from understudy.services.augno.trade import (
    seed_account,
    seed_customer,
    seed_owner,
    seed_product_line,
)

SERVICE = Service(
    name="augno",
    title="Augno catalog",
    seeders={
        "account": seed_account,
        "attribute": seed_attribute,
        "customer": seed_customer,
        "item": seed_item,
        "item_category": seed_item_category,
        "owner": seed_owner,
        "product": seed_product,
        "product_line": seed_product_line,
        "property": seed_property,
        "unit": seed_unit,
        "unit_group": seed_unit_group,
        "unit_group_unit": seed_unit_group_unit,
    },
    builders={"create_product": create_product, "update_product": update_product},
)

__all__ = ["SERVICE"]
