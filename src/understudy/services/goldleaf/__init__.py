"""GoldLeaf: a hose shop's customers, catalogue, stock, hose assemblies, estimates and orders.

Read `customers.seed_customer_item` for how records are made, `versions.builds` for how they live;
what operations do is declared in `specs/goldleaf/behavior.yaml`.
"""

from understudy.behavior import Service
from understudy.services.goldleaf import (
    assemblies,
    catalogue,
    customers,
    holdings,
    organizations,
    settings,
)
from understudy.services.goldleaf.components import COMPONENTS, build_brand, build_component
from understudy.services.goldleaf.documents import DOCUMENTS
from understudy.services.goldleaf.entries import IMPORTS
from understudy.services.goldleaf.exporting import EXPORTS
from understudy.services.goldleaf.lines import LINES
from understudy.services.goldleaf.pricing import PRICES, build_refreshed
from understudy.services.goldleaf.settings import SETTINGS
from understudy.services.goldleaf.stocking import book_inventory, build_warehouse
from understudy.services.goldleaf.versions import (
    VERSION_BUILDERS,
    VERSIONS,
    build_copy,
    with_customers,
    without_customers,
)

SERVICE = Service(
    name="goldleaf",
    title="GoldLeaf API",
    seeders={
        "customer": customers.seed_customer,
        "customer_item": customers.seed_customer_item,
        "customer_location": customers.seed_customer_location,
        "brand": catalogue.seed_brand,
        "item": catalogue.seed_item,
        "crimp_spec": catalogue.seed_crimp_spec,
        "option": catalogue.seed_option,
        "warehouse": holdings.seed_warehouse,
        "inventory_item": holdings.seed_inventory_item,
        "price_list": holdings.seed_price_list,
        "price_list_item": holdings.seed_price_list_item,
        "hose_assembly": assemblies.seed_hose_assembly,
        "hose_kit": assemblies.seed_hose_kit,
        "sales_estimate": assemblies.seed_sales_estimate,
        "work_order": assemblies.seed_work_order,
        "organization": organizations.seed_organization,
        "user": organizations.seed_user,
        "api_key": organizations.seed_api_key,
        "api_call": organizations.seed_api_call,
        "currency": organizations.seed_currency,
        "product_group": organizations.seed_product_group,
        "supplier": organizations.seed_supplier,
        "location": organizations.seed_location,
    },
    builders={
        "customer": settings.build_customer,
        "price_list": settings.build_price_list,
        "api_key": settings.build_api_key,
        "component": build_component,
        "brand": build_brand,
        "warehouse": build_warehouse,
        "copy": build_copy,
        "refresh": build_refreshed,
        "assembly_customers": with_customers,
        "assembly_without_customers": without_customers,
        **COMPONENTS,
        **VERSION_BUILDERS,
    },
    asides={"forget_customer": settings.forget_customer},
    handlers={
        "book_inventory": book_inventory,
        **EXPORTS,
        **IMPORTS,
        **LINES,
        **PRICES,
        **DOCUMENTS,
        **SETTINGS,
        **VERSIONS,
    },
)

__all__ = ["SERVICE"]
