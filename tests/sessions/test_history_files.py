from __future__ import annotations

import json
import os
from dataclasses import replace
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.errors import HistoryFileError, UsageError
from gemchat.sessions.foreign import contents_from, parsed
from gemchat.sessions.format import HistoryFile
from gemchat.sessions.history_files import (
    FORMATS,
    LARGEST,
    FileInTheWayError,
    read_history,
    write_history,
)
from tests.sessions.importing import database
from tests.sessions.scripted import BadDisk, full, question

SAID = [
    question("Wieso? \u2028 😀"),
    {
        "role": "model",
        "parts": [
            {"text": "Hm", "thought": True},
            {"text": "", "thoughtSignature": "Q-_x"},
            {"inlineData": {"mimeType": "image/png", "data": "QUJDRA=="}},
            {"functionCall": {"name": "f", "args": {"some_key": {"deepKey": [1, None]}}}},
            {"somethingNew": {"a": 1}},
        ],
    },
]
TALK = HistoryFile(
    contents=SAID,
    model="gemini-flash-latest",
    system=[{"text": "Be brief."}],
    config={"temperature": 0.5, "max_output_tokens": 100},
)


@pytest.fixture
def path(tmp_path: Path) -> Path:
    return tmp_path / "chat.json"


def write_json(path: Path, document: object) -> Path:
    path.write_text(json.dumps(document))
    return path


def refusal(path: Path) -> str:
    with pytest.raises(HistoryFileError) as caught:
        read_history(path)
    assert str(path) in caught.value.message
    return caught.value.message.removeprefix(f"{path}: ")


def test_what_was_written_reads_back(path: Path) -> None:
    write_history(path, TALK)
    assert read_history(path) == TALK
    document = json.loads(path.read_bytes())
    assert list(document) == ["format", "version", "model", "system", "config", "contents"]
    assert (document["format"], document["version"]) == ("gemchat-history", 1)
    assert document["system"] == "Be brief."


def test_a_title_comes_along(path: Path) -> None:
    write_history(path, replace(TALK, title="A trip"))
    assert read_history(path) == replace(TALK, title="A trip")


@pytest.mark.parametrize(
    ("title", "taken"), [(" a\n b ", "a b"), ("x" * 9999, "x" * 200), (7, ""), (None, "")]
)
def test_a_title_is_a_short_line(path: Path, title: object, taken: str) -> None:
    document = {"format": "gemchat-history", "version": 1, "contents": [], "title": title}
    path.write_text(json.dumps(document))
    assert read_history(path).title == taken


def test_the_bare_list_is_what_google_genai_takes(path: Path) -> None:
    write_history(path, TALK, contents_only=True)
    assert json.loads(path.read_bytes()) == SAID
    assert read_history(path) == HistoryFile(contents=SAID)


def test_the_bare_list_may_come_in_the_case_of_python(path: Path) -> None:
    write_json(
        path, [{"role": "user", "parts": [{"inline_data": {"mime_type": "a/b", "data": ""}}]}]
    )
    [content] = read_history(path).contents
    assert content["parts"] == [{"inlineData": {"mimeType": "a/b", "data": ""}}]


def test_halves_of_characters_are_replaced(path: Path) -> None:
    write_history(path, HistoryFile(contents=[question("a\ud83d")]))
    assert read_history(path).contents == [question("a\ufffd")]
    path.write_text(r'[{"role":"user","parts":[{"text":"\ud83d\ude00 \ud83d"}]}]')
    assert read_history(path).contents == [question("😀 \ufffd")]


def test_every_format_has_a_suffix_and_a_name_of_its_own() -> None:
    assert all(form.suffixes[0].startswith(".") for form in FORMATS)
    assert len({form.name for form in FORMATS}) == len(FORMATS)


@pytest.mark.parametrize("name", ["chat.txt", "chat.json.exe"])
def test_an_unknown_suffix_is_wrong_use(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match=r"cannot be read: .* one of \.db, \.json, \.jsonl\.$"):
        read_history(tmp_path / name)
    with pytest.raises(UsageError, match=r"cannot be written: .* one of \.html, \.json, \.md\.$"):
        write_history(tmp_path / name, TALK)
    assert list(tmp_path.iterdir()) == []


@pytest.mark.parametrize("name", ["chat", "chat.db", "chat.jsonl", ".json"])
def test_formats_of_others_are_only_read(tmp_path: Path, name: str) -> None:
    with pytest.raises(UsageError, match="cannot be written"):
        write_history(tmp_path / name, TALK)


@pytest.mark.parametrize("name", ["chat.md", "chat.html"])
def test_what_is_for_people_is_only_written(tmp_path: Path, name: str) -> None:
    write_history(tmp_path / name, TALK)
    with pytest.raises(UsageError, match="cannot be read"):
        read_history(tmp_path / name)


def test_a_file_with_several_conversations_is_for_the_import(tmp_path: Path) -> None:
    (tmp_path / "logs.db").write_bytes(database("create table x (a)"))
    with pytest.raises(HistoryFileError, match="holds 0 conversations") as caught:
        read_history(tmp_path / "logs.db")
    assert "gemchat sessions import" in caught.value.hint


def test_nothing_is_replaced_unasked(path: Path) -> None:
    path.write_text("precious")
    with pytest.raises(FileInTheWayError, match="exists"):
        write_history(path, TALK)
    assert path.read_text() == "precious"
    write_history(path, TALK, overwrite=True)
    assert read_history(path) == TALK


def test_a_symbolic_link_is_named_and_never_followed(path: Path) -> None:
    target = path.with_name("bashrc")
    target.write_text("precious")
    path.symlink_to(target)
    with pytest.raises(FileInTheWayError, match=r"points to .*bashrc"):
        write_history(path, TALK)
    write_history(path, TALK, overwrite=True)
    assert target.read_text() == "precious"
    assert not path.is_symlink()


def test_only_the_owner_may_read_it_and_nothing_else_is_left(path: Path) -> None:
    before = os.umask(0)
    try:
        write_history(path, TALK)
    finally:
        os.umask(before)
    assert path.stat().st_mode & 0o777 == 0o600
    assert list(path.parent.iterdir()) == [path]


@pytest.mark.parametrize("call", ["open", "write", "sync", "rename"])
def test_a_disk_that_fails_leaves_nothing_or_what_was_there(path: Path, call: str) -> None:
    disk = BadDisk(lambda _, name: full() if name == call else None)
    with pytest.raises(HistoryFileError, match="No space left"):
        write_history(path, TALK, disk=disk)
    assert list(path.parent.iterdir()) == []
    write_history(path, TALK)
    with pytest.raises(HistoryFileError, match="No space left"):
        write_history(path, HistoryFile(contents=[]), overwrite=True, disk=disk)
    assert read_history(path) == TALK
    assert list(path.parent.iterdir()) == [path]


def test_a_directory_that_is_not_there_is_told(path: Path) -> None:
    with pytest.raises(HistoryFileError, match="No such file"):
        write_history(path.parent / "nowhere" / "chat.json", TALK)


def test_no_more_is_taken_than_a_conversation_needs(path: Path) -> None:
    write_json(
        path,
        {
            "format": "gemchat-history",
            "version": 1,
            "model": "gemini-pro",
            "system": [{"text": "Be brief.", "thought": False}],
            "config": {
                "temperature": 1,
                "top_k": True,
                "seed": "7",
                "stop_sequences": ["x"],
                "http_options": {"base_url": "http://evil.example"},
                "tools": [{"code_execution": {}}],
                "cached_content": "cachedContents/1",
            },
            "contents": [{**question("a"), "api_key": "k", "path": "/etc/passwd"}],
            "api_key": "k",
            "base_url": "http://evil.example",
            "tools": ["shell"],
        },
    )
    assert read_history(path) == HistoryFile(
        contents=[question("a")],
        model="gemini-pro",
        system=[{"text": "Be brief."}],
        config={"temperature": 1},
    )


@pytest.mark.parametrize(
    ("contents", "words"),
    [
        ({}, "The contents are no list"),
        (None, "The contents are no list"),
        ([question("a"), {"role": "system", "parts": []}], "Entry 2: unknown role “system”"),
        ([{"parts": []}], "Entry 1: no content with a role and parts"),
        (["text"], "Entry 1: no content with a role and parts"),
        ([{"role": "user", "parts": {"text": "a"}}], "Entry 1: no list of at most 10000 parts"),
        ([{"role": "user", "parts": [{}] * 10_001}], "Entry 1: no list of at most 10000 parts"),
        ([{"role": "user", "parts": ["a"]}], "Entry 1: parts.0"),
        ([{"role": "user", "parts": [{"text": 5}]}], "Entry 1: parts.0.text"),
        ([question("a" * (4 << 20) + "b")], "Entry 1: a text of more than 4 MB"),
        (
            [{"role": "user", "parts": [{"inlineData": {"mimeType": "a/b", "data": "?"}}]}],
            "Entry 1: parts.0.inlineData.data",
        ),
        (
            [{"role": "user", "parts": [{"inlineData": {"mimeType": "../b", "data": ""}}]}],
            "Entry 1: media of no known type",
        ),
    ],
)
def test_strange_contents_are_refused_by_name(path: Path, contents: object, words: str) -> None:
    document = {"format": "gemchat-history", "version": 1, "contents": contents}
    assert refusal(write_json(path, document)).startswith(words)


def test_too_many_contents_are_refused() -> None:
    with pytest.raises(HistoryFileError, match="More than 100000 contents"):
        contents_from([None] * 100_001)


@pytest.mark.parametrize(
    ("field", "value", "words"),
    [
        ("version", 2, "A history file of version 2"),
        ("version", None, "A history file of version None"),
        ("model", "../../files", "The model is no name of one"),
        ("model", 5, "The model is no name of one"),
        ("system", 5, "The system instruction: no list"),
        ("system", [{"text": "a"}, {"fileData": {}}], "The system instruction is more than text"),
        ("system", [{"text": 5}], "The system instruction: parts.0.text"),
    ],
)
def test_strange_fields_are_refused(path: Path, field: str, value: object, words: str) -> None:
    document = {"format": "gemchat-history", "version": 1, "contents": [], field: value}
    assert refusal(write_json(path, document)).startswith(words)


@pytest.mark.parametrize(
    ("field", "value"), [("system", ""), ("system", None), ("system", []), ("model", None)]
)
def test_what_is_empty_is_nothing(path: Path, field: str, value: object) -> None:
    document = {"format": "gemchat-history", "version": 1, "contents": [], field: value}
    assert read_history(write_json(path, document)) == HistoryFile(contents=[])


@pytest.mark.parametrize("system", [{"parts": [{"text": "a"}]}, [{"text": "a"}], "a"])
def test_a_system_instruction_has_three_forms(path: Path, system: object) -> None:
    document = {"format": "gemchat-history", "version": 1, "contents": [], "system": system}
    assert read_history(write_json(path, document)).system == [{"text": "a"}]


@pytest.mark.parametrize(
    ("data", "words"),
    [
        (b"", "Line 1: Expecting value"),
        (b'[\n{"role": }]', "Line 2: Expecting value"),
        (b"[\n\n\xff]", "Line 3: not UTF-8"),
        (b"[NaN]", "Not usable JSON: NaN is no number"),
        (b"[-Infinity]", "Not usable JSON: -Infinity is no number"),
        (b"[1e999]", "Not usable JSON: 1e999 is too large a number"),
        (b'[{"role":"user","role":"model"}]', "Not usable JSON: an object has a key twice"),
        (b"[" + b"9" * 5000 + b"]", "Not usable JSON: "),
        (b"[" * 200_000, "Too deeply nested"),
        (b'{"contents": []}', "no history file"),
        (b'"text"', "no history file"),
    ],
)
def test_what_is_no_history_is_refused(path: Path, data: bytes, words: str) -> None:
    path.write_bytes(data)
    assert words in refusal(path)


def test_a_byte_order_mark_is_no_obstacle(path: Path) -> None:
    path.write_bytes(b"\xef\xbb\xbf" + json.dumps(SAID).encode())
    assert read_history(path).contents == SAID


def test_a_large_file_is_not_read(path: Path) -> None:
    with path.open("wb") as file:
        file.truncate(LARGEST + 1)
    assert "larger than 64 MB" in refusal(path)


def test_only_regular_files_are_read(path: Path) -> None:
    os.mkfifo(path)
    assert "Not a regular file" in refusal(path)
    path.unlink()
    path.mkdir()
    assert "cannot be read" in refusal(path)


JSON = st.recursive(
    st.none() | st.booleans() | st.integers() | st.floats(allow_nan=False) | st.text(),
    lambda inner: (
        st.lists(inner, max_size=3)
        | st.dictionaries(
            st.sampled_from(
                ["role", "parts", "text", "inlineData", "data", "functionResponse", "x"]
            ),
            inner | st.sampled_from(["user", "model"]),
            max_size=3,
        )
    ),
    max_leaves=12,
)


@settings(max_examples=100, deadline=None)
@given(JSON | st.lists(st.fixed_dictionaries({"role": st.just("user"), "parts": JSON}), max_size=2))
def test_any_document_is_taken_or_refused(document: Any) -> None:
    try:
        contents = contents_from(parsed(json.dumps(document).encode()))
    except HistoryFileError:
        return
    assert contents_from(contents) == contents


@settings(max_examples=200, deadline=None)
@given(st.binary())
def test_any_bytes_are_taken_or_refused(data: bytes) -> None:
    try:
        parsed(data)
    except HistoryFileError as error:
        assert error.message
