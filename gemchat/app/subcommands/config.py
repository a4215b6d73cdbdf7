"""``gemchat config``: path, show, edit, init."""

from __future__ import annotations

import asyncio
from argparse import ArgumentParser, Namespace
from importlib.resources import files
from pathlib import Path

from gemchat.app.compose import config_file, settings_of
from gemchat.app.private_file import save_private
from gemchat.app.subcommands.table import Result, Subcommand, Surroundings, action
from gemchat.commands.outcome import LEFT, Say, Show
from gemchat.commands.profiles import SETTING_HEADINGS, setting_rows
from gemchat.settings import Settings
from gemchat.ui.editor import open_editor


def _path(around: Surroundings, _given: Namespace) -> Result:
    """Tell where the config file lies, whether it is there or not."""
    file = _file(around)
    return Result(Say(str(file)), {"path": str(file), "exists": file.exists()})


def _show(around: Surroundings, _given: Namespace) -> Result:
    """Show every setting with its value, and where that came from."""
    settings = _settings(around)
    document = [
        {"setting": name, "value": value, "origin": origin}
        for name, value, origin in settings.listing()
    ]
    return Result(Show(SETTING_HEADINGS, setting_rows(settings)), document)


def _edit(around: Surroundings, _given: Namespace) -> Result:
    """Open the config file in $VISUAL or $EDITOR, and check what comes of it."""
    file = _file(around)
    if not file.exists():
        _write_example(file)
    asyncio.run(open_editor(file, around.environment))
    _settings(around)
    return Result(Say(f"{file} can be read as it is."), {"path": str(file)})


def _init(around: Surroundings, given: Namespace) -> Result:
    """Write a config file that names every setting and changes none."""
    file = _file(around)
    question = f"{file} exists. Replace it?"
    if file.exists() and not (given.yes or around.confirm(question)):
        return Result(LEFT, {"path": str(file), "written": False})
    _write_example(file)
    return Result(Say(f"Wrote {file}."), {"path": str(file), "written": True})


def _file(around: Surroundings) -> Path:
    return config_file(around.options, around.paths)


def _settings(around: Surroundings) -> Settings:
    return settings_of(around.options, around.environment, around.paths)


def _write_example(file: Path) -> None:
    save_private(file, files("gemchat.settings").joinpath("config.example.toml").read_bytes())


def _declare(parser: ArgumentParser) -> None:
    actions = parser.add_subparsers(metavar="ACTION", required=True)
    action(actions, "path", _path)
    action(actions, "show", _show)
    action(actions, "edit", _edit)
    init = action(actions, "init", _init)
    init.add_argument("--yes", action="store_true", help="replace the file that is there")


CONFIG = Subcommand("config", "The settings, and the file they are in.", _declare)
"""Everything about the config file."""
