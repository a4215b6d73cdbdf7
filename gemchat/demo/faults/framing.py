"""Faults of the connection, of HTTP framing and of the event stream."""

from __future__ import annotations

import gzip
import itertools
import json
import zlib
from collections.abc import Iterable, Iterator
from dataclasses import replace

from gemchat.demo.faults.errors import OVERLOADED
from gemchat.demo.faults.table import HEALTHY, always, events, fault, once, payloads
from gemchat.demo.http import Answer, HangUp, Headless, Hold, Pause, Step, Unframed
from gemchat.demo.prompt import Prompt
from gemchat.demo.wire import SSE_TYPE, event, event_stream, one_line, said

# Seconds between the bytes of a reply that drips.
DRIP = 0.1
MEBIBYTE = 1024 * 1024

always("silent", Headless([Hold()]))
always("close", Headless([HangUp()]))
once("close-once", Headless([HangUp()]))
always("not-http", Headless([b"SSH-2.0-OpenSSH_9.9\r\n\r\n", HangUp()]))
always("huge-header", Answer(200, {"content-type": SSE_TYPE, "x-padding": "x" * 300_000}))


@fault("cut-in-chunk")
def cut_in_chunk(prompt: Prompt) -> Answer:
    """Close the connection inside a chunk of the transfer coding."""
    first, second, *_ = events(prompt)
    half = b"%x\r\n%b" % (len(second), second[: len(second) // 2])
    return event_stream([first, Unframed(half), HangUp()])


@fault("cut-between-chunks")
def cut_between_chunks(prompt: Prompt) -> Answer:
    """Close the connection between two events."""
    return event_stream([*events(prompt)[:2], HangUp()])


@fault("cut-in-line")
def cut_in_line(prompt: Prompt) -> Answer:
    """Close a body that the closing delimits, in mid-line: no error for HTTP."""
    body = b"".join(events(prompt))
    return Answer(200, {"content-type": SSE_TYPE}, [body[: len(body) // 2]])


@fault("too-short")
def too_short(prompt: Prompt) -> Answer:
    """Announce more bytes than come."""
    body = events(prompt)[0]
    return Answer(200, {"content-type": SSE_TYPE, "content-length": "5000"}, [body, HangUp()])


@fault("leftovers")
def leftovers(prompt: Prompt) -> Answer:
    """Announce fewer bytes than come, so that the rest meets the next request."""
    body = b"".join(events(prompt))
    return Answer(200, {"content-type": SSE_TYPE, "content-length": str(len(body) - 30)}, [body])


@fault("no-finish")
def no_finish(prompt: Prompt) -> Answer:
    """End properly, but without a finish reason."""
    return event_stream(events(prompt, replace(HEALTHY, finish=None)))


@fault("reset")
def reset(prompt: Prompt) -> Answer:
    """Reset the connection in mid-reply."""
    return event_stream([*events(prompt)[:2], Pause(0.05), HangUp(reset=True)])


@fault("stall")
def stall(prompt: Prompt) -> Answer:
    """Say something and then nothing any more."""
    return event_stream([*events(prompt)[:2], Hold()])


@fault("stall-at-once")
def stall_at_once(_prompt: Prompt) -> Answer:
    """Send the head of a response and then nothing."""
    return event_stream([Hold()])


@fault("drip")
def drip(prompt: Prompt) -> Answer:
    """Send bytes for ever, slowly, but never an event."""

    def steps() -> Iterator[Step]:
        yield from events(prompt)[:1]
        yield b'data: {"candidates": "'
        for _ in itertools.count():
            yield b"x"
            yield Pause(DRIP)

    return event_stream(steps())


@fault("pings")
def pings(prompt: Prompt) -> Answer:
    """Keep the connection alive with comments, for ever."""

    def steps() -> Iterator[Step]:
        yield from events(prompt)[:1]
        for _ in itertools.count():
            yield b": ping\n\n"
            yield Pause(DRIP)

    return event_stream(steps())


@fault("closed-after")
def closed_after(prompt: Prompt) -> Answer:
    """Answer, promise to keep the connection, and close it."""
    return event_stream([*events(prompt), Unframed(b"0\r\n\r\n"), HangUp()])


@fault("error-first")
def error_first(_prompt: Prompt) -> Answer:
    """Begin the stream with an error event."""
    return event_stream([event(OVERLOADED.body)])


@fault("error-event")
def error_event(prompt: Prompt) -> Answer:
    """Send an error event after some text."""
    return event_stream([*events(prompt)[:2], event(OVERLOADED.body)])


@fault("bare-error")
def bare_error(prompt: Prompt) -> Answer:
    """Send an error after some text as JSON over several lines that is no event."""
    return event_stream([*events(prompt)[:2], json.dumps(OVERLOADED.body, indent=2).encode()])


@fault("bare-error-after-stop")
def bare_error_after_stop(prompt: Prompt) -> Answer:
    """Send such an error after the reply is complete."""
    return event_stream([*events(prompt), json.dumps(OVERLOADED.body, indent=2).encode()])


@fault("split")
def split(prompt: Prompt) -> Answer:
    """Send each byte on its own, of characters that have several and of CR LF."""
    body = b"".join(events(prompt, said("Grüße, 世界 👩‍👩‍👧‍👦!")))
    return event_stream(body[index : index + 1] for index in range(len(body)))


@fault("lf")
def lf_only(prompt: Prompt) -> Answer:
    """End lines with LF only, as many proxies do."""
    return event_stream(one.replace(b"\r\n", b"\n") for one in events(prompt))


@fault("no-space")
def no_space(prompt: Prompt) -> Answer:
    """Leave out the space after `data:`."""
    return event_stream(one.replace(b"data: ", b"data:", 1) for one in events(prompt))


@fault("many-data-lines")
def many_data_lines(prompt: Prompt) -> Answer:
    """Spread the JSON of each event over several `data:` lines."""
    pretty = (json.dumps(payload, indent=1).splitlines() for payload in payloads(prompt))
    return event_stream(
        "".join(f"data: {one}\r\n" for one in lines).encode() + b"\r\n" for lines in pretty
    )


@fault("bom")
def bom(prompt: Prompt) -> Answer:
    """Begin with a byte order mark."""
    return event_stream([b"\xef\xbb\xbf", *events(prompt)])


@fault("comments")
def comments(prompt: Prompt) -> Answer:
    """Add all that the standard allows: comments, names, ids, and a `[DONE]` at the end."""
    extra = b": ping\r\n\r\nevent: message\r\nid: 7\r\nretry: 3000\r\n"
    return event_stream([*(extra + one for one in events(prompt)), b"data: [DONE]\r\n\r\n"])


@fault("separators")
def separators(prompt: Prompt) -> Answer:
    """Put raw line separators, that are none here, into the text."""
    return event_stream(events(prompt, said("one\u2028two\u2029three\u0085four five")))


@fault("bad-utf8")
def bad_utf8(prompt: Prompt) -> Answer:
    """Send bytes that are no UTF-8 in the middle of the text."""
    marked = events(prompt, said("before|after"))
    return event_stream(one.replace(b"|", b"\xff\xc3") for one in marked)


@fault("bad-json")
def bad_json(prompt: Prompt) -> Answer:
    """Send one event that is no JSON among good ones."""
    first, *others = events(prompt)
    return event_stream([first, b'data: {"candidates": [{]}\r\n\r\n', *others])


@fault("bad-json-often")
def bad_json_often(prompt: Prompt) -> Answer:
    """Send more events that are no JSON than anybody should put up with."""
    first, *others = events(prompt)
    return event_stream([first, *[b"data: {oops\r\n\r\n"] * 8, *others])


@fault("long-line")
def long_line(prompt: Prompt) -> Answer:
    """Send an event of 4 MB, as images have."""
    *others, last = payloads(prompt)
    last["candidates"][0]["content"] = {
        "role": "model",
        "parts": [{"text": " The end.", "thoughtSignature": "A" * 4 * MEBIBYTE}],
    }
    return event_stream(_pieces([event(one) for one in (*others, last)]))


@fault("endless-line")
def endless_line(prompt: Prompt) -> Answer:
    """Send an event that does not end, as fast as it can be read."""
    opening = [events(prompt)[0], b'data: {"padding": "']
    return event_stream(itertools.chain(opening, itertools.repeat(b"x" * MEBIBYTE)))


def _pieces(bodies: list[bytes], size: int = 64 * 1024) -> Iterator[Step]:
    for body in bodies:
        for start in range(0, len(body), size):
            yield body[start : start + size]


@fault("array")
def array(prompt: Prompt) -> Answer:
    """Answer with a JSON array although events were asked for."""
    listed = b",\r\n".join(one_line(payload) for payload in payloads(prompt))
    return Answer(200, {"content-type": "application/json"}, [b"[" + listed + b"]"])


def _coded(coding: str, body: Iterable[Step]) -> Answer:
    headers = event_stream(()).headers
    return Answer(200, {**headers, "content-encoding": coding}, body)


@fault("gzip")
def gzipped(prompt: Prompt) -> Answer:
    """Compress the stream, asked or not, flushed after each event as the API does."""
    packer = zlib.compressobj(wbits=31)
    packed = [packer.compress(one) + packer.flush(zlib.Z_SYNC_FLUSH) for one in events(prompt)]
    return _coded("gzip", [*packed, packer.flush()])


@fault("gzip-cut")
def gzip_cut(prompt: Prompt) -> Answer:
    """Compress the stream and end it early: no error for most readers."""
    packed = gzip.compress(b"".join(events(prompt)))
    return _coded("gzip", [packed[: len(packed) // 2]])


@fault("gzip-bomb")
def gzip_bomb(prompt: Prompt) -> Answer:
    """Send a small body that becomes 256 MB."""

    def swelling() -> Iterator[Step]:
        packer = zlib.compressobj(level=1, wbits=31)
        yield packer.compress(events(prompt)[0])
        for _ in range(256):
            yield packer.compress(bytes(MEBIBYTE))
        yield packer.flush()

    return _coded("gzip", swelling())


@fault("not-gzip")
def not_gzip(prompt: Prompt) -> Answer:
    """Say that plain bytes are compressed."""
    return _coded("gzip", events(prompt))


@fault("brotli")
def brotli(_prompt: Prompt) -> Answer:
    """Use a coding that nobody asked for."""
    return _coded("br", [b"\x8b\x02\x80hello\x03"])
