"""Properties by which items are filtered, their values, and which item has which."""

from __future__ import annotations

from typing import Final, cast

from understudy.behavior import Draft, Seeds
from understudy.contract.operations import Json, JsonObject
from understudy.services.jtl.requests import found

# name, in German, group, values with their German texts
_PROPERTIES: Final = (
    ("Use", "Einsatz", 1, (("Indoor", "Innen"), ("Outdoor", "Außen"))),
    ("Certificate", "Zertifikat", 2, (("CE", "CE"), ("GS", "GS"), ("TÜV", "TÜV"))),
    ("Packaging", "Verpackung", 1, (("Bag", "Beutel"), ("Box", "Karton"), ("Pallet", "Palette"))),
)
_VALUES: Final = tuple(
    (number + 1, *value) for number, each in enumerate(_PROPERTIES) for value in each[3]
)
_USES: Final = (1, 2)  # values of the first property: every other item has one


def property_(_seeds: Seeds, index: int) -> JsonObject:
    """Make the property at an index."""
    name, german, group, _ = _PROPERTIES[index]
    translations: list[Json] = [{"LanguageIso": "DE", "Name": german}]
    groups: list[Json] = [group]
    return {"Id": index + 1, "Name": name, "Translations": translations, "PropertyGroups": groups}


def property_value(_seeds: Seeds, index: int) -> JsonObject:
    """Make the value at an index, of all properties'."""
    owner, name, _ = _VALUES[index]
    return {"Id": index + 1, "PropertyId": owner, "Name": name, "Description": ""}


def property_value_description(_seeds: Seeds, index: int) -> JsonObject:
    """Make the German texts of the value at an index."""
    german = _VALUES[index][2]
    return {
        "Key": f"{index + 1}/DE",
        "PropertyId": _VALUES[index][0],
        "PropertyValueId": index + 1,
        "Name": german,
        "Description": "",
        "SeoPath": german.lower(),
        "SeoMetaDescription": "",
        "SeoTitleTag": german,
        "SeoMetaKeywords": "",
        "LanguageIso": "DE",
    }


def item_property(seeds: Seeds, index: int) -> JsonObject | None:
    """Say what every other item is used for."""
    item = 2 * index
    if item >= seeds.counts["item"]:
        return None
    value = _USES[index % len(_USES)]
    return {
        "Key": f"{item + 1}/{value}",
        "ItemId": item + 1,
        "PropertyId": 1,
        "PropertyValueId": value,
    }


def assigned_property(draft: Draft) -> JsonObject:
    """Assign a property value to an item; whose value it is follows.

    Raises:
        Refused: there is no such value.
    """
    number = int(cast("str", draft.fields["PropertyValueId"]))
    value = found(draft.call.transaction, "property_value", number, "PropertyValueId")
    return {"PropertyId": value["PropertyId"], "PropertyValueId": number}


def written_value_texts(draft: Draft) -> JsonObject:
    """Make the texts of a value; the language is written in capitals, so that de is DE."""
    return {**draft.fields, "LanguageIso": str(draft.fields["LanguageIso"]).upper()}
