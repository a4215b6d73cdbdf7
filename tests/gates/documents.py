"""Replies of any length in which every word of interest is there once."""

from __future__ import annotations

import itertools
import re
from collections.abc import Iterator

MARK = re.compile(r"m\d+x")


def marks(text: str) -> list[str]:
    return MARK.findall(text)


def mixed(size: int) -> str:
    """A reply with a bit of everything, of at least so many characters."""
    count = itertools.count()
    text = ""
    while len(text) < size:
        text += "".join(_section(count))
    return text


def _section(count: Iterator[int]) -> Iterator[str]:
    def words(number: int) -> str:
        return " ".join(f"m{next(count)}x and some *words* of it" for _ in range(number))

    yield f"## m{next(count)}x\n\n{words(12)}. See [a link](https://a.example/m{next(count)}x).\n\n"
    yield "".join(f"{item}. item {words(1)}\n   - inner {words(1)}\n" for item in (1, 2, 3))
    yield f"\n> {words(4)}\n\n```python\n"
    yield "".join(f"x = 'm{next(count)}x'  # code {line} of it\n" for line in range(12))
    yield "```\n\n| name | value |\n|---|--:|\n"
    yield "".join(f"| m{next(count)}x | `{line}` |\n" for line in range(25))
    yield "\n端末に流れる文章 **m" + f"{next(count)}x** 👍🏽 end.\n\n"


PURE = {
    "code": "```python\n" + "".join(f"x{n} = 'm{n}x'  # '''\n" for n in range(500)) + "```\n",
    "table": "| a | b |\n|---|---|\n" + "".join(f"| m{n}x | v |\n" for n in range(300)),
    "list": "".join(f"- m{n}x item\n" for n in range(300)),
    "paragraph": " ".join(f"m{n}x word of it" for n in range(500)) + "\n",
    "code in a list": "- code:\n  ```\n" + "".join(f"  m{n}x\n" for n in range(200)) + "  ```\n",
}
"""Replies that are one thing only."""
