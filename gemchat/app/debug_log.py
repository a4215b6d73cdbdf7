"""The log that ``--debug`` writes: what went where and how long it took, never what was said."""

from __future__ import annotations

import logging
import os
from pathlib import Path

from gemchat.errors import UsageError
from gemchat.settings.paths import make_private

_FORMAT = "%(asctime)s %(name)s %(levelname)s %(message)s"
_OTHERS = ("httpx", "httpcore", "asyncio")


class _WithoutKey(logging.Formatter):
    """Puts a word in place of the key, wherever it should turn up."""

    def __init__(self, key: str) -> None:
        super().__init__(_FORMAT)
        self._key = key

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        return line.replace(self._key, "[key]") if self._key else line


def keep_off_terminal() -> None:
    """Keep what libraries log, and warnings, out of what is drawn: they belong into the log.

    Without a log they go nowhere; Python alone would write them to stderr.
    """
    logging.getLogger().addHandler(logging.NullHandler())
    logging.captureWarnings(True)


def start_log(file: Path, key: str) -> None:
    """Log to a file that only its owner can read.

    Args:
        file: where to write; what is there stays.
        key: what must never be written; empty if there is none.

    Raises:
        UsageError: it cannot be written.
    """
    try:
        if not file.parent.is_dir():
            make_private(file.parent)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}.") from error
    handler = logging.StreamHandler(os.fdopen(descriptor, "a", encoding="utf-8"))
    handler.setFormatter(_WithoutKey(key))
    logging.getLogger().addHandler(handler)
    logging.getLogger("gemchat").setLevel(logging.DEBUG)
    for name in _OTHERS:
        logging.getLogger(name).setLevel(logging.WARNING)
