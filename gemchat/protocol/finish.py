"""What the reasons mean with which the API ends or refuses a reply."""

from __future__ import annotations

from dataclasses import dataclass
from enum import Enum, auto


class Verdict(Enum):
    """What a finish reason makes of the reply."""

    WHOLE = auto()
    CUT = auto()
    ODD = auto()
    BLOCKED = auto()
    BROKEN = auto()


@dataclass(frozen=True, slots=True)
class Finish:
    """A finish reason in words: what happened, and what to do."""

    verdict: Verdict
    sentence: str = ""
    advice: str = ""


_BLOCKED = Verdict.BLOCKED
_REPHRASE = "Rephrase, or /undo."
_IMAGE = "Ask for another picture."

FINISHES: dict[str, Finish] = {
    "STOP": Finish(Verdict.WHOLE),
    "MAX_TOKENS": Finish(
        Verdict.CUT, "Cut at the token limit.", "Raise it: /set max_output_tokens N."
    ),
    "CONTINUATION": Finish(Verdict.CUT, "Cut at the limit of one request.", "Ask to go on."),
    "SAFETY": Finish(_BLOCKED, "Google cut the reply: safety filter.", _REPHRASE),
    "RECITATION": Finish(
        _BLOCKED, "Google cut the reply: too close to a source.", "/retry often helps."
    ),
    "LANGUAGE": Finish(_BLOCKED, "The model does not speak this language.", "Try another one."),
    "BLOCKLIST": Finish(_BLOCKED, "Google cut the reply: a term on a block list.", _REPHRASE),
    "PROHIBITED_CONTENT": Finish(_BLOCKED, "Google cut the reply: forbidden content.", _REPHRASE),
    "SPII": Finish(_BLOCKED, "Google cut the reply: personal data.", _REPHRASE),
    "IMAGE_SAFETY": Finish(_BLOCKED, "Google withheld the picture: safety filter.", _IMAGE),
    "IMAGE_PROHIBITED_CONTENT": Finish(
        _BLOCKED, "Google withheld the picture: forbidden content.", _IMAGE
    ),
    "IMAGE_RECITATION": Finish(
        _BLOCKED, "Google withheld the picture: too close to a source.", _IMAGE
    ),
    "ESCALATION": Finish(_BLOCKED, "Google withheld the reply: an escalation rule.", _REPHRASE),
    "PUP_LIMITED_DISABLED": Finish(
        _BLOCKED, "Google has limited this account for breaches of its policies."
    ),
    "MODEL_ARMOR": Finish(_BLOCKED, "Model Armor blocked the reply.", _REPHRASE),
    "OTHER": Finish(Verdict.ODD, "Google ended the reply without a reason.", "/retry"),
    "NO_IMAGE": Finish(Verdict.ODD, "No picture was made.", "Ask for one in plain words."),
    "IMAGE_OTHER": Finish(Verdict.ODD, "The picture failed.", "/retry"),
    "MALFORMED_FUNCTION_CALL": Finish(
        Verdict.BROKEN, "The model made a broken tool call.", "/retry"
    ),
    "UNEXPECTED_TOOL_CALL": Finish(
        Verdict.BROKEN, "The model called a tool it does not have.", "/retry"
    ),
    "TOO_MANY_TOOL_CALLS": Finish(Verdict.BROKEN, "The model called too many tools.", "/retry"),
    "MISSING_THOUGHT_SIGNATURE": Finish(
        Verdict.BROKEN, "The request lacked a thought signature.", "/new, or /undo."
    ),
    "MALFORMED_RESPONSE": Finish(Verdict.BROKEN, "The model's reply was malformed.", "/retry"),
}

_BLOCKS = {
    "SAFETY": "safety filter",
    "BLOCKLIST": "a term on a block list",
    "PROHIBITED_CONTENT": "forbidden content",
    "IMAGE_SAFETY": "safety filter for pictures",
    "MODEL_ARMOR": "Model Armor",
    "JAILBREAK": "it reads like a jailbreak",
    "OTHER": "no reason is given",
    "BLOCKED_REASON_UNSPECIFIED": "no reason is given",
}


def finish_of(reason: str) -> Finish:
    """Look a finish reason up; one nobody knows yet keeps what came and says its name."""
    odd = Finish(Verdict.ODD, f"The reply ended with the reason {reason}.", "/retry")
    return FINISHES.get(reason, odd)


def block_sentence(reason: str) -> str:
    """Say why a question was not answered at all."""
    return f"Google blocked the question: {_BLOCKS.get(reason, reason)}."
