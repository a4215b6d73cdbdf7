"""Completion at the prompt: slash commands and their arguments, and paths behind an @."""

from __future__ import annotations

import re
from collections.abc import Iterator
from typing import TYPE_CHECKING

from prompt_toolkit.completion import CompleteEvent, Completer, Completion
from prompt_toolkit.document import Document

from gemchat.commands.completers import paths
from gemchat.commands.table import Suggestion
from gemchat.errors import GemchatError
from gemchat.shown import shown_line

if TYPE_CHECKING:
    from gemchat.commands.context import Context
    from gemchat.commands.table import CommandTable

_NAME = re.compile(r"/\S*")
_MENTION = re.compile(r"(?:^|.*\s)@((?:\\ |\S)*)")
_ARGUMENT = re.compile(r"/(\S+)\s+(.*)", re.DOTALL)


class CommandCompleter(Completer):
    """What a line that begins with a slash may become.

    Args:
        context: what the commands act on; it tells what their arguments may be.
        commands: the commands there are.
    """

    def __init__(self, context: Context, commands: CommandTable) -> None:
        self._context = context
        self._commands = commands

    def get_completions(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002  how it was asked for makes no difference
    ) -> Iterator[Completion]:
        """Complete what stands before the cursor."""
        line = document.text_before_cursor
        if _NAME.fullmatch(line):
            yield from self._names(line)
        elif argument := _ARGUMENT.fullmatch(line):
            yield from self._words(argument[1], argument[2])

    def _names(self, line: str) -> Iterator[Completion]:
        for command in self._commands:
            for name in (command.name, *command.aliases):
                if name.startswith(line[1:]):
                    yield Completion(
                        f"/{name}", start_position=-len(line), display_meta=command.summary
                    )

    def _words(self, name: str, typed: str) -> Iterator[Completion]:
        command = self._commands.find(name)
        if command is None:
            return
        try:
            words = list(command.complete(self._context, typed))
        except (OSError, GemchatError):
            return  # what cannot be looked up is not offered; running the command says why
        for word in words:
            one = word if isinstance(word, Suggestion) else Suggestion(word)
            if one.text == shown_line(one.text):  # another would look different from what it is
                yield Completion(
                    one.text,
                    -len(typed),
                    display=one.shown or one.text,
                    display_meta=shown_line(one.about),
                )


class MentionCompleter(Completer):
    """What a path behind an @ may become, so that the file goes along with the message."""

    def get_completions(
        self,
        document: Document,
        complete_event: CompleteEvent,  # noqa: ARG002  how it was asked for makes no difference
    ) -> Iterator[Completion]:
        """Complete the path before the cursor; its spaces are written as typed ones must be."""
        typed = mention_at(document)
        if typed is None:
            return
        for path in paths(None, typed.replace("\\ ", " ")):
            if path.text == shown_line(path.text):
                escaped = path.text.replace(" ", "\\ ")
                yield Completion(escaped, -len(typed), display=path.shown)


def mention_at(document: Document) -> str | None:
    """Give what stands between an @ and the cursor; None if no file is being named."""
    match = _MENTION.fullmatch(document.current_line_before_cursor)
    return match[1] if match and not document.text.startswith("/") else None
