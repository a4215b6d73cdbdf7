"""Going on with the session that the command line names."""

from __future__ import annotations

from gemchat.app.compose import Composition
from gemchat.commands.context import Context
from gemchat.errors import UsageError
from gemchat.sessions.lock import SessionReadOnlyError


def take_up(context: Context, made: Composition) -> str:
    """Resume the session that was asked for; say what there is to say about it.

    Raises:
        UsageError: there is no such session, or it was not said which.
        SessionError: it cannot be opened.
    """
    options = made.options
    if options.resume == "":
        listed = [f"{one.id}  {one.title}" for one in context.store.recent(10)]
        raise UsageError("Which session?", hint="\n  ".join(listed) or "There are none yet.")
    if options.resume is not None:
        found = context.store.find(options.resume)
    elif options.continue_newest:
        newest = context.store.newest()
        if newest is None:
            raise UsageError("There is no session to go on with yet.")
        found = newest
    else:
        return ""
    try:
        return " ".join(context.resume(found.id).problems)
    except SessionReadOnlyError as error:
        if not options.continue_newest:
            raise
        context.fork(found.id)
        return f"{error.message} This is a copy of it."
