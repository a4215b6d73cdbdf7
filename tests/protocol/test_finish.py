from __future__ import annotations

import pytest

from gemchat.protocol.finish import FINISHES, Verdict, block_sentence, finish_of
from gemchat.types import BlockedReason, FinishReason

BLOCKED = (
    "SAFETY RECITATION LANGUAGE BLOCKLIST PROHIBITED_CONTENT SPII IMAGE_SAFETY"
    " IMAGE_PROHIBITED_CONTENT IMAGE_RECITATION MODEL_ARMOR ESCALATION PUP_LIMITED_DISABLED"
)
BROKEN = (
    "MALFORMED_FUNCTION_CALL UNEXPECTED_TOOL_CALL TOO_MANY_TOOL_CALLS MISSING_THOUGHT_SIGNATURE"
    " MALFORMED_RESPONSE"
)
ODD = "NO_IMAGE IMAGE_OTHER OTHER FROM_THE_FUTURE"
CASES = [
    (reason, verdict)
    for reasons, verdict in (
        ("STOP", Verdict.WHOLE),
        ("MAX_TOKENS CONTINUATION", Verdict.CUT),
        (BLOCKED, Verdict.BLOCKED),
        (BROKEN, Verdict.BROKEN),
        (ODD, Verdict.ODD),
    )
    for reason in reasons.split()
]


@pytest.mark.parametrize(("reason", "verdict"), CASES)
def test_verdicts(reason: str, verdict: Verdict) -> None:
    finish = finish_of(reason)
    assert finish.verdict is verdict
    assert bool(finish.sentence) is (reason != "STOP")


def test_every_reason_of_the_table_is_tested() -> None:
    assert set(FINISHES) <= {reason for reason, _ in CASES}


def test_every_documented_reason_has_a_sentence_of_its_own() -> None:
    documented = {reason.value for reason in FinishReason} - {"FINISH_REASON_UNSPECIFIED"}
    assert documented <= set(FINISHES)
    blocks = {reason.value for reason in BlockedReason}
    assert not [reason for reason in blocks if reason in block_sentence(reason)]


def test_an_unknown_reason_says_its_name() -> None:
    assert "FROM_THE_FUTURE" in finish_of("FROM_THE_FUTURE").sentence
    assert block_sentence("FROM_THE_FUTURE") == "Google blocked the question: FROM_THE_FUTURE."
    assert block_sentence("SAFETY") == "Google blocked the question: safety filter."
