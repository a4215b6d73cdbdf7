"""What ``--json`` and ``--jsonl`` print, in words."""

from __future__ import annotations

from collections.abc import Mapping

DOCUMENT: Mapping[str, str] = {
    "version": "1; it changes when a name changes its meaning or goes, not when one is added.",
    "model": "The model that was asked.",
    "outcome": "How it ended: complete, interrupted or blocked.",
    "reason": "Why it is not complete: user, network, exit, or what the API says; else empty.",
    "finish": "The finish reason of the API, such as STOP or MAX_TOKENS, or null.",
    "text": "The answer as one text, without thoughts.",
    "contents": "The answer as it was received, one content of the API a request.",
    "meta": "What came with it: usage, grounding, citations, safety, model_version and the like.",
    "attempts": "How many requests it took.",
    "seconds": "How long it took.",
}
"""The fields of the object that ``--json`` prints, and of the last event of ``--jsonl``."""

EVENTS: Mapping[str, str] = {
    "started": "The question was sent: model.",
    "retrying": "It is sent again: attempt, delay in seconds, error.",
    "part_started": "A part of the answer begins: index, part.",
    "part_grew": "More text of it: index, text.",
    "part_finished": "It is whole: index, part.",
    "tool_called": "The model calls a function: call.",
    "tool_returned": "What the function returned: part.",
    "ended": "The last one, with all that --json prints.",
}
"""The events of ``--jsonl``, each with the fields it has beside version and event."""
