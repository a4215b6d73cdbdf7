"""Searching what was sent before: Ctrl-R, and what it finds while it is typed."""

from __future__ import annotations

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.search import SearchState
from prompt_toolkit.widgets import SearchToolbar


class HistorySearch:
    """A search in the history of a text, while it goes on.

    Args:
        buffer: the text.

    Attributes:
        toolbar: the row in which one types what to search for.
    """

    def __init__(self, buffer: Buffer) -> None:
        self._buffer = buffer
        self.toolbar = SearchToolbar(
            ignore_case=True,
            backward_search_prompt=lambda: self.words,
            forward_search_prompt=lambda: self.words,
        )

    @property
    def typed(self) -> str:
        """What is searched for."""
        return self.toolbar.search_buffer.text

    @property
    def words(self) -> str:
        """What stands before it."""
        there = self.typed.casefold() in self.found.text.casefold()
        return "search: " if there else "not found: "

    @property
    def found(self) -> Document:
        """The next text that has it; if there is none, the text that was there."""
        if not self.typed:
            return self._buffer.document
        direction = self.toolbar.control.searcher_search_state.direction
        state = SearchState(self.typed, direction, ignore_case=True)
        return self._buffer.document_for_search(state)
