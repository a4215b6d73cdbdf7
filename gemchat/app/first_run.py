"""What a person meets who has no key yet: how to get one, and what to do without."""

from __future__ import annotations

from dataclasses import replace

from gemchat.app.asking import asked, can_ask, given_key
from gemchat.app.options import Options
from gemchat.app.stored_key import key_places
from gemchat.app.streams import aside
from gemchat.settings import Paths
from gemchat.shown import shown

_NO_KEY = """\
gemchat needs a key for the Gemini API.
  Get one at https://aistudio.google.com/apikey and set it: gemchat keys set
  Or look around without one first: gemchat --demo
"""


def without_key(options: Options, paths: Paths) -> Options | None:
    """Say how to get a key, take one now, or offer the demo.

    Returns:
        The options to go on with; None to leave.

    Raises:
        GemchatError: the key that was given cannot be kept, or can be none.
    """
    aside(_NO_KEY)
    if not can_ask():
        return None
    aside("\n")
    match asked("k to set a key now, d for the demo, Enter to leave:").lower():
        case "k" | "key":
            place = key_places(paths)[0]
            place.write(given_key())
            aside(f"Kept in {shown(place.name)}.\n\n")
            return options
        case "d" | "demo":
            return replace(options, demo=True)
        case _:
            return None
