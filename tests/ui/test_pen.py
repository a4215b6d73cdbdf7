from __future__ import annotations

import re

from hypothesis import given, settings
from hypothesis import strategies as st
from rich.color import ColorSystem

from gemchat.shown import shown
from gemchat.ui.markdown import Theme
from gemchat.ui.pen import Pen

STYLE = re.compile(r"\x1b\[[0-9;]*m")
MARKDOWN = """\
# Heading

Text with `code` and\ta tab.

1. An item

   ```python
   def f(): return "x"
   ```

    return none

~~~json
{"a": 1}
~~~
"""


def written(*pieces: str, language: str = "markdown") -> str:
    out: list[str] = []
    pen = Pen(out.append, language, Theme(), ColorSystem.STANDARD)
    for piece in pieces:
        pen(piece)
    return "".join(out)


def colored(text: str, word: str) -> bool:
    return bool(re.search(rf"\x1b\[(?!0m)[0-9;]+m[^\x1b]*{re.escape(word)}", text))


def test_markdown_and_the_code_in_it_are_coloured_and_stay_as_they_are() -> None:
    out = written(MARKDOWN)
    assert STYLE.sub("", out) == MARKDOWN
    assert all(colored(out, word) for word in ("# Heading", "`code`", "def", '"x"', '"a"'))
    assert not colored(out, "Text with")


def test_json_is_coloured() -> None:
    out = written('{"name": "**x**", "age": 3}\n', language="json")
    assert STYLE.sub("", out) == '{"name": "**x**", "age": 3}\n'
    assert colored(out, '"**x**"')


def test_a_line_is_written_as_soon_as_it_is_whole() -> None:
    assert written("# A\n", "# B") == written("# A\n")


@given(
    st.text(alphabet="a#`~*>- \t\n\"'1.é").map(lambda text: f"{text}\n"),
    st.sampled_from(["markdown", "json"]),
)
@settings(max_examples=100)
def test_the_text_is_never_changed(text: str, language: str) -> None:
    safe = "\t".join(map(shown, text.split("\t")))
    assert STYLE.sub("", written(*safe, language=language)) == safe
