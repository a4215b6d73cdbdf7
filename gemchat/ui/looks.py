"""Everything the program says, drawn: turns, outcomes of commands, failures, old turns."""

from __future__ import annotations

from collections.abc import Callable, Sequence
from typing import Literal, TypeAlias

from rich.cells import cell_len
from rich.style import Style

from gemchat.chat.history import Turn, TurnOutcome
from gemchat.commands.outcome import Replay, Say, Show, Verbatim
from gemchat.errors import GemchatError
from gemchat.sessions.citations import marked
from gemchat.shown import shown, shown_beginning
from gemchat.types import Part
from gemchat.types.base import JsonObject
from gemchat.ui.canvas import Canvas
from gemchat.ui.lines import columns, note
from gemchat.ui.markdown import Row, render
from gemchat.ui.media import MediaShelf, Pictures, no_pictures
from gemchat.ui.notes import notes_of
from gemchat.ui.parts import as_markdown, reply_markdown
from gemchat.ui.sources import source_rows
from gemchat.ui.theme import Theme
from gemchat.ui.turn_view import TurnView

_Above: TypeAlias = Literal["nothing", "question", "reply"]

_MARK = "> "
_ENDINGS = {
    TurnOutcome.INTERRUPTED: "interrupted",
    TurnOutcome.FAILED: "not answered",
    TurnOutcome.BLOCKED: "blocked",
}


class Looks:
    """Draws on a canvas.

    Args:
        canvas: where rows go.
        theme: gives how they look; it is asked whenever something is drawn.
        shelf: where media are put.
        thoughts: how the model's thoughts are shown: brief, show or hide.
        labelled: whether each turn says who speaks, for those who cannot see it.
        pictures: draws them.
        chat: whether slash commands can be advised.
    """

    def __init__(
        self,
        canvas: Canvas,
        theme: Callable[[], Theme],
        shelf: MediaShelf,
        *,
        thoughts: str = "brief",
        labelled: bool = False,
        pictures: Pictures = no_pictures,
        chat: bool = True,
    ) -> None:
        self.canvas = canvas
        self._theme = theme
        self._shelf = shelf
        self._thoughts = thoughts
        self._you, self._gemini = ("You:", "Gemini:") if labelled else ("", "")
        self._pictures = pictures
        self._chat = chat
        self._above: _Above = "nothing"

    @property
    def theme(self) -> Theme:
        """How things look now."""
        return self._theme()

    def turn_view(self, thoughts: str = "") -> TurnView:
        """Begin to draw a turn; with thoughts as said, or as they are shown otherwise."""
        return TurnView(
            self.canvas,
            self.theme,
            self._shelf,
            thoughts=thoughts or self._thoughts,
            label=self._gemini,
            pictures=self._pictures,
            chat=self._chat,
        )

    def question(self, text: str) -> None:
        """Draw a question as it stands at the prompt."""
        self._question([Part.from_text(text=text)])
        self._above = "nothing"

    def blank(self) -> None:
        """Leave a row free."""
        self.canvas.commit([Row()])

    def say(self, said: Say) -> None:
        """Draw a few words."""
        styles = {
            "note": self.theme.plain,
            "quiet": self.theme.dim,
            "warning": self.theme.warning,
            "error": self.theme.error,
        }
        self._note(said.text, styles[said.level])
        if said.hint:
            self._note(said.hint, self.theme.dim)

    def verbatim(self, text: Verbatim) -> None:
        """Draw a text as it is; a long line stays one, so that it is copied as one."""
        lines = shown(text.text, code=True).strip("\n").split("\n")
        self.canvas.commit(
            [
                Row(((line, self.theme.plain),), folds=cell_len(line) > self.canvas.width)
                for line in lines
            ]
        )

    def fail(self, error: GemchatError) -> None:
        """Draw what went wrong, and what to do."""
        self.say(Say(shown_beginning(error.message), error.hint, "error"))

    def show(self, table: Show) -> None:
        """Draw a table."""
        width = len(table.rows[0]) if table.rows else 0
        styles = [self.theme.strong, *[self.theme.plain] * (width - 1)]
        rows = [table.headings, *table.rows] if table.headings else table.rows
        drawn = columns(rows, self.canvas.width, styles)
        if table.headings and drawn:
            drawn[0] = Row(tuple((text, self.theme.dim) for text, _ in drawn[0].runs))
        self.canvas.commit(drawn)
        if table.note:
            self._note(table.note, self.theme.dim)

    def replay(self, past: Replay) -> None:
        """Draw contents and turns again."""
        for content in past.loaded:
            self._content(content)
        for turn in past.turns:
            self._turn(turn)
        if past.note:
            self._block(note(past.note, self.canvas.width, self.theme.dim))
        self._above = "nothing"

    def _turn(self, turn: Turn) -> None:
        self._content(turn.user)
        for content in turn.contents:
            self._content(marked(content, turn.meta, lambda number, _: rf"\[{number}\]"))
        self._block(source_rows(turn.meta, self.canvas.width, self.theme))
        for words in notes_of(turn, chat=self._chat) or filter(None, (_ENDINGS.get(turn.outcome),)):
            self._block(note(words, self.canvas.width, self.theme.dim))

    def _content(self, content: JsonObject) -> None:
        parts = [Part.from_wire(part) for part in content.get("parts") or ()]
        visible = [part for part in parts if not part.thought]
        if content.get("role") == "user":
            self._question(visible)
        else:
            self._answer(visible)

    def _question(self, parts: Sequence[Part]) -> None:
        """Draw a question as it stood at the prompt, but bold: it is what one looks for later."""
        strong = self.theme.strong
        text = "\n".join(as_markdown(part, self._shelf) for part in parts).rstrip("\n")
        rows = note(text, self.canvas.width - len(_MARK), self.theme.plain if self._you else strong)
        if self._you:
            rows = [Row(((self._you, strong),)), *rows]
        else:
            marks = [_MARK, *[" " * len(_MARK)] * (len(rows) - 1)]
            rows = [Row(((mark, strong), *row.runs)) for mark, row in zip(marks, rows, strict=True)]
        if self._above == "question":
            self.blank()
        self._block(rows)
        self._above = "question"

    def _answer(self, parts: Sequence[Part]) -> None:
        if self._gemini:
            self._block([Row(((self._gemini, self.theme.strong),))])
            self._above = "nothing"
        said: list[Part] = []
        for part in parts:
            if picture := self._pictures(part, self.canvas.width):
                self._said(said)
                self._block(picture)
                said = []
            said.append(part)
        self._said(said)

    def _said(self, parts: Sequence[Part]) -> None:
        if text := reply_markdown(parts, self._shelf):
            self._block(render(text, self.canvas.width, self.theme.markdown))

    def _block(self, rows: Sequence[Row]) -> None:
        """Draw a part of a turn, a row below the one before, or in the next below a question."""
        if rows:
            self.canvas.commit([*[Row()] * (self._above == "reply"), *rows])
            self._above = "reply"

    def _note(self, text: str, style: Style) -> None:
        self.canvas.commit(note(text, self.canvas.width, style))
