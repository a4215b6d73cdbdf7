"""The programs for the clipboard, none of which is run here."""

from __future__ import annotations

import base64
import os
import sys
from collections.abc import Mapping, Sequence

import pytest

from gemchat.commands.clipboard import Clipboard, run_program
from gemchat.demo.picture import sunset
from gemchat.errors import UsageError

PICTURE = base64.b64decode(sunset())
X11, WAYLAND = {"DISPLAY": ":0"}, {"WAYLAND_DISPLAY": "wayland-0"}


class Desk:
    """A machine with some programs.

    Args:
        programs: what each prints.
    """

    def __init__(self, **programs: bytes) -> None:
        self.programs = {name.replace("_", "-"): data for name, data in programs.items()}
        self.taken: dict[str, bytes | None] = {}

    def run(
        self, command: Sequence[str], data: bytes | None, environment: Mapping[str, str]
    ) -> bytes | None:
        name = command[0].removesuffix(".exe")
        if name in self.programs:
            self.taken[name] = data
        return self.programs.get(name)

    def clipboard(self, platform: str, environment: Mapping[str, str]) -> Clipboard:
        return Clipboard(environment, platform, self.run)


@pytest.mark.parametrize(
    ("platform", "environment", "desk"),
    [
        ("linux", WAYLAND, Desk(wl_paste=PICTURE)),
        ("linux", X11, Desk(xclip=PICTURE)),
        ("linux", WAYLAND | X11, Desk(xclip=PICTURE)),
        ("darwin", {}, Desk(pngpaste=PICTURE)),
        ("darwin", {}, Desk(osascript=b"\xc2\xabdata PNGf" + PICTURE.hex().upper().encode())),
        ("win32", {}, Desk(powershell=base64.b64encode(PICTURE) + b"\r\n")),
        ("linux", {}, Desk(powershell=base64.b64encode(PICTURE))),
    ],
)
def test_a_picture(platform: str, environment: Mapping[str, str], desk: Desk) -> None:
    part = desk.clipboard(platform, environment).picture()
    assert part.inline_data is not None
    assert (part.inline_data.data, part.inline_data.mime_type) == (PICTURE, "image/png")


@pytest.mark.parametrize("data", [b"", b"some text", b"\x00\xff", b"%PDF-1.7"])
def test_no_picture(data: bytes) -> None:
    with pytest.raises(UsageError, match="There is no picture in the clipboard"):
        Desk(xclip=data).clipboard("linux", X11).picture()


@pytest.mark.parametrize(
    ("platform", "hint"), [("linux", "wl-clipboard or xclip"), ("darwin", "/attach takes a file.")]
)
def test_no_program(platform: str, hint: str) -> None:
    with pytest.raises(UsageError, match="No program here") as caught:
        Desk().clipboard(platform, X11).picture()
    assert hint in caught.value.hint


@pytest.mark.parametrize(
    ("environment", "desk", "taken"),
    [
        (WAYLAND, Desk(wl_copy=b""), {"wl-copy": "é".encode()}),
        (X11, Desk(xclip=b"", pbcopy=b""), {"xclip": "é".encode()}),
        ({}, Desk(pbcopy=b""), {"pbcopy": "é".encode()}),
        ({}, Desk(clip=b""), {"clip": "é".encode("utf-16")}),
        ({"SSH_CONNECTION": "1"}, Desk(pbcopy=b""), {}),
        ({}, Desk(xclip=b""), {}),
    ],
)
def test_taking_a_text(environment: Mapping[str, str], desk: Desk, taken: dict[str, bytes]) -> None:
    assert desk.clipboard("linux", environment).take("é") is bool(taken)
    assert desk.taken == taken


def test_programs_are_run_without_the_key() -> None:
    environment = {**os.environ, "GEMINI_API_KEY": "sesame"}
    print_all = [sys.executable, "-c", "import os; print(dict(os.environ))"]
    seen = run_program(print_all, None, environment)
    assert seen is not None
    assert b"PATH" in seen
    assert b"sesame" not in seen


@pytest.mark.parametrize("command", [["no-such-program"], [sys.executable, "-c", "exit(1)"]])
def test_programs_that_do_not_work(command: Sequence[str]) -> None:
    assert run_program(command, b"x", os.environ) is None


def test_one_that_takes_text_says_nothing() -> None:
    assert run_program([sys.executable, "-c", "print(input())"], b"x\n", os.environ) == b""
