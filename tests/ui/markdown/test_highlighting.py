from __future__ import annotations

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st
from pygments.lexers import get_lexer_by_name  # type: ignore[import-untyped]  # has no types
from rich.style import Style

from gemchat.ui.markdown.highlighting import Highlighter
from gemchat.ui.markdown.rows import Run
from gemchat.ui.markdown.theme import Theme
from gemchat.ui.markdown.wrapping import text_of

THEME = Theme()
COMMENT = THEME.code["Comment"]
STRING = THEME.code["Literal.String"]

SAMPLES = {
    "python": '"""Doc\nof two lines."""\nx = 1  # note\ny = """a\nb"""\ndef f(x): return \'s\'\n',
    "js": "/* a\n b */\nconst x = `a\n${y}\nb`;\nfunction f() { return 1; } // c\n",
    "css": "/* a\n b */\na { color: red; }\n",
    "go": "/* a\n*/\nvar s = `a\nb`\nfunc main() {}\n",
    "lua": "--[[ a\nb ]]\nlocal x = 1\n",
    "perl": "=pod\n\nx\n\n=cut\n\nprint 1;\n",
    "ruby": "=begin\ndoc\n=end\nputs 'x'\n",
    "rust": "/* a /* b\n */ c */\nfn main() { let s = 1; }\n",
    "typescript": "/**\n * doc\n */\ninterface A { x: string }\n",
    "xml": "<![CDATA[ a\n b ]]>\n<a/>\n",
    "sql": "/* a\nselect */\nselect 1 -- x\n",
    "json": '{\n "a": [1,\n true]\n}\n',
}


def style_of(token: tuple[str, ...]) -> Style:
    names = [".".join(token[:depth]) for depth in range(len(token), 0, -1)]
    known = [THEME.code[name] for name in names if name in THEME.code]
    return known[0] if known else THEME.text


def letters(runs: list[Run]) -> list[tuple[str, Style]]:
    return [(char, style) for text, style in runs for char in text if not char.isspace()]


@pytest.mark.parametrize("language", SAMPLES)
def test_lines_look_as_in_the_whole_block(language: str) -> None:
    code = SAMPLES[language]
    whole = [
        (text, style_of(token))
        for _, token, text in get_lexer_by_name(language).get_tokens_unprocessed(code)
    ]
    highlighter = Highlighter(language, THEME)
    runs = [run for line in code.split("\n") for run in highlighter.line(line)]
    assert letters(runs) == letters(whole)


def test_a_heredoc_is_a_string_up_to_its_word() -> None:
    highlighter = Highlighter("bash", THEME)
    lines = [highlighter.line(text) for text in ("cat <<END", "echo # no", "END", "x # yes")]
    assert lines[1] == [("echo # no", STRING)]
    assert lines[3][-1] == ("# yes", COMMENT)


def test_what_follows_a_closer_is_code_again() -> None:
    highlighter = Highlighter("css", THEME)
    highlighter.line("/* a")
    assert highlighter.line("b */ a {}")[0] == ("b */ ", COMMENT)


def test_an_opener_that_is_text_opens_nothing() -> None:
    highlighter = Highlighter("python", THEME)
    highlighter.line("x = '/*'")
    assert highlighter.line("y # note")[-1] == ("# note", COMMENT)


@pytest.mark.parametrize("language", ["", "klingon", "text"])
def test_no_or_unknown_language(language: str) -> None:
    assert Highlighter(language, THEME).line("if x: return") == [("if x: return", THEME.text)]


def test_endless_lines_and_blocks_stay_plain() -> None:
    highlighter = Highlighter("python", THEME)
    long = "if x: pass;" * 300
    assert highlighter.line(long) == [(long, THEME.text)]
    assert len(highlighter.line("if x: pass")) > 1


def test_a_copy_goes_on_by_itself() -> None:
    highlighter = Highlighter("css", THEME)
    twin = highlighter.copy()
    twin.line("/* open")
    assert highlighter.line("/* x */")[0][1] == COMMENT
    assert twin.line("still") == [("still", COMMENT)]


LINES = st.text(st.sampled_from("ab \"'`/*<>!-=#{}()$%\\\t\x1bé端"), max_size=20)


@given(st.sampled_from(["python", "c", "js", "html", "bash", "yaml", "php"]), st.lists(LINES))
@settings(max_examples=100, deadline=None)
def test_text_is_never_changed(language: str, lines: list[str]) -> None:
    highlighter = Highlighter(language, THEME)
    for line in lines:
        assert text_of(highlighter.line(line)) == line
