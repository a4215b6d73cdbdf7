"""What was asked for on the command line."""

from __future__ import annotations

from collections.abc import Sequence
from dataclasses import dataclass, field

_STDIN = {"/dev/stdin", "/dev/fd/0"}


@dataclass(slots=True)
class Options:
    """The command line, as argparse fills it in; `None` and empty mean that nothing was said.

    Attributes:
        words: those that are no options.
        resume: which session to go on with; empty asks for a list, `None` for none.
        debug: where to write a log; empty for the usual place, `None` for none.
    """

    words: Sequence[str] = ()
    model: str | None = None
    system: str | None = None
    temperature: str | None = None
    option: list[str] = field(default_factory=list)
    attach: list[str] = field(default_factory=list)
    tool: list[str] = field(default_factory=list)
    profile: str | None = None
    continue_newest: bool = False
    resume: str | None = None
    interactive: bool = False
    save: bool | None = None
    stream: bool = True
    thoughts: bool = False
    usage: bool = False
    plain: bool = False
    raw: bool = False
    json: bool = False
    jsonl: bool = False
    extract: bool = False
    schema: str | None = None
    color: str | None = None
    demo: bool = False
    vertex: bool = False
    project: str | None = None
    location: str | None = None
    base_url: str | None = None
    insecure_base_url: bool = False
    api_key_file: str | None = None
    config: str | None = None
    timeout: float | None = None
    debug: str | None = None
    yes: bool = False
    stdin: bool = True

    @property
    def for_program(self) -> bool:
        """Whether the answer is for a program, which a chat would not suit."""
        return self.json or self.jsonl or self.extract or self.schema is not None

    @property
    def takes_stdin(self) -> bool:
        """Whether an option reads standard input, which then is no part of the message."""
        files = {self.config, self.schema, self.api_key_file, (self.system or "").removeprefix("@")}
        return self.api_key_file == "-" or not _STDIN.isdisjoint(files)

    @property
    def prompt(self) -> str:
        """The words as one text."""
        return " ".join(self.words)
