"""A question that one line answers."""

from __future__ import annotations

from collections.abc import Mapping

from prompt_toolkit.buffer import Buffer
from prompt_toolkit.input import Input
from prompt_toolkit.key_binding import KeyBindings, merge_key_bindings
from prompt_toolkit.key_binding.key_processor import KeyPressEvent
from prompt_toolkit.layout import BufferControl, Layout, Window
from prompt_toolkit.output import Output

from gemchat.ui.inline import InlineApplication


async def answered(
    words: str,
    source: Input,
    output: Output,
    environment: Mapping[str, str],
    further_keys: KeyBindings,
) -> str:
    """Take a line that Enter ends; empty if Ctrl-C or Ctrl-D ends it.

    So what is typed on, out of habit or in haste, is part of the answer and not the next message.

    Args:
        words: what stands before the cursor, such as ``[y/N]``.
        source: where keys come from.
        output: where the words are drawn.
        environment: the variables of the process.
        further_keys: keys that do what they do at the prompt.
    """
    keys = KeyBindings()

    @keys.add("c-c")
    @keys.add("c-d")
    @keys.add("<sigint>")
    def leave(event: KeyPressEvent) -> None:
        event.app.exit(result="")

    def accept(line: Buffer) -> bool:
        application.exit(result=line.text.strip())
        return True  # the line keeps its text

    line = Buffer(multiline=False, accept_handler=accept)
    window = Window(BufferControl(line), height=1, get_line_prefix=lambda *_: [("", f"{words} ")])
    application = InlineApplication[str](
        environment,
        layout=Layout(window),
        key_bindings=merge_key_bindings([keys, further_keys]),
        input=source,
        output=output,
    )
    return await application.run_async()
