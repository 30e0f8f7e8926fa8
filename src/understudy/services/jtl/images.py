"""Images of items: one per item and channel from the start, any that are uploaded."""

from __future__ import annotations

import base64
from typing import Final, cast

from understudy.behavior import Answer, Call, Draft, Problem, Seeds
from understudy.contract.operations import JsonObject
from understudy.services.jtl.channels import ERP, ONLINE_SHOP, require
from understudy.services.jtl.pictures import made_picture, read_picture
from understudy.services.jtl.requests import found, matching, refused

_CHANNELS: Final = (ERP, ONLINE_SHOP)
_WITHOUT_EVERY: Final = 6  # items that have no image


def item_image(seeds: Seeds, index: int) -> JsonObject | None:
    """Make an image of an item, for the ERP or for the shop."""
    item, place = divmod(index, len(_CHANNELS))
    if item >= seeds.counts["item"] or item % _WITHOUT_EVERY == 1:
        return None
    content = made_picture(item)
    return {
        "ItemId": item + 1,
        "ImageId": index + 1,
        "Filename": f"item-{item + 1}.png",
        "SalesChannelId": _CHANNELS[place],
        "EbayUserName": "",
        "SortNumber": 1,
        **_measured(content),
    }


def written_image(draft: Draft) -> JsonObject:
    """Make or change an image: what its bytes say, and its place among those of its channel.

    Raises:
        Refused: the sales channel has no images, or another image has the place.
    """
    transaction, body = draft.call.transaction, cast("JsonObject", draft.call.body)
    fields = {name: value for name, value in draft.fields.items() if name != "ImageData"}
    made = {"ItemId": draft.call.values["itemId"], **(draft.existing or {}), **fields}
    channel = str(made["SalesChannelId"])
    require(transaction, channel, "Images")
    if "ImageData" in body:
        made |= _measured(base64.b64decode(str(body["ImageData"])))
        made["ImageData"] = body["ImageData"]
    others = matching(transaction, "item_image", ItemId=made["ItemId"], SalesChannelId=channel)
    taken = {
        cast("int", each["SortNumber"]) for each in others if each["ImageId"] != made.get("ImageId")
    }
    if draft.existing is None:
        made |= {"ImageId": draft.new_key(""), "SortNumber": max(taken, default=0) + 1}
    elif made["SortNumber"] in taken:
        raise refused(Problem.CONFLICT, f"another image is at {made['SortNumber']}", "SortNumber")
    return made


def image_data(call: Call) -> Answer:
    """Answer with the bytes of an image.

    Raises:
        Refused: there is no such image.
    """
    image = found(call.transaction, "item_image", call.values["imageId"])
    data = image.get("ImageData")
    content = (
        base64.b64decode(data)
        if isinstance(data, str)
        else made_picture(cast("int", image["ItemId"]) - 1)
    )
    return Answer(status=200, body=content, media_type=read_picture(content).media_type)


def _measured(content: bytes) -> JsonObject:
    picture = read_picture(content)
    return {
        "ImageDataType": picture.kind,
        "Size": len(content),
        "Width": picture.width,
        "Height": picture.height,
    }
