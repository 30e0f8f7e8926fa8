"""JTL-Wawi's ERP cloud API: what its behavior.yaml cannot say.

Seeders make the records that a tenant starts with, builders what requests create and change,
handlers do what is neither. Each module is about one kind of thing: read `items.item` and
`writing.new_item` first, then `booking.adjust_stock` for a handler.
"""

from understudy.behavior import Service
from understudy.services.jtl.apps import polled_registration, register_app, register_instance
from understudy.services.jtl.assignments import add_to_category, switch_channels
from understudy.services.jtl.booking import adjust_stock
from understudy.services.jtl.categories import category, written_category
from understudy.services.jtl.channels import sales_channel
from understudy.services.jtl.fields import custom_field, custom_field_value, update_custom_field
from understudy.services.jtl.groups import written_group
from understudy.services.jtl.images import image_data, item_image, written_image
from understudy.services.jtl.items import item
from understudy.services.jtl.lookups import LOOKUPS, named
from understudy.services.jtl.partners import manufacturer, responsible_person, supplier
from understudy.services.jtl.prices import (
    channel_price,
    customer_price,
    special_price,
    update_special_price,
    written_channel_price,
    written_customer_price,
)
from understudy.services.jtl.properties import (
    assigned_property,
    item_property,
    property_,
    property_value,
    property_value_description,
    written_value_texts,
)
from understudy.services.jtl.stocks import serial_number, stock, stock_change
from understudy.services.jtl.storage import (
    storage_location,
    storage_location_type,
    warehouse,
    warehouse_type,
)
from understudy.services.jtl.supply import item_supplier, written_supplier
from understudy.services.jtl.system import status, trigger_event
from understudy.services.jtl.taxes import tax_of_class, tax_of_item
from understudy.services.jtl.texts import (
    CATEGORY_TEXTS,
    ITEM_TEXTS,
    category_description,
    item_description,
)
from understudy.services.jtl.tokens import token
from understudy.services.jtl.variations import assign_child, variation, variation_value
from understudy.services.jtl.writing import changed_item, new_item

SERVICE = Service(
    name="jtl",
    title="JTL-Wawi ERP cloud API",
    seeders={
        **LOOKUPS,
        "category": category,
        "category_description": category_description,
        "channel_price": channel_price,
        "custom_field": custom_field,
        "custom_field_value": custom_field_value,
        "customer_price": customer_price,
        "item": item,
        "item_description": item_description,
        "item_image": item_image,
        "item_property": item_property,
        "item_supplier": item_supplier,
        "manufacturer": manufacturer,
        "property": property_,
        "property_group": named("Range", "Safety"),
        "property_value": property_value,
        "property_value_description": property_value_description,
        "responsible_person": responsible_person,
        "sales_channel": sales_channel,
        "serial_number": serial_number,
        "special_price": special_price,
        "stock": stock,
        "stock_change": stock_change,
        "storage_location": storage_location,
        "storage_location_type": storage_location_type,
        "supplier": supplier,
        "variation": variation,
        "variation_value": variation_value,
        "warehouse": warehouse,
        "warehouse_type": warehouse_type,
    },
    builders={
        "assigned_property": assigned_property,
        "changed_item": changed_item,
        "new_item": new_item,
        "polled_registration": polled_registration,
        "written_category": written_category,
        "written_channel_price": written_channel_price,
        "written_customer_price": written_customer_price,
        "written_group": written_group,
        "written_image": written_image,
        "written_supplier": written_supplier,
        "written_value_texts": written_value_texts,
    },
    handlers={
        **CATEGORY_TEXTS.handlers(),
        **ITEM_TEXTS.handlers(),
        "add_to_category": add_to_category,
        "adjust_stock": adjust_stock,
        "assign_child": assign_child,
        "image_data": image_data,
        "register_app": register_app,
        "register_instance": register_instance,
        "status": status,
        "switch_channels": switch_channels,
        "tax_of_class": tax_of_class,
        "tax_of_item": tax_of_item,
        "token": token,
        "trigger_event": trigger_event,
        "update_custom_field": update_custom_field,
        "update_special_price": update_special_price,
    },
)

__all__ = ["SERVICE"]
