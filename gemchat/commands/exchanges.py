"""A conversation, taken as questions with their answers."""

from __future__ import annotations

from collections.abc import Iterable

from gemchat.sessions.session import is_question
from gemchat.types.base import JsonObject


def exchanges(contents: Iterable[JsonObject]) -> list[list[JsonObject]]:
    """Split contents into questions with their answers, oldest first.

    Questions in a row go to the model as one, and have one answer.
    """
    split: list[list[JsonObject]] = []
    for content in contents:
        if not split or (is_question(content) and not is_question(split[-1][-1])):
            split.append([])
        split[-1].append(content)
    return split
