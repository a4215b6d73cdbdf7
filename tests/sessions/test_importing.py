"""Files of other programs, taken as far as they are a conversation, and refused by name."""

from __future__ import annotations

import base64
import json
from pathlib import Path
from typing import Any

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.errors import HistoryFileError
from gemchat.sessions.foreign import title_from
from gemchat.sessions.format import HistoryFile
from gemchat.sessions.llm_logs import read_llm_logs
from tests.sessions.importing import database, read
from tests.sessions.scripted import answer, question

PIXELS = base64.b64encode(b"pixels").decode()
PICTURE = {"inlineData": {"mimeType": "image/png", "data": PIXELS}}


def studio(*chunks: object, **fields: object) -> dict[str, Any]:
    return {"chunkedPrompt": {"chunks": [*chunks], "pendingInputs": [{"text": "draft"}]}, **fields}


@pytest.mark.parametrize("name", ["chat.json", "chat"])
def test_ai_studio(tmp_path: Path, name: str) -> None:
    document = studio(
        {"role": "user", "text": "a", "tokenCount": 1},
        {"role": "user", "inlineImage": {"mimeType": "image/png", "data": PIXELS}},
        {"role": "user", "driveDocument": {"id": "1A"}},
        {"role": "user", "youtubeVideo": {"id": "dQw4w9WgXcQ"}},
        {"role": "model", "text": "hm", "isThought": True},
        {
            "role": "model",
            "text": "b",
            "parts": [{"text": "b"}, {"text": "", "thoughtSignature": "c2ln"}],
        },
        {"role": "model", "executableCode": {"language": "PYTHON", "code": "1"}},
        {"role": "model", "codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}},
        {"role": "model", "errorMessage": "oh"},
        {"text": "nobody's"},
        runSettings={
            "model": "models/gemini-pro",
            "temperature": 0.5,
            "topP": 0.9,
            "topK": 64,
            "maxOutputTokens": 100,
            "safetySettings": [],
            "enableCodeExecution": True,
        },
        systemInstruction={"text": "Be kind."},
    )
    assert read(tmp_path, name, document) == [
        HistoryFile(
            contents=[
                {
                    "role": "user",
                    "parts": [
                        {"text": "a"},
                        PICTURE,
                        {"text": "(Document that stays in Google Drive)"},
                        {"fileData": {"fileUri": "https://www.youtube.com/watch?v=dQw4w9WgXcQ"}},
                    ],
                },
                {
                    "role": "model",
                    "parts": [
                        {"text": "hm", "thought": True},
                        {"text": "b"},
                        {"text": "", "thoughtSignature": "c2ln"},
                        {"executableCode": {"language": "PYTHON", "code": "1"}},
                        {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "1"}},
                    ],
                },
            ],
            model="gemini-pro",
            system=[{"text": "Be kind."}],
            config={"temperature": 0.5, "top_p": 0.9, "top_k": 64, "max_output_tokens": 100},
        )
    ]


@pytest.mark.parametrize(
    "system", [{}, None, {"text": ""}, {"parts": []}, {"parts": [{"text": "Be kind."}]}]
)
def test_ai_studio_with_little(tmp_path: Path, system: Any) -> None:
    [found] = read(tmp_path, "chat.json", studio(systemInstruction=system))
    assert found.contents == []
    assert found.system == ([{"text": "Be kind."}] if (system or {}).get("parts") else None)


CLI = [
    {"id": "1", "type": "user", "content": "a"},
    {"id": "2", "type": "info", "content": "noise"},
    {
        "id": "3",
        "type": "gemini",
        "model": "gemini-pro",
        "content": "let me look",
        "thoughts": [{"subject": "Plan", "description": "look"}],
        "toolCalls": [
            {
                "id": "c1",
                "name": "look",
                "args": {"at": "it"},
                "result": [{"functionResponse": {"id": "c1", "name": "look", "response": {}}}],
                "status": "success",
            },
            {"id": "c2", "name": "look", "args": None, "result": None},
        ],
    },
    {"id": "4", "type": "gemini", "content": [{"text": "b"}], "thoughts": []},
    {"id": "5", "type": "user", "content": ["c", {"text": "d"}, PICTURE]},
]
TALK = HistoryFile(
    contents=[
        question("a"),
        {
            "role": "model",
            "parts": [
                {"text": "**Plan**\n\nlook\n", "thought": True},
                {"text": "let me look"},
                {"functionCall": {"id": "c1", "name": "look", "args": {"at": "it"}}},
                {"functionCall": {"id": "c2", "name": "look", "args": {}}},
            ],
        },
        {
            "role": "user",
            "parts": [{"functionResponse": {"id": "c1", "name": "look", "response": {}}}],
        },
        answer("b"),
        {"role": "user", "parts": [{"text": "c"}, {"text": "d"}, PICTURE]},
    ],
    model="gemini-pro",
    title="A look",
)


def test_gemini_cli(tmp_path: Path) -> None:
    about = {"sessionId": "s", "projectHash": "p", "summary": "A look"}
    assert read(tmp_path, "session.json", about | {"messages": CLI}) == [TALK]
    rewound = [{"id": "9", "type": "user", "content": "gone"}, {"$rewindTo": "9"}]
    lines = [
        {"sessionId": "s", "projectHash": "p"},
        *CLI,
        *rewound,
        {"$set": {"summary": "A look"}},
    ]
    assert read(tmp_path, "session.jsonl", *lines, b"") == [TALK]
    assert read(tmp_path, "lost.jsonl", lines[0], *CLI, {"$rewindTo": "?"})[0].contents == []
    long = about | {"messages": CLI, "summary": "so  long " * 1000}
    [history] = read(tmp_path, "long.json", long)
    assert history.title == title_from("so  long " * 1000)
    whole = {"$set": {"messages": CLI, "summary": "A look"}}
    assert read(tmp_path, "set.jsonl", lines[0], whole) == [TALK]


def test_a_chat_saved_by_gemini_cli(tmp_path: Path) -> None:
    document = {"history": [question("a"), answer("b")], "authType": "oauth"}
    assert read(tmp_path, "checkpoint.json", document) == [
        HistoryFile(contents=[question("a"), answer("b")])
    ]


@pytest.mark.parametrize(
    ("name", "documents", "words"),
    [
        ("chat.json", [studio({"role": "user", "text": 5})], "Entry 1: parts.0.text"),
        ("chat.json", [studio(runSettings={"model": "../x"})], "The model is no name of one"),
        ("chat", [{"contents": []}], "no history file"),
        ("chat", [b"\x89PNG"], "Line 1: not UTF-8"),
        ("session.jsonl", [{"sessionId": "s"}, b"{"], "Line 2: "),
        ("session.jsonl", [{"k": "session"}], "no history file"),
        ("session.jsonl", [b""], "no history file"),
        ("session.json", [{"history": [{"role": "x", "parts": []}]}], "Entry 1: unknown role"),
        (
            "session.jsonl",
            [{"sessionId": "s"}, {"id": "1", "type": "user", "content": [5]}],
            "Entry 1: parts.0",
        ),
        ("logs.db", [b"no database"], "no history file"),
        ("logs.db", [b"SQLite format 3\0" + bytes(200)], "Not a usable database"),
    ],
)
def test_strange_files_are_refused_by_name(
    tmp_path: Path, name: str, documents: list[object], words: str
) -> None:
    with pytest.raises(HistoryFileError) as caught:
        read(tmp_path, name, *documents)
    assert words in caught.value.message
    assert name in caught.value.message


OLD = """
    create table conversations (id text primary key, name text, model text);
    create table responses (id text primary key, model text, prompt text, system text,
        prompt_json text, options_json text, response text, response_json text,
        conversation_id text, duration_ms integer, datetime_utc text);
    insert into conversations values ('c1', 'A  talk', 'gemini-pro'), ('c2', 'Other', 'gpt-4o');
    insert into responses (id, model, prompt, system, response, conversation_id) values
        ('r3', 'gemini/gemini-pro', 'c', null, 'd', 'c1'),
        ('r1', 'gemini-pro', 'a', 'Be kind.', 'b', 'c1'),
        ('r2', 'gpt-4o', 'e', null, 'f', 'c2'),
        ('r4', 'gemma-3', 'g', null, null, null);
"""
ATTACHED = """
    create table attachments (id text primary key, type text, path text, url text, content blob);
    create table prompt_attachments (response_id text, attachment_id text, "order" integer);
    create table fragments (id integer primary key, content text);
    create table prompt_fragments (response_id text, fragment_id integer, "order" integer);
    insert into attachments values ('i1', 'image/png', null, null, cast('pixels' as blob)),
        ('i2', 'image/png', '/etc/passwd', null, null),
        ('i3', 'image/png', null, 'https://a.example/x.png', null);
    insert into prompt_attachments values ('r1', 'i2', 1), ('r1', 'i1', 0), ('r1', 'i3', 2);
    insert into fragments values (1, 'before');
    insert into prompt_fragments values ('r1', 1, 0);
"""
NEW = """
    create table conversations (id text primary key, name text, model text);
    create table turns (id text primary key, model text, conversation_id text,
        input_node_id text, output_node_id text);
    create table messages (id text primary key, role text, parts text);
    create table message_nodes (id text primary key, parent_id text, message_id text, depth int);
    create table attachments (id text primary key, type text, path text, url text, content blob);
    insert into attachments values ('i1', 'image/png', null, null, cast('pixels' as blob));
    insert into conversations values ('c1', 'A talk', 'gemini-pro');
    insert into turns values
        ('t1', 'gemini-pro', 'c1', 'n2', 'n3'), ('t2', 'gemini-pro', 'c1', 'n4', 'n5');
"""
CHAIN = [
    ("system", [{"type": "text", "text": "Be kind."}]),
    ("user", [{"type": "text", "text": "a"}, {"type": "attachment", "attachment_id": "i1"}]),
    (
        "assistant",
        [
            {"type": "reasoning", "text": "hm"},
            {"type": "tool_call", "name": "look", "arguments": {"at": "it"}},
        ],
    ),
    ("tool", [{"type": "tool_result", "name": "look", "output": "seen"}]),
    ("assistant", [{"type": "text", "text": "b"}, {"type": "hologram"}]),
]


def test_llm_logs(tmp_path: Path) -> None:
    assert read(tmp_path, "logs.db", database(OLD)) == [
        HistoryFile(
            contents=[question("a"), answer("b"), question("c"), answer("d")],
            model="gemini-pro",
            system=[{"text": "Be kind."}],
            title="A talk",
        ),
        HistoryFile(contents=[question("e"), answer("f")], title="Other"),
        HistoryFile(contents=[question("g")], model="gemma-3"),
    ]


def test_llm_logs_with_attachments(tmp_path: Path) -> None:
    found = read(tmp_path, "logs.db", database(OLD + ATTACHED))
    assert found[0].contents[0]["parts"] == [
        PICTURE,
        {"text": "(passwd that did not come along)"},
        {"fileData": {"fileUri": "https://a.example/x.png", "mimeType": "image/png"}},
        {"text": "before"},
        {"text": "a"},
    ]


def test_newer_llm_logs(tmp_path: Path) -> None:
    rows = "".join(
        f"insert into messages values ('m{n}', '{role}', '{json.dumps(parts)}');"
        f"insert into message_nodes values ('n{n}', nullif('n{n - 1}', 'n0'), 'm{n}', {n});"
        for n, (role, parts) in enumerate(CHAIN, 1)
    )
    assert read(tmp_path, "logs.db", database(NEW + rows)) == [
        HistoryFile(
            contents=[
                {"role": "user", "parts": [{"text": "a"}, PICTURE]},
                {
                    "role": "model",
                    "parts": [
                        {"text": "hm", "thought": True},
                        {"functionCall": {"name": "look", "args": {"at": "it"}}},
                    ],
                },
                {
                    "role": "user",
                    "parts": [
                        {"functionResponse": {"name": "look", "response": {"result": "seen"}}}
                    ],
                },
                {
                    "role": "model",
                    "parts": [{"text": "b"}, {"text": "(Something that did not come along)"}],
                },
            ],
            model="gemini-pro",
            system=[{"text": "Be kind."}],
            title="A talk",
        )
    ]


def test_a_database_in_use_is_read_as_it_stands(tmp_path: Path) -> None:
    data = bytearray(database(OLD))
    data[18:20] = b"\2\2"  # as a program leaves it that keeps a write-ahead log
    assert len(read(tmp_path, "logs.db", bytes(data))) == 3
    assert [path.name for path in tmp_path.iterdir()] == ["logs.db"]


@pytest.mark.parametrize(
    "script",
    [
        NEW
        + """
            insert into messages values ('m', 'user', '[]');
            insert into message_nodes values ('n5', 'n5', 'm', 1);""",
        """create table responses (id text); create table conversations (id text);""",
        OLD
        + """
            drop table conversations;
            create view conversations as with recursive endless(x) as
            (select 1 union all select x + 1 from endless) select x id, x name from endless;""",
    ],
    ids=["a message that follows itself", "other columns", "a view without an end"],
)
def test_a_hostile_database_is_refused_in_good_time(script: str) -> None:
    with pytest.raises(HistoryFileError):
        read_llm_logs(database(script))


@settings(max_examples=60, deadline=None)
@given(st.data())
def test_a_damaged_database_is_read_or_refused(data: st.DataObject) -> None:
    whole = bytearray(database(OLD + ATTACHED))
    for _ in range(data.draw(st.integers(1, 20))):
        whole[data.draw(st.integers(16, len(whole) - 1))] = data.draw(st.integers(0, 255))
    try:
        read_llm_logs(bytes(whole))
    except HistoryFileError as error:
        assert error.message
