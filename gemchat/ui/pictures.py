"""Pictures of a reply, drawn: by the terminal where it can, else in half blocks.

This needs Pillow, which the extra ``images`` brings.
"""

from __future__ import annotations

from io import BytesIO
from itertools import groupby

from PIL import Image
from rich.color import Color
from rich.style import Style

from gemchat.types import Part
from gemchat.ui.graphics import GraphicsProtocol, Picture
from gemchat.ui.markdown import Row, Run

_MOST_COLUMNS = 60
_MOST_LINES = 20
_MOST_PIXELS = 50_000_000
_PIXELS_A_CELL = 8
"""Cells are about so many pixels wide and twice as high."""


def picture_rows(part: Part, width: int, *, protocol: GraphicsProtocol | None) -> list[Row]:
    """Draw the picture that a part is.

    Args:
        part: of any kind; what is no picture, or a broken one, gives no rows.
        width: cells in a row.
        protocol: how the terminal takes pictures; None for half blocks.
    """
    blob = part.inline_data
    if blob is None or not blob.data or not (blob.mime_type or "").startswith("image/"):
        return []
    try:
        image = _opened(blob.data)
    except (OSError, SyntaxError, ValueError, Image.DecompressionBombError):
        return []  # its place on disk is told all the same
    columns, lines = _cells(image, min(width, _MOST_COLUMNS))
    if protocol is None:
        return _half_blocks(image, columns, lines)
    return [Row(picture=Picture(protocol, _png(image), columns, lines))]


def _opened(data: bytes) -> Image.Image:
    with Image.open(BytesIO(data)) as image:
        if image.width * image.height > _MOST_PIXELS:
            raise ValueError("too large to be drawn")
        return image.convert("RGBA")


def _cells(image: Image.Image, most_columns: int) -> tuple[int, int]:
    """Give the columns and lines that a picture takes, none of them less than one."""
    columns = min(most_columns, max(1, image.width // _PIXELS_A_CELL))
    lines = columns * image.height / image.width / 2
    if lines > _MOST_LINES:
        columns, lines = int(columns * _MOST_LINES / lines), _MOST_LINES
    return max(1, columns), max(1, round(lines))


def _png(image: Image.Image) -> bytes:
    into = BytesIO()
    image.save(into, "PNG")
    return into.getvalue()


def _half_blocks(image: Image.Image, columns: int, lines: int) -> list[Row]:
    """Draw two pixels in a cell: the upper in the colour of the block, the lower behind it."""
    canvas = Image.new("RGBA", (columns, 2 * lines))
    small = Image.alpha_composite(canvas, image.resize(canvas.size)).convert("RGB")
    data = small.tobytes()
    pixels = [Color.from_rgb(*data[at : at + 3]) for at in range(0, len(data), 3)]
    above = [pixels[at : at + columns] for at in range(0, len(pixels), 2 * columns)]
    below = [pixels[at : at + columns] for at in range(columns, len(pixels), 2 * columns)]
    return [Row(tuple(_runs(*pair))) for pair in zip(above, below, strict=True)]


def _runs(above: list[Color], below: list[Color]) -> list[Run]:
    cells = groupby(zip(above, below, strict=True))
    return [
        ("▀" * len(list(same)), Style(color=upper, bgcolor=lower)) for (upper, lower), same in cells
    ]
