"""The deviations of the depot."""

from __future__ import annotations

from tests.deviations.catalogue import Catalogue
from tests.deviations.depot import Depot

DEPOT = Catalogue(Depot)
reads, writes = DEPOT.reads, DEPOT.writes
PAGES = "listItems listWarehouses listWarehouseItems listNotes"
BODY = "response-body"

# Bodies
reads("member_missing", "an item lacks a member", BODY, "getItem")
reads("row_has_more", "rows have a member more than is declared", BODY, "listItems")
reads("number_as_text", "a number is sent as text", BODY, "getItem")
reads("status_renamed", "an enum has drifted", BODY, "listItems")
reads("time_without_zone", "a time is not written as RFC 3339", BODY, "listWarehouses")
reads(
    "city_null", "null where none is allowed, in some records", BODY, "getWarehouse listWarehouses"
)
reads("not_found_said_otherwise", "404 has another error envelope", BODY)
reads("invalid_said_otherwise", "422 has another error envelope", BODY)
reads("note_cut_off", "a body ends in the middle", f"malformed-body {BODY}", "getNote")

# Statuses, media types, headers, methods
reads("missing_is_gone", "410 where 404 is declared", "undeclared-status", "getItem")
writes("created_says_200", "200 where 201 is declared", "undeclared-status", "createItem")
writes("deletion_says_200", "200 where 204 is declared", "undeclared-status", "deleteItem")
reads("notes_as_text", "JSON is sent as text/plain", "undeclared-media-type", "listNotes")
reads("export_untyped", "a workbook is sent as bytes", "undeclared-media-type", "exportItems")
reads(
    "request_id_missing",
    "a header that all answers have is missing",
    "response-header",
    "listItems",
)
writes("location_missing", "a creation does not say where", "response-header", "createItem")
reads("challenge_missing", "401 without WWW-Authenticate", "response-header")
writes("put_taken", "PUT is answered, though it is not declared", "undeclared-method")
writes("allow_missing", "405 without Allow", "undeclared-method")
writes("allow_names_too_much", "Allow names methods that there are not", "allow-header")

# What is asked is not checked
reads(
    "page_size_unlimited",
    "the maximum of a page's size is not enforced",
    "limit-unenforced invalid-accepted",
    "listItems",
)
reads(
    "size_mended",
    "a size that is no number counts as the default",
    "invalid-accepted limit-unenforced",
    PAGES,
)
reads("sort_unchecked", "any field to sort by is accepted", "invalid-accepted", "listItems")
writes("sku_unchecked", "a pattern in a body is not enforced", "invalid-accepted", "createItem")
writes(
    "quantity_unlimited", "a maximum in a body is not enforced", "invalid-accepted", "createItem"
)
writes("unknown_members_taken", "unknown members are accepted", "invalid-accepted", "updateItem")
writes("zero_refused", "the least allowed value is refused", "valid-refused", "createItem")
reads(
    "any_id_is_the_first",
    "an id that cannot be one finds a record",
    "invalid-accepted",
    "getWarehouse",
)

# Credentials
reads("open_to_all", "no operation asks for a token", "open-to-anyone")
reads("open_export", "one operation asks for no token", "open-to-anyone", "exportItems")
writes("open_deletion", "a deletion asks for no token", "open-to-anyone", "deleteItem")
reads("any_token_accepted", "tokens are not looked up", "open-to-malformed")
reads("expired_token_accepted", "expired tokens are good", "open-to-expired")
writes("viewer_creates", "a role creates that may only look", "open-to-unprivileged", "createItem")
reads("viewer_exports", "a role exports that may not", "open-to-unprivileged", "exportItems")

# Pages
reads("total_of_page", "the total is the page's", "total-wrong page-figure", PAGES)
reads("total_ignores_filter", "the total counts what a filter left out", "total-wrong", "listItems")
writes(
    "total_counts_deleted",
    "the total counts what was deleted",
    "delete-uncounted total-wrong",
    "listItems deleteItem",
)
reads(
    "count_ignores_filters", "a count knows no filters", "total-wrong filter-unsound", "countItems"
)
reads(
    "pages_overlap",
    "each page starts with the last record of the one before",
    "page-overlap",
    PAGES,
)
reads("pages_leave_out", "each page leaves out a record", "page-gap page-size total-wrong", PAGES)
reads("pages_rounded_down", "the number of pages is rounded down", "page-figure", PAGES)
reads("next_loses_filter", "the next page has another filter", "link-wrong", PAGES)
reads("next_loses_sort", "the next page has another order", "link-wrong", "listItems")
reads("next_loses_size", "the next page has another size", "link-wrong", PAGES)
reads("next_lacks_base_path", "the next page is not where the link says", "link-broken", PAGES)
reads("previous_is_first", "the page before is always the first", "link-wrong", PAGES)

# Filters, order, defaults
reads("status_ignored", "a filter is ignored", "filter-unsound", "listItems listWarehouseItems")
reads(
    "max_quantity_ignored",
    "one end of a range is ignored",
    "filter-unsound",
    "listItems countItems",
)
reads("min_quantity_exclusive", "a bound excludes itself", "filter-incomplete", "listItems")
reads("search_minds_capitals", "a search minds capitals", "filter-incomplete", "listItems")
reads("search_at_start", "a search finds only what starts so", "filter-incomplete", "listItems")
reads("direction_ignored", "descending is ascending", "sort-wrong", "listItems")
reads("sort_ignored", "the field to sort by is ignored", "sort-wrong", "listItems")
reads("quantity_sorted_as_text", "numbers are sorted as text", "sort-wrong", "listItems")
reads(
    "ties_shuffled",
    "what sorts alike comes in any order",
    "sort-unstable page-overlap page-gap",
    "listItems",
)
reads(
    "default_size_smaller",
    "the size left out is not the default",
    "default-differs page-size page-figure",
    "listItems",
)
writes(
    "default_status_blocked",
    "a member left out gets another value than the default",
    "create-differs default-differs",
    "createItem",
)

# Records
CREATED = "createItem getItem listItems"
writes(
    "created_is_not_kept",
    "201, and no record",
    "created-missing create-unlisted create-differs",
    CREATED,
)
writes("created_is_not_listed", "a new record is not listed", "create-unlisted", CREATED)
writes("refused_items_stay", "a refused creation stays", "refused-create-stays", CREATED)
writes("description_dropped", "a member is dropped on creation", "create-differs", CREATED)
UPDATED = "updateItem getItem"
writes("update_not_kept", "a change is answered, and not kept", "update-lost", UPDATED)
writes("update_clears_description", "a change clears another member", "update-spills", UPDATED)
writes(
    "deletion_does_nothing",
    "204, and the record stays",
    "deleted-remains delete-uncounted",
    "deleteItem getItem listItems",
)
reads(
    "row_is_older", "a row shows another state than its record", "row-differs", "listItems getItem"
)
reads(
    "item_count_of_active",
    "an owner counts only some of what it has",
    "sub-resource-differs",
    "getWarehouse listWarehouses listWarehouseItems",
)
writes(
    "note_count_frozen",
    "an owner's count does not follow",
    "sub-resource-differs",
    "getItem listItems listNotes addNote",
)
reads(
    "notes_of_all_items",
    "a sub-resource lists what others own",
    "sub-resource-differs",
    "listNotes",
)
reads(
    "owner_ignored",
    "a list below an owner lists everything",
    "sub-resource-differs",
    "listWarehouseItems",
)
reads(
    "unknown_item_has_no_notes",
    "an owner that is not there has an empty list",
    "sub-resource-differs",
    "listNotes",
)
reads("export_truncated", "a workbook has the first 20 rows", "export-differs", "exportItems")
reads("export_repeats_a_row", "a workbook has one row twice", "export-differs", "exportItems")

# Failing
reads("fails_at_zero", "500 at zero", "server-error", "listItems")
reads("fails_on_long_search", "500 on a long text", "server-error", "countItems")
writes("fails_on_other_letters", "500 on letters beyond ASCII", "server-error", "createItem")
writes("fails_on_rare_sku", "500 on one prefix in 676", "server-error", "createItem")
reads("slow_count", "the first answers take more than two seconds", "slow", "countItems")
reads("hangs", "the first answers never come", "hangs", "getWarehouse")
reads("connection_breaks", "the connection breaks in the answer", "resets", "listNotes")
reads(
    "redirects_away",
    "a redirect leads to another host",
    "redirects-away undeclared-status",
    "getWarehouse",
)
