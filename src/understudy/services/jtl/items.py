"""The items that a tenant starts with: articles of the catalogue, some in families and sets."""

from __future__ import annotations

from dataclasses import dataclass
from typing import Final, cast

from understudy.behavior import Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.data import Article, Dice, draw_lifespan, draw_stock, timestamp
from understudy.data.catalog import FAMILIES, with_check_digit
from understudy.data.notes import draw_note
from understudy.services.jtl.categories import NAMES, ONLINE_SHOP, POINT_OF_SALE, assigned

UNSET_DATE: Final = "0001-01-01T00:00:00+00:00"
VAT: Final = 1.19

# Articles a whole turn through the families apart are of one family: a parent and its children.
_TURN = len(FAMILIES)
_LITTER = 3
_PARENTS = (4, 9)  # of every litter-and-parent of turns
_SET_EVERY, _SET_AT = 24, 17  # meets neither parents nor children
_UNCATEGORISED_EVERY = 60


@dataclass(frozen=True, slots=True)
class Kinship:
    """An item's place in a variation family, in ids: 0 and () for an item without one."""

    parent: int = 0
    children: tuple[int, ...] = ()


def kinship(index: int, count: int) -> Kinship:
    """Return the relatives of the item at an index, of `count` items.

    >>> kinship(4, 120), kinship(22, 120)
    (Kinship(parent=0, children=(23, 41, 59)), Kinship(parent=5, children=()))
    """
    turn, place = divmod(index % (_TURN * (_LITTER + 1)), _TURN)
    if place not in _PARENTS:
        return Kinship()
    if turn:
        return Kinship(parent=index - turn * _TURN + 1)
    children = (index + step * _TURN for step in range(1, _LITTER + 1))
    return Kinship(children=tuple(child + 1 for child in children if child < count))


def item(seeds: Seeds, index: int) -> JsonObject:
    """Make the item at an index; its id is the index plus 1."""
    dice = seeds.dice("item", index)
    first = seeds.dice("item").integer(0, 20 * _TURN)  # so that tenants differ
    article = seeds.catalog.article(first + index)
    family = kinship(index, seeds.counts["item"])
    is_set = index % _SET_EVERY == _SET_AT
    is_active = not dice.chance(1 / 12)
    life = draw_lifespan(dice, seeds.now)
    is_on_amazon, is_on_ebay = is_active and dice.chance(0.25), is_active and dice.chance(0.3)
    return {
        "Id": index + 1,
        "SKU": _sku(article, index, family, is_set=is_set),
        "ManufacturerId": ord(article.brand[0]) - ord("A") + 1,
        "ResponsiblePersonId": dice.integer(0, 5),
        "IsActive": is_active,
        "Categories": cast("Json", _categories(article, index, is_active=is_active)),
        "Name": _name(article, family, is_set=is_set),
        "Description": article.description,
        "ShortDescription": f"{article.material}, {article.colour}, {article.size}",
        "Identifiers": _identifiers(article, dice, is_on_amazon=is_on_amazon),
        "Components": cast("Json", _components(seeds, index) if is_set else []),
        "ChildItems": list(family.children),
        "ParentItemId": family.parent,
        "ItemPriceData": _prices(article, is_on_amazon=is_on_amazon, is_on_ebay=is_on_ebay),
        "ActiveSalesChannels": _channels(dice) if is_active else [],
        "SortNumber": index % 10,
        "Annotation": draw_note(dice) if dice.chance(0.2) else "",
        "Added": timestamp(life.created),
        "Changed": timestamp(life.updated),
        "ReleasedOnDate": timestamp(life.created) if dice.chance(0.3) else UNSET_DATE,
        "StorageOptions": _storage(article, dice),
        "CountryOfOrigin": article.country,
        "ConditionId": 2 if dice.chance(0.05) else 1,
        "ShippingClassId": 1 if article.weight_kg < 5 else 2,  # noqa: PLR2004 - parcels, and what is heavier
        "ProductGroupId": assigned_root(article),
        "TaxClassId": 1,
        "Dimensions": {
            "Length": article.length_cm,
            "Width": article.width_cm,
            "Height": article.height_cm,
        },
        "Weights": {
            "ItemWeigth": article.weight_kg,
            "ShippingWeight": round(article.weight_kg * 1.1 + 0.05, 3),
        },
        "AllowNegativeStock": dice.chance(0.1),
        "Quantities": _quantities(article, dice),
        "DangerousGoods": _dangers(article),
        "Taric": article.tariff_code,
        "SearchTerms": f"{article.family.lower()}, {article.material}, {article.brand}",
        "PriceListActive": is_active,
        "IgnoreDiscounts": dice.chance(0.05),
        "AvailabilityId": dice.integer(1, 3),
    }


def assigned_root(article: Article) -> int:
    """Return the id of the root category of an article's trade."""
    return NAMES.index(article.category) + 1


def _sku(article: Article, index: int, family: Kinship, *, is_set: bool) -> str:
    code = article.sku.split("-")[0]
    if family.children:
        return f"{code}-V{index + 1:05d}"
    return f"SET-{code}-{index + 1:05d}" if is_set else article.sku


def _name(article: Article, family: Kinship, *, is_set: bool) -> str:
    if family.children:
        return f"{article.family}, all sizes"
    return f"Set with {article.name[0].lower()}{article.name[1:]}" if is_set else article.name


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


def _storage(article: Article, dice: Dice) -> JsonObject:
    stock = draw_stock(dice, pack=article.pack_size)
    is_machine = article.category == "Power Tools"
    keeps_badly = article.category == "Lubricants"
    return {
        "InventoryManagementActive": True,
        "SplitQuantity": article.unit == "m",
        "GlobalMinimumStockLevel": stock.reorder_point,
        "Buffer": dice.integer(0, 5),
        "SerialNumberItem": is_machine,
        "SerialNumberTracking": is_machine and dice.chance(0.5),
        "SubjectToShelfLifeExpirationDate": keeps_badly,
        "SubjectToBatchItem": keeps_badly,
        "ProcurementTime": dice.integer(1, 14),
        "DetermineProcurementTimeAutomatically": dice.chance(0.5),
        "AdditionalHandlingTime": dice.integer(0, 2),
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
