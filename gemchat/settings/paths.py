"""Where gemchat keeps its files, and how a directory is made that only its owner can enter."""

from __future__ import annotations

import os
import stat
from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from platformdirs import PlatformDirs

from gemchat.client.local_files import typed_path


@dataclass(frozen=True, slots=True)
class Paths:
    """The four directories gemchat uses and the names inside them; nothing is created or read."""

    config: Path
    data: Path
    state: Path
    cache: Path

    @classmethod
    def find(cls, environ: Mapping[str, str]) -> Paths:
        """The platform's own places, or all of them in ``GEMCHAT_HOME`` where that is set.

        Raises:
            UsageError: that is in no home there is.
        """
        if home := environ.get("GEMCHAT_HOME"):
            root = typed_path(home).absolute()
            return cls(config=root, data=root, state=root, cache=root)
        places = PlatformDirs("gemchat", appauthor=False)
        return cls(
            config=places.user_config_path,
            data=places.user_data_path,
            state=places.user_state_path,
            cache=places.user_cache_path,
        )

    @property
    def config_file(self) -> Path:
        """The settings a person writes."""
        return self.config / "config.toml"

    @property
    def key_file(self) -> Path:
        """The API key where there is no keyring; away from the config file, which people share."""
        return self.data / "api_key"

    @property
    def sessions(self) -> Path:
        """The chats, one file a session."""
        return self.data / "sessions"

    @property
    def demo_sessions(self) -> Path:
        """The chats with the demo backend, which are never continued on the real API."""
        return self.data / "demo-sessions"

    @property
    def media(self) -> Path:
        """Pictures and other media of replies, so that they can be opened."""
        return self.data / "media"

    @property
    def input_history(self) -> Path:
        """What was typed at the prompt."""
        return self.state / "input_history"

    @property
    def logs(self) -> Path:
        """The directory of the debug logs."""
        return self.state / "logs"

    @property
    def models_file(self) -> Path:
        """The models the API listed last."""
        return self.cache / "models.json"


def make_private(directory: Path) -> bool:
    """Make a directory that only its owner can enter, whatever the umask.

    Levels that are missing are made with mode 0700 one by one, because ``mkdir -p`` gives the
    levels above the last one the default mode. Levels above it that exist are left alone.

    Returns:
        Whether the directory existed and others could enter it until now.

    Raises:
        OSError: it cannot be made, or is no directory.
    """
    if directory.is_dir():
        return _tighten(directory)
    if not directory.parent.is_dir():
        make_private(directory.parent)
    directory.mkdir(mode=stat.S_IRWXU, exist_ok=True)
    directory.chmod(stat.S_IRWXU)
    return False


def _tighten(directory: Path) -> bool:
    """Shut a directory of ours for everybody else; tell whether it was open."""
    status = directory.stat()
    if os.name != "posix" or status.st_uid != os.getuid():
        return False
    if not stat.S_IMODE(status.st_mode) & (stat.S_IRWXG | stat.S_IRWXO):
        return False
    directory.chmod(stat.S_IRWXU)
    return True
