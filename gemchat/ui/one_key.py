"""A question that one key answers."""

from __future__ import annotations

from collections.abc import Mapping

from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.keys import Keys
from prompt_toolkit.layout import FormattedTextControl, Layout, Window
from prompt_toolkit.output import Output

from gemchat.ui.inline import InlineApplication


async def pressed(words: str, source: Input, output: Output, environment: Mapping[str, str]) -> str:
    """Wait for a key and give it, lower-case; empty for keys that are no character.

    Args:
        words: what stands before the cursor, such as ``[y/N]``.
        source: where keys come from.
        output: where the words are drawn.
        environment: the variables of the process.
    """
    keys = KeyBindings()

    @keys.add(Keys.Any)
    @keys.add("enter")
    @keys.add("escape")
    @keys.add("c-c")
    @keys.add("c-d")
    def answer(event: KeyPressEvent) -> None:
        event.app.exit(result=event.data.lower() if event.data.isprintable() else "")

    window = Window(FormattedTextControl(f"{words} "), height=1)
    application = InlineApplication[str](
        environment, layout=Layout(window), key_bindings=keys, input=source, output=output
    )
    return await application.run_async()
