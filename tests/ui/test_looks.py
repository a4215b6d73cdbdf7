from __future__ import annotations

import json
import re
from collections.abc import Sequence
from pathlib import Path

import pytest
from rich.style import Style

from gemchat.commands.outcome import Replay, Say, Show
from gemchat.errors import QuotaError
from gemchat.types import Part
from gemchat.types.base import JsonObject
from gemchat.ui.canvas import AppendCanvas
from gemchat.ui.looks import Looks
from gemchat.ui.markdown import Row
from gemchat.ui.media import MediaShelf
from gemchat.ui.theme import PALETTES, Theme, theme_named
from tests.ui.turns import Page, events_of

HELLO = ["text: Hel", "text: lo **you**", "finish: STOP"]


def looks_on(page: Page, folder: Path) -> Looks:
    return Looks(page.canvas, Theme, MediaShelf(folder))


@pytest.mark.parametrize(
    ("said", "lines"),
    [
        (Say("Done."), ["Done."]),
        (Say("Not so.", "But so."), ["Not so.", "But so."]),
        (Say("a\x1b[2J\nb", level="warning"), ["a␛[2J", "b"]),
        (Say("word " * 15, level="error"), [" ".join(["word"] * 12), "word word word"]),
    ],
)
def test_saying(said: Say, lines: list[str], tmp_path: Path) -> None:
    page = Page()
    looks_on(page, tmp_path).say(said)
    assert page.lines == lines


def test_a_failure_says_what_to_do(tmp_path: Path) -> None:
    page = Page()
    looks_on(page, tmp_path).fail(QuotaError("Enough.", hint="Wait."))
    assert page.lines == ["Enough.", "Wait."]


def test_a_failure_of_a_thousand_lines_is_shown_in_ten(tmp_path: Path) -> None:
    page = Page()
    looks_on(page, tmp_path).fail(QuotaError("line\n" * 1000))
    assert page.lines == [*["line"] * 9, "line…"]


@pytest.mark.parametrize(
    ("table", "lines"),
    [
        (Show((), [], "nothing"), ["nothing"]),
        (Show((), [("/a", "one"), ("/bc", "two")]), ["/a   one", "/bc  two"]),
        (Show(("x", "y"), [("1", "2")], "a note"), ["x  y", "1  2", "a note"]),
    ],
)
def test_tables(table: Show, lines: list[str], tmp_path: Path) -> None:
    page = Page()
    looks_on(page, tmp_path).show(table)
    assert page.lines == lines


@pytest.mark.parametrize(
    ("script", "lines"),
    [
        (HELLO, ["> q", "Hello you"]),
        (["text: one", "sign: c2ln", "text: two", "finish: STOP"], ["> q", "onetwo"]),
        (["think: hm", *HELLO], ["> q", "Hello you"]),
        (["text: so far", "cut"], ["> q", "so far", "", "interrupted"]),
        (["error: 403 PERMISSION_DENIED no"], ["> q", "not answered"]),
        (
            ["text: no", "finish: SAFETY"],
            ["> q", "no", "", "Google cut the reply: safety filter. Rephrase, or /undo."],
        ),
    ],
)
def test_a_turn_is_shown_again(script: list[str], lines: list[str], tmp_path: Path) -> None:
    page = Page()
    turn = events_of(script)[1]
    looks_on(page, tmp_path).replay(Replay((), [turn]))
    assert page.lines == lines


def test_turns_stand_one_row_apart_and_nothing_below_the_last(tmp_path: Path) -> None:
    page = Page()
    turn = events_of(HELLO)[1]
    looks = looks_on(page, tmp_path)
    looks.replay(Replay((), [turn, turn], "Going on."))
    looks.question("and?\n")
    assert page.lines == [*["> q", "Hello you", ""] * 2, "Going on.", "> and?"]


def test_a_row_is_free_between_two_questions(tmp_path: Path) -> None:
    page = Page()
    loaded: list[JsonObject] = [
        {"role": "user", "parts": [{"text": words}]} for words in ("a summary", "one")
    ]
    looks_on(page, tmp_path).replay(Replay(loaded, [events_of(HELLO)[1]]))
    assert page.lines == ["> a summary", "", "> one", "", "> q", "Hello you"]


def test_a_question_is_bold(tmp_path: Path) -> None:
    written: list[str] = []
    canvas = AppendCanvas(written.append, lambda: (60, 20))
    Looks(canvas, Theme, MediaShelf(tmp_path)).question("one\ntwo")
    assert re.sub(r"\x1b\[1m(.*?)\x1b\[0m", r"\1", "".join(written)) == "> one\n  two\n"


def test_loaded_contents_and_a_note(tmp_path: Path) -> None:
    page = Page()
    loaded: list[JsonObject] = [
        {"role": "user", "parts": [{"text": "two\nlines"}]},
        {"role": "model", "parts": [{"text": "- a\n- b"}]},
        {"role": "model", "parts": []},
    ]
    looks_on(page, tmp_path).replay(Replay(loaded, (), "That was it."))
    assert [line for line in page.lines if line] == [
        "> two",
        "  lines",
        " • a",
        " • b",
        "That was it.",
    ]


def test_a_live_turn_looks_the_same_when_shown_again(tmp_path: Path) -> None:
    script = [
        "text: # Title\n",
        "text: and a paragraph\n\n",
        "text: ```py\n1\n```\n",
        "finish: STOP",
    ]
    live, again = Page(), Page()
    events, turn = events_of(script)
    view = looks_on(live, tmp_path).turn_view()
    for event in events:
        view.feed(event)
    view.finish()
    looks_on(again, tmp_path).replay(Replay((), [turn]))
    assert again.lines[1:] == live.lines


def test_sources_are_marked_where_they_belong(tmp_path: Path) -> None:
    page = Page()
    turn = events_of(["text: It is grey. And tall.", "finish: STOP"])[1]
    turn.meta["grounding"] = {
        "groundingChunks": [{"web": {"uri": "https://a.example", "title": "A"}}],
        "groundingSupports": [{"segment": {"text": "It is grey."}, "groundingChunkIndices": [0]}],
    }
    looks_on(page, tmp_path).replay(Replay((), [turn]))
    assert page.lines[1] == "It is grey.[1] And tall."


def test_turns_say_who_speaks_where_it_cannot_be_seen(tmp_path: Path) -> None:
    live, again = Page(), Page()
    events, turn = events_of(HELLO)
    view = Looks(live.canvas, Theme, MediaShelf(tmp_path), labelled=True).turn_view()
    for event in events:
        view.feed(event)
    view.finish()
    assert live.lines == ["Gemini:", "Hello you"]
    Looks(again.canvas, Theme, MediaShelf(tmp_path), labelled=True).replay(Replay((), [turn]))
    assert again.lines == ["You:", "q", "Gemini:", "Hello you"]


def test_pictures_are_drawn_where_they_stand(tmp_path: Path) -> None:
    def draw(part: Part, _width: int) -> list[Row]:
        return [Row((("a picture", Style()),))] if part.inline_data else []

    live, again = Page(width=200), Page(width=200)
    picture = {"inlineData": {"mimeType": "image/png", "data": "iVBORw0KGgo="}}
    reply = json.dumps({"candidates": [{"content": {"role": "model", "parts": [picture]}}]})
    events, turn = events_of(["text: here", f"raw: {reply}", "finish: STOP"])
    view = Looks(live.canvas, Theme, MediaShelf(tmp_path), pictures=draw).turn_view()
    for event in events:
        view.feed(event)
    view.finish()
    Looks(again.canvas, Theme, MediaShelf(tmp_path), pictures=draw).replay(Replay((), [turn]))
    assert live.lines[:4] == ["here", "", "a picture", ""]
    assert str(tmp_path) in live.lines[4]
    assert again.lines[1:] == live.lines


def test_another_theme_is_used_from_the_next_words_on(tmp_path: Path) -> None:
    committed: list[Row] = []

    class Rows(AppendCanvas):
        def commit(self, rows: Sequence[Row]) -> None:
            committed.extend(rows)

    chosen = "dark"
    canvas = Rows(lambda _: None, lambda: (60, 20))
    looks = Looks(canvas, lambda: theme_named(chosen), MediaShelf(tmp_path))
    looks.say(Say("one", level="error"))
    chosen = "light"
    looks.say(Say("two", level="error"))
    colors = [style.color.name for row in committed for _, style in row.runs if style.color]
    assert colors == [PALETTES["dark"].error, PALETTES["light"].error]
