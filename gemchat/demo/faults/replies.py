"""Faults inside well-formed replies: odd ends, odd chunks, broken calls, hostile text."""

from __future__ import annotations

from functools import partial

from gemchat.demo.faults.table import HEALTHY, TEXT, always, fault, once, payloads
from gemchat.demo.http import Answer, Json
from gemchat.demo.prompt import Prompt, member
from gemchat.demo.scenes import call
from gemchat.demo.wire import Outcome, Reply, event_stream, said, signature, stream

STOPPED_BECAUSE = (
    "SAFETY", "RECITATION", "LANGUAGE", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "SPII",
    "MODEL_ARMOR", "IMAGE_SAFETY", "IMAGE_PROHIBITED_CONTENT", "IMAGE_RECITATION", "IMAGE_OTHER",
    "NO_IMAGE", "TOO_MANY_TOOL_CALLS", "MALFORMED_RESPONSE", "A_REASON_FROM_THE_FUTURE",
)  # fmt: skip
BLOCKED_BECAUSE = (
    "SAFETY", "OTHER", "BLOCKLIST", "PROHIBITED_CONTENT", "IMAGE_SAFETY", "JAILBREAK",
)  # fmt: skip

MALFORMED = Reply(finish="MALFORMED_FUNCTION_CALL")
UNEXPECTED = Reply(
    ({"functionCall": {"name": "list_files", "args": {}}, "thoughtSignature": signature("list")},),
    finish="UNEXPECTED_TOOL_CALL",
    about={
        "finishMessage": "Unexpected tool call: Model tried to call an undeclared function:"
        " list_files"
    },
)
HOSTILE = (
    "\x1b]0;your terminal is mine\x07\x1b[2J\x1b[31mred\x1b[0m \x9b31mC1\x9c"
    " \x1b]8;;http://evil.example\x1b\\click\x1b]8;;\x1b\\ \x1b]52;c;cm0gLXJm\x07"
    " bidi \u202egnp.exe\u202c, zero\u200bwidth, bell\a, back\b\b\bspace, \rreturn"
)


def name_of(reason: str) -> str:
    """Turn a reason of the wire into the name of its fault."""
    return reason.lower().replace("_", "-")


for reason in STOPPED_BECAUSE:
    always(name_of(reason), Reply(({"text": TEXT},), finish=reason))
    always(f"{name_of(reason)}-at-once", Reply(finish=reason))
for reason in BLOCKED_BECAUSE:
    always(f"blocked-{name_of(reason)}", Reply(blocked=reason))

always("max-tokens", Reply(({"text": TEXT},), finish="MAX_TOKENS"))
always("max-tokens-empty", Reply(finish="MAX_TOKENS"))
always("malformed-call", MALFORMED)
once("malformed-call-once", MALFORMED)
always("unexpected-call", UNEXPECTED)
always("empty-answer", said(""))
once("empty-answer-once", said(""))
always("thoughts-only", Reply(({"text": "**Hm**\n\nNothing to say.\n", "thought": True},)))
always("escapes", said(f"Before. {HOSTILE} After.\n\n```sh\n{HOSTILE}\n```\n"))
fault("endless-calls")(call)


def _last_content(prompt: Prompt, content: Json | None) -> Answer:
    *others, last = payloads(prompt)
    candidate = last["candidates"][0]
    del candidate["content"]
    candidate |= {} if content is None else {"content": content}
    return stream(prompt, [*others, last])


fault("no-parts")(partial(_last_content, content={"role": "model"}))
fault("no-content")(partial(_last_content, content=None))
fault("null-parts")(partial(_last_content, content={"role": "model", "parts": None}))


@fault("usage-only")
def usage_only(prompt: Prompt) -> Answer:
    """End with a chunk that has usage and no candidates."""
    usage = {"usageMetadata": payloads(prompt)[-1]["usageMetadata"]}
    return stream(prompt, [*payloads(prompt), usage])


@fault("no-usage")
def no_usage(prompt: Prompt) -> Answer:
    """Never tell the usage."""
    kept = [
        {name: value for name, value in one.items() if name != "usageMetadata"}
        for one in payloads(prompt)
    ]
    return stream(prompt, kept)


@fault("usage-falls")
def usage_falls(prompt: Prompt) -> Answer:
    """Let counts go down in the middle and jump at the end, as tools make them do."""
    spoiled = payloads(prompt)
    for one, count in zip(spoiled[:-1], (241, 91, 611, 400), strict=False):
        one["usageMetadata"] |= {"promptTokenCount": count, "totalTokenCount": count}
    return stream(prompt, spoiled)


@fault("early-stop")
def early_stop(prompt: Prompt) -> Answer:
    """Say STOP in the middle and go on, as code execution of 2.5 models does."""
    spoiled = payloads(prompt)
    spoiled[0]["candidates"][0]["finishReason"] = "STOP"
    return stream(prompt, spoiled)


@fault("two-candidates")
def two_candidates(prompt: Prompt) -> Answer:
    """Send a second candidate that nobody asked for."""
    spoiled = payloads(prompt)
    other = {"content": {"parts": [{"text": "Not this."}], "role": "model"}, "index": 1}
    for one in spoiled:
        one["candidates"].append(other)
    return stream(prompt, spoiled)


@fault("no-candidates")
def no_candidates(prompt: Prompt) -> Answer:
    """Send usage and nothing else."""
    return stream(prompt, [{"usageMetadata": {"promptTokenCount": prompt.tokens}}])


@fault("empty-stream")
def empty_stream(_prompt: Prompt) -> Answer:
    """Begin a stream of events and end it without any."""
    return event_stream(())


@fault("unknown-fields")
def unknown_fields(prompt: Prompt) -> Answer:
    """Use fields and a kind of part that do not exist yet."""
    spoiled = payloads(prompt)
    future = {"hologram": {"voxels": "AAAA"}, "partVersion": 7}
    spoiled[0]["candidates"][0]["content"]["parts"].append(future)
    for one in spoiled:
        one |= {"mood": {"level": "CHEERFUL"}}
    return stream(prompt, spoiled)


@fault("wrong-types")
def wrong_types(prompt: Prompt) -> Answer:
    """Send chunks whose members are of the wrong JSON types, among good ones."""
    first, *others = payloads(prompt)
    wrong: list[Json] = [
        {"candidates": None},
        {"candidates": [{"content": {"parts": None}}]},
        {"candidates": [{"content": "text", "index": "0"}]},
        {"candidates": [{"content": {"parts": [{"text": 7}, "part", None]}}]},
        {"usageMetadata": [], "modelVersion": 3},
    ]
    return stream(prompt, [first, *wrong, *others])


@fault("continuation")
def continuation(prompt: Prompt) -> Outcome:
    """Stop at the limit of one request with a token, and go on when it is sent back."""
    if member(prompt.body, "continuationToken"):
        return HEALTHY
    about = {"continuationToken": signature("continuation")}
    return Reply(({"text": "The first half, and then: "},), "CONTINUATION", about)
