"""How the demo chooses what to say, and how it obeys the settings that came with the question."""

from __future__ import annotations

import json
import re
from dataclasses import replace

from gemchat.demo.faults import FAULTS, list_faults
from gemchat.demo.http import Json
from gemchat.demo.models import BY_ID
from gemchat.demo.prompt import Prompt, member, size, tokens
from gemchat.demo.scenes import WORDS, picture, thank_for_results, tour
from gemchat.demo.structured import example
from gemchat.demo.wire import Outcome, Play, Reply, said

FAULT = re.compile(r"demo:([\w-]+)")
JSON_MODE = frozenset(["application/json", "text/x.enum"])
THOUGHT = {
    "text": "**Reading the question**\n\nI look for a word that I know.\n\n\n",
    "thought": True,
}


def perform(prompt: Prompt) -> Outcome:
    """Play what the last text of the user asks for."""
    outcome = choose(prompt)(prompt)
    if not isinstance(outcome, Reply) or outcome.blocked:
        return outcome
    return limited(prompt, stopped(prompt, thoughtful(prompt, outcome)))


def choose(prompt: Prompt) -> Play:
    """Find the fault or scene for a prompt; without a word that it knows, the demo gives a tour."""
    if fault := FAULT.search(prompt.text):
        return FAULTS.get(fault[1], list_faults)
    if prompt.results:
        return thank_for_results
    if member(prompt.config, "responseMimeType") in JSON_MODE:
        return structured
    if "IMAGE" in (member(prompt.config, "responseModalities") or ()) or "image" in prompt.model:
        return picture
    words = re.findall(r"[\w-]+", prompt.text.lower())
    return next((WORDS[word] for word in words if word in WORDS), tour)


def structured(prompt: Prompt) -> Reply:
    """Answer with a made-up value that satisfies the schema of the request."""
    config = prompt.config
    schema = member(config, "responseJsonSchema") or member(config, "responseSchema") or {}
    value = example(schema or {"properties": {"said": {"const": prompt.text}}})
    is_enum = member(config, "responseMimeType") == "text/x.enum"
    return said(str(value) if is_enum else json.dumps(value, indent=2, ensure_ascii=False))


def thoughtful(prompt: Prompt, reply: Reply) -> Reply:
    """Put a thought in front of a reply, if thoughts are wanted and there are none."""
    wanted = prompt.thoughts_wanted and BY_ID[prompt.model].get("thinking")
    if not wanted or not reply.parts or any(part.get("thought") for part in reply.parts):
        return reply
    return replace(reply, parts=(THOUGHT, *reply.parts))


def stopped(prompt: Prompt, reply: Reply) -> Reply:
    """End a reply before the first stop sequence."""
    sequences = member(prompt.config, "stopSequences") or ()
    kept: list[Json] = []
    for part in reply.parts:
        text = part.get("text", "")
        ends = [text.find(one) for one in sequences if one in text and not part.get("thought")]
        if ends:
            return replace(reply, parts=(*kept, {**part, "text": text[: min(ends)]}), about={})
        kept.append(part)
    return reply


def limited(prompt: Prompt, reply: Reply) -> Reply:
    """End a reply where `maxOutputTokens` are used up; thoughts count too."""
    limit = member(prompt.config, "maxOutputTokens")
    if not limit or tokens(sum(map(size, reply.parts))) <= limit:
        return reply
    room = 4 * limit
    kept: list[Json] = []
    for part in reply.parts:
        if size(part) > room:
            kept += _shortened(part, room)
            break
        kept.append(part)
        room -= size(part)
    return Reply(tuple(kept), finish="MAX_TOKENS")


def _shortened(part: Json, room: int) -> list[Json]:
    if "text" not in part or part.get("thought"):
        return []
    text = part["text"].encode("utf-8", "replace")[:room].decode("utf-8", "ignore")
    return [{**part, "text": text}] if text else []
