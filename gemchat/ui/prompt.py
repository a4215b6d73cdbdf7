"""The prompt: where a person types messages and commands, below the conversation."""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Callable, Sequence
from contextlib import AbstractContextManager
from dataclasses import replace
from functools import cached_property
from pathlib import Path
from typing import TYPE_CHECKING, Final, Literal

from prompt_toolkit.application import get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.completion import ThreadedCompleter, merge_completers
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER, EditingMode
from prompt_toolkit.filters import Condition, has_completions, is_done
from prompt_toolkit.formatted_text import StyleAndTextTuples
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.layout import (
    BufferControl,
    CompletionsMenu,
    ConditionalContainer,
    Dimension,
    Float,
    FloatContainer,
    FormattedTextControl,
    HSplit,
    Layout,
    VerticalAlign,
    Window,
)
from prompt_toolkit.layout.processors import TabsProcessor
from prompt_toolkit.output import Output
from prompt_toolkit.styles import Style

from gemchat.commands.entry import Entry
from gemchat.errors import UsageError
from gemchat.shown import shown_line
from gemchat.ui.completion import CommandCompleter, MentionCompleter, mention_at
from gemchat.ui.editor import edited
from gemchat.ui.history_search import HistorySearch
from gemchat.ui.inline import InlineApplication, terminal_output
from gemchat.ui.input_history import InputHistory
from gemchat.ui.keys import PromptKeys, navigating
from gemchat.ui.one_line import answered
from gemchat.ui.paste_labels import PasteLabels
from gemchat.ui.picker import Picker
from gemchat.ui.status import fitting
from gemchat.ui.type_ahead import TypeAhead

if TYPE_CHECKING:
    from gemchat.commands.context import Context
    from gemchat.commands.outcome import Pickable
    from gemchat.commands.table import CommandTable

PROMPT: Final = "> "
"""What stands before the text."""
_NAVIGATING: Final = ": "
"""The prompt while the keys are the commands of vi."""
LEAVE_HINT: Final = "Ctrl-C again or Ctrl-D leaves"
"""What is said at the first Ctrl-C at an empty prompt."""

_MENU_ROWS: Final = 8
_STYLE: Final = Style.from_dict({"prompt": "bold", "status": "dim"})


class Prompt:
    """Asks for one message or command after another; nothing is drawn before the first.

    Args:
        context: what the commands act on, for completion; it has the environment.
        commands: the commands to complete.
        history_file: where entries are kept; ``None`` keeps them in memory.
        editing_mode: the keys of the line editor.
        status: gives the row below the prompt; it is asked whenever the prompt is drawn.
        keys: what keys do; as built in where it is not given.
        input: where keys come from; the terminal where none is given.
        output: where to draw; the terminal where none is given.

    Attributes:
        stands: whether what was sent stays on the screen as it was typed.
    """

    stands = False

    def __init__(
        self,
        context: Context,
        commands: CommandTable,
        *,
        history_file: Path | None,
        editing_mode: Literal["emacs", "vi"],
        status: Callable[[], str],
        keys: PromptKeys | None = None,
        input: Input | None = None,  # noqa: A002  the name prompt_toolkit gives it everywhere
        output: Output | None = None,
    ) -> None:
        self._context = context
        self._editing_mode = EditingMode[editing_mode.upper()]
        self._status = status
        self._input = input
        self._output = output
        self._notice = ""
        self._keys = keys or PromptKeys()
        completer = merge_completers([CommandCompleter(context, commands), MentionCompleter()])
        self._history = InputHistory(history_file, self._keys.draft)
        self._buffer = Buffer(
            name=DEFAULT_BUFFER,
            completer=ThreadedCompleter(completer),
            complete_while_typing=Condition(self._typing_what_completes),
            history=self._history,
            accept_handler=self._accept,
            on_text_changed=self._on_text_changed,
        )

    @property
    def plain(self) -> bool:
        """Whether there are no menus."""
        return self._context.settings.display.plain

    async def ask(self) -> Entry:
        """Ask for an entry, going on with what was typed ahead.

        What is sent leaves the screen: the prompt has room for the end of a long text alone.

        Raises:
            EOFError: the person wants to leave.
        """
        while not await self._sent():  # it made room for another program
            await self._edit()
        entry = self._keys.draft.entry(self._buffer.text)
        self._keys.forget()
        self._buffer.reset()
        return entry

    async def pick(self, entries: Sequence[Pickable]) -> int | None:
        """Let a person pick one of many; give its number, or None."""
        source, output = self._application.input, self._application.output
        picker = Picker(entries, self._keys.suspending())
        return await picker.ask(source, output, self._context.environment)

    def raw_mode(self) -> AbstractContextManager[None]:
        """Keep the terminal from echoing and editing by itself, also between two questions."""
        return self._application.input.raw_mode()

    @cached_property
    def type_ahead(self) -> TypeAhead:
        """The same editor for the time between two questions."""
        source = self._application.input
        return TypeAhead(self._buffer, self._keys, self._editing_mode, source)

    async def answer(self, words: str) -> str:
        """Ask a question that one line answers; see `answered`."""
        source, output = self._application.input, self._application.output
        keys = self._keys.suspending()
        return await answered(words, source, output, self._context.environment, keys)

    async def edited(self, text: str) -> str:
        """Let a person edit a text in their own editor.

        Raises:
            UsageError: there is none, or it failed.
        """
        with self._application.input.cooked_mode():
            return await edited(text, self._context.environment)

    def to_clipboard(self, text: str) -> bool:
        """Ask the terminal to copy a text; tell whether it could be asked."""
        output = self._application.output
        output.write_raw(f"\x1b]52;c;{b64encode(text.encode()).decode()}\x07")
        output.flush()
        return True

    def ring(self) -> None:
        """Ring the terminal's bell."""
        self._application.output.bell()
        self._application.output.flush()

    @cached_property
    def _application(self) -> InlineApplication[str]:
        # Made when it is needed: prompt_toolkit writes to the terminal as soon as it exists.
        return InlineApplication[str](
            self._context.environment,
            layout=self._layout(),
            key_bindings=self._keys.bindings(self._edit_elsewhere),
            editing_mode=self._editing_mode,
            reverse_vi_search_direction=True,  # older entries stand above
            style=_STYLE,
            input=self._input,
            output=self._output or terminal_output(self._context.environment),
        )

    def _layout(self) -> Layout:
        search = HistorySearch(self._buffer).toolbar
        editor = Window(
            BufferControl(
                self._buffer,
                input_processors=[
                    PasteLabels(self._keys.draft.labelled),
                    TabsProcessor(char1=" ", char2=" "),
                ],
                search_buffer_control=search.control,
                preview_search=True,
            ),
            get_line_prefix=_line_prefix,
            wrap_lines=True,
            dont_extend_height=True,
        )
        has_menu = has_completions & Condition(lambda: not self.plain)
        room_for_menu = Window(height=self._menu_height)
        status = Window(FormattedTextControl(self._status_line), height=Dimension(0, 1, 1))
        rows = HSplit(
            [
                editor,
                ConditionalContainer(room_for_menu, has_menu & ~is_done),
                search,
                ConditionalContainer(status, Condition(self._has_status) & ~is_done),
            ],
            align=VerticalAlign.TOP,
        )
        menu = CompletionsMenu(max_height=_MENU_ROWS, scroll_offset=1, extra_filter=has_menu)
        floats = [Float(menu, xcursor=True, ycursor=True)]
        return Layout(FloatContainer(rows, floats), editor)

    def _menu_height(self) -> Dimension:
        state = self._buffer.complete_state
        rows = min(_MENU_ROWS, len(state.completions)) if state else 0
        return Dimension(preferred=rows, max=rows)

    def _status_line(self) -> StyleAndTextTuples:
        said = LEAVE_HINT if self._keys.leaving else self._notice or self._status()
        width = self._application.output.get_size().columns
        return [("class:status", fitting(shown_line(said), width))]

    def _has_status(self) -> bool:
        return any(text for _, text, *_ in self._status_line())

    def _typing_what_completes(self) -> bool:
        if self.plain:
            return False
        text = self._buffer.text
        command = text.startswith("/") and not self._keys.draft.entry(text).pasted
        return command or mention_at(self._buffer.document) is not None

    def _on_text_changed(self, buffer: Buffer) -> None:
        self._notice = ""
        self.type_ahead.leaving = False
        self._keys.changed(buffer.document)

    def _edit_elsewhere(self, _event: KeyPressEvent) -> None:
        self._end("")

    async def _edit(self) -> None:
        entry = self._keys.draft.entry(self._buffer.text)
        try:
            text = await self.edited(entry.text)
        except UsageError as error:
            self._notice = error.message
            return
        self._buffer.reset(Document(self._keys.draft.begin(replace(entry, text=text))))
        self._on_text_changed(self._buffer)

    def _accept(self, buffer: Buffer) -> bool:
        self._end(buffer.text)
        return True  # the buffer keeps the text

    async def _sent(self) -> str:
        self._application.erase_when_done = False  # a draft that is left stays to be seen
        return await self._application.run_async()

    def _end(self, text: str) -> None:
        self._application.erase_when_done = True
        self._application.exit(result=text)


def _line_prefix(line: int, wrapped: int) -> StyleAndTextTuples:
    prompt = _NAVIGATING if navigating(get_app()) else PROMPT
    return [("class:prompt", " " * len(prompt) if line or wrapped else prompt)]
