"""The items that a tenant starts with: articles of the catalogue, some in families and sets."""

from __future__ import annotations

from typing import Final, cast

from understudy.behavior import Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.data import Article, Dice, draw_lifespan, draw_stock, timestamp
from understudy.data.catalog import with_check_digit
from understudy.data.notes import draw_note
from understudy.services.jtl.categories import NAMES, assigned
from understudy.services.jtl.channels import ONLINE_SHOP, POINT_OF_SALE
from understudy.services.jtl.families import TURN, kinship, size_value
from understudy.services.jtl.partners import brand_id
from understudy.services.jtl.terms import terms

UNSET_DATE: Final = "0001-01-01T00:00:00+00:00"
VAT: Final = 1.19

_SET_EVERY, _SET_AT = 24, 17  # meets neither parents nor children
_UNCATEGORISED_EVERY = 60
_PARCEL, _FREIGHT, _HEAVY_KG = 1, 2, 5  # shipping classes


def item(seeds: Seeds, index: int) -> JsonObject:
    """Make the item at an index; its id is the index plus 1."""
    dice = seeds.dice("item", index)
    article = article_of(seeds, index)
    life = draw_lifespan(dice, seeds.now)
    is_active = not dice.chance(1 / 12)
    made: JsonObject = {
        "Id": index + 1,
        **_family(article, index, seeds.counts["item"]),
        "Categories": cast("Json", _categories(article, index, is_active=is_active)),
        "Components": cast("Json", _components(seeds, index) if is_set(index) else []),
        "SortNumber": index % 10,
        "Added": timestamp(life.created),
        "Changed": timestamp(life.updated),
        "ReleasedOnDate": timestamp(life.created) if dice.chance(0.3) else UNSET_DATE,
        **_trade(article, dice, is_active=is_active),
        **_goods(article, dice, index),
    }
    if made["ParentItemId"]:
        made["VariationValues"] = [size_value(index)]
    return made


def article_of(seeds: Seeds, index: int) -> Article:
    """Return the article that the item at an index is."""
    first = seeds.dice("item").integer(0, 20 * TURN)  # so that tenants differ
    return seeds.catalog.article(first + index)


def is_kept(index: int, count: int) -> bool:
    """Tell whether stock is kept of the item at an index: not of parents and sets."""
    return index < count and not (kinship(index, count).children or is_set(index))


def is_batched(article: Article) -> bool:
    """Tell whether an article has batches and keeps for a while only."""
    return article.category == "Lubricants"


def has_serials(article: Article, index: int) -> bool:
    """Tell whether every piece of an item has a serial number that is known on stock."""
    return article.category == "Power Tools" and index % 2 == 0


def _family(article: Article, index: int, count: int) -> JsonObject:
    """Name an item by its place among others: alone, over children, below a parent, or a set."""
    code, name = article.sku.split("-")[0], article.name
    family = kinship(index, count)
    sku = article.sku
    if family.children:
        sku, name = f"{code}-V{index + 1:05d}", f"{article.family}, all sizes"
    elif is_set(index):
        sku, name = f"SET-{code}-{index + 1:05d}", f"Set with {name[0].lower()}{name[1:]}"
    return {
        "SKU": sku,
        "Name": name,
        "ChildItems": list(family.children),
        "ParentItemId": family.parent,
    }


def _trade(article: Article, dice: Dice, *, is_active: bool) -> JsonObject:
    """Say where and how an article is sold."""
    is_on_amazon, is_on_ebay = is_active and dice.chance(0.25), is_active and dice.chance(0.3)
    return {
        "IsActive": is_active,
        "Identifiers": _identifiers(article, dice, is_on_amazon=is_on_amazon),
        "ItemPriceData": _prices(article, is_on_amazon=is_on_amazon, is_on_ebay=is_on_ebay),
        "ActiveSalesChannels": _channels(dice) if is_active else [],
        "Annotation": draw_note(dice) if dice.chance(0.2) else "",
        "ConditionId": 2 if dice.chance(0.05) else 1,
        "TaxClassId": 1,
        "AllowNegativeStock": dice.chance(0.1),
        "Quantities": _quantities(article, dice),
        "PriceListActive": is_active,
        "IgnoreDiscounts": dice.chance(0.05),
        "AvailabilityId": dice.integer(1, 3),
    }


def _goods(article: Article, dice: Dice, index: int) -> JsonObject:
    """Say what an article is, and how it is stored and shipped."""
    weight = article.weight_kg
    return {
        "ManufacturerId": brand_id(article.brand),
        "ResponsiblePersonId": dice.integer(0, 5),
        "Description": article.description,
        "ShortDescription": f"{article.material}, {article.colour}, {article.size}",
        "StorageOptions": _storage(article, dice, index),
        "CountryOfOrigin": article.country,
        "ShippingClassId": _PARCEL if weight < _HEAVY_KG else _FREIGHT,
        "ProductGroupId": NAMES.index(article.category) + 1,
        "Dimensions": {
            "Length": article.length_cm,
            "Width": article.width_cm,
            "Height": article.height_cm,
        },
        "Weights": {"ItemWeigth": weight, "ShippingWeight": round(weight * 1.1 + 0.05, 3)},
        "DangerousGoods": _dangers(article),
        "Taric": article.tariff_code,
        "SearchTerms": f"{article.family.lower()}, {article.material}, {article.brand}",
    }


def is_set(index: int) -> bool:
    """Tell whether the item at an index is put together from others."""
    return index % _SET_EVERY == _SET_AT


def _categories(article: Article, index: int, *, is_active: bool) -> list[JsonObject]:
    if index % _UNCATEGORISED_EVERY == _UNCATEGORISED_EVERY - 1:
        return []
    return assigned(article.family) if is_active else assigned(article.family, NAMES[-1])


def _identifiers(article: Article, dice: Dice, *, is_on_amazon: bool) -> JsonObject:
    return {
        "Gtin": article.gtin,
        "ManufacturerNumber": article.manufacturer_number,
        "ISBN": "",
        "UPC": with_check_digit(article.gtin[1:12]) if dice.chance(0.3) else "",
        "AmazonFnsku": f"X00{dice.text('0123456789BCDFGHJKLMNPQRSTVWXYZ', 7)}"
        if is_on_amazon
        else "",
        "Asins": [f"B0{dice.text('0123456789BCDFGHJKLMNPQRSTVWXYZ', 8)}"] if is_on_amazon else [],
        "OwnIdentifier": f"P{dice.digits(6)}" if dice.chance(0.5) else "",
    }


def _components(seeds: Seeds, index: int) -> list[JsonObject]:
    """Put a set together from the two items before it."""
    dice = seeds.dice("item", index, "components")
    quantities = (dice.number(0.5, 2.5, 1), dice.integer(1, 4))
    return [
        {"ItemId": index - place, "Quantity": quantity, "SortNumber": place + 1}
        for place, quantity in enumerate(quantities)
    ]


def _prices(article: Article, *, is_on_amazon: bool, is_on_ebay: bool) -> JsonObject:
    gross = round(article.price * VAT, 2)
    return {
        "SalesPriceNet": article.price,
        "SuggestedRetailPrice": round(gross * 1.1, 2),
        "PurchasePriceNet": article.base_cost,
        "EbayPrice": gross if is_on_ebay else 0,
        "AmazonPrice": gross if is_on_amazon else 0,
    }


def _channels(dice: Dice) -> list[Json]:
    both: list[Json] = [ONLINE_SHOP, POINT_OF_SALE]
    return dice.weighted(((both, 4), ([ONLINE_SHOP], 4), ([POINT_OF_SALE], 1), ([], 1)))


def _storage(article: Article, dice: Dice, index: int) -> JsonObject:
    stock = draw_stock(dice, pack=article.pack_size)
    is_automatic, extra = dice.chance(0.5), dice.integer(0, 2)
    delivery = terms(index).days + extra
    return {
        "InventoryManagementActive": True,
        "SplitQuantity": article.unit == "m",
        "GlobalMinimumStockLevel": stock.reorder_point,
        "Buffer": dice.integer(0, 5),
        "SerialNumberItem": article.category == "Power Tools",
        "SerialNumberTracking": has_serials(article, index),
        "SubjectToShelfLifeExpirationDate": is_batched(article),
        "SubjectToBatchItem": is_batched(article),
        "ProcurementTime": delivery if is_automatic else dice.integer(1, 14),
        "DetermineProcurementTimeAutomatically": is_automatic,
        "AdditionalHandlingTime": extra,
    }


def _quantities(article: Article, dice: Dice) -> JsonObject:
    sells_packs = article.pack_size > 1 and dice.chance(0.3)
    pack = article.pack_size if sells_packs else 0
    wholesale: JsonObject = {
        "CustomerGroupId": 2,
        "PermissibleOrderQuantity": article.pack_size,
        "MinimumPurchaseQuantity": article.pack_size * 5,
        "IsActive": dice.chance(0.8),
    }
    return {
        "MinimumOrderQuantity": pack,
        "MinimumPurchaseQuantityForCustomerGroup": [wholesale] if dice.chance(0.25) else [],
        "PermissibleOrderQuantity": pack,
    }


def _dangers(article: Article) -> JsonObject:
    """Mark lithium batteries that are packed with their machine (UN 3481)."""
    has_battery = article.family.startswith("Cordless")
    return {"UnNumber": "3481" if has_battery else "", "HazardNo": "90" if has_battery else ""}
