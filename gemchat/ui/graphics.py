"""Pictures as terminals take them; the only escape sequences that carry data, and all of it ours.

Both protocols put base64 between a fixed beginning and a fixed end, so nothing in a picture can
leave them. Kitty's: https://sw.kovidgoyal.net/kitty/graphics-protocol/, iTerm2's:
https://iterm2.com/documentation-images.html. Neither gets through tmux or screen.
"""

from __future__ import annotations

from base64 import b64encode
from collections.abc import Mapping
from dataclasses import dataclass
from typing import Literal, TypeAlias, assert_never

GraphicsProtocol: TypeAlias = Literal["kitty", "iterm2"]

_CHUNK = 4096
_KITTYS = {"ghostty", "kitty"}
_ITERMS = {"iTerm.app", "WezTerm", "mintty", "vscode"}


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture in PNG, and how many cells it takes."""

    protocol: GraphicsProtocol
    png: bytes
    columns: int
    lines: int

    @property
    def sequence(self) -> str:
        """What draws it from the cursor on, and leaves the cursor on its last line.

        Room is made first: a picture that scrolls the screen takes the cursor along, and
        terminals disagree on where to.
        """
        room = "\n" * self.lines + f"\x1b[{self.lines}A"
        below = f"\x1b[{self.lines - 1}B" if self.lines > 1 else ""
        return f"{room}\x1b7{self._drawing()}\x1b8{below}"

    def _drawing(self) -> str:
        data = b64encode(self.png).decode()
        match self.protocol:
            case "kitty":
                return self._kitty(data)
            case "iterm2":
                size = f"width={self.columns};height={self.lines};size={len(self.png)}"
                return f"\x1b]1337;File=inline=1;{size}:{data}\x07"
            case _:
                assert_never(self.protocol)

    def _kitty(self, data: str) -> str:
        """Give the data in pieces; ``q=2`` forbids answers, which would look like typing."""
        pieces = [data[at : at + _CHUNK] for at in range(0, len(data), _CHUNK)]
        heads = [f"a=T,f=100,q=2,C=1,c={self.columns},r={self.lines},"] + [""] * (len(pieces) - 1)
        more = [1] * (len(pieces) - 1) + [0]
        return "".join(
            f"\x1b_G{head}m={goes_on};{piece}\x1b\\"
            for head, goes_on, piece in zip(heads, more, pieces, strict=True)
        )


def protocol_of(environment: Mapping[str, str]) -> GraphicsProtocol | None:
    """Tell how a terminal takes pictures; None if it does not, as far as one can know."""
    term, program = environment.get("TERM", ""), environment.get("TERM_PROGRAM", "")
    if "TMUX" in environment or term.startswith(("screen", "tmux")):
        return None
    if term.removeprefix("xterm-") in _KITTYS or program in _KITTYS:
        return "kitty"
    if program in _ITERMS or environment.get("LC_TERMINAL") == "iTerm2":
        return "iterm2"
    return None
