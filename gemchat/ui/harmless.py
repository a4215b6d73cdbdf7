"""Text of somebody else that goes on: into the prompt, or to another program."""

from __future__ import annotations

from gemchat.shown import shown


def harmless(text: str) -> str:
    """Return *text* as safe as displayed text is, but with its tabs, which its reader may need."""
    return "\t".join(map(shown, text.split("\t")))
