"""What a person meets who has no key yet: how to get one, and what to do without."""

from __future__ import annotations

from dataclasses import replace

from gemchat.app.asking import asked, can_ask, fitted
from gemchat.app.new_key import keep_key
from gemchat.app.options import Options
from gemchat.app.streams import aside
from gemchat.errors import GemchatError
from gemchat.settings import Paths
from gemchat.shown import shown

_NO_KEY = """\
gemchat needs a key for the Gemini API: https://aistudio.google.com/apikey
  Set it with  export GEMINI_API_KEY=…  or keep it with  gemchat keys set
  Or look around without one first:  gemchat --demo
"""
_QUESTION = "Type k to set a key now, d for the demo, nothing to leave; then Enter:"


def without_key(options: Options, paths: Paths) -> Options | None:
    """Say how to get a key, take one now, or offer the demo.

    What goes wrong with a key is said, and asked again.

    Returns:
        The options to go on with; None to leave.
    """
    aside(fitted(_NO_KEY))
    if not can_ask():
        return None
    aside("\n")
    while True:
        match asked(_QUESTION).lower():
            case "k" | "key":
                if _has_key(paths):
                    return options
            case "d" | "demo":
                return replace(options, demo=True)
            case "":
                return None
            case _:
                continue


def _has_key(paths: Paths) -> bool:
    """Take a key and say where it is kept, or why it is not."""
    try:
        place = keep_key(paths)
    except GemchatError as error:
        said = "\n".join(filter(None, (error.message, error.hint)))
        aside(f"{fitted(shown(said))}\n\n")
        return False
    aside(f"Kept in {shown(place.name)}.\n\n")
    return True
