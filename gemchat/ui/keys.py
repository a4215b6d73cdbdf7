"""The keys of the prompt that differ from those of every line editor."""

from __future__ import annotations

import asyncio
import re
import time
from collections.abc import Callable, Mapping
from types import MappingProxyType
from typing import Any, TypeAlias

from prompt_toolkit.application import Application, get_app
from prompt_toolkit.buffer import Buffer
from prompt_toolkit.document import Document
from prompt_toolkit.enums import DEFAULT_BUFFER, EditingMode
from prompt_toolkit.filters import (
    Condition,
    emacs_insert_mode,
    emacs_mode,
    has_focus,
    vi_insert_mode,
)
from prompt_toolkit.key_binding import KeyBindings, KeyBindingsBase, merge_key_bindings
from prompt_toolkit.key_binding.bindings.search import (
    reverse_incremental_search,
    start_reverse_incremental_search,
)
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.key_binding.vi_state import InputMode
from prompt_toolkit.keys import Keys
from prompt_toolkit.utils import suspend_to_background_supported

from gemchat.errors import SettingsError
from gemchat.ui.draft import Draft
from gemchat.ui.harmless import harmless

GRACE = 1.0
"""Seconds in which a second Ctrl-C leaves."""

BUILT_IN: Mapping[str, str] = MappingProxyType(
    {
        "send": "enter",
        "newline": "c-j",
        "expand": "c-x c-v",
        "editor": "c-x c-e",
        "search": "c-r",
        "suspend": "c-z",
        "leave": "c-d",
    }
)
"""The actions that may get another key, with the key they have."""

_ALSO_NEW_LINE = ("escape", "enter")
"""Alt-Enter. In vi an escape acts at once: it does not wait for what may follow."""

Press: TypeAlias = Callable[[KeyPressEvent], object]
"""What a key does."""


class PromptKeys:
    """What keys do at the prompt, and what they remember between two presses.

    Args:
        chosen: keys in place of the built-in ones, by action.
        clock: tells the time in seconds.

    Attributes:
        draft: what is known of the text.

    Raises:
        SettingsError: there is no such action or key.
    """

    def __init__(
        self,
        chosen: Mapping[str, str] = MappingProxyType({}),
        clock: Callable[[], float] = time.monotonic,
    ) -> None:
        self.draft = Draft()
        self._clock = clock
        self._interrupted: float | None = None
        self._sequences = {
            action: sequence(action, keys) for action, keys in {**BUILT_IN, **chosen}.items()
        }

    def __getitem__(self, action: str) -> tuple[str, ...]:
        """Give the keys of an action, one after the other."""
        return self._sequences[action]

    @property
    def leaving(self) -> bool:
        """Whether another Ctrl-C would leave."""
        return self._interrupted is not None and self._clock() - self._interrupted < GRACE

    def changed(self, document: Document) -> None:
        """See what the text has become."""
        self.draft.changed(document)
        self._interrupted = None

    def forget(self) -> None:
        """Begin anew, with an empty prompt."""
        self.draft.forget()
        self._interrupted = None

    def editing(self, send: Press, leave: Press) -> KeyBindings:
        """Give the keys that change the text or end it, wherever it is edited.

        Args:
            send: takes a text that is not blank.
            leave: takes the wish to leave, when there is no text.
        """
        keys = KeyBindings()
        here = has_focus(DEFAULT_BUFFER)
        keys.add(*self["newline"], filter=here)(_new_line)
        if _ALSO_NEW_LINE not in self._sequences.values():
            keys.add(*_ALSO_NEW_LINE, filter=here & emacs_mode)(_new_line)
        keys.add(*self["send"], filter=here)(_sending(send))
        keys.add(*self["send"], filter=here & Condition(_ends_in_backslash))(_continue_line)
        keys.add(*self["leave"], filter=here)(_deleting(leave))
        keys.add(*self["expand"], filter=here)(self._expand)
        keys.add(*self["search"])(start_reverse_incremental_search)
        keys.add(*self["search"])(reverse_incremental_search)
        keys.add("tab", filter=here & (emacs_insert_mode | vi_insert_mode))(_complete)
        keys.add(Keys.BracketedPaste, filter=here)(self._paste)
        return keys

    def bindings(self, edit_elsewhere: Press) -> KeyBindingsBase:
        """Give the table of the keys at the prompt.

        Args:
            edit_elsewhere: opens the text in the person's own editor.
        """
        keys = KeyBindings()
        here = has_focus(DEFAULT_BUFFER)
        keys.add("c-c", filter=here)(self._interrupt)
        keys.add("<sigint>", filter=here)(self._interrupt)
        keys.add(*self["editor"], filter=here)(edit_elsewhere)
        return merge_key_bindings([keys, self.suspending(), self.editing(_accept, _leave)])

    def suspending(self) -> KeyBindings:
        """Give the key that stops the program until its shell lets it go on."""
        keys = KeyBindings()
        keys.add(*self["suspend"], filter=Condition(suspend_to_background_supported))(_suspend)
        return keys

    def _paste(self, event: KeyPressEvent) -> None:
        """Insert a paste, which sends nothing and calls no command."""
        event.current_buffer.insert_text(self.draft.fold(harmless(event.data)))

    def _expand(self, event: KeyPressEvent) -> None:
        """Show what long pastes stand for."""
        buffer = event.current_buffer
        buffer.document = changed(buffer.document, self.draft.unfold)

    def _interrupt(self, event: KeyPressEvent) -> None:
        """Clear a filled prompt; leave an empty one at the second press."""
        if event.current_buffer.text:
            event.current_buffer.reset()
            self.forget()
        elif self.leaving:
            event.app.exit(exception=EOFError())
        else:
            self.forget()
            self._interrupted = self._clock()
            asyncio.get_running_loop().call_later(GRACE, event.app.invalidate)


def navigating(application: Application[Any]) -> bool:
    """Whether keys are the commands of vi, also where they select or wait for a motion."""
    vi = application.editing_mode is EditingMode.VI
    return vi and application.vi_state.input_mode is InputMode.NAVIGATION


def changed(document: Document, change: Callable[[str], str]) -> Document:
    """Change a text without moving the cursor in it."""
    before, after = change(document.text_before_cursor), change(document.text_after_cursor)
    return Document(before + after, len(before))


def sequence(action: str, keys: str) -> tuple[str, ...]:
    """Read the keys of an action, such as ``c-x c-e`` or ``alt-enter``.

    Raises:
        SettingsError: there is no such action or key.
    """
    if action not in BUILT_IN:
        raise SettingsError(
            f"There is no action {action} that repl.keys could give a key.",
            hint=f"There are: {', '.join(BUILT_IN)}.",
        )
    words = re.sub(r"\bctrl-", "c-", re.sub(r"\b(alt|a)-", "escape ", keys.lower())).split()
    try:
        KeyBindings().add(*words)(_new_line)
    except (ValueError, AssertionError) as error:
        raise SettingsError(
            f"repl.keys.{action}: there is no key {keys}.", hint="Write c-o, alt-enter or c-x c-e."
        ) from error
    return tuple(words)


def _ends_in_backslash() -> bool:
    return get_app().current_buffer.document.text_before_cursor.endswith("\\")


def _continue_line(event: KeyPressEvent) -> None:
    event.current_buffer.delete_before_cursor()
    event.current_buffer.insert_text("\n")


def _sending(send: Press) -> Callable[[KeyPressEvent], None]:
    def press(event: KeyPressEvent) -> None:
        if event.current_buffer.text.strip():
            send(event)

    return press


def _accept(event: KeyPressEvent) -> None:
    event.current_buffer.validate_and_handle()


def _new_line(event: KeyPressEvent) -> None:
    event.current_buffer.insert_text("\n")


def _deleting(leave: Press) -> Callable[[KeyPressEvent], None]:
    def press(event: KeyPressEvent) -> None:
        if event.current_buffer.text:
            event.current_buffer.delete(event.arg)
        else:
            leave(event)

    return press


def _complete(event: KeyPressEvent) -> None:
    """Take the next completion, or complete what stands there."""
    buffer = event.current_buffer
    if buffer.complete_state and buffer.complete_state.completions:
        buffer.complete_next()
        _settle(buffer)
    else:
        event.app.create_background_task(_completed(buffer))


async def _completed(buffer: Buffer) -> None:
    """Complete what stands there, whatever the last letters have asked for already.

    prompt_toolkit looks for one thing at a time, and drops a Tab that comes in the meantime.
    """
    buffer.complete_state = None
    await buffer._create_completer_coroutine()(insert_common_part=True)
    _settle(buffer)


def _settle(buffer: Buffer) -> None:
    """Keep the only completion there is; the next Tab would take it back otherwise."""
    state = buffer.complete_state
    if state and state.complete_index is not None and len(state.completions) == 1:
        buffer.complete_state = None


def _leave(event: KeyPressEvent) -> None:
    event.app.exit(exception=EOFError())


def _suspend(event: KeyPressEvent) -> None:
    event.app.suspend_to_background()
