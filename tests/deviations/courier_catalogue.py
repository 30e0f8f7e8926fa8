"""The deviations of the courier."""

from __future__ import annotations

from tests.deviations.catalogue import Catalogue
from tests.deviations.courier import Courier

COURIER = Catalogue(Courier)
reads, writes = COURIER.reads, COURIER.writes
LISTS = "listShipments listCustomers listEvents"
BODY = "response-body"

# Bodies, media types
reads("recipient_has_more", "an object inside has a member more", BODY, "getShipment listShipments")
reads("email_without_host", "an email is none", BODY, "listCustomers")
reads("tier_in_capitals", "an enum is spelt otherwise", BODY, "getCustomer")
reads("problem_status_as_text", "a member of every error is text", BODY)
reads("problems_as_json", "errors are sent as plain JSON", "undeclared-media-type")

# What is asked is not checked
reads("times_unchecked", "any text passes for a time", "invalid-accepted", "listShipments")
writes("weight_zero_taken", "a minimum is not enforced", "invalid-accepted", "addParcel")
reads("tenant_guessed", "a required header may be left out", "required-header-unasked")

# Credentials, tenants
reads("open_events", "one operation asks for no key", "open-to-anyone", "listEvents")
reads("any_key_accepted", "keys are not looked up", "open-to-malformed")
reads("list_of_all_tenants", "a list shows other tenants' records", "tenant-leak", "listShipments")
reads("item_of_any_tenant", "a tenant reads another's record", "tenant-leak", "getShipment")
writes(
    "deletion_for_any_tenant", "a tenant deletes another's record", "tenant-leak", "deleteShipment"
)
writes(
    "customers_for_everybody",
    "what one tenant creates another sees",
    "tenant-leak",
    "createCustomer getCustomer listCustomers",
)

# Cursors, links
reads("cursor_repeats_one", "a cursor repeats a record", "cursor-repeats page-overlap", LISTS)
reads("cursor_skips_one", "a cursor passes over a record", "cursor-skips page-gap", LISTS)
reads("cursor_comes_round", "the last cursor leads to the start", "cursor-repeats", LISTS)
reads("has_more_wrong", "whether there is more is told wrongly", "page-figure", LISTS)
reads("url_loses_filter", "the next URL has another filter", "link-wrong", LISTS)
reads("url_loses_include", "the next URL includes nothing", "link-wrong include-ignored", LISTS)
reads("limit_ignored", "the size of a part is fixed", "page-size", LISTS)

# Filters, order, includes
reads("created_to_ignored", "the end of a time range is ignored", "filter-unsound", "listShipments")
reads(
    "times_compared_as_text",
    "times of another zone are compared as text",
    "filter-unsound filter-incomplete",
    "listShipments",
)
reads("false_ignored", "a filter for false is ignored", "filter-unsound", "listCustomers")
reads("sort_reversed", "one field is sorted the other way", "sort-wrong", "listShipments")
reads("customer_not_included", "an include is ignored in lists", "include-ignored", "listShipments")
reads("parcels_always_included", "an include comes unasked", "include-unasked", "getShipment")
PARCELS = "getShipment listShipments listParcels"
reads("included_parcels_cut", "an include shows one of many", "sub-resource-differs", PARCELS)
reads("parcel_total_off", "a total is one too many", "total-wrong sub-resource-differs", PARCELS)
reads(
    "customer_row_is_older",
    "a row shows another state than its record",
    "row-differs",
    "listCustomers getCustomer",
)

# Records
writes(
    "instructions_dropped", "a member is dropped on creation", "create-differs", "createShipment"
)
writes(
    "parcel_not_kept",
    "201, and no record",
    "created-missing create-unlisted create-differs",
    "addParcel getParcel listParcels",
)
CHANGED = "replaceShipment updateShipment getShipment"
writes(
    "put_keeps_what_is_left_out",
    "what a replacement leaves out stays",
    "update-lost update-spills",
    CHANGED,
)
writes("weight_not_kept", "one member of a change is not kept", "update-lost", CHANGED)
writes("patch_resets_status", "a change resets another member", "update-spills", CHANGED)
writes(
    "customer_stays_listed",
    "what was deleted is still listed",
    "delete-uncounted",
    "deleteCustomer listCustomers",
)
writes(
    "removal_does_nothing",
    "204, and the record stays",
    "deleted-remains delete-uncounted",
    "removeParcel getParcel listParcels",
)
writes(
    "parcels_outlive_shipment",
    "a sub-resource outlives its owner",
    "sub-resource-differs deleted-remains",
    "listParcels deleteShipment",
)
KEYED = "createShipment addParcel createCustomer"
writes("keys_ignored", "a repeated key does the work again", "replay-repeats", KEYED)
writes("keys_reused", "a key is good for another body", "replay-unrefused", KEYED)

# Failing
reads(
    "search_fails_on_other_letters", "500 on letters beyond ASCII", "server-error", "listCustomers"
)
writes("fails_when_customer_ships", "500 where 409 is declared", "server-error", "deleteCustomer")
