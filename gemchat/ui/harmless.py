"""Text that goes into the prompt from elsewhere: pasted, or typed in another program."""

from __future__ import annotations

from gemchat.shown import shown


def harmless(text: str) -> str:
    """Return *text* as safe as displayed text is, but with its tabs, which a message may need."""
    return "\t".join(map(shown, text.split("\t")))
