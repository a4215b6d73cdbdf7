from __future__ import annotations

import pytest

from gemchat.chat.history import TurnOutcome
from gemchat.client.stepping import step
from gemchat.sessions.search import excerpt
from gemchat.sessions.store import SessionStore
from tests.sessions.scripted import answer, arrive, begin, complete, end, question, say


def told(store: SessionStore, words: str) -> list[tuple[int | None, str, str]]:
    return [(hit.turn, hit.role, hit.line) for hit in store.search(words)]


def test_words_are_found_in_questions_answers_titles_and_what_was_loaded(
    store: SessionStore,
) -> None:
    recorder = store.create()
    recorder.loaded("chat.json", [question("a heron before"), answer("no bird")])
    say(recorder, "a Heron?", "first line\na grey HERON stands\nlast line")
    say(recorder, "something else", "nothing")
    recorder.rename("Of herons")
    recorder.close()
    assert told(store, "heron") == [
        (None, "user", "a heron before"),
        (0, "user", "a Heron?"),
        (0, "model", "a grey HERON stands"),
        (None, "title", "Of herons"),
    ]


@pytest.mark.parametrize(
    ("said", "words"),
    [
        ("Größe und ÜBERMUT", "GRÖSSE übermut"),
        ("Größe und ÜBERMUT", "grÖße über"),
        ('a "quoted" \\ word', '"quoted" \\'),
        ("Привет, мир", "привет МИР"),
        ("東京は晴れ", "晴れ"),
        ("one\u2028two", "two"),
    ],
)
def test_letters_of_any_script_and_case(store: SessionStore, said: str, words: str) -> None:
    recorder = store.create()
    say(recorder, said, "so")
    recorder.close()
    found = [hit.role for hit in store.search(words)]
    assert found == (["user"] if "SS" not in words else [])


def test_all_words_stand_in_one_message(store: SessionStore) -> None:
    recorder = store.create()
    say(recorder, "red", "blue")
    say(recorder, "red and blue", "green")
    recorder.close()
    assert told(store, "blue red") == [(1, "user", "red and blue")]
    assert told(store, "") == []
    assert told(store, "no such thing") == []


def test_an_answer_is_found_once_and_one_that_never_ended_too(store: SessionStore) -> None:
    recorder = store.create()
    turn = complete("a", "the heron")
    begin(recorder, turn)
    arrive(recorder, {"text": "the heron"})
    recorder._tick()
    end(recorder, turn)
    begin(recorder, complete("b", ""))
    step(recorder.stepped(0, [answer("a heron on the way")]))
    arrive(recorder, {"text": "half a heron"})
    recorder._tick()
    assert told(store, "heron") == [
        (0, "model", "the heron"),
        (1, "model", "a heron on the way"),
        (1, "model", "half a heron"),
    ]
    recorder.close()


def test_only_what_a_person_reads_is_looked_at(store: SessionStore) -> None:
    recorder = store.create()
    turn = complete("a", "b")
    turn.contents = [
        {
            "role": "model",
            "parts": [
                {"text": "heron", "thought": True},
                {"inlineData": {"mimeType": "image/png", "data": "heron"}},
                {"executableCode": {"code": "heron()"}},
                {"codeExecutionResult": {"outcome": "OUTCOME_OK", "output": "one heron"}},
            ],
        }
    ]
    turn.meta = {"note": "heron"}
    turn.outcome = TurnOutcome.COMPLETE
    begin(recorder, turn)
    end(recorder, turn)
    recorder.close()
    assert told(store, "heron") == [(0, "model", "heron()")]
    assert told(store, "one heron") == [(0, "model", "one heron")]


def test_the_last_used_session_comes_first_and_the_limit_holds(store: SessionStore) -> None:
    for text in ("heron 1", "heron 2", "heron 3"):
        recorder = store.create()
        say(recorder, text, "so")
        recorder.close()
    assert [hit.line for hit in store.search("heron", limit=2)] == ["heron 3", "heron 2"]
    assert store.search("heron")[0].session.title == "heron 3"


def test_damaged_files_are_searched_as_far_as_they_can_be_read(store: SessionStore) -> None:
    recorder = store.create()
    say(recorder, "heron", "so")
    recorder.close()
    path = store.directory / f"{recorder.id}.jsonl"
    path.write_bytes(path.read_bytes() + b'\xff heron {\n{"k":"user","n":"heron"}\nheron')
    assert told(store, "heron") == [(0, "user", "heron")]


def test_a_long_line_is_cut_around_the_words() -> None:
    line = excerpt("x" * 500 + " heron " + "y" * 500, ["heron"])
    assert line.startswith("…")
    assert line.endswith("…")
    assert " heron " in line
    assert len(line) <= 102
