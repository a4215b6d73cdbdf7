"""The command line, called from within."""

from __future__ import annotations

import json
from typing import Any

import pytest

from gemchat import cli


class Calls:
    """Calls a subcommand and gives what it wrote.

    Args:
        name: of the subcommand.
    """

    def __init__(self, name: str, capsys: pytest.CaptureFixture[str]) -> None:
        self._name = name
        self._capsys = capsys

    def text(self, *words: str, status: int = 0, before: tuple[str, ...] = ()) -> str:
        """Give what it wrote; where it complained, the complaint.

        Args:
            before: options in front of the subcommand.
        """
        assert cli.main([*before, self._name, *words]) == status
        out, err = self._capsys.readouterr()
        return err or out

    def json(self, *words: str) -> Any:
        """Give what it wrote as JSON."""
        return json.loads(self.text(*words, "--json"))
