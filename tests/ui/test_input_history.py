"""The input history on disk."""

from __future__ import annotations

import asyncio
import json
import stat
import tempfile
from pathlib import Path

import pytest
from hypothesis import given, settings
from hypothesis import strategies as st

from gemchat.ui.input_history import InputHistory


async def _load(history: InputHistory) -> list[str]:
    return [entry async for entry in history.load()]


def loaded(history: InputHistory) -> list[str]:
    return asyncio.run(_load(history))


@pytest.fixture
def file(tmp_path: Path) -> Path:
    return tmp_path / "state" / "input_history"


def test_entries_come_back_newest_first(file: Path) -> None:
    history = InputHistory(file)
    for entry in ("one", "two\nlines\n", "\ttab «端» 🎈"):
        history.append_string(entry)
    wanted = ["\ttab «端» 🎈", "two\nlines\n", "one"]
    assert loaded(history) == loaded(InputHistory(file)) == wanted


def test_only_the_owner_can_read_them(file: Path) -> None:
    file.parent.mkdir(mode=0o755)
    file.touch(mode=0o644)
    InputHistory(file).append_string("secret")
    modes = [stat.S_IMODE(path.stat().st_mode) for path in (file.parent, file)]
    assert modes == [0o700, 0o600]


def test_nothing_is_written_before_the_first_entry(file: Path) -> None:
    history = InputHistory(file)
    assert loaded(history) == []
    assert not file.parent.exists()


def test_a_space_in_front_keeps_an_entry_out_of_the_file(file: Path) -> None:
    history = InputHistory(file)
    history.append_string(" password")
    assert loaded(history) == [" password"]
    assert loaded(InputHistory(file)) == []
    assert not file.exists()


def test_programs_share_the_file(file: Path) -> None:
    first, second = InputHistory(file), InputHistory(file)
    first.append_string("a")
    second.append_string("b")
    first.append_string("c")
    assert loaded(first) == ["c", "a"]
    assert loaded(second) == ["b", "a"]
    assert loaded(InputHistory(file)) == ["c", "b", "a"]


def test_damage_costs_only_the_lines_it_hit(file: Path) -> None:
    file.parent.mkdir()
    bad = [b"\xff\xfe", b"[[[[", b"{}", b"7", b'"\xff"', b'"cut', b"", b'""', b"\x00" * 100_000]
    file.write_bytes(b"\n".join([b'"good"', *bad]))
    InputHistory(file).append_string("new")
    assert loaded(InputHistory(file)) == ["new", "good"]


def test_what_another_wrote_is_harmless(file: Path) -> None:
    file.parent.mkdir()
    file.write_text('"a\\u001b[2Jb\\u202ec"')
    assert loaded(InputHistory(file)) == ["a␛[2Jbc"]


@pytest.mark.parametrize("place", ["taken/file", "."])
def test_a_disk_that_refuses_leaves_the_history_in_memory(tmp_path: Path, place: str) -> None:
    (tmp_path / "taken").touch()
    history = InputHistory(tmp_path / place)
    history.append_string("kept")
    assert loaded(history) == ["kept"]


def test_a_history_without_a_file_lives_in_memory() -> None:
    history = InputHistory(None)
    history.append_string("kept")
    assert loaded(history) == ["kept"]


def test_a_load_that_is_broken_off_goes_on_where_it_was(file: Path) -> None:
    file.parent.mkdir()
    entries = [f"entry {n}" for n in range(5000)]
    file.write_text("".join(f"\n{json.dumps(entry)}" for entry in entries))
    history = InputHistory(file)

    async def first() -> str:
        load = history.load()
        newest = await anext(load)
        await load.aclose()
        return newest

    assert asyncio.run(first()) == "entry 4999"
    assert len(history.get_strings()) < 5000
    history.append_string("new")
    assert loaded(history) == ["new", *reversed(entries)]


def test_keys_have_their_turn_while_a_long_history_loads(file: Path) -> None:
    file.parent.mkdir()
    file.write_text("".join(f"\n{json.dumps('x' * 60)}" for _ in range(50_000)))

    async def turns() -> int:
        count = 0
        loading = asyncio.create_task(_load(InputHistory(file)))
        while not loading.done():
            await asyncio.sleep(0)
            count += 1
        assert len(await loading) == 50_000
        return count

    assert asyncio.run(turns()) > 100


# Only what stays as it is when made harmless, in entries that have something in them.
TEXT = st.text(st.characters(codec="ascii", exclude_categories=["Cc"]) | st.sampled_from("\n\t端"))


@given(st.lists(TEXT.filter(lambda text: text and not text.startswith(" ")), max_size=8))
@settings(max_examples=40)
def test_any_entries_round_trip(entries: list[str]) -> None:
    # hypothesis runs the test many times, but tmp_path is made once
    with tempfile.TemporaryDirectory() as directory:
        file = Path(directory) / "history"
        history = InputHistory(file)
        for entry in entries:
            history.append_string(entry)
        assert loaded(InputHistory(file)) == entries[::-1]
