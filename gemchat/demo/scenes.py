"""The scenes of the demo: what it can show, each behind a word that the user types."""

from __future__ import annotations

import json
import re
import textwrap
from collections.abc import Callable

from gemchat.demo import texts
from gemchat.demo.http import Json
from gemchat.demo.picture import sunset
from gemchat.demo.prompt import Prompt, member
from gemchat.demo.structured import example
from gemchat.demo.wire import Failure, Outcome, Play, Reply, detail, said, signature

# The scenes in the order of the tour, whose lines are their docstrings; and all the words, which
# include some more that people are likely to type.
SCENES: dict[str, Play] = {}
WORDS: dict[str, Play] = {}

LARGEST_KILOBYTES = 20_000


def scene(name: str, *also: str) -> Callable[[Play], Play]:
    """Register a scene under its name and under other words."""

    def register(play: Play) -> Play:
        SCENES[name] = play
        for word in (name, *also):
            if word in WORDS:
                raise ValueError(f"two scenes answer to {word!r}")
            WORDS[word] = play
        return play

    return register


@scene("help", "tour", "demo")
def tour(prompt: Prompt) -> Reply:
    """What this is, and these words."""
    asked = textwrap.shorten(prompt.text, 300, placeholder=" …")
    lines = [f"- `{name}`: {play.__doc__}" for name, play in SCENES.items()]
    return said(texts.TOUR.format(asked=asked, scenes="\n".join(lines)))


@scene("markdown", "md")
def markdown(_prompt: Prompt) -> Reply:
    """Markdown of every kind."""
    return said(texts.MARKDOWN)


@scene("code", "python", "rust")
def code(_prompt: Prompt) -> Reply:
    """Code in several languages."""
    return said(texts.CODE)


@scene("table", "tables")
def table(_prompt: Prompt) -> Reply:
    """A table with alignment and a cell that must be wrapped."""
    return said(texts.TABLE)


@scene("unicode", "cjk", "emoji")
def unicode(_prompt: Prompt) -> Reply:
    """Chinese, Arabic, emoji and other text that is hard to measure."""
    return said(texts.UNICODE)


@scene("thoughts", "think", "thinking")
def thoughts(_prompt: Prompt) -> Reply:
    """Summaries of thoughts before the answer."""
    first = (
        "**Weighing the question**\n\nA demo has no thoughts. I shall pretend to have two.\n\n\n"
    )
    second = "**Finding the answer**\n\n6 times 7 is 42; I had it written down all along.\n\n\n"
    return Reply(
        (
            {"text": first, "thought": True},
            {"text": second, "thought": True},
            {"text": "The answer is **42**. While you waited, you saw how it was found."},
        )
    )


@scene("citations", "sources", "search")
def citations(_prompt: Prompt) -> Reply:
    """An answer with its sources, as with Google Search."""
    claims = (
        ("The café at the end of the pier opened in 1911. ", (0,)),
        ("It serves 日本茶 and, on Sundays, crêpes. ", (1,)),
        ("Both claims are made up, which the sources admit. ", (0, 2)),
    )
    text, supports = "", []
    for claim, sources in claims:
        supports.append(_support(text, claim.strip(), sources))
        text += claim
    return Reply(({"text": text.strip()},), about={"groundingMetadata": _grounding(supports)})


def _support(before: str, claim: str, sources: tuple[int, ...]) -> Json:
    start = len(before.encode())
    segment: Json = {"startIndex": start} if start else {}
    segment |= {"endIndex": start + len(claim.encode()), "text": claim}
    return {"segment": segment, "groundingChunkIndices": list(sources)}


def _grounding(supports: list[Json]) -> Json:
    titles = ("pier.example", "tea.example", "gemchat demo")
    pages = [f"https://{title.replace(' ', '-')}/page?q=demo" for title in titles]
    chunks = [
        {"web": {"uri": uri, "title": title}} for uri, title in zip(pages, titles, strict=True)
    ]
    return {
        "webSearchQueries": ["café at the end of the pier"],
        "searchEntryPoint": {"renderedContent": "<div>café at the end of the pier</div>"},
        "groundingChunks": chunks,
        "groundingSupports": supports,
    }


@scene("picture", "image", "draw")
def picture(_prompt: Prompt) -> Reply:
    """A small picture."""
    drawing = {"inlineData": {"mimeType": "image/png", "data": sunset()}}
    return Reply(({"text": "Here is a sun setting over the sea:\n\n"}, drawing))


@scene("run", "execute", "calculate")
def run(_prompt: Prompt) -> Reply:
    """Code that the model runs itself, with its result."""
    call = {"language": "PYTHON", "code": texts.SAID_CODE, "id": "demo0run"}
    result = {"outcome": "OUTCOME_OK", "output": "115\n", "id": "demo0run"}
    return Reply(
        (
            {"executableCode": call, "thoughtSignature": signature("run")},
            {"codeExecutionResult": result},
            {"text": "The digits of 2¹⁰⁰ add up to **115**."},
        )
    )


@scene("call", "tool", "tools")
def call(prompt: Prompt) -> Outcome:
    """A call of one of your functions (`calls`: of all of them)."""
    named = [one for one in prompt.functions if one["name"] in prompt.text]
    return _calling(prompt, (named or prompt.functions)[:1])


def call_all(prompt: Prompt) -> Reply:
    """Call every function of the request at once."""
    return _calling(prompt, prompt.functions)


WORDS["calls"] = call_all


def _calling(prompt: Prompt, functions: list[Json]) -> Reply:
    if not functions:
        return said("There is no function to call: the request declares none.")
    parts: list[Json] = []
    for number, function in enumerate(functions):
        schema = member(function, "parametersJsonSchema") or member(function, "parameters") or {}
        args = example({"type": "object", **schema})
        call_id = f"demo{len(prompt.contents)}call{number}"
        parts.append({"functionCall": {"name": function["name"], "args": args, "id": call_id}})
    # Of parallel calls only the first bears a signature.
    parts[0]["thoughtSignature"] = signature(prompt.text)
    return Reply(tuple(parts))


def thank_for_results(prompt: Prompt) -> Reply:
    """Tell what the functions of the client returned."""
    lines = [
        f"- `{result['name']}` returned `{json.dumps(result.get('response'), ensure_ascii=False)}`"
        for result in prompt.results
    ]
    return said("Thank you.\n\n" + "\n".join(lines) + "\n")


@scene("recall", "remember", "first")
def recall(prompt: Prompt) -> Reply:
    """What you said first, and how often you have spoken."""
    questions = prompt.questions
    quoted = textwrap.indent(textwrap.shorten(questions[0], 300, placeholder=" …"), "> ")
    number = len(questions)
    times = "1 message" if number == 1 else f"{number} messages"
    return said(f"You have sent {times} in this conversation. The first one was:\n\n{quoted}\n")


@scene("settings", "config")
def settings(prompt: Prompt) -> Reply:
    """The model, system instruction and settings that came with your question."""
    system = member(prompt.body, "systemInstruction") or {}
    words = " ".join(part.get("text", "") for part in system.get("parts", []))
    received = {
        "model": prompt.model,
        "systemInstruction": words or None,
        "generationConfig": prompt.config,
        "tools": [name for tool in prompt.body.get("tools") or [] for name in tool],
    }
    listed = json.dumps(received, indent=2, ensure_ascii=False)
    return said(f"This is what I was sent:\n\n```json\n{listed}\n```\n")


@scene("long")
def long(prompt: Prompt) -> Reply:
    """A long reply: `long 200` is one of 200 kB."""
    asked = re.search(r"long\s+(\d+)", prompt.text.lower())
    wanted = 1000 * min(int(asked[1]) if asked else 20, LARGEST_KILOBYTES)
    paragraph = texts.LONG_PARAGRAPH.format
    enough = 2 + wanted // len(paragraph(number=1))
    return said("".join(paragraph(number=number) for number in range(1, enough))[:wanted])


@scene("cut", "truncate")
def cut(_prompt: Prompt) -> Reply:
    """A reply that ends at the limit of output tokens."""
    text = "This reply has run into the limit of output tokens, and so it ends in the middle of a"
    return Reply(({"text": text},), finish="MAX_TOKENS")


@scene("refuse", "refusal", "unsafe")
def refuse(_prompt: Prompt) -> Reply:
    """A reply that the safety filter stops after some text."""
    ratings = [
        {"category": "HARM_CATEGORY_DANGEROUS_CONTENT", "probability": "HIGH", "blocked": True},
        {"category": "HARM_CATEGORY_HARASSMENT", "probability": "NEGLIGIBLE"},
    ]
    return Reply(({"text": texts.SAFETY_START},), "SAFETY", {"safetyRatings": ratings})


@scene("block", "blocked", "forbidden")
def block(_prompt: Prompt) -> Reply:
    """A question that is blocked before there is any answer."""
    return Reply(blocked="PROHIBITED_CONTENT")


@scene("limit", "rate", "quota")
def limit(prompt: Prompt) -> Outcome:
    """A rate limit: refused twice for two seconds, then answered."""
    if prompt.attempt % 3 == 0:
        return said("Here is the answer. It took three attempts, as you have seen.")
    return rate_limited("2s", "GenerateRequestsPerMinutePerProjectPerModel-FreeTier", prompt.model)


def rate_limited(delay: str, quota_id: str, model: str, limit: str = "20") -> Failure:
    """Build the error of a quota that is used up."""
    metric = "generativelanguage.googleapis.com/generate_content_free_tier_requests"
    violation = {
        "quotaMetric": metric,
        "quotaId": quota_id,
        "quotaDimensions": {"location": "global", "model": model},
        "quotaValue": limit,
    }
    link = "https://ai.google.dev/gemini-api/docs/rate-limits"
    message = (
        "You exceeded your current quota, please check your plan and billing details. For more"
        f" information on this error, head to: {link}.\n* Quota exceeded for metric: {metric},"
        f" limit: {limit}, model: {model}\nPlease retry in {delay}."
    )
    details = (
        detail("QuotaFailure", violations=[violation]),
        detail("Help", links=[{"description": "Learn more about Gemini API quotas", "url": link}]),
        detail("RetryInfo", retryDelay=delay),
    )
    return Failure(429, "RESOURCE_EXHAUSTED", message, details)
