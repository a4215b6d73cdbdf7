"""Counts and sizes, as a person would say them."""

from __future__ import annotations

_KILO = 1024
_MEGA = 1024 * 1024


def plural(count: int, noun: str) -> str:
    """Give a count with its noun: 1 second, 2 seconds, 3 branches."""
    ending = "" if count == 1 else "es" if noun.endswith("ch") else "s"
    return f"{count:,} {noun}{ending}"


def size(count: int) -> str:
    """Give a number of bytes, the larger the coarser: 12 bytes, 3 KB, 1.5 MB."""
    if count < _KILO:
        return plural(count, "byte")
    if count < _MEGA:
        return f"{count / _KILO:.0f} KB"
    return f"{f'{count / _MEGA:,.1f}'.removesuffix('.0')} MB"
