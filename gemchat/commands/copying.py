"""Commands that take answers elsewhere as they were written."""

from __future__ import annotations

from collections.abc import Iterable

from gemchat.commands.configuring import setup_from
from gemchat.commands.context import Context
from gemchat.commands.exchanges import exchanges
from gemchat.commands.numbers import count_from
from gemchat.commands.outcome import Copy, Outcome, Verbatim
from gemchat.commands.table import command
from gemchat.errors import UsageError
from gemchat.sessions.format import HistoryFile
from gemchat.sessions.markdown import write_markdown
from gemchat.sessions.session import text_of
from gemchat.types.base import JsonObject


def what_to_copy(_context: Context, typed: str) -> Iterable[str]:
    """Give the words that /copy takes."""
    return (word for word in ("code", "all") if word.startswith(typed))


@command("/copy [n, code n, all]", complete=what_to_copy)
async def copy(context: Context, argument: str) -> Outcome:
    """Copy the last answer, the n-th last, its code, or everything.

    /copy code 2 takes the second block of code in the last answer. It goes to
    the clipboard by way of the desktop's program, or else of the terminal (OSC 52).
    """
    if argument == "all":
        return Copy(_conversation(context), "the conversation")
    first, _, rest = argument.partition(" ")
    if first != "code":
        return Copy(_answer(context, argument), "the answer")
    from gemchat.commands.code_blocks import code_blocks  # noqa: PLC0415 - markdown-it only here

    blocks = code_blocks(_answer(context))
    if not blocks:
        raise UsageError("The last answer has no code.")
    number = count_from(rest.strip(), most=len(blocks), of="block")
    return Copy(blocks[number - 1], f"block {number} of {len(blocks)}")


@command("/raw [n]")
async def raw(context: Context, argument: str) -> Outcome:
    """Show the last answer, or the n-th last, with all its marks."""
    return Verbatim(_answer(context, argument))


def _answer(context: Context, which: str = "") -> str:
    """The n-th last answer."""
    history = context.conversation.history
    loaded = (filter(_is_answer, each) for each in exchanges(history.loaded))
    said = map(text_of, (*loaded, *(turn.contents for turn in history.turns)))
    answers = [text for text in said if text]
    if not answers:
        raise UsageError("There is no answer yet.")
    return answers[-count_from(which, most=len(answers), of="answer")]


def _is_answer(content: JsonObject) -> bool:
    return content.get("role") == "model"


def _conversation(context: Context) -> str:
    said = context.conversation.history
    if not said.contents():
        raise UsageError("Nothing has been said yet.")
    setup = setup_from(context.settings, context.conversation.backend.name)
    return write_markdown(HistoryFile.of(said.loaded, said.turns, setup, context.title))
