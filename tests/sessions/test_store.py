from __future__ import annotations

from datetime import timedelta
from pathlib import Path

import pytest

from gemchat.chat.history import TurnOutcome
from gemchat.errors import SessionError, UsageError
from gemchat.sessions.lock import SessionHeldError, SessionReadOnlyError
from gemchat.sessions.store import SessionStore
from tests.sessions.scripted import (
    FLASH,
    BadDisk,
    Clock,
    answer,
    begin,
    complete,
    end,
    full,
    question,
    say,
)

PICTURE = {"inlineData": {"mimeType": "image/png", "data": "QUJD" * 30_000}}


def saved(store: SessionStore, *asked: str, title: str = "") -> str:
    """Save a session and give its id."""
    recorder = store.create()
    for text in asked:
        say(recorder, text, "so")
    if title:
        recorder.rename(title)
    recorder.close()
    return recorder.id


def titles(store: SessionStore, words: str = "", limit: int = 50) -> list[str]:
    return [summary.title for summary in store.recent(limit, words)]


def test_ids_are_a_time_and_something_random(tmp_path: Path) -> None:
    store = SessionStore(tmp_path, random=lambda size: b"\x9f" * size)
    time, noise = store.create().id.split("-")
    assert len(time) == 16
    assert noise == "9f" * 6


def test_an_empty_store_lists_nothing(store: SessionStore) -> None:
    assert store.recent() == []
    assert store.newest() is None


def test_resume_goes_on_where_it_was(store: SessionStore) -> None:
    recorder = store.create()
    recorder.setup(FLASH)
    for text in "abc":
        say(recorder, text, "so")
    recorder.undo()
    recorder.close()
    session, again = store.resume(recorder.id)
    assert [turn.user for turn in session.turns] == [question("a"), question("b")]
    again.setup(FLASH)
    say(again, "d", "so")
    again.undo(2)
    say(again, "e", "so")
    again.close()
    session = store.read(recorder.id)
    assert [each.n for each in session.branch] == [0, 4]
    assert [each.n for each in session.branch_to(3)] == [0, 1, 3]
    assert list(session.recorded) == [0, 1, 2, 3, 4]
    path = store.directory / f"{recorder.id}.jsonl"
    assert path.read_bytes().count(b'"setup"') == 1


def test_an_open_session_is_held(store: SessionStore) -> None:
    recorder = store.create()
    say(recorder, "a", "b")
    with pytest.raises(SessionHeldError):
        store.resume(recorder.id)
    assert len(store.read(recorder.id).turns) == 1
    recorder.close()
    store.resume(recorder.id)[1].close()


def test_loaded_contents_come_back(store: SessionStore) -> None:
    recorder = store.create()
    recorder.loaded("chat.json", [question("before"), answer("yes")])
    say(recorder, "a", "b")
    recorder.close()
    session = store.read(recorder.id)
    assert (session.source, session.loaded) == ("chat.json", [question("before"), answer("yes")])
    assert session.title == "before"
    assert titles(store) == ["before"]


def test_answers_to_calls_are_no_questions(store: SessionStore) -> None:
    recorder = store.create()
    called = {"role": "model", "parts": [{"functionCall": {"name": "f"}}]}
    returned = {"role": "user", "parts": [{"functionResponse": {"name": "f", "response": {}}}]}
    recorder.loaded("chat.json", [question("before"), called, returned, answer("yes")])
    say(recorder, "a", "b")
    recorder.close()
    assert [summary.turns for summary in store.recent()] == [2]
    assert store.read(recorder.id).asked == 2


def test_media_come_back_from_their_own_files(store: SessionStore) -> None:
    recorder = store.create()
    turn = complete("a", "b")
    turn.user["parts"].append(PICTURE)
    turn.contents = [{"role": "model", "parts": [PICTURE, {"text": "b"}]}]
    begin(recorder, turn)
    end(recorder, turn)
    recorder.close()
    assert (store.directory / f"{recorder.id}.jsonl").stat().st_size < 2000
    assert store.read(recorder.id).turns == [turn]
    for blob in (store.directory / f"{recorder.id}.files").iterdir():
        blob.unlink()
    session = store.read(recorder.id)
    assert session.problems == ("Attachments are missing, named in line 2, 3.",)
    assert session.turns[0].contents == [answer("b")]


def test_a_fork_goes_its_own_way(store: SessionStore) -> None:
    recorder = store.create()
    recorder.setup(FLASH)
    recorder.loaded("chat.json", [question("before"), answer("yes")])
    recorder.rename("Original")
    turn = complete("a", "b")
    turn.contents[0]["parts"].append(PICTURE)
    turn.outcome = TurnOutcome.BLOCKED
    begin(recorder, turn)
    end(recorder, turn)
    recorder.keep()
    for text in "cd":
        say(recorder, text, "so")
    recorder.undo()
    before = (store.directory / f"{recorder.id}.jsonl").read_bytes()
    fork = store.fork(store.read(recorder.id))
    assert not fork.exists
    fork.setup(FLASH)
    say(fork, "e", "so")
    fork.undo(2)
    say(fork, "f", "so")
    fork.close()
    recorder.close()
    original, copy = store.read(recorder.id), store.read(fork.id)
    assert (store.directory / f"{recorder.id}.jsonl").read_bytes() == before
    assert [(each.n, each.parent) for each in copy.branch] == [(0, None), (3, 0)]
    assert copy.turns[0] == original.turns[0]
    assert copy.turns[0].kept
    assert copy.branch[0].asked == original.branch[0].asked
    assert (copy.loaded, copy.setup) == (original.loaded, original.setup)
    assert (copy.title, copy.problems) == ("Original", ())


def test_the_last_used_comes_first(store: SessionStore) -> None:
    first, second = saved(store, "a"), saved(store, "b")
    store.rename(first, "A")  # renaming is not using
    assert [summary.id for summary in store.recent()] == [second, first]
    _, recorder = store.resume(first)
    say(recorder, "c", "so")
    recorder.close()
    newest = store.newest()
    assert newest
    assert (newest.id, newest.title, newest.turns) == (first, "A", 2)
    assert newest.size == newest.path.stat().st_size
    assert newest.changed == store.read(first).changed


def test_a_list_shows_titles_or_first_words(store: SessionStore) -> None:
    saved(store, '"k":"title"\n{"k":"title","text":"no"}')
    saved(store, "b", title="The\nTitle")
    saved(store, "x" * 20_000)
    assert titles(store) == ["x" * 59 + "…", "The Title", '"k":"title" {"k":"title","text":"no"}']


def test_a_list_can_be_narrowed(store: SessionStore) -> None:
    for text in ("Red fox", "red hen", "blue fox"):
        saved(store, text)
    assert titles(store, "FOX") == ["blue fox", "Red fox"]
    assert titles(store, "fox red") == ["Red fox"]
    assert titles(store, limit=2) == ["blue fox", "red hen"]


def test_strange_files_are_no_obstacle(store: SessionStore) -> None:
    saved(store, "a")
    (store.directory / "empty.jsonl").touch()
    (store.directory / "garbage.jsonl").write_bytes(b'\n{"k":"end"\n{"k":"title",\n\xff\n')
    (store.directory / "notes.txt").touch()
    (store.directory / "folder.jsonl").mkdir()
    (store.directory / "link.jsonl").symlink_to("/etc/passwd")
    assert sorted(titles(store)) == ["", "", "a"]


def test_finding(store: SessionStore) -> None:
    first = saved(store, "Red fox")
    second = saved(store, "Red hen")
    third = saved(store, "Red")
    for which in (first, first[:-1], first[-12:-6], first.upper(), "red FOX", "fox"):
        assert store.find(which).id == first
    assert store.find("red").id == third  # all of a title, not a word of one
    with pytest.raises(UsageError, match="3 sessions fit") as caught:
        store.find("2026")
    rows = caught.value.hint.splitlines()[1:]
    short = store.short_ids()
    assert {(row.split()[0], row.partition(":")[2][4:]) for row in rows} == {
        (short[first], "Red fox"),
        (short[second], "Red hen"),
        (short[third], "Red"),
    }
    for which in ("wolf", "", " ", "../" + first, "*"):
        with pytest.raises(UsageError, match="no session"):
            store.find(which)


def test_many_candidates_are_not_all_named(store: SessionStore) -> None:
    for _ in range(11):
        saved(store, "same")
    with pytest.raises(UsageError, match=r"^11 sessions fit “same”\.$") as caught:
        store.find("same")
    assert len(caught.value.hint.splitlines()) == 11
    assert caught.value.hint.endswith("and 2 more")


def test_delete_leaves_nothing(store: SessionStore) -> None:
    kept = saved(store, "a")
    recorder = store.create()
    turn = complete("secret", "b")
    turn.contents = [{"role": "model", "parts": [PICTURE]}]
    begin(recorder, turn)
    end(recorder, turn)
    recorder.close()
    path = store.directory / f"{recorder.id}.jsonl"
    path.write_bytes(path.read_bytes() + b"torn secret")
    store.resume(recorder.id)[1].close()
    assert path.with_suffix(".torn").exists()
    store.delete(recorder.id)
    assert [each.name for each in store.directory.iterdir()] == [f"{kept}.jsonl"]


@pytest.mark.parametrize(
    "name", ["../x", "a/b", "C:x", "con", "NUL.txt", "x" * 300, "a\0b", "", ".hidden", "a\n"]
)
def test_a_name_never_leads_out_of_the_directory(store: SessionStore, name: str) -> None:
    for use in (store.read, store.resume, store.delete):
        with pytest.raises(SessionError, match="no name of a session"):
            use(name)


def test_a_session_that_is_not_there(store: SessionStore) -> None:
    for use in (store.read, store.resume, store.delete):
        with pytest.raises(SessionError):
            use("nothing")
    assert not store.directory.exists()


def test_a_disk_that_cannot_be_written_can_be_read(store: SessionStore) -> None:
    name = saved(store, "a")
    broken = SessionStore(store.directory, disk=BadDisk(lambda _, __: full()))
    with pytest.raises(SessionReadOnlyError, match="No space left"):
        broken.resume(name)
    assert len(broken.read(name).turns) == 1


def test_a_full_disk_does_not_keep_a_session_from_going_on(store: SessionStore) -> None:
    name = saved(store, "a")
    path = store.directory / f"{name}.jsonl"
    path.write_bytes(path.read_bytes() + b'{"k":"user"')
    failing = {"truncate"}
    disk = BadDisk(lambda _, call: full() if call in failing else None)
    _, recorder = SessionStore(store.directory, disk=disk).resume(name)
    say(recorder, "b", "so")
    assert not recorder.saved
    failing.clear()
    say(recorder, "c", "so")
    recorder.close()
    assert recorder.saved
    assert [turn.user for turn in store.read(name).turns] == [question(text) for text in "abc"]
    assert path.with_suffix(".torn").read_bytes() == b'{"k":"user"\n'


def test_loose_permissions_are_told_and_tightened(store: SessionStore) -> None:
    name = saved(store, "a")
    path = store.directory / f"{name}.jsonl"
    path.chmod(0o644)
    store.directory.chmod(0o755)
    session, recorder = store.resume(name)
    recorder.close()
    assert [each.split(";")[0] for each in session.problems] == [
        f"Others could read {store.directory}",
        f"Others could read {path}",
    ]
    assert (path.stat().st_mode & 0o777, store.directory.stat().st_mode & 0o777) == (0o600, 0o700)


def test_a_directory_that_cannot_be_listed_is_told(tmp_path: Path) -> None:
    (tmp_path / "sessions").touch()
    with pytest.raises(SessionError, match="Not a directory"):
        SessionStore(tmp_path / "sessions").recent()


def test_a_session_that_cannot_be_removed_is_told(store: SessionStore) -> None:
    name = saved(store, "a")
    disk = BadDisk(lambda _, call: full() if call == "sync_directory" else None)
    with pytest.raises(SessionError, match="cannot be removed: No space left"):
        SessionStore(store.directory, disk=disk).delete(name)


def test_only_what_is_old_and_free_expires(tmp_path: Path) -> None:
    clock = Clock()
    store = SessionStore(tmp_path, now=clock)
    old = saved(store, "long ago")
    held = saved(store, "long ago, but open")
    _, holder = store.resume(held)
    clock.time += timedelta(days=31)
    fresh = saved(store, "today")
    assert store.expire(30) == 1
    assert {path.stem for path in tmp_path.glob("*.jsonl")} == {held, fresh}
    assert old not in {path.stem for path in tmp_path.iterdir()}
    holder.close()
