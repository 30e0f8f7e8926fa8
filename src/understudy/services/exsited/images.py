"""The image of an item: where it lies, never its bytes."""

from __future__ import annotations

import base64
import binascii

from understudy.behavior import Draft, Problem, Refused
from understudy.contract.offences import Offence
from understudy.contract.operations import JsonObject
from understudy.services.exsited.writing import touched

KINDS = ((b"\x89PNG", "png"), (b"GIF8", "gif"), (b"\xff\xd8", "jpg"))


def set_image(draft: Draft) -> JsonObject:
    """Return the item with the image that a body brings, as base64 text or data URL.

    Raises:
        Refused: the text is not base64.
    """
    item = draft.existing or {}
    text = str(draft.fields["image_base64"]).rpartition(",")[2]
    try:
        content = base64.b64decode(text, validate=True)
    except (binascii.Error, ValueError) as error:
        message = "expected base64"
        offence = Offence(
            pointer="/image_base64",
            message=message,
            keyword="format",
            location="body",
            name="image_base64",
        )
        raise Refused(Problem.INVALID_BODY, message, offences=(offence,)) from error
    kind = next((name for start, name in KINDS if content.startswith(start)), "jpg")
    return touched(draft, {**item, "image_uri": f"resources/product/{item['serial']}.{kind}"})
