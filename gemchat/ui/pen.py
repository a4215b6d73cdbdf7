"""Colours for text that goes on as it is: they never change what it says."""

from __future__ import annotations

from collections.abc import Callable

from gemchat.ui.colors import Colors
from gemchat.ui.markdown import Row, Run, Theme, ansi
from gemchat.ui.markdown.blocks import BlockParser
from gemchat.ui.markdown.highlighting import Highlighter
from gemchat.ui.markdown.leaves import CodeLine, CodeOpened


class Pen:
    """Writes text in colours, each line as soon as it is whole; the last one must be, too.

    Args:
        write: takes the coloured text.
        language: what the text is written in, such as ``markdown``.
        theme: how it looks.
        colors: how colours are written.
    """

    def __init__(
        self, write: Callable[[str], None], language: str, theme: Theme, colors: Colors
    ) -> None:
        self._write = write
        self._colors = colors
        highlighter = _Markdown(theme) if language == "markdown" else Highlighter(language, theme)
        self._runs = highlighter.line
        self._begun: list[str] = []

    def __call__(self, text: str) -> None:
        """Take more of the text."""
        *ends, rest = text.split("\n")
        for end in ends:
            line = "".join([*self._begun, end])
            self._begun.clear()
            self._write("".join(map(self._painted, self._runs(line))) + "\n")
        self._begun.append(rest)

    def _painted(self, run: Run) -> str:
        text, style = run
        pieces = (Row(((piece, style),)) for piece in text.split("\t"))
        return "\t".join(ansi(piece, self._colors, links=False) for piece in pieces)


class _Markdown:
    """Colours the lines of Markdown, and those of the code in it as what they are."""

    def __init__(self, theme: Theme) -> None:
        self._theme = theme
        self._blocks = BlockParser()
        self._prose = Highlighter("markdown", theme)
        self._code = self._prose

    def line(self, text: str) -> list[Run]:
        """Return *text*, the next line, in colours."""
        self._blocks.line(text)
        in_code = False
        for event in self._blocks.take():
            match event:
                case CodeOpened(language=language):
                    self._code = Highlighter(language, self._theme)
                case CodeLine():
                    in_code = True
                case _:
                    pass
        return (self._code if in_code else self._prose).line(text)
