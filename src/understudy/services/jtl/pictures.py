"""Pictures as bytes: one that is made up, and what any of them says of itself."""

from __future__ import annotations

import struct
import zlib
from dataclasses import dataclass
from typing import Final

MADE_SIDE: Final = 32  # pixels
_SIGNATURE = b"\x89PNG\r\n\x1a\n"
_STARTS_OF_JPEG_FRAMES: Final = frozenset({*range(0xC0, 0xD0)} - {0xC4, 0xC8, 0xCC})
_SEGMENTS: Final = 1000  # of a JPEG, looked at before giving up


@dataclass(frozen=True, slots=True)
class Picture:
    """What the bytes of a picture say: its kind, and its size in pixels, 0 when they do not."""

    kind: str
    media_type: str
    width: int = 0
    height: int = 0


def read_picture(content: bytes) -> Picture:
    """Tell kind and size of a picture by its first bytes.

    >>> read_picture(made_picture(7))
    Picture(kind='PNG', media_type='image/png', width=32, height=32)
    """
    if content.startswith(_SIGNATURE) and len(content) >= len(_SIGNATURE) + 16:
        width, height = struct.unpack_from(">II", content, len(_SIGNATURE) + 8)
        return Picture("PNG", "image/png", min(width, 65_535), min(height, 65_535))
    if content.startswith(b"\xff\xd8"):
        return Picture("JPEG", "image/jpeg", *_frame(content))
    if content[:4] == b"GIF8" and len(content) >= 10:  # noqa: PLR2004 - up to its size
        return Picture("GIF", "image/gif", *struct.unpack_from("<HH", content, 6))
    return Picture("Unknown", "application/octet-stream")


def made_picture(number: int) -> bytes:
    """Make a square of one colour as PNG: the same bytes everywhere, nothing is compressed."""
    colour = bytes((number * 37 % 256, number * 91 % 256, number * 53 % 256))
    lines = b"".join(b"\x00" + bytes(MADE_SIDE // 8) for _ in range(MADE_SIDE))
    head = struct.pack(">IIBBBBB", MADE_SIDE, MADE_SIDE, 1, 3, 0, 0, 0)
    stored = b"\x78\x01\x01" + struct.pack("<HH", len(lines), 0xFFFF - len(lines)) + lines
    data = stored + struct.pack(">I", zlib.adler32(lines))
    parts = ((b"IHDR", head), (b"PLTE", colour), (b"IDAT", data), (b"IEND", b""))
    return _SIGNATURE + b"".join(_chunk(*part) for part in parts)


def _chunk(name: bytes, content: bytes) -> bytes:
    check = struct.pack(">I", zlib.crc32(name + content))
    return struct.pack(">I", len(content)) + name + content + check


def _frame(content: bytes) -> tuple[int, int]:
    """Find width and height in the first frame of a JPEG."""
    place = 2
    for _ in range(_SEGMENTS):
        if len(content) < place + 9 or content[place] != 0xFF:  # noqa: PLR2004 - every segment starts so
            break
        kind, length = content[place + 1], int.from_bytes(content[place + 2 : place + 4], "big")
        if kind in _STARTS_OF_JPEG_FRAMES:
            height, width = struct.unpack_from(">HH", content, place + 5)
            return width, height
        place += 2 + length
    return 0, 0
