"""Going on with the session that the command line names."""

from __future__ import annotations

from dataclasses import replace

from gemchat.app.compose import Composition
from gemchat.commands.context import Context
from gemchat.errors import UsageError
from gemchat.sessions.lock import SessionReadOnlyError
from gemchat.sessions.session import Session


def take_up(context: Context, made: Composition) -> Session | None:
    """Resume the session that was asked for, if one was; its problems say what became of it.

    Raises:
        UsageError: there is no such session, or it was not said which.
        SessionError: it cannot be opened.
    """
    options = made.options
    if options.resume == "":
        short = context.store.short_ids()
        listed = [f"{short[one.id]}  {one.title}" for one in context.store.recent(10)]
        listed = ["Take one of these:", *listed] if listed else ["There are none yet."]
        raise UsageError("Which session?", hint="\n    ".join(listed))
    if options.resume is not None:
        found = context.store.find(options.resume)
    elif options.continue_newest:
        newest = context.store.newest()
        if newest is None:
            raise UsageError("There is no session to go on with yet.")
        found = newest
    else:
        return None
    try:
        return context.resume(found.id)
    except SessionReadOnlyError as error:
        if not options.continue_newest:
            raise
        copy = context.fork(found.id)
        return replace(copy, problems=(error.message, "This is a copy of it.", *copy.problems))
