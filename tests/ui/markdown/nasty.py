"""Replies that have broken renderers, here or elsewhere: text, or the chunks it came in."""

from __future__ import annotations

from collections.abc import Sequence

TICKS = "```"


def fenced(code: str, language: str = "") -> str:
    return f"{TICKS}{language}\n{code}\n{TICKS}\n"


BLOCKS = {
    "setext title": "Title\n=====\n\nbody\n",
    "setext, then a rule": "some text\n---\n\n---\n",
    "setext under a long paragraph": "word " * 80 + "\n===\n",
    "lazy quote": "> quoted\nstill quoted\n\nout\n",
    "lazy item": "- item\nlazy\n- next\n",
    "half an item marker": "1. a\n\n2",
    "dash that may become an item": "- a\n-",
    "list loose at its end": "- a\n- b\n\n- c\n",
    "numbers grow": "8. h\n9. i\n10. j\n11. k\n",
    "all numbers one": "1. a\n1. b\n1. c\n",
    "list goes on after text": "1. a\n2. b\n\ntext\n\n3. c\n",
    "lists side by side": "- a\n\n* b\n\n1. c\n\n1) d\n",
    "nested": "1. a\n   - b\n     1. c\n        > d\n        > e\n   - f\n2. g\n",
    "empty items": "- \n-\n- x\n1.\n2. y\n",
    "code in an item": "1. step\n   ```sh\n   ls\n\n   pwd\n   ```\n2. next\n",
    "fence never closed": "```python\nx = 1\ny = '''open\n",
    "fence in a fence": "````md\n```py\nx\n```\n````\nafter\n",
    "tildes in backticks": fenced("~~~") + "after\n",
    "attributes on a fence": '```python {.lines startFrom="5"} title="a\x1bb"\nx\n```\n',
    "unknown language": fenced("qapla'", "klingon"),
    "fence inside a string": fenced("const s = '```';", "js") + "after\n",
    "half a closing fence": "```\ncode\n``",
    "fence ends with its quote": "> ```\n> a\n> b\n\nout\n",
    "indented code": "para\n\n    code\n\n    more\n\npara\n",
    "html block": "<div>\nhello **inside**\n</div>\n\nafter\n",
    "html comment never closed": "before\n\n<!-- oops\n\nvisible\n\n# head\n",
    "think tag": "<think>\nreason\n</think>\nAnswer 42\n",
    "generics": "Use Vec<u8>, List<String> and a<b>c.\n",
    "headings or not": "#\n## \n###no\n####### seven\n# a #\n",
    "CR LF": "a\r\n\r\n- b\r\n- c\r\n",
    "CR alone": "safe command\rrm -rf /\n",
    "no line break at the end": "# h\n\nlast line",
    "blank lines": "\n\n\n\na\n\n\n\n\nb\n\n\n",
    "controls": "a\x00b\x01c\x07d\x08e\x0bf\x0cg\x7fh\n",
    "nothing": "",
    "white space": "   \n \t \n",
}

TABLES = {
    "table": "| a | b |\n|---|:-:|\n| 1 | 2 |\n",
    "no delimiter row": "| a | b |\nnot a delimiter\n",
    "ragged": "| a | b |\n|---|---|\n| 1 |\n| 1 | 2 | 3 |\n",
    "pipes in cells": "| a | b |\n|---|---|\n| `x\\|y` | \\| |\n",
    "long cell": f"| k | v |\n|---|---|\n| a | {'long text ' * 40}|\n| b | c |\n",
    "30 columns": "|".join(f"c{n}" for n in range(30))
    + f"\n{'---|' * 30}\n"
    + "|".join(f"value{n}" for n in range(30)),
    "row 25 is wider": "|a|b|\n|-|-|\n"
    + "| x | y |\n" * 24
    + "| x | much wider than every row before it |\n",
    "table in an item": "- x\n\n  | a | b |\n  |---|---|\n  | 1 | 2 |\n- y\n",
    "table after text": "text\n| a | b |\n|---|---|\n| 1 | 2 |\n",
    "300 rows": "| a | b |\n|---|---|\n" + "".join(f"| r{n} | v |\n" for n in range(300)),
}

INLINE = {
    "strong never closed": f"This **never closes and goes on {'word ' * 60}\n\nnext\n",
    "half of strong": "**bo",
    "stars in sums": "2 * 3 * 4 and a_b_c and 5*6*7\n",
    "code never closed": "`never closes\n\nnext\n",
    "runs of backticks": "`` ` `` and ``` `` ``` and `\n",
    "half a link": "see [text](https://exam",
    "link that lies": "[https://good.example](https://evil.example/x)\n",
    "bad schemes": "[x](javascript:alert(1)) [y](file:///etc/passwd) [z](<http://a/\x1b]8;;b\x07>)\n",
    "late reference": "see [docs][1]\n\n[1]: https://x.example\n",
    "footnote": "a[^1]\n\n[^1]: note\n",
    "image": "![a picture](https://x.example/i.png)\n",
    "formula": "$E_{k}=\\frac{1}{2}m*v*$ and \\(a_1*b_2\\) costs $5 and $6\n",
    "formula block": "$$\n\\begin{aligned}\na &= b \\\\\n\n*c* &= d\n\\end{aligned}\n$$\n",
    "entities": "&lt;b&gt; &amp;amp; &#27;[31m &#x202e;abc &#x9b;2J\n",
    "escapes": "\\*not\\* \\# \\`x\\` C:\\\\dir\\new\n",
    "markup of rich": "[bold red]not markup[/] [/] [link=http://x]y[/link]\n",
}

ESCAPES = {
    "OSC 52": "x \x1b]52;c;cHduZWQ=\x07 y \x1b]52;c;cHduZWQ=\x1b\\ z\n",
    "OSC 8": "\x1b]8;;http://evil\x1b\\click\x1b]8;;\x1b\\\n",
    "OSC without end": f"\x1b]0;a title and the rest {'text ' * 30}\n",
    "CSI in pieces": ["a\x1b", "[2", "J", "b\n"],
    "C1": "\x9b2J \x9d0;t\x9c \x90q\x9c \x85next\n",
    "DCS and questions": "\x1bPq#0~\x1b\\ \x1b_Gx\x1b\\ \x1b^x\x1b\\ \x1bc \x1b[6n \x1b[c\n",
    "ESC in code": fenced("printf '\x1b[31m'", "sh"),
    "bidi": "user\u202e\u2066 admin\u2069\u202c // check\n",
    "bidi in code": fenced("if x: \u202e return\u2066", "py"),
    "right to left": "שלום עולם — مرحبا بالعالم\n\n- פריט אחד\n- العنصر الثاني\n",
    "zero width": "pass\u200bword a\u2060b \ufeffc soft\u00adhyphen\n",
    "tags": "hi\U000e0048\U000e0049 \U0001f3f4\U000e0067\U000e0062\U000e007f\n",
    "surrogates": "a\ud83d b\ude00 c\n",
    "line separators": "a\u2028b\u2029c\n",
}

WIDTHS = {
    "ideographs": "端末に流れる文章を正しく描画することは難しい課題です。" * 6 + "\n",
    "emoji": "👨‍👩‍👧‍👦🏳️‍🌈🇫🇷❤️1️⃣👍🏽 " * 12 + "\n",
    "zalgo": "Z" + "\u0301\u0322\u0353" * 200 + "algo\n",
    "wide at the edge": "x" * 79 + "端" + "y\n",
    "exactly full": "x" * 80 + "\n" + "y" * 80 + "\n",
    "long word": f"https://example.com/{'a' * 500}\n",
    "long code line": fenced("x" * 1000),
    "tabs": "a\tb\n\n" + fenced("\tx\ty"),
    "marks in chunks": ["e", "\u0301", " o", "\u0308\n"],
    "family in chunks": ["👨\u200d", "👩\u200d", "👧\n"],
}

SIZES = {
    "fence of 2000 lines": fenced("".join(f"x{n} = '''a\n'''\n" for n in range(1000)), "python"),
    "list of 1000": "".join(f"- item {n}\n" for n in range(1000)),
    "paragraph of 20 KB": "word " * 4000 + "\n",
    "strong over a long paragraph": f"a **{'word ' * 150}** b **{'word ' * 900}** c\n",
    "long ideographs": "端末に流れる文章" * 600 + "\n",
    "deep quote": "> " * 200 + "x\n",
    "deep list": "".join("  " * depth + "- x\n" for depth in range(60)),
    "brackets": "[" * 3000 + "\n",
    "stars": "*a " * 2000 + "\n",
}

NASTY: dict[str, str | Sequence[str]] = {
    **BLOCKS,
    **TABLES,
    **INLINE,
    **ESCAPES,
    **WIDTHS,
    **SIZES,
}
