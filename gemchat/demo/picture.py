"""A small picture, painted here so that the demo needs no file and no imaging library."""

from __future__ import annotations

import base64
import math
import struct
import zlib
from functools import cache

WIDTH, HEIGHT = 160, 100
HORIZON = 64
SUN = (112, 40, 22)

Colour = tuple[int, int, int]


@cache
def sunset() -> str:
    """Paint a sun over the sea and give it as the base64 text of a PNG."""
    rows = (b"\0" + bytes(_row(y)) for y in range(HEIGHT))
    header = struct.pack(">IIBBBBB", WIDTH, HEIGHT, 8, 2, 0, 0, 0)
    chunks = ((b"IHDR", header), (b"IDAT", zlib.compress(b"".join(rows))), (b"IEND", b""))
    png = b"\x89PNG\r\n\x1a\n" + b"".join(_chunk(kind, data) for kind, data in chunks)
    return base64.b64encode(png).decode()


def _chunk(kind: bytes, data: bytes) -> bytes:
    checksum = zlib.crc32(kind + data)
    return struct.pack(">I", len(data)) + kind + data + struct.pack(">I", checksum)


def _row(y: int) -> list[int]:
    return [channel for x in range(WIDTH) for channel in _pixel(x, y)]


def _pixel(x: int, y: int) -> Colour:
    left, top, radius = SUN
    if y < HORIZON:
        if math.hypot(x - left, y - top) < radius:
            return 255, 214, 102
        return _mixed((45, 49, 110), (255, 138, 92), y / HORIZON)
    glitter = abs(x - left) < 30 - (y - HORIZON) / 2 and (x // 3 + y) % 5 == 0
    if glitter:
        return 255, 196, 120
    return _mixed((120, 70, 110), (20, 24, 60), (y - HORIZON) / (HEIGHT - HORIZON))


def _mixed(first: Colour, second: Colour, share: float) -> Colour:
    red, green, blue = (round(a + (b - a) * share) for a, b in zip(first, second, strict=True))
    return red, green, blue
