"""Every setting there is: its name, its type, its default and the sentence that explains it."""

from __future__ import annotations

import ast
import inspect
from itertools import pairwise
from typing import Literal, TypeAlias

from pydantic import BaseModel, ConfigDict, Field, PositiveFloat, PositiveInt

GenerationTable: TypeAlias = dict[str, object]
"""Fields of ``GenerateContentConfig``, checked against it by ``gemchat.settings.generation``."""

ToolName: TypeAlias = Literal["search", "url", "code", "maps"]
"""One of Gemini's own tools."""

ThemeName: TypeAlias = Literal["auto", "terminal", "light", "dark"]
"""A choice of colours."""


class Table(BaseModel):
    """A table of the config file: known keys only, and no value changes once it is read."""

    model_config = ConfigDict(extra="forbid", frozen=True, allow_inf_nan=False, defer_build=True)


class Api(Table):
    """Where requests go, and how long they may take."""

    backend: Literal["gemini", "vertex"] | None = None
    """The service that answers: "gemini" or "vertex"; unset: as the environment says."""

    base_url: str | None = None
    """The address of another server that speaks Gemini's protocol; unset: Google's own."""

    api_version: str | None = None
    """The API version in each address; unset: "v1beta", on Vertex AI "v1beta1"."""

    project: str | None = None
    """The Google Cloud project that Vertex AI bills; unset: as the environment says."""

    location: str | None = None
    """The Vertex AI location; unset: as the environment says, else "global"."""

    api_key_cmd: str | None = None
    """A command that prints the API key, such as a password manager's; a key never stands here."""

    connect_timeout: PositiveFloat = 10.0
    """Seconds to wait for a connection."""

    first_event_timeout: PositiveFloat = 180.0
    """Seconds of silence allowed before a streamed reply begins."""

    event_timeout: PositiveFloat = 60.0
    """Seconds of silence allowed between two pieces of a streamed reply."""

    unary_timeout: PositiveFloat = 300.0
    """Seconds to wait for an answer that is not streamed."""


class Tools(Table):
    """What the model may use."""

    enabled: tuple[ToolName, ...] = ()
    """Gemini's own tools that are on from the start: "search", "url", "code", "maps"."""


class Repl(Table):
    """How the prompt behaves."""

    editing_mode: Literal["emacs", "vi"] = "emacs"
    """The key bindings of the input line: "emacs" or "vi"."""

    notify: bool = False
    """Ring the terminal's bell when a long reply is complete."""

    history: bool = True
    """Keep what is typed at the prompt for Ctrl-R, in a file only you can read."""

    max_cost: PositiveFloat | None = None
    """US dollars a session may cost before each further message is asked for; unset: no limit."""

    keys: dict[str, str] = Field(default_factory=dict)
    """Keys for send, newline, editor, expand, search, suspend and leave, such as "c-x c-e"."""


class Display(Table):
    """How replies look."""

    theme: ThemeName = "auto"
    """The colours: "light", "dark", "terminal" (its own sixteen), or "auto", by its background."""

    color: Literal["auto", "always", "never"] = "auto"
    """When to use colour: "auto" (at a terminal), "always" or "never"."""

    thoughts: Literal["brief", "show", "hide"] = "brief"
    """The model's thoughts: "brief" (a few rows while it thinks), "show" (they stay) or "hide"."""

    plain: bool = False
    """No redrawing, spinner or box, and labelled turns: for screen readers and logs."""

    images: bool = True
    """Draw pictures where the terminal can."""

    hyperlinks: bool = True
    """Make addresses clickable where the terminal can."""

    synchronized: bool = True
    """Send each frame as one synchronized update; turn it off for a terminal that flashes."""


class Sessions(Table):
    """What is kept of a chat."""

    save: bool = True
    """Save every chat from its first message on."""

    retention_days: PositiveInt | None = None
    """Days after which a session is removed; unset: never."""


class Profile(Table):
    """A named set of settings, chosen with ``-p NAME``."""

    model: str | None = None
    """The model of this profile."""

    system: str | None = None
    """The system instruction of this profile."""

    generation: GenerationTable = Field(default_factory=dict)
    """Generation settings of this profile, as in [generation]."""

    tools: tuple[ToolName, ...] | None = None
    """Gemini's own tools that are on in this profile."""

    prompt: str | None = None
    """A template for the message; {input} stands for what was typed or piped."""


class Schema(Table):
    """The whole config file, and what the settings are once every layer had its say."""

    model: str = "gemini-flash-latest"
    """The model to chat with."""

    system: str | None = None
    """The system instruction that every chat starts with."""

    timeout: PositiveFloat | None = None
    """Seconds of silence allowed, before a reply begins and inside it; unset: as [api] says."""

    profile: str | None = None
    """The profile to use where none is named."""

    api: Api = Api()
    generation: GenerationTable = Field(default_factory=dict)
    tools: Tools = Tools()
    repl: Repl = Repl()
    display: Display = Display()
    sessions: Sessions = Sessions()
    models: dict[str, GenerationTable] = Field(default_factory=dict)
    profiles: dict[str, Profile] = Field(default_factory=dict)


SECTIONS: dict[str, type[Table]] = {
    "api": Api,
    "tools": Tools,
    "repl": Repl,
    "display": Display,
    "sessions": Sessions,
}
"""The tables with fixed keys; [generation], [models] and [profiles] are open ones."""


def sentences(table: type[BaseModel]) -> dict[str, str]:
    """The sentence that explains each setting of a table.

    Read from the source when somebody asks: ``use_attribute_docstrings`` would read it at each
    start, which takes longer than all the rest of this module.
    """
    source = ast.parse(inspect.getsource(table)).body[0]
    assert isinstance(source, ast.ClassDef)
    found = {}
    for field, docstring in pairwise(source.body):
        match field, docstring:
            case ast.AnnAssign(target=ast.Name(id=name)), ast.Expr(ast.Constant(str(sentence))):
                found[name] = sentence
            case _:
                continue
    return found
