"""What slash commands act on: one conversation, its settings, and where it is kept."""

from __future__ import annotations

from collections.abc import AsyncGenerator, Mapping
from contextlib import aclosing
from pathlib import Path

from gemchat.chat.conversation import Conversation
from gemchat.chat.events import TurnEvent
from gemchat.chat.history import History
from gemchat.chat.message import user_content
from gemchat.client.attachments import Attachments
from gemchat.client.files import FileOperations
from gemchat.client.operations import Operations
from gemchat.client.renewing import RenewingTransport
from gemchat.commands.catalogue import ModelCatalogue
from gemchat.commands.clipboard import Clipboard
from gemchat.commands.configuring import config_from, settings_from, setup_from, with_thoughts
from gemchat.commands.entry import Entry
from gemchat.commands.limits import either
from gemchat.errors import ApiError, GemchatError, SessionError
from gemchat.protocol.backend import Backend
from gemchat.protocol.call import Transport
from gemchat.sessions.session import Session
from gemchat.sessions.store import SessionStore
from gemchat.sessions.unsaved import SessionJournal, Unsaved
from gemchat.sessions.uploads import SessionUploads
from gemchat.settings import Settings
from gemchat.types import Part
from gemchat.types.base import JsonObject

_NO_SUCH_MODEL = 404


class Context:
    """The chat as it stands.

    Args:
        settings: as they are at the start; a session or a command lays more over them.
        transport: the network and the clock.
        backend: how requests are written.
        store: where sessions lie.
        catalogue: the models there are.
        environment: the variables of the process.
        saving: whether this chat is saved.
        paid: whether answers cost money; those of the demo do not.

    Attributes:
        settings: as they hold now.
        conversation: what is said and asked.
        attachments: makes messages of files.
        operations: what else the service does.
        attached: what goes along with the next message.
        entry: what the person wrote last, whether it is a message or calls a command.
        clipboard: the desktop's.
        session: the journal of the conversation.
        title: the title the user or a resumed session gave, or empty.
    """

    def __init__(
        self,
        settings: Settings,
        transport: Transport,
        backend: Backend,
        store: SessionStore,
        catalogue: ModelCatalogue,
        *,
        environment: Mapping[str, str],
        saving: bool = True,
        paid: bool = True,
    ) -> None:
        self.settings = settings
        self.store = store
        self.catalogue = catalogue
        self.environment = environment
        self.paid = paid
        self.title = ""
        self._asked = ""
        self.session: SessionJournal = Unsaved()
        self.attached: list[Part | Path] = []
        self.entry = Entry()
        self.clipboard = Clipboard(environment)
        self._uploads = SessionUploads()
        files = FileOperations(transport, backend, self._uploads)
        self.attachments = Attachments(files)
        asking = RenewingTransport(transport, files)
        self.operations = Operations(asking, backend)
        self.conversation = Conversation(asking, backend, settings.model)
        self._at_start = settings
        self._saving = saving
        self._start(History(), self._journal())

    @property
    def way_back(self) -> str:
        """Say how to go back to this session from another; nothing if it is not on disk."""
        if not self.session.exists:
            return ""
        return f"/resume {self.store.short_id(self.session.id)} goes back."

    def ask(
        self,
        message: str | JsonObject,
        once: JsonObject | None = None,
        *,
        model: str = "",
        stream: bool = True,
        thoughts: bool = False,
        replaces: int = 0,
    ) -> AsyncGenerator[TurnEvent]:
        """Send a message under the settings as they hold now.

        Args:
            message: text as typed, or a user content in wire form.
            once: settings for this message alone, snake_case.
            model: the model to ask this once.
            stream: whether the reply may come in pieces.
            thoughts: whether the model's thoughts are to come along, if it is listed as one that
                thinks; others refuse the wish.
            replaces: how many of the last turns it takes the place of.

        Raises:
            GemchatError: the turn failed, or broke off.
        """
        user = user_content(message) if isinstance(message, str) else message
        self._asked = model or self.settings.model
        self.session.setup(setup_from(self.settings, self.conversation.backend.name))
        self.conversation.config = config_from(self.settings)
        if thoughts and (listed := self.catalogue.find(self._asked)) and listed.thinking:
            self.conversation.config = with_thoughts(self.conversation.config)
            once = with_thoughts(once) if once and "thinking_config" in once else once
        events = self.conversation.events(user, once, model=model, stream=stream)
        return self._in_place_of(replaces, events) if replaces else events

    def advise(self, error: GemchatError) -> None:
        """Name the models that were probably meant, if the one just asked does not exist."""
        if not isinstance(error, ApiError) or error.code != _NO_SUCH_MODEL:
            return
        if near := self.catalogue.nearest(self._asked):
            error.hint = f"Did you mean {either(near)}?"

    def change(self, origin: str, values: Mapping[str, object]) -> None:
        """Lay settings over those that hold, from now on.

        Args:
            origin: what the person used, such as ``/set``.
            values: nested as in the config file; None puts a setting back to its default.

        Raises:
            SettingsError: a setting is unknown or has a value that can never be right.
        """
        self._settle(self.settings.with_layer(origin, values))

    def begin(self) -> None:
        """Begin a new conversation under the settings as they hold now."""
        self._start(History(), self._journal())

    def load(self, source: str, contents: list[JsonObject], title: str = "") -> None:
        """Begin a new conversation with contents that were said elsewhere."""
        self._start(History(contents), self._journal())
        self.session.loaded(source, contents)
        self._uploads.note(contents)
        if title:
            self.session.rename(title)
            self.title = title

    def resume(self, identity: str) -> Session:
        """Go on with a session.

        Args:
            identity: its id.

        Raises:
            SessionReadOnlyError: it can be forked or read; SessionHeldError if another program
                holds it.
            SessionError: it cannot be had.
        """
        if identity == self.session.id:
            raise SessionError("That is this session.")
        if not self._saving:
            session = self.store.read(identity)
            self._take_up(session, Unsaved())
            return session
        session, recorder = self.store.resume(identity)
        self._take_up(session, recorder)
        return session

    def fork(self, identity: str) -> Session:
        """Go on with a copy of a session, and leave it as it is; raises SessionError.

        Args:
            identity: its id.
        """
        session = self.store.read(identity)
        self._take_up(session, self.store.fork(session) if self._saving else Unsaved())
        return session

    def go_to(self, session: Session, n: int | None) -> None:
        """Go on after turn `n` of this session, or from its start.

        Args:
            session: this session as it is on disk.
            n: the number of the turn.
        """
        self.conversation.history.turns = [each.turn for each in session.branch_to(n)]
        self.session.head(n)

    def keep(self) -> None:
        """Let the last reply, which was blocked, go into the next request."""
        self.conversation.history.turns[-1].kept = True
        self.session.keep()

    def undo(self, count: int) -> None:
        """Take the last turns out of the conversation; on disk they stay."""
        del self.conversation.history.turns[-count:]
        self.session.undo(count)

    def rename(self, title: str) -> None:
        """Give the session a title."""
        if isinstance(self.session, Unsaved):
            raise SessionError("This chat is not saved, so it has no title.")
        self.session.rename(title)
        self.title = title

    def close(self) -> None:
        """Let go of the session."""
        self.session.close()

    async def _in_place_of(
        self, count: int, events: AsyncGenerator[TurnEvent]
    ) -> AsyncGenerator[TurnEvent]:
        """Let a turn take the place of the last ones.

        They come back if it did not begin, or if it asked the same again and only they have an
        answer.
        """
        history = self.conversation.history
        before, last = list(history.turns), self.session.last
        replaced = before[-count]
        self.undo(count)
        try:
            async with aclosing(events):
                async for event in events:
                    yield event
        finally:
            new = history.turns[len(before) - count :]
            asked_again = replaced.usable and all(turn.user == replaced.user for turn in new)
            if not new or (asked_again and not new[-1].usable):
                history.turns = before
                self.session.head(last)

    def _journal(self) -> SessionJournal:
        return self.store.create() if self._saving else Unsaved()

    def _take_up(self, session: Session, journal: SessionJournal) -> None:
        history = History(session.loaded)
        history.turns = session.turns
        history.billed = [each.turn for each in session.recorded.values()]
        self._uploads.know(session.uploads)
        self._start(history, journal)
        self.title = session.title
        if session.setup is not None:
            below = self._at_start.without_layer("session")
            self._settle(below.with_layer("session", settings_from(session.setup, below)))

    def _start(self, history: History, journal: SessionJournal) -> None:
        self.session.close()
        self.session = journal
        self._uploads.follow(journal)
        self.title = ""
        self.conversation.history = history
        self.conversation.journal = journal
        self._settle(self.settings)

    def _settle(self, settings: Settings) -> None:
        self.settings = settings
        self.conversation.model = self._asked = settings.model
        self.conversation.config = config_from(settings)
