"""What the demo says: a table of scenes, each chosen by a word of the user."""

from __future__ import annotations

import re
import textwrap
from collections.abc import Callable
from dataclasses import dataclass
from typing import TypeAlias

from gemchat.demo.wire import Outcome, Prompt, Reply

Play: TypeAlias = Callable[[Prompt], Outcome]


@dataclass(frozen=True, slots=True)
class Scene:
    """One thing the demo can show, and the line of the tour that offers it."""

    line: str
    play: Play


SCENES: dict[str, Scene] = {}


def perform(prompt: Prompt) -> Outcome:
    """Answer with the scene that the user's words ask for, or with the tour."""
    words = re.findall(r"[\w-]+", prompt.text.lower())
    chosen = next((SCENES[word] for word in words if word in SCENES), None)
    return chosen.play(prompt) if chosen else tour(prompt)


def tour(prompt: Prompt) -> Reply:
    """Say what this is, and which words it knows."""
    asked = textwrap.shorten(prompt.text, 200, placeholder=" …")
    lines = [f"* `{word}`: {scene.line}" for word, scene in SCENES.items()]
    return Reply(({"text": TOUR.format(asked=asked, scenes="\n".join(lines))},))


TOUR = """\
You said: {asked}

This is the **gemchat demo**. There is no model behind it: a script answers, from this machine, \
without a key and without a network. It speaks the same wire format as Gemini, so all that you \
see is drawn as a real reply would be.

Type one of these words:

{scenes}
"""
