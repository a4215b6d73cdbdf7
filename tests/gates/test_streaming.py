"""What is promised of a streaming reply, whatever is in it and however it comes.

That blocks are those of CommonMark is checked in tests/ui/markdown/test_blocks.py, that work is
linear in the text in tests/ui/markdown/test_cost.py.
"""

from __future__ import annotations

import itertools
import json
import random
import re
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.ui.media import MediaShelf
from gemchat.ui.theme import Theme
from gemchat.ui.turn_view import TurnView
from tests.gates.documents import PURE, marks, mixed
from tests.gates.pane import CHUNK, TYPED, Pane, pieces
from tests.ui.markdown.nasty import NASTY, SIZES
from tests.ui.markdown.test_cost import calls_of
from tests.ui.markdown.test_stream import DOCUMENTS
from tests.ui.screens import Terminal
from tests.ui.turns import events_of

SCREENS = [(24, 10), (40, 6), (80, 24)]
CASES = [
    (name, screen) for name in NASTY for screen in SCREENS if name not in SIZES or screen[0] == 80
]


def streamed(chunks: list[str], size: tuple[int, int], seconds: float = 0.02) -> Terminal:
    terminal = Terminal(*size)
    Pane(terminal.write, terminal.size).draw(chunks, seconds)
    return terminal


def at_once(text: str, size: tuple[int, int]) -> list[str]:
    return streamed([text], size, seconds=0).everything


@pytest.mark.parametrize(("name", "size"), CASES)
def test_rows_do_not_depend_on_chunks_or_time(name: str, size: tuple[int, int]) -> None:
    given_text = NASTY[name]
    text = "".join(given_text)
    whole = at_once(text, size)
    chunks = pieces(text, 97 if name in SIZES else 7)
    if not isinstance(given_text, str):
        chunks = list(given_text)
    assert streamed(chunks, size).everything == whole


@given(
    DOCUMENTS,
    st.lists(st.integers(1, 200), min_size=1),
    st.sampled_from(SCREENS),
    st.sampled_from([0, 0.01, 0.07]),
)
@settings(max_examples=25, deadline=None)
def test_random_documents(
    text: str, sizes: list[int], size: tuple[int, int], seconds: float
) -> None:
    rest = iter(text)
    cut = ("".join(itertools.islice(rest, size)) for size in itertools.cycle(sizes))
    chunks = list(itertools.takewhile(bool, cut))
    assert streamed(chunks, size, seconds).everything == at_once(text, size)


@pytest.mark.parametrize("size", [(80, 24), (40, 15)])
@pytest.mark.parametrize("text", [mixed(10_000), *PURE.values()], ids=["mixed", *PURE])
def test_nothing_is_lost_or_doubled_and_nothing_flickers(text: str, size: tuple[int, int]) -> None:
    terminal = streamed(pieces(text), size)
    everything = "\n".join(terminal.everything)
    assert marks(everything) == marks(text)
    assert TYPED not in everything
    assert terminal.flicker <= 5 * terminal.frames
    assert len(terminal.sent.encode()) <= 5 * len(text.encode())


@given(
    st.integers(0, 2**32),
    st.lists(st.tuples(st.integers(40, 120), st.integers(5, 40)), min_size=1, max_size=6),
)
@settings(max_examples=15, deadline=None)
def test_random_sizes(seed: int, sizes: list[tuple[int, int]]) -> None:
    """A window that gets narrower is left to tmux: the emulator cuts rows off."""
    chance = random.Random(seed)
    text = mixed(1500)
    chunks = pieces(text, 60)
    terminal = Terminal(40, 24)
    pane = Pane(terminal.write, terminal.size)
    when = sorted(chance.sample(range(len(chunks)), len(sizes)))
    moments = dict(zip(when, sorted(sizes), strict=True))
    with pane.live():
        pane.begin()
        for number, chunk in enumerate(chunks):
            pane.feed(chunk)
            pane.clock.wait(0.06)
            if number in moments:
                terminal.resize(*moments[number])
                pane.canvas.resized()
        pane.view.finish()
    found = marks("\n".join(terminal.everything))
    # of what the terminal pushed out of the live part, a copy stays above
    assert list(dict.fromkeys(reversed(found)))[::-1] == marks(text)
    heights = [24, *(moments[at][1] for at in when)]
    pushed = sum(max(0, before - after) for before, after in itertools.pairwise(heights))
    assert len(found) - len(set(found)) <= 3 * pushed


@pytest.mark.parametrize("text", [mixed(6_000), *PURE.values()], ids=["mixed", *PURE])
def test_what_came_is_seen_with_the_next_frame(text: str) -> None:
    terminal = Terminal(80, 24)
    pane = Pane(terminal.write, terminal.size)
    # a row of a table, a line that may be markup: the longest that is kept back
    held = max(map(len, text.split("\n"))) if text.startswith("|") else 60
    frame = 3 * CHUNK
    with pane.live():
        pane.begin()
        for number, chunk in enumerate(pieces(text), 1):
            pane.feed(chunk)
            pane.clock.wait(0.02)
            if number == 1:
                assert text[:3].strip("`|#- ") in "".join(terminal.visible)
            if number % 10 == 0:
                came = marks(text[: max(0, number * CHUNK - frame - held)])
                assert not came or came[-1] in "".join(terminal.everything)
        pane.view.finish()


def test_four_times_the_text_is_four_times_the_work() -> None:
    def draw(text: str) -> None:
        Pane(lambda _: None, lambda: (80, 24)).draw(pieces(text))

    once, more = mixed(4_000), mixed(16_000)
    ratio = calls_of(lambda: draw(more)) / calls_of(lambda: draw(once))
    assert ratio < 1.25 * len(more) / len(once)


def test_the_first_characters_are_there_at_once() -> None:
    terminal = Terminal(80, 24)
    pane = Pane(terminal.write, terminal.size)
    with pane.live():
        pane.begin()
        pane.clock.wait(0.9)
        pane.feed("Hello")
        pane.clock.wait(0)
        assert terminal.visible[:2] == ["Hello", TYPED]


def test_silence_is_told_in_seconds() -> None:
    terminal = Terminal(80, 24)
    pane = Pane(terminal.write, terminal.size)
    with pane.live():
        pane.clock.wait(3.5)
        assert terminal.visible[:2] == ["waiting, 3 seconds", TYPED]
        pane.begin()
        pane.feed("Hello")
        pane.clock.wait(3)
        assert terminal.visible[:2] == ["Hello", TYPED]
        pane.clock.wait(1.5)
        assert terminal.visible[:3] == ["Hello", "waiting, 4 seconds", TYPED]
        pane.feed(" again")
        pane.clock.wait(0.1)
        assert terminal.visible[:2] == ["Hello again", TYPED]
        pane.view.finish()
    assert terminal.everything == ["Hello again"]


def test_the_examples_of_commonmark_by_single_characters(commonmark: Path) -> None:
    texts = [example["markdown"] for example in json.loads(commonmark.read_text("utf-8"))]
    assert len(texts) == 652
    size = (40, 10)
    different = [
        text for text in texts if streamed(list(text), size).everything != at_once(text, size)
    ]
    assert different == []


HOSTILE = "x\x1b]52;c;cHduZWQ=\x07\x1b[2J\x9b2J\x1b]8;;http://evil\x1b\\\u202e\u2066y\r\x08z"
REPLY = {
    "candidates": [
        {
            "content": {
                "role": "model",
                "parts": [
                    {"text": HOSTILE, "thought": True},
                    {"text": f"{HOSTILE} `{HOSTILE}` [{HOSTILE}](http://a/{HOSTILE})\n"},
                    {"executableCode": {"language": HOSTILE, "code": HOSTILE}},
                    {"codeExecutionResult": {"outcome": HOSTILE, "output": HOSTILE}},
                    {"inlineData": {"mimeType": HOSTILE, "data": "AAAA"}},
                    {"fileData": {"mimeType": HOSTILE, "fileUri": HOSTILE}},
                    {"toolCall": {"toolType": HOSTILE, "args": {HOSTILE: HOSTILE}}},
                    {HOSTILE: {}},
                ],
            },
            "finishReason": HOSTILE,
            "finishMessage": HOSTILE,
            "groundingMetadata": {
                "groundingChunks": [{"web": {"title": HOSTILE, "uri": f"http://{HOSTILE}"}}],
                "groundingSupports": [
                    {"segment": {"text": HOSTILE}, "groundingChunkIndices": [0]},
                ],
                "webSearchQueries": [HOSTILE],
            },
            "citationMetadata": {"citationSources": [{"uri": HOSTILE, "title": HOSTILE}]},
            "urlContextMetadata": {
                "urlMetadata": [{"retrievedUrl": HOSTILE, "urlRetrievalStatus": HOSTILE}]
            },
        }
    ]
}


@pytest.mark.parametrize("thoughts", ["brief", "show"])
def test_no_field_of_a_reply_reaches_the_terminal_as_it_is(tmp_path: Path, thoughts: str) -> None:
    terminal = Terminal(60, 30)  # which obeys nothing that is not ours
    pane = Pane(terminal.write, terminal.size)
    view = TurnView(pane.canvas, Theme(), MediaShelf(tmp_path), thoughts=thoughts)
    failed = [f"error: 429 RESOURCE_EXHAUSTED {json.dumps(HOSTILE)}", "header: retry-after 7"]
    with pane.live():
        for event in events_of(failed, [f"raw: {json.dumps(REPLY)}"])[0]:
            view.feed(event)
            pane.clock.wait(1)
        view.finish()
    assert not re.search("[\x80-\x9f\u202a-\u202e\u2066-\u2069]", terminal.sent)
    assert "http://evil" in terminal.sent
    assert "http://evil" not in re.findall(r"\x1b\]8;;(.*?)\x1b", terminal.sent)
