"""Warehouses and the places in them: one without storage locations, one with, one closed."""

from __future__ import annotations

from typing import Final

from understudy.behavior import Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.services.jtl.partners import warehouse_address

PLAIN: Final = 1  # keeps stock of an item in one heap
RACKED: Final = 2  # keeps stock in storage locations
RECEIPT: Final = 1  # the location of the racked warehouse where goods arrive
RACKS: Final = 24

_STANDARD, _MANAGED, _SERVICE = (
    ("8F4C8A52-6B1E-4E0C-9F61-3A1C2D7E5B90", "Standard", "Stock without storage locations"),
    ("2D7A9B34-1C58-4F27-8E43-7B60A1D9C5F2", "JTL-WMS", "Stock in storage locations"),
    ("561FCDEA-261D-4593-A0E4-E9AE7892D046", "Fulfillment", "Stock at a service provider"),
)
_ARRIVAL, _RACK = (
    ("0C1B52E7-93D4-4A6F-B8E2-5D7F90A3C614", "goods receipt", "Where goods arrive"),
    ("A47E3D90-58CB-4B12-9D6A-E2F81B05C7D3", "rack", "Where goods are kept"),
)
WAREHOUSE_TYPES: Final = (_STANDARD, _MANAGED, _SERVICE)
LOCATION_TYPES: Final = (_ARRIVAL, _RACK)
# name, code, type, whether it is active
_WAREHOUSES: Final = (
    ("Main warehouse", "MAIN", _STANDARD, True),
    ("High rack", "RACK", _MANAGED, True),
    ("Old depot", "DEPOT", _SERVICE, False),
)


def warehouse_type(_seeds: Seeds, index: int) -> JsonObject:
    """Make the type of warehouses at an index."""
    return _type(WAREHOUSE_TYPES[index], "warehouse.querywarehouses")


def storage_location_type(_seeds: Seeds, index: int) -> JsonObject:
    """Make the type of storage locations at an index."""
    return _type(LOCATION_TYPES[index], "warehouse.querystoragelocations")


def warehouse(_seeds: Seeds, index: int) -> JsonObject:
    """Make the warehouse at an index."""
    name, code, kind, is_active = _WAREHOUSES[index]
    return {
        "Id": index + 1,
        "Name": name,
        "Address": warehouse_address(index),
        "Code": code,
        "Type": _type(kind, "warehouse.querywarehouses"),
        "Description": kind[2],
        "Priority": index + 1,
        "CompanyId": 1,
        "LockForShipment": not is_active,
        "LockForAvailability": not is_active,
        "IsActive": is_active,
    }


def storage_location(_seeds: Seeds, index: int) -> JsonObject:
    """Make the storage location at an index: first where goods arrive, then the racks."""
    is_arrival = index + 1 == RECEIPT
    return {
        "Id": index + 1,
        "WarehouseId": RACKED,
        "Name": location_name(index + 1),
        "StorageLocationType": _type(
            _ARRIVAL if is_arrival else _RACK, "warehouse.querystoragelocations"
        ),
        "SortNumber": 10 * (index + 1),
        "Priority": 0 if is_arrival else 10,
        "LockForShipment": is_arrival,
        "LockForAvailability": False,
        "Comment": "",
        "Dimensions": {"Length": 120, "Width": 80, "Height": 200 if is_arrival else 60},
    }


def location_name(key: int) -> str:
    """Name a storage location by rack, field and level: `R02-F03-01`."""
    if key == RECEIPT:
        return "RECEIPT"
    rack, rest = divmod(key - 2, 8)
    field, level = divmod(rest, 2)
    return f"R{rack + 1:02d}-F{field + 1:02d}-{level + 1:02d}"


def _type(kind: tuple[str, str, str], scope: str) -> JsonObject:
    key, name, description = kind
    scopes: list[Json] = [scope]
    return {"Id": key, "Name": name, "Description": description, "Scope": scopes}
