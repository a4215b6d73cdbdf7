"""What a person or a program says, turned into a user content."""

from __future__ import annotations

import io
from collections.abc import Mapping
from copy import deepcopy
from typing import Protocol, TypeAlias, runtime_checkable

from gemchat.types import Content, File, Part
from gemchat.types.base import JsonObject
from gemchat.types.content import readable


@runtime_checkable
class ImageLike(Protocol):
    """An image object with Pillow's face."""

    format: str | None

    def save(self, target: io.BytesIO, /, format: str) -> None:  # noqa: A002 - Pillow's name
        """Write the image as `format`."""


MessagePart: TypeAlias = str | Part | Mapping[str, object] | File | ImageLike


def user_content(message: object) -> JsonObject:
    """Turn a message into a user content in wire form, which nobody else holds.

    Args:
        message: text, a `Part` or a dict like one, an uploaded `File`, a Pillow image, or a list
            of these, which become the parts of one content in order; or a whole user `Content`.

    Raises:
        ValueError: if it is an empty list or anything else; the API takes an empty text.
    """
    if isinstance(message, Content):
        if message.role not in (None, "user") or not message.parts:
            raise ValueError("a message is a user content with parts")
        return deepcopy({**message.to_wire(), "role": "user"})
    items = list(message) if isinstance(message, (list, tuple)) else [message]
    if not items:
        raise ValueError("a message needs at least one part")
    return {"role": "user", "parts": [deepcopy(part_of(item).to_wire()) for item in items]}


def wire_content(content: object) -> JsonObject:
    """Turn an entry of a history into wire form.

    Raises:
        ValueError: if it is no content of the role ``user`` or ``model``, or has no parts, but
            something else.
    """
    known = readable(Content.model_validate(content))
    if known.role not in ("user", "model"):
        raise ValueError(f"the role of a content is user or model, not {known.role!r}")
    return known.to_wire()


def is_content(item: object) -> bool:
    """Whether people mean a whole content by this, and no part of one."""
    whole = isinstance(item, Mapping) and not item.keys().isdisjoint(Content.model_fields)
    return whole or isinstance(item, Content)


def part_of(item: object) -> Part:
    """Turn one thing that a message may hold into a part.

    Raises:
        ValueError: a message cannot hold it.
    """
    match item:
        case str():
            return Part(text=item)
        case Part():
            return item
        case Mapping():
            return _dict_part(item)
        case File(uri=str() as uri, mime_type=str() as mime_type):
            return Part.from_uri(file_uri=uri, mime_type=mime_type)
        case ImageLike():
            return _image_part(item)
        case _:
            raise ValueError(f"a message cannot hold {type(item).__name__!r}")


def _dict_part(fields: Mapping[str, object]) -> Part:
    part = Part.model_validate(dict(fields))
    if part.kind not in Part.model_fields:
        raise ValueError(f"a message cannot hold a dict of {', '.join(fields) or 'nothing'}")
    return part


def _image_part(image: ImageLike) -> Part:
    """PNG, unless the image was read from a JPEG file."""
    kind = "JPEG" if image.format == "JPEG" else "PNG"
    data = io.BytesIO()
    image.save(data, format=kind)
    return Part.from_bytes(data=data.getvalue(), mime_type=f"image/{kind.lower()}")
