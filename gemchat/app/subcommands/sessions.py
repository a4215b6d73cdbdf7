"""``gemchat sessions``: list, show, search, export, import, rename, delete, path."""

from __future__ import annotations

import sys
from argparse import ArgumentParser, ArgumentTypeError, Namespace, _SubParsersAction
from collections.abc import Iterator, Mapping
from dataclasses import replace
from pathlib import Path
from typing import Any

from gemchat.app.compose import session_store
from gemchat.app.subcommands.table import Action, Result, Subcommand, Surroundings, action
from gemchat.client.local_files import typed_path
from gemchat.commands.configuring import faults_of, system_text
from gemchat.commands.outcome import LEFT, Replay, Say, Show
from gemchat.commands.sessions import (
    HIT_HEADINGS,
    SUMMARY_HEADINGS,
    delete_question,
    hit_rows,
    summary_rows,
)
from gemchat.counted import plural
from gemchat.errors import GemchatError, UsageError
from gemchat.sessions.format import HistoryFile
from gemchat.sessions.history_files import FileInTheWayError, read_histories, write_history
from gemchat.sessions.history_json import history_document
from gemchat.sessions.markdown import write_markdown
from gemchat.sessions.record import Setup
from gemchat.sessions.session import Session
from gemchat.sessions.store import SessionStore
from gemchat.sessions.summary import Summary

_LISTED = 50


def _list(around: Surroundings, given: Namespace) -> Result:
    """List the sessions, the last used first, or those with these words in their title."""
    store = _store(around, given)
    found = store.recent(None, " ".join(given.words))
    listed = found[: given.limit or _LISTED]
    table = Show(SUMMARY_HEADINGS, summary_rows(listed, _short_ids(store)))
    return Result(
        table if listed else None,
        [_summary(one) for one in listed],
        warnings=[] if given.json else list(_left_out(given, len(found))),
    )


def _left_out(given: Namespace, found: int) -> Iterator[str]:
    """Say how many sessions are not listed, if that was not asked for."""
    if not found:
        yield "There are no such sessions." if given.words else "There are no sessions yet."
    elif not given.limit and found > _LISTED:
        yield f"There are {found - _LISTED} more: -n {found} lists all."


def _show(around: Surroundings, given: Namespace) -> Result:
    """Show what was said in a session, as its conversation stands."""
    session = _session(around, given)
    history = _history(session)
    document = {**_about(session), **history_document(history)}
    outcome = Replay(session.loaded, session.turns)
    return Result(outcome, document, write_markdown(history), warnings=session.problems)


def _search(around: Surroundings, given: Namespace) -> Result:
    """Find messages with all these words."""
    store = _store(around, given)
    found = store.search(" ".join(given.words), given.limit or _LISTED)
    hits = [
        {**_summary(hit.session), "turn": hit.turn, "role": hit.role, "line": hit.line}
        for hit in found
    ]
    table = Show(HIT_HEADINGS, hit_rows(found, _short_ids(store))) if found else None
    none = [] if found or given.json else ["Nothing that was said has these words."]
    return Result(table, hits, warnings=none)


def _export(around: Surroundings, given: Namespace) -> Result:
    """Write a session to a history file, of the format that its suffix names."""
    session, path = _session(around, given), typed_path(given.file)
    history = _history(session)
    done = Result(
        Say(f"Wrote {plural(len(history.said), 'message')} to {path}."),
        {"id": session.id, "file": str(path), "contents": len(history.said)},
    )
    try:
        write_history(path, history, contents_only=given.contents)
    except FileInTheWayError as error:
        if not around.confirm(f"{error.message} Replace it?"):
            return _left(session.id)
        write_history(path, history, contents_only=given.contents, overwrite=True)
    return done


def _import(around: Surroundings, given: Namespace) -> Result:
    """Make sessions of what history files hold: ours, or those of other programs."""
    store = _store(around, given)
    rows: list[dict[str, Any]] = []
    told: list[str] = []
    status = 0
    for file in given.files:
        try:
            _import_file(around, store, typed_path(file), rows, told)
        except GemchatError as error:  # what came before is there, and its ids are to be told
            told += filter(None, (error.message, error.hint))
            status = error.exit_status
    cells = [tuple(map(str, row.values())) for row in rows]
    table = Show(("session", "title", "messages"), cells) if rows else None
    return Result(table, rows, warnings=told, status=status)


def _import_file(
    around: Surroundings,
    store: SessionStore,
    path: Path,
    rows: list[dict[str, Any]],
    told: list[str],
) -> None:
    """Make sessions of one file; tell of each, and what is left out."""
    for history in read_histories(path):
        system = system_text(history.system)
        question = f"{path.name} brings a system instruction: “{system}” Take it?"
        taken = history.system if system and around.confirm(question) else None
        faults = faults_of(path.name, history.config)
        told += [f"Left out: {words}" for words in faults.values()]
        config = {name: it for name, it in history.config.items() if name not in faults}
        rows.append(_imported(store, path.name, replace(history, system=taken, config=config)))


def _imported(store: SessionStore, source: str, history: HistoryFile) -> dict[str, Any]:
    recorder = store.create()
    model, system, config = history.model, history.system, history.config
    if model or system or config:
        recorder.setup(Setup(backend="gemini", model=model, system=system, config=config))
    recorder.loaded(source, history.contents)
    if history.title:
        recorder.rename(history.title)
    recorder.close()
    title = store.find(recorder.id).title
    return {"id": recorder.id, "title": title, "contents": len(history.contents)}


def _rename(around: Surroundings, given: Namespace) -> Result:
    """Give a session a title."""
    store = _store(around, given)
    found, title = store.find(given.which), " ".join(given.title).strip()
    if not title:
        raise UsageError("What should it be called?")
    store.rename(found.id, title)
    return Result(Say(f"{found.id} is called “{title}”."), {"id": found.id, "title": title})


def _delete(around: Surroundings, given: Namespace) -> Result:
    """Delete a session for good."""
    store = _store(around, given)
    found = store.find(given.which)
    if not around.confirm(delete_question(found)):
        return _left(found.id)
    store.delete(found.id)
    return Result(Say(f"Deleted “{found.title}”."), {"id": found.id, "done": True})


def _path(around: Surroundings, given: Namespace) -> Result:
    """Tell where the sessions lie, or the file of one."""
    store = _store(around, given)
    path = store.find(given.which).path if given.which else store.directory
    return Result(Say(str(path)), {"path": str(path)})


def _short_ids(store: SessionStore) -> Mapping[str, str]:
    """The ids as people read them; none for programs, which get the whole ones."""
    return store.short_ids() if sys.stdout.isatty() else {}


def _left(session: str) -> Result:
    return Result(LEFT, {"id": session, "done": False})


def _store(around: Surroundings, given: Namespace) -> SessionStore:
    return session_store(around.paths, demo=around.options.demo or given.demo)


def _session(around: Surroundings, given: Namespace) -> Session:
    store = _store(around, given)
    return store.read(store.find(given.which).id)


def _history(session: Session) -> HistoryFile:
    return HistoryFile.of(session.loaded, session.turns, session.setup, session.title)


def _about(session: Session) -> dict[str, object]:
    return {"id": session.id, "title": session.title, "problems": list(session.problems)}


def _summary(one: Summary) -> dict[str, object]:
    return {
        "id": one.id,
        "title": one.title,
        "changed": one.changed.isoformat(),
        "turns": one.turns,
        "size": one.size,
        "path": str(one.path),
    }


def _declare(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    listing = _action(actions, "list", _list)
    listing.add_argument("words", nargs="*", metavar="WORDS", help="words of the title")
    _limit(listing)
    _which(_action(actions, "show", _show))
    searching = _action(actions, "search", _search)
    searching.add_argument("words", nargs="+", metavar="WORDS", help="all in one message")
    _limit(searching)
    exporting = _action(actions, "export", _export)
    _which(exporting)
    exporting.add_argument("file", metavar="FILE", help="its suffix names the format")
    exporting.add_argument("--contents", action="store_true", help="the bare list of contents")
    _action(actions, "import", _import).add_argument("files", nargs="+", metavar="FILE")
    renaming = _action(actions, "rename", _rename)
    _which(renaming)
    renaming.add_argument("title", nargs="+", metavar="TITLE")
    _which(_action(actions, "delete", _delete))
    _which(_action(actions, "path", _path), nargs="?")


def _limit(parser: ArgumentParser) -> None:
    words = f"at most so many, {_LISTED} if not said"
    parser.add_argument("-n", "--limit", type=_count, metavar="N", help=words)


def _count(text: str) -> int:
    if not text.isdecimal() or int(text) < 1:
        raise ArgumentTypeError(f"a number from 1 up goes there, not “{text}”")
    return int(text)


def _action(actions: _SubParsersAction[ArgumentParser], name: str, run: Action) -> ArgumentParser:
    parser = action(actions, name, run)
    parser.add_argument("--yes", action="store_true", help="answer yes where something is asked")
    parser.add_argument("--demo", action="store_true", help="the sessions with the demo")
    return parser


def _which(parser: ArgumentParser, nargs: str | None = None) -> None:
    words = "its id, whole or begun, or its title"
    parser.add_argument("which", nargs=nargs, metavar="WHICH", help=words)


SESSIONS = Subcommand("sessions", "Sessions on disk.", _declare)
"""Everything about sessions that needs no chat."""
