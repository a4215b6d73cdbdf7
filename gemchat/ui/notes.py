"""What is to be said after a turn that was not simply complete."""

from __future__ import annotations

from math import ceil

from gemchat.chat.history import Turn, TurnOutcome
from gemchat.errors import GemchatError
from gemchat.protocol.assembly import is_visible
from gemchat.protocol.finish import Verdict, block_sentence, finish_of
from gemchat.protocol.payload import as_object, as_text
from gemchat.shown import shown_line

_ERROR_LENGTH = 80
_ADVICE_OUTSIDE = {"MAX_TOKENS": "Raise it: -o max_output_tokens=N."}
"""What can be done about a finish reason where there are no slash commands."""


def notes_of(turn: Turn, *, chat: bool = True) -> list[str]:
    """Say how a turn ended; nothing if all is well.

    Args:
        turn: a turn that is settled.
        chat: whether slash commands can be advised.
    """
    if turn.outcome is TurnOutcome.BLOCKED and not turn.finish:
        left_out = "Rephrase it; it is left out of the next request."
        return [f"{block_sentence(turn.reason)} {left_out if chat else ''}".strip()]
    if turn.outcome not in (TurnOutcome.COMPLETE, TurnOutcome.BLOCKED) or not turn.finish:
        return []
    finish = finish_of(turn.finish)
    if finish.verdict is Verdict.WHOLE:
        return []
    said = as_text(as_object(turn.meta).get("finish_message"))
    advice = finish.advice if chat else _ADVICE_OUTSIDE.get(turn.finish, "")
    told = (finish.sentence, said, _unseen(turn), advice)
    return [" ".join(filter(None, told))]


def retry_words(attempt: int, delay: float, error: GemchatError) -> str:
    """Say that a request is repeated, after which error, and when."""
    first = shown_line(error.message.partition("\n")[0], _ERROR_LENGTH).rstrip(" .")
    then = f"Attempt {attempt + 1} in {ceil(delay)} s" if delay else "Once more"
    return f"{first}. {then}."


def _unseen(turn: Turn) -> str:
    """A limit that was used up before the answer began."""
    visible = any(is_visible(part) for content in turn.contents for part in content["parts"])
    return "" if visible or not turn.cut else "Thinking used it all."
