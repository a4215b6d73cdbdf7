from __future__ import annotations

import re

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.commands.code_blocks import code_blocks


@pytest.mark.parametrize(
    ("text", "blocks"),
    [
        ("no `code` here", []),
        ("```\na\n```", ["a\n"]),
        ("```py\na\n\nb", ["a\n\nb"]),
        ("````\n```\na\n```\n````", ["```\na\n```\n"]),
        ("~~~\n```\na\n~~~", ["```\na\n"]),
        ("```\n~~~\na\n```", ["~~~\na\n"]),
        ("1. do\n\n   ```sh\n   if x\n     y\n   ```\n2. z", ["if x\n  y\n"]),
        ("- ```\n  a\n  ```\n", ["a\n"]),
        ("- a\n  - ```\n    b\n    ```\n", ["b\n"]),
        ("> ```\n> a\n> > b\n> ```\n", ["a\n> b\n"]),
        ("a\n\n    ```\n    b\n    ```\n", []),
        ("<!--\n```\na\n```\n-->\n\n```\nb\n```\n", ["b\n"]),
        ("```a``` b\n", []),
        ("```\n```\n```\nb\n```", ["", "b\n"]),
    ],
)
def test_the_blocks_that_markdown_has(text: str, blocks: list[str]) -> None:
    assert code_blocks(text) == blocks


@pytest.mark.parametrize(
    "code",
    [
        "\tcc -o a a.c\n\trm a.o\n",
        " context\n-old\n+new\n",
        " only context\n of a diff\n",
        "    def method(self):\n        return 1\n",
        "  \n  a\n",
    ],
    ids=["Makefile", "diff", "context", "method", "blank"],
)
def test_code_keeps_its_margin(code: str) -> None:
    assert code_blocks(f"```\n{code}```\n") == [code]


@given(st.text("ab `~\n\t-1.>"), st.sampled_from(["", "- ", "1. ", "> "]))
def test_code_of_any_kind_comes_back(code: str, margin: str) -> None:
    fence = "~" * 3 + max(re.findall("~+", code), default="")
    further = margin if margin == "> " else " " * len(margin)
    lines = [margin + fence, *(further + line for line in code.split("\n")), further + fence]
    assert code_blocks("\n".join(lines)) == [code + "\n"]


def test_a_line_of_spaces_takes_no_time() -> None:
    assert code_blocks(" " * 1_000_000 + "x") == []
