"""Server-sent events on bytes, as Gemini and the proxies in front of it send them.

Lines end at LF only (a CR before it is dropped): text iterators also split at U+2028 and its
kin, which are legal inside JSON strings. UTF-8 is decoded a whole event at a time, so a
character cut in two by the network arrives whole. Lines that belong to no event are taken for
bare JSON: the array that comes without ``alt=sse``, or the error that comes after a 200.
"""

from __future__ import annotations

import logging

from gemchat.counted import size
from gemchat.errors import BrokenReplyError, GemchatError, IncompleteReplyError
from gemchat.protocol.bare import BareObjects
from gemchat.protocol.halves import HalfHolder
from gemchat.protocol.pages import error_of_page
from gemchat.protocol.payload import as_objects, has_surrogates, read_json, without_surrogates
from gemchat.types.base import JsonObject

EVENT_LIMIT = 64 * 1024 * 1024
REPLY_LIMIT = 256 * 1024 * 1024

_LOG = logging.getLogger(__name__)

_BOM = b"\xef\xbb\xbf"
_IGNORED = (b":", b"event:", b"id:", b"retry:")


class SseDecoder:
    """Bytes in, the JSON of whole events and of bare objects out.

    Args:
        event_limit: bytes one event may have.
        reply_limit: bytes the whole body may have.
    """

    def __init__(self, event_limit: int = EVENT_LIMIT, reply_limit: int = REPLY_LIMIT) -> None:
        self._event_limit = event_limit
        self._reply_limit = reply_limit
        self._received = 0
        self._pending = 0
        self._at_start = True
        self._line: list[bytes] = []
        self._data: list[bytes] = []
        self._bare = BareObjects()

    def feed(self, chunk: bytes) -> list[bytes]:
        """Take the next bytes; give the JSON they complete.

        Raises:
            IncompleteReplyError: if an event or the reply grows over its limit.
        """
        events: list[bytes] = []
        *ends, rest = chunk.split(b"\n")
        for end in ends:
            self._line.append(end)
            self._end_line(events)
        if rest:
            self._line.append(rest)
        self._count(len(chunk), bool(events), len(rest))
        return events

    def finish(self) -> list[bytes]:
        """Give what the end of the body leaves: an event without its blank line."""
        events: list[bytes] = []
        if self._line:
            self._end_line(events)
        self._dispatch(events)
        return events

    @property
    def foreign(self) -> bytes:
        """The beginning of what was neither events nor JSON: a page, say."""
        return self._bare.foreign

    def _end_line(self, events: list[bytes]) -> None:
        line = b"".join(self._line).removesuffix(b"\r")
        self._line.clear()
        if self._at_start:
            line = line.removeprefix(_BOM)
            self._at_start = False
        if not line:
            self._dispatch(events)
        elif line.startswith(b"data:"):
            self._data.append(line[5:].removeprefix(b" "))
        elif not line.startswith(_IGNORED):
            self._dispatch(events)
            events += self._bare.feed(line)

    def _dispatch(self, events: list[bytes]) -> None:
        data = b"\n".join(self._data)
        self._data.clear()
        if data and data != b"[DONE]":
            events.append(data)

    def _count(self, size: int, completed: bool, rest: int) -> None:
        self._received += size
        self._pending = rest if completed else self._pending + size
        if self._pending > self._event_limit:
            raise _too_large(self._event_limit)
        if self._received > self._reply_limit:
            raise _too_large(self._reply_limit)


class PayloadReader:
    """Bytes of an answer in, response objects out, whatever the framing.

    A few events that are no JSON are passed over; that many are a broken answer.
    """

    tolerated = 3

    def __init__(self) -> None:
        self._events = SseDecoder()
        self._halves = HalfHolder()
        self._understood = False
        self._skipped = 0

    def feed(self, chunk: bytes) -> list[JsonObject]:
        """Take the next bytes; give the responses they complete.

        Raises:
            BrokenReplyError: if too much of the answer is no JSON.
            IncompleteReplyError: if it is too large.
        """
        return self._parsed(self._events.feed(chunk))

    def finish(self) -> list[JsonObject]:
        """Give what the end of the body completes: an error, if it was something else altogether.

        Raises:
            BrokenReplyError: if too much of the answer is no JSON.
        """
        payloads = self._parsed(self._events.finish())
        if self._events.foreign and not self._understood:
            return [error_of_page(self._events.foreign)]
        return payloads

    def _parsed(self, events: list[bytes]) -> list[JsonObject]:
        payloads = [payload for data in events for payload in self._parse(data)]
        self._understood = self._understood or bool(payloads)
        return payloads

    def _parse(self, data: bytes) -> list[JsonObject]:
        try:
            return self._read(data)
        except BrokenReplyError as error:
            _LOG.debug("an event of %d bytes is no JSON: %s", len(data), error.__cause__)
            self._skipped += 1
            if self._skipped > self.tolerated:
                raise
            return []

    def _read(self, data: bytes) -> list[JsonObject]:
        value = read_json(data)
        payloads = [value] if isinstance(value, dict) else as_objects(value)
        if not self._halves.held and not has_surrogates(data):
            return payloads
        joined = [self._halves.joined(payload) for payload in payloads]
        return as_objects(without_surrogates(joined))


def _too_large(limit: int) -> GemchatError:
    return IncompleteReplyError(f"Stopped at {size(limit)}: the answer is larger than that.")
