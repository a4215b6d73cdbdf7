"""The faults of the demo: what can go wrong on the wire, each asked for as `demo:NAME`."""

from __future__ import annotations

from gemchat.demo.faults import errors, framing, replies
from gemchat.demo.faults.table import FAULTS
from gemchat.demo.prompt import Prompt
from gemchat.demo.wire import Reply, said

__all__ = ["FAULTS", "errors", "framing", "list_faults", "replies"]


def list_faults(_prompt: Prompt) -> Reply:
    """Name the faults, for whoever asked for one that does not exist."""
    names = " ".join(f"`demo:{name}`" for name in FAULTS)
    return said(f"These are the faults: {names}\n")
