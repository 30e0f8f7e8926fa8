"""How a seeded item is sold, bought, stocked and ordered: sections whose figures fit each other."""

from __future__ import annotations

from datetime import datetime, timedelta

from understudy.contract.operations import Json, JsonObject
from understudy.data import Article, Dice, draw_stock, timestamp
from understudy.services.exsited.sections import (
    DEFAULT_WAREHOUSE,
    WAREHOUSES,
    named,
    unpriced,
    unpurchased,
    unsold,
    unstocked,
    warehouse,
)
from understudy.services.exsited.wording import flag, money, price

LONGEST_OFFER_DAYS = 60


def sold(article: Article, amount: float, dice: Dice, now: datetime) -> JsonObject:
    """Return the sale section of an article that is sold for an amount."""
    sale = unsold()
    measures = {
        "width": article.width_cm,
        "height": article.height_cm,
        "length": article.length_cm,
        "weight": article.weight_kg,
    }
    for name, value in measures.items():
        sale[name] = {"uom": "kg" if name == "weight" else "cm", "value": price(value)}
    mode = dice.choose(("", "MANUAL", "AUTOMATIC"))
    version = dice.integer(1, 4)
    latest = str(dice.integer(1, version)) if dice.chance(0.5) else ""
    return {
        **sale,
        "enabled": "true",
        "enable_back_order": flag(dice.chance(0.2)),
        "accounting_code": {"sales_revenue": "Sales Revenue"} if dice.chance(0.3) else {},
        "default_sale_price": price(round(amount, 2)),
        "shipping_profile": f"SHIP-{dice.integer(1, 4):02d}" if dice.chance(0.3) else "",
        "charge": {"type": "ONE_OFF", "properties": named(fulfillment_mode=mode)},
        "payment_properties": named(payment_processor="Cash") if dice.chance(0.6) else [],
        "pricing": {
            **unpriced(),
            "version": str(version),
            "latest_used_pricing_version": latest,
        },
        **_offer(amount, dice, now),
    }


def bought(cost: float, dice: Dice, *, pack: int) -> JsonObject:
    """Return the purchase section of an article that costs an amount."""
    if dice.chance(0.1):
        return unpurchased()
    note = f"Order in multiples of {pack}." if pack > 1 else ""
    terms = named(receive_mode="MANUAL", receive_term="Immediately") if dice.chance(0.7) else []
    return {
        **unpurchased(),
        "enabled": "true",
        "purchase_order_note": note if dice.chance(0.5) else "",
        "default_purchase_price": price(round(cost, 2)),
        "purchase_properties": terms,
    }


def stocked(cost: float, dice: Dice, *, uom: str, pack: int) -> JsonObject:
    """Return the inventories section of an article: its stock in one warehouse, or in several."""
    section = unstocked()
    count = dice.integer(2, len(WAREHOUSES)) if dice.chance(0.35) else 1
    places = [_stock(name, cost, dice, uom=uom, pack=pack) for name in WAREHOUSES[:count]]
    watched, costed, reordered = dice.chance(0.4), dice.chance(0.5), dice.chance(0.3)
    policy = dice.choose(("UNLIMITED", "FIXED", "QUANTITY_AVAILABLE"))
    properties = section["inventory_properties"]
    return {
        **section,
        "enabled": "true",
        "enable_warehouse_management": flag(count > 1),
        "warehouses": list[Json](places),
        "default_warehouse": DEFAULT_WAREHOUSE if count > 1 else "",
        "inventory_properties": {
            **(properties if isinstance(properties, dict) else {}),
            "enable_low_stock_notification": flag(watched),
            "low_stock_threshold_based_on": "ALL_WAREHOUSE" if watched else "",
            "enable_reordering": flag(reordered),
            "reordering_threshold_based_on": "ALL_WAREHOUSE" if reordered else "",
            "quantity_available_for_sale_determination": ["QUANTITY_ON_HAND", "QUANTITY_PROMISED"],
            "quantity_available_for_sale": policy,
            "enable_batch_tracking": flag(dice.chance(0.1)),
            "enable_inventory_costing": flag(costed),
            "default_cost_per_unit": price(round(cost, 2)) if costed else "",
        },
    }


def ordered(amount: float, dice: Dice) -> JsonObject:
    """Return what orders at an amount brought in: collected and outstanding add up to revenue."""
    orders = dice.integer(0, 60)
    active = dice.integer(0, min(orders, 5))
    revenue = round(amount * orders * dice.integer(1, 12), 2)
    outstanding = round(revenue * active / orders, 2) if active else 0
    overdue = round(outstanding * dice.choose((0, 0, 0.25, 0.5)), 2)
    return {
        "total_orders": orders,
        "active_orders": active,
        "total_revenue": revenue,
        "total_collected": round(revenue - outstanding, 2),
        "total_outstanding": outstanding,
        "total_overdue": overdue,
    }


def _stock(name: str, cost: float, dice: Dice, *, uom: str, pack: int) -> JsonObject:
    stock = draw_stock(dice, pack=pack)
    returned = dice.integer(0, 3) if dice.chance(0.2) else 0
    sent_back = min(dice.integer(1, 5), stock.available) if dice.chance(0.1) else 0
    return {
        **warehouse(name, uom),
        "quantity_on_hand": str(stock.on_hand),
        "quantity_on_hand_value": money(stock.on_hand * cost),
        "quantity_promised": str(stock.reserved),
        "quantity_on_order": str(stock.incoming),
        "quantity_on_return": str(returned),
        "quantity_on_purchase_return": str(sent_back),
        "quantity_available": str(stock.available),
        "quantity_available_value": money(stock.available * cost),
    }


def _offer(amount: float, dice: Dice, now: datetime) -> JsonObject:
    """Return an on-sale price for one item in ten; half of these offers are over."""
    if not dice.chance(0.1):
        return {}
    start = now - timedelta(days=dice.integer(LONGEST_OFFER_DAYS // 2, LONGEST_OFFER_DAYS))
    is_over = dice.chance(0.5)
    end = start + timedelta(days=dice.integer(7, LONGEST_OFFER_DAYS // 2))
    return {
        "use_on_sale_price": flag(not is_over),
        "sale_price": price(round(amount * 0.85, 2)),
        "start_date": timestamp(start),
        "end_date": timestamp(end) if is_over else "",
    }
