"""The log that ``--debug`` writes: what went where and how long it took, never what was said."""

from __future__ import annotations

import logging
import os
import platform
from collections.abc import Iterator
from contextlib import contextmanager, suppress
from pathlib import Path
from typing import TextIO

from gemchat import __version__
from gemchat.app.options import Options
from gemchat.client.local_files import typed_path
from gemchat.errors import ApiError, GemchatError, UsageError
from gemchat.protocol.secret import masked
from gemchat.settings import Paths
from gemchat.settings.paths import make_private

_FORMAT = "%(asctime)s %(name)s %(levelname)s %(message)s"
_OTHERS = ("httpx", "httpcore", "asyncio")


class _Log(logging.StreamHandler[TextIO]):
    """Writes whatever is told to the log, but for keys."""

    def __init__(self, stream: TextIO) -> None:
        super().__init__(stream)
        self.setFormatter(logging.Formatter(_FORMAT))
        self.keys: list[str] = []

    def format(self, record: logging.LogRecord) -> str:
        line = super().format(record)
        for key in self.keys:
            line = masked(line, key)
        return line


def keep_off_terminal() -> None:
    """Keep what libraries log, and warnings, out of what is drawn: they belong into the log.

    Without a log they go nowhere; Python alone would write them to stderr, and there, too, that
    a log takes no more.
    """
    logging.raiseExceptions = False
    logging.getLogger().addHandler(logging.NullHandler())
    logging.captureWarnings(True)


def keep_out(key: str) -> None:
    """Never write a key to the log, if there is one."""
    for handler in logging.getLogger().handlers:
        if isinstance(handler, _Log):
            handler.keys.append(key)


@contextmanager
def logged(options: Options, paths: Paths) -> Iterator[None]:
    """Write a log if one was asked for, with the details of what nobody foresaw.

    Only its owner can read it, and what is there stays.

    Raises:
        UsageError: it cannot be written.
    """
    if options.debug is None:
        yield
        return
    root = logging.getLogger()
    stream = _opened(typed_path(options.debug or paths.logs / "debug.log"))
    log = _Log(stream)
    root.addHandler(log)
    logging.getLogger("gemchat").setLevel(logging.DEBUG)
    for name in _OTHERS:
        logging.getLogger(name).setLevel(logging.WARNING)
    try:
        yield
    except GemchatError as error:  # told where it belongs; its words may be those of the chat
        code = error.code if isinstance(error, ApiError) else ""
        logging.getLogger(__name__).error("the run failed: %s %s", type(error).__name__, code)
        raise
    except Exception:
        logging.getLogger(__name__).exception("the run failed")
        raise
    finally:
        root.removeHandler(log)
        with suppress(OSError):
            stream.close()


def _opened(file: Path) -> TextIO:
    began = f"gemchat {__version__}, Python {platform.python_version()}, {platform.system()}\n"
    try:
        if not file.parent.is_dir():
            make_private(file.parent)
        descriptor = os.open(file, os.O_WRONLY | os.O_CREAT | os.O_APPEND, 0o600)
        os.write(descriptor, began.encode())
    except OSError as error:
        raise UsageError(f"{file} cannot be written: {error.strerror}.") from error
    return os.fdopen(descriptor, "a", encoding="utf-8")
