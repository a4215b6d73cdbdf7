"""The clipboard of the desktop, by way of the programs that each system has for it."""

from __future__ import annotations

import base64
import binascii
import re
import shutil
import subprocess
import sys
from collections.abc import Callable, Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import TypeAlias

from gemchat.client.credentials import without_keys
from gemchat.client.media_types import signed_type
from gemchat.errors import UsageError
from gemchat.types import Part

Run: TypeAlias = Callable[[Sequence[str], bytes | None, Mapping[str, str]], bytes | None]
"""Runs a program under an environment, with text to take or for what it prints; None if it is not
there or fails."""

_SECONDS = 5.0
_POWERSHELL = (
    "Add-Type -AssemblyName System.Windows.Forms,System.Drawing;"
    "$p=[Windows.Forms.Clipboard]::GetImage();if($p){$m=New-Object IO.MemoryStream;"
    "$p.Save($m,[Drawing.Imaging.ImageFormat]::Png);[Convert]::ToBase64String($m.ToArray())}"
)
_APPLESCRIPT = "get the clipboard as «class PNGf»"
_APPLE_DATA = re.compile(rb"data PNGf([0-9A-F]+)")


def run_program(
    command: Sequence[str], data: bytes | None, environment: Mapping[str, str]
) -> bytes | None:
    """Run a program of this machine, with `data` on its standard input if there is any."""
    program = shutil.which(command[0], path=environment.get("PATH"))
    if program is None:
        return None
    # one that takes text goes on in the background and would keep a pipe open
    out = subprocess.PIPE if data is None else subprocess.DEVNULL
    try:
        done = subprocess.run(
            [program, *command[1:]],
            input=data or b"",
            stdout=out,
            stderr=subprocess.DEVNULL,
            env=without_keys(environment),
            timeout=_SECONDS,
            check=True,
        )
    except (OSError, subprocess.SubprocessError):
        return None
    return done.stdout or b""


@dataclass(frozen=True, slots=True)
class Clipboard:
    """What was copied, and where to copy to.

    Attributes:
        environment: the variables that say which desktop there is.
        platform: the system, as ``sys.platform`` names it.
        run: runs a program.
    """

    environment: Mapping[str, str]
    platform: str = sys.platform
    run: Run = run_program

    def take(self, text: str) -> bool:
        """Copy a text; tell whether a program did it."""
        return any(
            self.run(command, text.encode(coding), self.environment) is not None
            for command, coding in self._takers()
        )

    def picture(self) -> Part:
        """Give the picture that was copied.

        Raises:
            UsageError: there is none, or no program that could tell.
        """
        found = [
            data
            for command in self._givers()
            if (data := self.run(command, None, self.environment)) is not None
        ]
        for data in map(_decoded, found):
            if (kind := signed_type(data)).startswith("image/"):
                return Part.from_bytes(data=data, mime_type=kind)
        if found:
            raise UsageError("There is no picture in the clipboard.", hint="/attach takes a file.")
        raise UsageError("No program here gives a picture from the clipboard.", hint=self._advice())

    def _takers(self) -> Iterator[tuple[Sequence[str], str]]:
        if self.environment.get("WAYLAND_DISPLAY"):
            yield ("wl-copy",), "utf-8"
        if self.environment.get("DISPLAY"):
            yield ("xclip", "-selection", "clipboard", "-in"), "utf-8"
            yield ("xsel", "--clipboard", "--input"), "utf-8"
        if not self.environment.get("SSH_CONNECTION"):
            yield ("pbcopy",), "utf-8"
            yield ("clip.exe",), "utf-16"

    def _givers(self) -> Iterator[Sequence[str]]:
        if self.environment.get("WAYLAND_DISPLAY"):
            yield "wl-paste", "--type", "image/png"
        if self.environment.get("DISPLAY"):
            yield "xclip", "-selection", "clipboard", "-target", "image/png", "-out"
        if self.platform == "darwin":
            yield "pngpaste", "-"
            yield "osascript", "-e", _APPLESCRIPT
        yield "powershell.exe", "-NoProfile", "-STA", "-Command", _POWERSHELL

    def _advice(self) -> str:
        if self.platform != "linux":
            return "/attach takes a file."
        return "wl-clipboard or xclip does, where there is a desktop. /attach takes a file."


def _decoded(data: bytes) -> bytes:
    """The bytes of a picture: as they are, as AppleScript writes them, or in base64."""
    if signed_type(data):
        return data
    if apple := _APPLE_DATA.search(data):
        return binascii.unhexlify(apple[1])
    try:
        return base64.b64decode(data.strip(), validate=True)
    except ValueError:
        return b""
