"""Augno: the catalog of a manufacturer, from units of measure to items and what owns them.

Read `items.seed_item` first, then `products.create_product`; what operations do is declared in
`specs/augno/behavior.yaml`.
"""

from understudy.behavior import Service
from understudy.services.augno.attributes import (
    close_gap,
    create_attribute,
    update_attribute,
)
from understudy.services.augno.categories import (
    change_unit_group,
    create_category,
    link_property,
    unlink_property,
    update_category,
)
from understudy.services.augno.filing import seed_attribute, seed_item_category, seed_property
from understudy.services.augno.groups import (
    add_member,
    create_group,
    leave_group,
    update_group,
    update_member,
    update_unit,
)
from understudy.services.augno.inventory import reconcile, show_inventory, update_inventory
from understudy.services.augno.item_upserts import upsert_material, upsert_part, upsert_product
from understudy.services.augno.items import seed_item, seed_material, seed_part, seed_product
from understudy.services.augno.jobs import (
    bulk_upsert,
    seed_actor,
    seed_job,
    seed_role,
)
from understudy.services.augno.lines import (
    create_line,
    show_lot_default,
    update_line,
)
from understudy.services.augno.measures import seed_unit, seed_unit_group, seed_unit_group_unit
from understudy.services.augno.moves import add_attribute, change_category, remove_attribute
from understudy.services.augno.products import (
    change_line,
    create_material,
    create_part,
    create_product,
    delete_owner,
    update_material,
    update_part,
    update_product,
)
from understudy.services.augno.refusals import only_own
from understudy.services.augno.spelling import only_unused
from understudy.services.augno.trade import (
    seed_account,
    seed_customer,
    seed_location,
    seed_owner,
    seed_product_line,
)
from understudy.services.augno.upserts import (
    upsert_category,
    upsert_group,
    upsert_line,
    upsert_property,
    upsert_unit,
)

SERVICE = Service(
    name="augno",
    title="Augno catalog",
    seeders={
        "account": seed_account,
        "actor": seed_actor,
        "attribute": seed_attribute,
        "customer": seed_customer,
        "item": seed_item,
        "item_category": seed_item_category,
        "job": seed_job,
        "location": seed_location,
        "material": seed_material,
        "owner": seed_owner,
        "part": seed_part,
        "product": seed_product,
        "product_line": seed_product_line,
        "property": seed_property,
        "role": seed_role,
        "unit": seed_unit,
        "unit_group": seed_unit_group,
        "unit_group_unit": seed_unit_group_unit,
    },
    builders={
        "add_attribute": add_attribute,
        "add_member": add_member,
        "change_category": change_category,
        "change_line": change_line,
        "change_unit_group": change_unit_group,
        "create_attribute": create_attribute,
        "create_category": create_category,
        "create_group": create_group,
        "create_line": create_line,
        "create_material": create_material,
        "create_part": create_part,
        "create_product": create_product,
        "link_property": link_property,
        "remove_attribute": remove_attribute,
        "unlink_property": unlink_property,
        "update_attribute": update_attribute,
        "update_category": update_category,
        "update_group": update_group,
        "update_inventory": update_inventory,
        "update_line": update_line,
        "update_material": update_material,
        "update_member": update_member,
        "update_part": update_part,
        "update_product": update_product,
        "update_unit": update_unit,
        "upsert_categories": bulk_upsert("item_category", "item_categories", upsert_category),
        "upsert_groups": bulk_upsert("unit_group", "unit_groups", upsert_group),
        "upsert_lines": bulk_upsert("product_line", "product_lines", upsert_line),
        "upsert_materials": bulk_upsert("material", "materials", upsert_material),
        "upsert_parts": bulk_upsert("part", "parts", upsert_part),
        "upsert_products": bulk_upsert("product", "products", upsert_product),
        "upsert_properties": bulk_upsert("property", "properties", upsert_property),
        "upsert_units": bulk_upsert("unit", "units", upsert_unit),
    },
    handlers={
        "reconcile": reconcile,
        "show_inventory": show_inventory,
        "show_lot_default": show_lot_default,
    },
    asides={
        "close_gap": close_gap,
        "leave_group": leave_group,
        "only_own": only_own,
        "only_unused": only_unused,
        "delete_owner": delete_owner,
    },
)

__all__ = ["SERVICE"]
