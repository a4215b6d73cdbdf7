"""What a person meets who has no key yet: how to get one, and what to do without."""

from __future__ import annotations

from dataclasses import replace

from gemchat.app.asking import asked, can_ask
from gemchat.app.new_key import keep_key
from gemchat.app.options import Options
from gemchat.app.streams import aside
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

    Returns:
        The options to go on with; None to leave.

    Raises:
        GemchatError: the key that was given cannot be kept, or can be none.
    """
    aside(_NO_KEY)
    if not can_ask():
        return None
    aside("\n")
    while True:
        match asked(_QUESTION).lower():
            case "k" | "key":
                aside(f"Kept in {shown(keep_key(paths).name)}.\n\n")
                return options
            case "d" | "demo":
                return replace(options, demo=True)
            case "":
                return None
            case _:
                continue
