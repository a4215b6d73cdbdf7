"""Keys that a person chose in place of the built-in ones."""

from __future__ import annotations

import pytest

from gemchat.errors import SettingsError
from gemchat.ui.keys import BUILT_IN, PromptKeys


@pytest.mark.parametrize(
    ("written", "keys"),
    [
        ("c-o", ("c-o",)),
        ("Ctrl-O", ("c-o",)),
        ("c-x c-o", ("c-x", "c-o")),
        ("alt-enter", ("escape", "enter")),
        ("ctrl-x a-o", ("c-x", "escape", "o")),
        ("f5", ("f5",)),
    ],
)
def test_how_keys_are_written(written: str, keys: tuple[str, ...]) -> None:
    assert PromptKeys({"editor": written})["editor"] == keys


def test_what_is_not_chosen_is_built_in() -> None:
    keys = PromptKeys({"editor": "c-o"})
    assert keys["newline"] == (BUILT_IN["newline"],)


@pytest.mark.parametrize(
    ("action", "key", "said"),
    [
        ("fly", "c-o", "no action fly"),
        ("editor", "hyper-o", "repl.keys.editor: there is no key hyper-o"),
        ("editor", "", "repl.keys.editor"),
    ],
)
def test_what_is_no_key(action: str, key: str, said: str) -> None:
    with pytest.raises(SettingsError, match=said):
        PromptKeys({action: key})
