"""``gemchat man``: the manual page, in the language of man(1)."""

from __future__ import annotations

from argparse import ArgumentParser, Namespace
from collections.abc import Iterator

from gemchat import __version__
from gemchat.app.arguments import EXIT_STATUSES
from gemchat.app.subcommands.json_fields import DOCUMENT, EVENTS
from gemchat.app.subcommands.places import Flag, Place
from gemchat.app.subcommands.table import Result, Subcommand, Surroundings
from gemchat.client.credentials import KEY_VARIABLES
from gemchat.commands import COMMANDS
from gemchat.settings.generation import fields

_ABOUT = """\
Without a prompt, and at a terminal, a chat begins.
With a prompt or piped text, one answer is printed on standard output and nothing else;
notes and errors go to standard error.
A first word that is a subcommand's name is that subcommand; anything else, and
all that follows --, is the prompt.
"""

_SETTINGS = """\
What -o sets; lists and objects are JSON: -o top_p=0.9 -o 'stop_sequences=["END"]'
"""

_JSON = """\
With --json, an answer is one object of these fields; where a question fails before anything of
its answer came, nothing is printed.
"""

_JSON_LINES = """\
With --jsonl, it is an object a line, each with version, event and the fields named here:
"""

_VARIABLES = {
    ", ".join(KEY_VARIABLES): "The API key; the first goes before the second.",
    "GEMCHAT_MODEL, GEMCHAT_TIMEOUT, GEMCHAT_<SECTION>_<KEY>": "Any setting of the config file.",
    "GEMCHAT_HOME": "A directory for all files of gemchat.",
    "GOOGLE_GENAI_USE_VERTEXAI, GOOGLE_CLOUD_PROJECT, GOOGLE_CLOUD_LOCATION": "Use Vertex AI.",
    "GOOGLE_GEMINI_BASE_URL, GOOGLE_VERTEX_BASE_URL": "Another server of the same kind.",
    "VISUAL, EDITOR": "The editor for longer texts.",
    "NO_COLOR, FORCE_COLOR": "Never, or always, use colour.",
}


def manual(top: Place) -> str:
    """Write the manual page.

    Args:
        top: the program, with all that is inside it.
    """
    return "\n".join((f'.TH GEMCHAT 1 "" "gemchat {__version__}"', *_sections(top), ""))


def _sections(top: Place) -> Iterator[str]:
    yield from (".SH NAME", r"gemchat \- chat with Google's Gemini in a terminal", ".SH SYNOPSIS")
    yield from (r".B gemchat", r"[\fIOPTIONS\fR] [\fIPROMPT\fR ...]", ".br")
    yield from (".B gemchat", rf"\fI{'|'.join(place.name for place in top.inner)}\fR ...")
    yield from (".SH DESCRIPTION", _roff(_ABOUT.rstrip()))
    yield ".SH OPTIONS"
    for flag in top.flags:
        yield from _item(_usage(flag), flag.summary)
    yield from (".SH GENERATION SETTINGS", _roff(_SETTINGS.rstrip()))
    for name, sentence in fields().items():
        yield from _item(name, sentence.replace("``", ""))
    yield ".SH SUBCOMMANDS"
    for place in top.inner:
        for one in place.all:
            yield from _item(
                " ".join((*one.path, *map(_usage, one.flags), *one.words)), one.summary
            )
    yield from (".SH COMMANDS IN THE CHAT", "A line that begins with one of these is no message.")
    for command in COMMANDS:
        yield from _item(command.usage, command.summary)
    yield from (".SH JSON", _roff(_JSON.rstrip()))
    for name, words in DOCUMENT.items():
        yield from _item(name, words)
    yield _roff(_JSON_LINES.rstrip())
    for name, words in EVENTS.items():
        yield from _item(name, words)
    yield ".SH EXIT STATUS"
    for status, words in EXIT_STATUSES.items():
        yield from _item(str(status), words)
    yield ".SH ENVIRONMENT"
    for names, words in _VARIABLES.items():
        yield from _item(names, words)
    yield from (".SH FILES", "Where they lie:")
    yield from (r".BR gemchat\ config\ path ,", r".BR gemchat\ sessions\ path .")
    yield _roff("The log of --debug is logs/debug.log in the state directory, such as")
    yield _roff("~/.local/state/gemchat, or in that of GEMCHAT_HOME.")


def _usage(flag: Flag) -> str:
    value = flag.value and (f" {flag.value}" if flag.needs_value else f" [{flag.value}]")
    return ", ".join(flag.names) + value


def _item(term: str, words: str) -> tuple[str, str, str]:
    return ".TP", rf"\fB{_roff(term)}\fR", _roff(words)


def _roff(text: str) -> str:
    """Text that means itself: no line of it is a request, and a minus can be copied."""
    escaped = text.replace("\\", r"\e").replace("-", r"\-")
    return "\n".join(
        rf"\&{line}" if line[:1] in (".", "'") else line for line in escaped.split("\n")
    )


def _man(around: Surroundings, _given: Namespace) -> Result:
    """Write the manual page; gemchat man | man -l - shows it."""
    page = manual(around.program)
    return Result(None, {"page": page}, page)


def _declare(parser: ArgumentParser) -> None:
    parser.set_defaults(action=_man)


MAN = Subcommand("man", "The manual page.", _declare)
"""The manual page."""
