"""Conversations written to be read: as Markdown and as a page."""

from __future__ import annotations

import base64
import re
from html.parser import HTMLParser
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.chat.history import Turn, TurnOutcome
from gemchat.sessions.format import HistoryFile
from gemchat.sessions.markdown import write_markdown
from gemchat.sessions.page import write_page
from tests.sessions.scripted import answer, complete, question

PIXELS = base64.b64encode(b"\xfb\xff pixels").decode()
EVIL = [
    "<script>alert(1)</script>",
    "<img src=x onerror=alert(1)>",
    "[x](javascript:alert(1))",
    "[x](data:text/html;base64,PHNjcmlwdD4=)",
    "![x](https://evil.example/?leak)",
    '<https://a.example/"onmouseover=alert(1)>',
    '```"><script>alert(1)</script>\n<script>alert(1)</script>\n```',
    "```python\n'</code></pre><script>alert(1)</script>'\n```",
    "</article></main><script>alert(1)</script>",
    '&lt;script&gt; "><svg onload=alert(1)>',
]


def rich_turn() -> Turn:
    turn = complete("What *is* this?", "")
    turn.user["parts"].append({"inlineData": {"mimeType": "image/png", "data": PIXELS}})
    turn.contents[0]["parts"] = [
        {"text": "Let me see.", "thought": True},
        {"text": "Two things. ", "thoughtSignature": "c2ln"},
        {"text": "A bird."},
        {"executableCode": {"language": "PYTHON", "code": "print('```')"}},
        {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "```\n"}},
        {"functionCall": {"name": "look", "args": {"at": "it"}}},
        {"functionResponse": {"name": "look", "response": {"ok": True}}},
        {"fileData": {"fileUri": "https://a.example/x y.pdf", "mimeType": "application/pdf"}},
        {"inlineData": {"mimeType": "audio/wav", "data": PIXELS}},
        {"inlineData": {"mimeType": "application/pdf", "data": PIXELS}},
        {"novelPart": {"a": 1}},
    ]
    turn.meta["grounding"] = {
        "groundingChunks": [{"web": {"uri": "https://a.example/x y", "title": "A [b]"}}],
        "groundingSupports": [
            {"segment": {"startIndex": 12, "text": "A bird."}, "groundingChunkIndices": [0]}
        ],
    }
    return turn


def history(*turns: Turn) -> HistoryFile:
    system = [{"text": "Be kind.\nAlways."}]
    return HistoryFile([question("before"), answer("yes")], turns, "flash", system, {}, "A talk")


def test_markdown() -> None:
    blocks = write_markdown(history(rich_turn())).split("\n\n")
    assert blocks == [
        "# A talk",
        "> Be kind.\n> Always.",
        "## You",
        "before",
        "## flash",
        "yes",
        "## You",
        "What *is* this?",
        f"![image/png](<data:image/png;base64,{PIXELS}>)",
        "## flash",
        "> Let me see.",
        "Two things. A bird.[[1]](<https://a.example/x%20y>)",
        "````python\nprint('```')\n````",
        "````text\n```\n````",
        '```python\nlook(at="it")\n```',
        '```json\n{"ok": true}\n```',
        "[application/pdf](<https://a.example/x%20y.pdf>)",
        f"[audio/wav](<data:audio/wav;base64,{PIXELS}>)",
        f"[application/pdf](<data:application/pdf;base64,{PIXELS}>)",
        '```json\n{"novelPart": {"a": 1}}\n```',
        "1. [A \\[b\\]](<https://a.example/x%20y>)\n",
    ]


@pytest.mark.parametrize("write", [write_markdown, write_page])
@pytest.mark.parametrize(
    ("outcome", "reason", "finish", "said"),
    [
        (TurnOutcome.COMPLETE, "", "STOP", ""),
        (TurnOutcome.COMPLETE, "", "MAX_TOKENS", "cut off at the token limit"),
        (TurnOutcome.INTERRUPTED, "user", None, "interrupted: user"),
        (TurnOutcome.BLOCKED, "SAFETY", "SAFETY", "blocked: SAFETY"),
        (TurnOutcome.FAILED, "", None, "failed"),
    ],
)
def test_how_a_turn_ended_is_said(
    write: Any, outcome: TurnOutcome, reason: str, finish: str | None, said: str
) -> None:
    turn = complete("a", "b")
    turn.outcome, turn.reason, turn.finish = outcome, reason, finish
    last = re.sub(r"<[^>]+>|\*", "", write(history(turn))).strip().splitlines()[-1]
    assert last == (said or "b")


def test_code_that_failed_is_said_to_have_failed() -> None:
    turn = complete("a", "b")
    result = {"outcome": "OUTCOME_DEADLINE_EXCEEDED", "output": ""}
    turn.contents[0]["parts"].append({"codeExecutionResult": result})
    assert "The code failed (OUTCOME_DEADLINE_EXCEEDED):\n" in write_markdown(history(turn))


@pytest.mark.parametrize("write", [write_markdown, write_page])
def test_without_a_title_the_first_question_is_one(write: Any) -> None:
    assert "# What is it?\n" in write_markdown(HistoryFile([question("What is\nit?")]))
    assert "A conversation" in write(HistoryFile([]))


class Page(HTMLParser):
    """Collects the elements and the text of a page, and checks that it is well formed."""

    VOID = ("meta", "img", "br", "hr")

    def __init__(self, page: str) -> None:
        super().__init__()
        self.elements: list[tuple[str, dict[str, str | None]]] = []
        self.text = ""
        self._open: list[str] = []
        self.feed(page)
        assert self._open == []

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        self.elements.append((tag, dict(attrs)))
        if tag not in self.VOID:
            self._open.append(tag)

    def handle_endtag(self, tag: str) -> None:
        assert self._open.pop() == tag

    def handle_data(self, data: str) -> None:
        self.text += data

    def all(self, tag: str) -> list[dict[str, str | None]]:
        return [attributes for name, attributes in self.elements if name == tag]

    @property
    def addresses(self) -> list[str]:
        named = (attrs.get(name) for _, attrs in self.elements for name in ("src", "href"))
        return [address for address in named if address is not None]


def test_a_page_holds_everything() -> None:
    page = Page(write_page(history(rich_turn())))
    assert [one["class"] for one in page.all("article")] == ["user", "model", "user", "model"]
    assert [one["src"] for one in page.all("img")] == [f"data:image/png;base64,{PIXELS}"]
    assert [one["src"] for one in page.all("audio")] == [f"data:audio/wav;base64,{PIXELS}"]
    assert "https://a.example/x%20y" in page.addresses
    assert len(page.all("details")) == 2, "the system instruction and a thought are folded"
    for words in ("Be kind.", "Let me see.", "Two things. A bird.[1]", "A [b]", "novelPart"):
        assert words in page.text
    assert page.text.count("c2ln") == 0


def test_a_page_is_light_and_dark_and_fetches_nothing() -> None:
    text = write_page(history(rich_turn()))
    assert "prefers-color-scheme: dark" in text
    assert 'content="light dark"' in text
    policy = Page(text).all("meta")[1]["content"] or ""
    assert policy.startswith("default-src 'none';")
    assert not re.search(r"(src|url|import)\s*[=(]\s*[\"']?(https?:|//)", text)


def test_code_is_coloured() -> None:
    page = Page(write_page(history(complete("a", "```python\nimport this\n```"))))
    assert {"class": "kn"} in page.all("span")
    assert "import this" in page.text


@pytest.mark.parametrize("evil", EVIL)
@pytest.mark.parametrize("place", ["question", "answer", "thought", "title", "model", "system"])
def test_no_text_becomes_a_script(evil: str, place: str) -> None:
    turn = complete(evil if place == "question" else "a", evil if place == "answer" else "b")
    if place == "thought":
        turn.contents[0]["parts"].insert(0, {"text": evil, "thought": True})
    turn.model = evil if place == "model" else "flash"
    system = [{"text": evil}] if place == "system" else None
    title = evil if place == "title" else "A talk"
    harmless(Page(write_page(HistoryFile([], [turn], "flash", system, {}, title))))


@pytest.mark.parametrize(
    "part",
    [
        {"inlineData": {"mimeType": 'image/png"><script>', "data": PIXELS}},
        {"inlineData": {"mimeType": "image/png", "data": '"><script>alert(1)</script>'}},
        {"inlineData": {"mimeType": "text/html", "data": PIXELS}},
        {"fileData": {"fileUri": "javascript:alert(1)", "mimeType": "](javascript:alert(1))"}},
        {"executableCode": {"language": '"><script>', "code": "</code><script>"}},
        {"functionCall": {"name": "</pre><script>", "args": {"<script>": "```"}}},
        {"<script>": "<script>"},
    ],
)
def test_no_part_becomes_a_script(part: dict[str, Any]) -> None:
    turn = complete("a", "b")
    turn.contents[0]["parts"].append(part)
    turn.meta["grounding"] = {
        "groundingChunks": [{"web": {"uri": "javascript:alert(1)", "title": "](javascript:x)"}}],
        "groundingSupports": [{"segment": {"text": "b"}, "groundingChunkIndices": [0]}],
    }
    harmless(Page(write_page(history(turn))))


@settings(max_examples=60, deadline=None)
@given(
    st.lists(st.sampled_from([*EVIL, "`", "<", ">", "\n", "a", "[", "](", "|", "&"])).map("".join)
)
def test_no_mixture_becomes_a_script(text: str) -> None:
    harmless(Page(write_page(HistoryFile([question(text), answer(text)]))))


def harmless(page: Page) -> None:
    assert not {"script", "svg", "iframe", "object", "base", "form"} & {
        name for name, _ in page.elements
    }
    names = {name for _, attributes in page.elements for name in attributes}
    assert not [name for name in names if name.startswith("on")]
    for address in page.addresses:
        assert re.match(r"https://|data:(image|audio|text/html;base64,[A-Za-z0-9+/=]*$)", address)
    for tag in ("img", "audio", "video"):
        assert all((one["src"] or "").startswith("data:") for one in page.all(tag))
