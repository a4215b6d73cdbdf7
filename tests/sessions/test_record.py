from __future__ import annotations

import json

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.chat.history import TurnOutcome
from gemchat.sessions.record import (
    EndRecord,
    HeadRecord,
    KeepRecord,
    KnownRecord,
    LoadRecord,
    SessionRecord,
    Setup,
    StepRecord,
    TickRecord,
    TitleRecord,
    UnknownRecord,
    UploadRecord,
    UserRecord,
    from_document,
    from_line,
    to_document,
    to_line,
)
from tests.sessions.scripted import answer, question

RECORDS: list[tuple[KnownRecord, str]] = [
    (
        SessionRecord(id="x", t="T", app="gemchat 1.0"),
        '{"k":"session","v":1,"id":"x","t":"T","app":"gemchat 1.0"}',
    ),
    (
        Setup(t="T", backend="gemini", model="m", tools=["search"]),
        (
            '{"k":"setup","t":"T","backend":"gemini","model":"m","system":null,"config":{},'
            '"tools":["search"],"profile":null}'
        ),
    ),
    (
        LoadRecord(t="T", source="chat.json", contents=[]),
        '{"k":"load","t":"T","source":"chat.json","contents":[]}',
    ),
    (
        UserRecord(n=0, parent=None, t="T", model="m", content=question("q")),
        (
            '{"k":"user","n":0,"parent":null,"t":"T","model":"m",'
            '"content":{"role":"user","parts":[{"text":"q"}]},"once":{}}'
        ),
    ),
    (
        TickRecord(n=0, seq=3, parts=[{"text": "a"}]),
        '{"k":"tick","n":0,"seq":3,"parts":[{"text":"a"}]}',
    ),
    (
        UploadRecord(t="T", uri="u", path="/a", size=1, sha256="0f", mime_type="b/c", name="a"),
        (
            '{"k":"upload","t":"T","uri":"u","path":"/a","size":1,"sha256":"0f",'
            '"mime_type":"b/c","name":"a"}'
        ),
    ),
    (StepRecord(n=0, i=0, contents=[]), '{"k":"step","n":0,"i":0,"contents":[]}'),
    (
        EndRecord(n=0, t="T", state=TurnOutcome.COMPLETE, finish="STOP", contents=[answer("a")]),
        (
            '{"k":"end","n":0,"t":"T","state":"complete","reason":null,"finish":"STOP",'
            '"contents":[{"role":"model","parts":[{"text":"a"}]}],"meta":{}}'
        ),
    ),
    (TitleRecord(text="Ä"), '{"k":"title","text":"Ä"}'),
    (HeadRecord(n=4), '{"k":"head","n":4}'),
    (HeadRecord(n=None), '{"k":"head","n":null}'),
    (KeepRecord(n=4), '{"k":"keep","n":4}'),
]


@pytest.mark.parametrize(("record", "line"), RECORDS)
def test_each_record_is_one_line_that_reads_back(record: KnownRecord, line: str) -> None:
    assert to_line(to_document(record)) == line.encode() + b"\n"
    assert from_document(from_line(line.encode())) == record


def test_unknown_kinds_and_fields_are_no_damage() -> None:
    assert from_document({"k": "hologram", "n": 1}) == UnknownRecord("hologram")
    assert from_document({"k": "head", "n": 1, "why": "x"}) == HeadRecord(n=1)


@pytest.mark.parametrize(
    "line",
    [
        b"",
        b"null",
        b"[]",
        b"{}",
        b'{"k":5}',
        b'{"k":["head"]}',
        b'{"k":"head"}',
        b'{"k":"user","n":"first","parent":null,"t":"T","content":{}}',
        b'{"k":"user","n":0,"parent":null,"t":"T","content":"hello"}',
        b'{"k":"end","n":0,"t":"T","state":"wonderful","contents":[]}',
        b'{"k":"tick","n":0,"seq":0,"parts":["text"]}',
        b'{"k":"head","n":1',
        b"\0\0\0\0",
        b"\xff\xfe{",
        b"[" * 100_000,
    ],
)
def test_damage_is_seen(line: bytes) -> None:
    assert from_document(from_line(line)) is None


def test_halves_of_characters_become_whole_or_a_sign_of_damage() -> None:
    line = to_line({"k": "title", "text": "\ud83d\ude00 \ud83d."})
    assert json.loads(line)["text"] == "😀 \ufffd."


@given(st.text(st.characters(codec=None)))
def test_any_text_makes_one_line(text: str) -> None:
    line = to_line(to_document(TitleRecord(text=text)))
    assert line.index(b"\n") == len(line) - 1
    record = from_document(from_line(line))
    assert isinstance(record, TitleRecord)
    if text.isprintable() or text.isascii():
        assert record.text == text
