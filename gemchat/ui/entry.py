"""What a person sent."""

from __future__ import annotations

from dataclasses import dataclass


@dataclass(frozen=True, slots=True)
class Entry:
    """What was sent.

    Attributes:
        text: all of it.
        pasted: whether the slash it begins with was pasted, not typed.
        pastes: the texts in it that were pasted.
        given: whether it grew out of the text that stood there to be edited.
    """

    text: str
    pasted: bool = False
    pastes: tuple[str, ...] = ()
    given: bool = False
