"""What each workbook holds: its columns, for export, template and import alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from enum import StrEnum


class Cell(StrEnum):
    """What a column's cells hold."""

    TEXT = "text"
    NUMBER = "number"
    FLAG = "flag"
    MOMENT = "moment"


@dataclass(frozen=True, slots=True)
class Column:
    """A heading and the field under it; what is not `is_set` is only exported."""

    title: str
    field: str
    cell: Cell = Cell.TEXT
    is_set: bool = True
    is_required: bool = False


@dataclass(frozen=True, slots=True)
class Sheet:
    """The one sheet of a workbook."""

    title: str
    columns: tuple[Column, ...]

    @property
    def file_name(self) -> str:
        """What a browser calls the file, without ending."""
        return self.title.lower().replace(" ", "-")

    @property
    def settable(self) -> tuple[Column, ...]:
        """The columns of the template."""
        return tuple(each for each in self.columns if each.is_set)


ID = Column("ID", "_id", is_set=False)
CHANGED = Column("Last Modified", "lastModified", is_set=False)
PART = Column("Part Number", "partNumber", is_required=True)
BRAND = Column("Brand", "brand", is_required=True)
ADDRESS = (
    Column("Address 1", "address1"),
    Column("Address 2", "address2"),
    Column("City", "city"),
    Column("Region", "region"),
    Column("Postal Code", "postalCode"),
    Column("Country", "country"),
)
VERSION = (
    Column("Version", "version", Cell.NUMBER, is_set=False),
    Column("Status", "status", is_set=False),
)

CUSTOMERS = Sheet(
    "Customers",
    (
        ID,
        Column("Name", "name", is_required=True),
        Column("Domain", "domain"),
        Column("ERP ID", "erpId"),
        *ADDRESS,
        Column("Phone Number", "phoneNumber"),
        Column("Email", "email"),
        Column("Website", "website"),
        Column("Currency", "defaultCurrency"),
        CHANGED,
    ),
)
CUSTOMER_ITEMS = Sheet(
    "Customer Items",
    (
        ID,
        Column("Customer", "customerName", is_required=True),
        BRAND,
        PART,
        Column("Organization Part Number", "orgPartNumber"),
        Column("Name", "name", is_set=False),
        Column("Item Type", "itemType", is_set=False),
        Column("Available", "available", Cell.FLAG),
        Column("Cost", "cost", Cell.NUMBER),
        Column("Cost Currency", "costCurrency"),
        Column("Unit of Measure", "unitOfMeasure"),
        Column("Net Price", "netPrice", Cell.NUMBER),
        Column("Net Price Currency", "netPriceCurrency"),
        Column("Net Price Unit of Measure", "netPriceUnitOfMeasure"),
        Column("Price", "price", Cell.NUMBER),
        Column("Discount", "discount", Cell.NUMBER),
        Column("Start Date", "startDate", Cell.MOMENT),
        Column("End Date", "endDate", Cell.MOMENT),
        Column("Notes", "notes"),
        CHANGED,
    ),
)
INVENTORY = Sheet(
    "Inventory",
    (
        ID,
        Column("Warehouse", "warehouseName", is_required=True),
        Column("Brand", "brandName", is_required=True),
        PART,
        Column("Organization Part Number", "orgPartNumber", is_set=False),
        Column("Item Type", "itemType", is_set=False),
        Column("On Hand", "onHand", Cell.NUMBER),
        Column("Committed", "committed", Cell.NUMBER),
        Column("On Order", "onOrder", Cell.NUMBER),
        Column("Available", "available", Cell.NUMBER, is_set=False),
        Column("Unit of Measure", "unitOfMeasure"),
        CHANGED,
    ),
)
PRICE_LISTS = Sheet(
    "Price Lists",
    (
        Column("Price List", "priceListName", is_required=True),
        BRAND,
        PART,
        Column("Item Type", "itemType", is_set=False),
        Column("List Price", "listPrice", Cell.NUMBER, is_required=True),
        Column("Currency", "currency"),
        Column("Unit of Measure", "unitOfMeasure"),
        Column("Enabled", "enabled", Cell.FLAG),
        CHANGED,
    ),
)
WAREHOUSES = Sheet(
    "Warehouses",
    (
        ID,
        Column("Name", "name", is_required=True),
        Column("Description", "description"),
        *ADDRESS,
        Column("ERP ID", "erpId"),
        CHANGED,
    ),
)
COMPONENTS = Sheet(
    "Components",
    (
        ID,
        Column("Item Type", "itemType", is_required=True),
        BRAND,
        PART,
        Column("Size", "size"),
        Column("Organization Part Number", "orgPartNumber"),
        Column("Description", "description"),
        Column("List Price", "listPrice", Cell.NUMBER),
        Column("List Price Currency", "listPriceCurrency"),
        Column("Unit of Measure", "unitOfMeasure"),
        Column("Enabled", "enabled", Cell.FLAG),
        CHANGED,
    ),
)
BRANDS = Sheet(
    "Brands",
    (
        ID,
        Column("Name", "name"),
        Column("Website", "website"),
        Column("Enabled", "enabled", Cell.FLAG),
        CHANGED,
    ),
)
HOSE_ASSEMBLIES = Sheet(
    "Hose Assemblies",
    (
        ID,
        PART,
        Column("Revision", "revision"),
        *VERSION,
        Column("Hose Brand", "hoseBrand", is_required=True),
        Column("Hose Part Number", "hosePartNumber", is_required=True),
        Column("End 1 Part Number", "end1PartNumber"),
        Column("End 2 Part Number", "end2PartNumber"),
        Column("Length", "length", Cell.NUMBER, is_required=True),
        Column("Length Unit", "lengthUnit"),
        Column("Description", "description"),
        CHANGED,
    ),
)
HOSE_KITS = Sheet(
    "Hose Kits",
    (
        ID,
        Column("Part Number", "partNumber"),
        Column("Revision", "revision"),
        *VERSION,
        Column("Description", "description"),
        Column("Customer", "customerName"),
        CHANGED,
    ),
)
SALES_ESTIMATES = Sheet(
    "Sales Estimates",
    (
        ID,
        Column("Number", "number"),
        Column("Revision", "revision"),
        *VERSION,
        Column("Currency", "currency"),
        Column("Subtotal", "subtotal", Cell.NUMBER),
        Column("Taxes", "taxAmount", Cell.NUMBER),
        Column("Total", "total", Cell.NUMBER),
        CHANGED,
    ),
)
WORK_ORDERS = Sheet(
    "Work Orders",
    (
        ID,
        Column("Number", "number"),
        Column("Revision", "revision"),
        *VERSION,
        Column("Description", "description"),
        Column("Start Date", "startDate"),
        Column("Due Date", "dueDate"),
        CHANGED,
    ),
)
MATERIALS = Sheet(
    "Bill of Materials",
    (
        Column("Item Type", "itemType"),
        Column("Part Number", "partNumber"),
        Column("Description", "description"),
        Column("Quantity", "quantity", Cell.NUMBER),
        Column("Unit of Measure", "unitOfMeasure"),
    ),
)
SHEETS: Mapping[str, Sheet] = {
    "customer": CUSTOMERS,
    "inventory_item": INVENTORY,
    "warehouse": WAREHOUSES,
    "brand": BRANDS,
    "hose_assembly": HOSE_ASSEMBLIES,
    "hose_kit": HOSE_KITS,
    "sales_estimate": SALES_ESTIMATES,
    "work_order": WORK_ORDERS,
}
