"""What scripts ask for: JSON, events, the code alone, answers that follow a schema."""

from __future__ import annotations

import json

import pytest

from tests.e2e.program import Program


def test_one_object(gemchat: Program) -> None:
    done = gemchat.run("--json", "recall")
    document = json.loads(done.out)
    assert (done.status, done.err) == (0, "")
    assert (document["version"], document["outcome"]) == (1, "complete")
    assert document["text"] in document["contents"][0]["parts"][0]["text"]
    assert document["meta"]["usage"]["promptTokenCount"]


def test_events_come_one_a_line(gemchat: Program) -> None:
    done = gemchat.run("--jsonl", "hello")
    events = [json.loads(line) for line in done.out.splitlines()]
    grown = [event["text"] for event in events if event["event"] == "part_grew"]
    assert events[0]["event"] == "started"
    assert events[-1]["event"] == "ended"
    assert events[-1]["text"].endswith("".join(grown[-3:]))


@pytest.mark.parametrize("form", ["--json", "--jsonl"])
@pytest.mark.parametrize(
    ("question", "status", "outcome"),
    [("block", 6, "blocked"), ("cut", 7, "complete"), ("demo:no-finish", 7, "interrupted")],
)
def test_how_it_ended(
    gemchat: Program, form: str, question: str, status: int, outcome: str
) -> None:
    done = gemchat.run(form, question)
    assert done.status == status
    last = done.out if form == "--json" else done.out.splitlines()[-1]
    assert json.loads(last)["outcome"] == outcome


@pytest.mark.parametrize("form", ["--json", "--jsonl"])
@pytest.mark.parametrize(("fault", "status"), [("400-key", 3), ("empty-answer", 5)])
def test_nothing_is_printed_where_there_is_no_answer(
    gemchat: Program, form: str, fault: str, status: int
) -> None:
    done = gemchat.run(form, f"demo:{fault}")
    assert (done.status, done.out) == (status, "")


@pytest.mark.parametrize(
    ("question", "status", "whole"),
    [("hello", 0, True), ("demo:no-finish", 7, False), ("demo:safety", 6, False)],
)
def test_half_an_answer_is_not_called_whole(
    gemchat: Program, question: str, status: int, whole: bool
) -> None:
    done = gemchat.run("-x", question)
    assert done.status == status
    assert ("this is the whole answer" in done.err) is whole
    assert ("this is what came of the answer" in done.err) is not whole


def test_the_code_alone(gemchat: Program) -> None:
    done = gemchat.run("-x", "code")
    assert done.status == 0
    compile(done.out, "answer", "exec")


def test_an_answer_that_follows_a_schema(gemchat: Program) -> None:
    done = gemchat.run("--schema", "name, age int", "somebody")
    assert done.status == 0
    assert list(json.loads(done.out)) == ["name", "age"]
    config = gemchat.asked[-1].body["generationConfig"]
    assert config["responseMimeType"] == "application/json"
    assert config["responseJsonSchema"]["required"] == ["name", "age"]


def test_an_answer_that_does_not(gemchat: Program) -> None:
    done = gemchat.run("--schema", '{"type": "string", "pattern": "^x"}', "somebody")
    assert done.status == 9
    assert json.loads(done.out)
    assert "does not follow the schema: the answer does not match ^x" in done.err


def test_an_answer_is_not_held_to_what_cannot_be_read(gemchat: Program) -> None:
    done = gemchat.run("--schema", r'{"type": "string", "pattern": "^\\p{L}+$"}', "somebody")
    assert done.status == 0
    assert json.loads(done.out)
    assert r"no text is held to the pattern ^\p{L}+$" in done.err


@pytest.mark.parametrize(
    ("arguments", "said"),
    [
        (["--schema", "no such thing", "x"], "no list of fields"),
        (["--schema", '{"prefixItems": {"a": 1}}', "x"], "the schema.prefixItems is no array"),
        (["--json", "-x", "x"], "not allowed with"),
        (["--json", "-i", "x"], "for one answer"),
    ],
)
def test_wrong_use(gemchat: Program, arguments: list[str], said: str) -> None:
    done = gemchat.run(*arguments)
    assert (done.status, done.out) == (2, "")
    assert said in done.err
    assert gemchat.asked == []
