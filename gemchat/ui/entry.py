"""What a person sent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """What was sent: its text, and whether the slash it begins with was pasted, not typed."""

    text: str
    pasted: bool = False
