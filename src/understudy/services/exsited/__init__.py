"""Exsited: items with sale, purchase and inventory sections, their notes, and access tokens.

Read `items.seed_item` for what a record holds, `writing.create_item` for how a request makes one,
`presenting.present_item` for what API v4 makes of it.
"""

from __future__ import annotations

from understudy.behavior import Service
from understudy.services.exsited.adjustments import seed_adjustment
from understudy.services.exsited.grants import issue_token, issue_token_or_redirect
from understudy.services.exsited.holdings import (
    stock_in_warehouse,
    stock_in_warehouse_natively,
)
from understudy.services.exsited.images import set_image
from understudy.services.exsited.items import seed_item
from understudy.services.exsited.notes import seed_file, seed_note
from understudy.services.exsited.noting import attach_files, create_note, edit_note
from understudy.services.exsited.packages import (
    create_package,
    named_package,
    seed_package,
    update_package,
)
from understudy.services.exsited.presenting import (
    present_item,
    present_owner,
    present_row,
    present_stock,
    present_stub,
)
from understudy.services.exsited.presenting_notes import (
    present_adjustment,
    present_file,
    present_note,
    present_warehouse,
)
from understudy.services.exsited.relatives import named_family
from understudy.services.exsited.settings import (
    create_variation,
    create_warehouse,
    seed_variation,
    seed_warehouse,
    update_variation,
)
from understudy.services.exsited.writing import (
    book_stock,
    create_inventories,
    create_item,
    touch_item,
    update_bundle,
    update_family,
    update_inventories,
    update_item,
    update_purchase,
    update_sale,
    update_variations,
)

SERVICE = Service(
    name="exsited",
    title="Exsited Items API",
    seeders={
        "item": seed_item,
        "note": seed_note,
        "file": seed_file,
        "package": seed_package,
        "adjustment": seed_adjustment,
        "warehouse": seed_warehouse,
        "variation": seed_variation,
    },
    builders={
        "create_item": create_item,
        "update_item": update_item,
        "touch_item": touch_item,
        "update_sale": update_sale,
        "update_purchase": update_purchase,
        "create_inventories": create_inventories,
        "update_inventories": update_inventories,
        "book_stock": book_stock,
        "update_family": update_family,
        "update_bundle": update_bundle,
        "update_variations": update_variations,
        "set_image": set_image,
        "create_package": create_package,
        "update_package": update_package,
        "create_note": create_note,
        "edit_note": edit_note,
        "attach_files": attach_files,
        "create_warehouse": create_warehouse,
        "create_variation": create_variation,
        "update_variation": update_variation,
    },
    presenters={
        "family": named_family,
        "package": named_package,
        "row": present_row,
        "item": present_item,
        "stub": present_stub,
        "stock": present_stock,
        "owner": present_owner,
        "note": present_note,
        "file": present_file,
        "adjustment": present_adjustment,
        "warehouse": present_warehouse,
    },
    handlers={
        "issue_token": issue_token,
        "issue_token_or_redirect": issue_token_or_redirect,
        "stock_in_warehouse": stock_in_warehouse,
        "stock_in_warehouse_natively": stock_in_warehouse_natively,
    },
)

__all__ = ["SERVICE"]
