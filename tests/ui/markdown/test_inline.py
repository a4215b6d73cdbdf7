from __future__ import annotations

from collections.abc import Callable

import pytest
from rich.style import Style

from gemchat.ui.markdown.inline import inline
from gemchat.ui.markdown.theme import Theme

THEME = Theme()


def shown(source: str) -> list[tuple[str, str]]:
    """The runs of *source*, each with a word for its style."""
    words: dict[str, Callable[[Style], object]] = {
        "bold": lambda style: style.bold,
        "italic": lambda style: style.italic,
        "struck": lambda style: style.strike,
        "code": lambda style: style.color and style.color.name == "cyan",
        "dim": lambda style: style.dim,
        "link": lambda style: style.link,
    }
    joined: list[tuple[str, str]] = []
    for text, style in inline(source, THEME):
        name = "+".join(word for word, applies in words.items() if applies(style))
        if joined and joined[-1][1] == name:
            joined[-1] = (joined[-1][0] + text, name)
        else:
            joined.append((text, name))
    return joined


@pytest.mark.parametrize(
    ("source", "runs"),
    [
        ("a **b *c* d**", [("a ", ""), ("b ", "bold"), ("c", "bold+italic"), (" d", "bold")]),
        ("~~gone~~ ~not~", [("gone", "struck"), (" ~not~", "")]),
        ("`a*b*`", [("a*b*", "code")]),
        ("2 * 3 * 4 and a_b_c", [("2 * 3 * 4 and a_b_c", "")]),
        ("$a_1*b*$ \\(c*d*\\) $$e*f*$$", [("$a_1*b*$ \\(c*d*\\) $$e*f*$$", "")]),
        ("costs $5 and *$6*", [("costs $5 and ", ""), ("$6", "italic")]),
        ("$5-$6 *x*", [("$5-$6 ", ""), ("x", "italic")]),
        (
            "[text](https://x.example/a)",
            [("text", "link"), (" (https://x.example/a)", "dim")],
        ),
        (
            "[https://good.example](https://evil.example)",
            [("https://good.example", "link"), (" (https://evil.example)", "dim")],
        ),
        ("<https://x.example>", [("https://x.example", "link")]),
        ("<me@x.example>", [("me@x.example", "link")]),
        (
            "see https://x.example/a_b_c(d). Or (http://y.example)!",
            [
                ("see ", ""),
                ("https://x.example/a_b_c(d)", "link"),
                (". Or (", ""),
                ("http://y.example", "link"),
                (")!", ""),
            ],
        ),
        ("xhttps://y https:// http:", [("xhttps://y https:// http:", "")]),
        ("[a](ftp://x.example)", [("a", ""), (" (ftp://x.example)", "dim")]),
        ("[x](javascript:alert(1))", [("[x](javascript:alert(1))", "")]),
        ("[x][1] [^1] ![a][2]", [("[x][1] [^1] ![a][2]", "")]),
        ("![alt](https://x.example)", [("[image: alt]", ""), (" (https://x.example)", "dim")]),
        ("Vec<u8> &lt;b&gt; <br>", [("Vec<u8> <b> <br>", "")]),
        ("&#x202e;a &#x9b;2J &#10;b &#8232;c", [("a \ufffd2J b c", "")]),
        ("[bold red]x[/] :smile:", [("[bold red]x[/] :smile:", "")]),
        ("a  \nb\\\nc\nd", [("a\nb\nc d", "")]),
        ("\\*a\\* \\# C:\\\\dir\\new", [("*a* # C:\\dir\\new", "")]),
        ("\x1b]8;;evil\x1b\\y", [("␛]8;;evil␛\\y", "")]),
        ("", []),
    ],
)
def test_runs(source: str, runs: list[tuple[str, str]]) -> None:
    assert shown(source) == runs
