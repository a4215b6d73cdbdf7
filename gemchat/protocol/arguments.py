"""What callers of the library give, checked before it goes anywhere."""

from __future__ import annotations


def given_text(value: object, what: str) -> str:
    """Accept an argument that is text.

    Args:
        value: the argument.
        what: what it stands for, such as ``a model``.

    Raises:
        TypeError: it is something else.
    """
    if not isinstance(value, str):
        raise TypeError(f"{what} is given as text, not as {type(value).__name__}")
    return value
