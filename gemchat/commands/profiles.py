"""Commands about settings as a whole: what holds, and the named sets of them."""

from __future__ import annotations

from pathlib import Path

from gemchat.commands.completers import profile_names
from gemchat.commands.context import Context
from gemchat.commands.outcome import Outcome, Say, Show
from gemchat.commands.table import NOTHING, command
from gemchat.settings import Settings
from gemchat.settings.text import written

SETTING_HEADINGS = ("setting", "from", "value")
"""What stands in the row of a setting."""


@command("/profile [name]", complete=profile_names)
async def profile(context: Context, argument: str) -> Outcome:
    """Show the config file's profiles, or take one; none leaves it."""
    if argument:
        chosen = None if argument in NOTHING else argument
        context.change("/profile", {"profile": chosen})
        model = context.settings.model
        return Say(f"The profile is {chosen}." if chosen else "No profile.", f"Talking to {model}.")
    known = context.settings.profiles
    if not known:
        return Say("The config file has no profiles.", "[profiles.NAME] makes one.")
    rows = [
        (name + "*" * (name == context.settings.profile), one.model or "", one.system or "")
        for name, one in sorted(known.items())
    ]
    return Show(("profile", "model", "system instruction"), rows, "/profile NAME takes one.")


@command("/config [word]")
async def config(context: Context, argument: str) -> Outcome:
    """Show every setting with its value, and where that came from.

    With a word, only those whose names contain it. What is left to the model is in /set alone.
    """
    rows = [row for row in setting_rows(context.settings) if argument in row[0]]
    if not rows:
        return Say(f"No setting's name contains “{argument}”.", level="warning")
    note = "/set lists what is left to the model, too."
    return Show(SETTING_HEADINGS, rows, f"{_place(context.settings.file)} {note}".strip())


def _place(file: Path | None) -> str:
    if file is None:
        return ""
    if file.exists():
        return f"The file is {file}."
    return f"There is no file yet: gemchat config init writes {file}."


def setting_rows(settings: Settings) -> list[tuple[str, str, str]]:
    """Give the row of every setting."""
    return [
        (name, origin, "–" if value is None else written(value))
        for name, value, origin in settings.listing()
    ]
