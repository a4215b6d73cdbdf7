"""Error answers of the API, and what to tell a person about them."""

from __future__ import annotations

import math
import re
from collections.abc import Mapping
from datetime import UTC, datetime
from email.utils import parsedate_to_datetime
from functools import partial
from urllib.parse import urlsplit

from gemchat.counted import plural
from gemchat.errors import (
    AccessError,
    ApiError,
    BrokenReplyError,
    QuotaError,
    RefusedError,
    ServerError,
)
from gemchat.protocol.call import HttpReply
from gemchat.protocol.clock import wrong_clock
from gemchat.protocol.pages import NETWORK_LOGIN, first_words
from gemchat.protocol.payload import as_object, as_objects, as_text, parse_json, with_texts
from gemchat.protocol.retry import LONGEST_WAIT
from gemchat.protocol.secret import masked
from gemchat.types.base import JsonObject

_DAY = 24 * 60 * 60.0
_KEY_REASONS = {"API_KEY_INVALID", "API_KEY_SERVICE_BLOCKED", "CREDENTIALS_MISSING"}
_ACCESS_STATUSES = {"FAILED_PRECONDITION", "UNAUTHENTICATED", "PERMISSION_DENIED"}
_RETRYABLE = {408, 409, 499, 500, 502, 503, 504}
_NO_ENDPOINT = {301, 302, 303, 307, 308, 404, 405, 415, 501}
_RETRY_TEXT = re.compile(r"retry in ([0-9.]+)(ms|s)", re.IGNORECASE)
_NO_QUOTA = re.compile(r"limit: 0\b(?!\.)")
_DURATION = re.compile(r"([0-9.]+)(ms|s)")
_VIOLATION = re.compile(r"^\* \w+Request\.(?:\S*?(\w+): (?=\1\b))?", re.MULTILINE)
"""What stands before a violation: the field's path, redundant where the sentence names it."""

_REASON_HINTS = {
    "API_KEY_INVALID": "Check the key, or make one at https://aistudio.google.com/apikey.",
    "API_KEY_SERVICE_BLOCKED": "The key is restricted; allow the Gemini API for it.",
    "SERVICE_DISABLED": "Switch the API on for this project in the Google Cloud console.",
}
_CODE_HINTS = {
    401: "The key is not accepted; check where it comes from.",
    403: "The key may not do this; check what it and its project are allowed.",
    402: "The prepaid credit is used up; see the billing page of the project.",
    404: "/models lists what there is.",
    407: "The proxy wants a login; its address may hold one: http://user:password@host.",
    413: "The request is too large to be sent inline.",
    500: "If it happens again, a shorter conversation may help.",
    NETWORK_LOGIN: "Is there a login of the network, or a wrong base_url?",
    503: "The model is overloaded; try again, or take another one.",
}
_DAILY = "The daily quota is used up; it starts again at midnight Pacific time. Try another model."
_NOT_FREE = "This model is not in the free tier. Switch billing on, or take another model."
_SPENT = "Raise the limit on the billing page of the project, or wait for its next period."
_MESSAGE_HINTS = (
    (
        re.compile("token count.* exceeds", re.DOTALL),
        "The conversation is too long for this model; /compact, /undo, /new or a bigger model.",
    ),
    (
        re.compile("leaked"),
        "Make a new one at https://aistudio.google.com/apikey; nobody can use this one any more.",
    ),
    (
        re.compile("location is not supported"),
        "Google does not offer the API where you are; Vertex AI it may.",
    ),
)


def failure_of(reply: HttpReply, key: str = "") -> ApiError:
    """Turn an answer with an error status into the error to raise.

    Args:
        reply: the answer.
        key: what the error must not show; gateways repeat it in theirs.
    """
    error = _masked_error(_body_of(reply), key)
    message = as_text(error.get("message")) or _words_of(reply, key)
    failure = _failure(reply.status, {**error, "message": message}, reply.headers)
    if not error and reply.status in _NO_ENDPOINT:
        failure.hint = "Is base_url right? This is no answer of the Gemini API."
    if failure.code == 401:  # a token may be too young or too old, by a clock that is wrong
        failure.hint = f"{wrong_clock(reply.headers)} {failure.hint}".strip()
    return failure


def failure_in_stream(payload: JsonObject, key: str = "") -> ApiError | None:
    """Give the error a response object holds, if it is one and no answer; see `failure_of`."""
    error = _masked_error(payload, key)
    if not error:
        return None
    code = error.get("code")
    return _failure(code if isinstance(code, int) else 500, error, {})


def signature_refused(error: Exception) -> bool:
    """Whether a request was refused for a thought signature, which only the message tells."""
    refused = isinstance(error, RefusedError) and error.code == 400
    return refused and "signature" in str(error)


def error_in(value: object) -> JsonObject:
    """Find the error object in a JSON body: bare, in a one-element list, or as plain text."""
    if isinstance(value, list):
        return error_in(value[0]) if value else {}
    error = as_object(value).get("error")
    return {"message": error} if isinstance(error, str) else as_object(error)


def _masked_error(value: object, key: str) -> JsonObject:
    try:
        return as_object(with_texts(partial(masked, key=key), error_in(value)))
    except BrokenReplyError:
        return {"message": "The error cannot be read."}


def _failure(code: int, error: JsonObject, headers: Mapping[str, str]) -> ApiError:
    details = as_objects(error.get("details"))
    status = as_text(error.get("status"))
    reason = next((text for one in details if (text := as_text(one.get("reason")))), "")
    message = as_text(error.get("message"))
    terminal = code == 429 and _is_terminal(message, details)
    wait = _sensible(_retry_after(message, details, headers))
    kind = _kind(code, status, reason)
    return kind(
        _without_paths(message) or f"The API answered with status {code}.",
        hint=_quota_hint(message, details, wait) if code == 429 else _hint(code, reason, message),
        code=code,
        status=status,
        reason=reason,
        retry_after=wait,
        retryable=kind is not RefusedError and (code in _RETRYABLE or code == 429) and not terminal,
        details=details,
    )


def _without_paths(message: str) -> str:
    """Make one line of violations, which come as a list with the names of the wire."""
    plain, found = _VIOLATION.subn("", message)
    return " ".join(plain.split()) if found else message


def _kind(code: int, status: str, reason: str) -> type[ApiError]:
    if code in (401, 402, 403, 407) or reason in _KEY_REASONS or status in _ACCESS_STATUSES:
        return AccessError
    if code == 429:
        return QuotaError
    if status == "ALREADY_EXISTS":
        return RefusedError
    if (code >= 500 and code != 501) or code in (408, 409, 499):
        return ServerError
    return RefusedError


def _hint(code: int, reason: str, message: str) -> str:
    said = next((advice for words, advice in _MESSAGE_HINTS if words.search(message)), "")
    return said or _REASON_HINTS.get(reason) or _CODE_HINTS.get(code, "")


def _quota_hint(message: str, details: list[JsonObject], wait: float | None) -> str:
    if _NO_QUOTA.search(message):
        return _NOT_FREE
    if _is_daily(details):
        return _DAILY
    if _is_spent(message):
        return _SPENT
    when = "Wait a little"
    if wait and wait > LONGEST_WAIT:
        when = f"It takes questions again in {plural(math.ceil(wait / 60), 'minute')}; wait"
    return f"{when}, or take another model."


def _is_terminal(message: str, details: list[JsonObject]) -> bool:
    """Waiting does not help: a quota of the day, none at all, or money."""
    return _is_daily(details) or bool(_NO_QUOTA.search(message)) or _is_spent(message)


def _is_daily(details: list[JsonObject]) -> bool:
    violations = (one for each in details for one in as_objects(each.get("violations")))
    return any("PerDay" in as_text(violation.get("quotaId")) for violation in violations)


def _is_spent(message: str) -> bool:
    return "spend" in message.lower() or "credit" in message.lower()


def _retry_after(
    message: str, details: list[JsonObject], headers: Mapping[str, str]
) -> float | None:
    for one in details:
        if (delay := as_text(one.get("retryDelay"))) and (match := _DURATION.fullmatch(delay)):
            return _seconds(match)
    if header := headers.get("retry-after", "").strip():
        return _header_seconds(header)
    match = _RETRY_TEXT.search(message)
    return _seconds(match) if match else None


def _sensible(seconds: float | None) -> float | None:
    """Pass over what nobody waits for, such as a number without end."""
    return None if seconds is None or seconds > _DAY else seconds


def _seconds(match: re.Match[str]) -> float | None:
    try:
        number = float(match[1])
    except ValueError:
        return None
    return number / 1000 if match[2].lower() == "ms" else number


def _header_seconds(value: str) -> float | None:
    if value.isdecimal():
        return float(value)
    try:
        moment = parsedate_to_datetime(value)
    except (ValueError, OverflowError):
        return None
    return max(0.0, (moment - datetime.now(UTC)).total_seconds()) if moment.tzinfo else None


def _body_of(reply: HttpReply) -> object:
    try:
        return parse_json(reply.body)
    except BrokenReplyError:
        return {}


def _place(reply: HttpReply) -> str:
    try:
        return urlsplit(reply.headers.get("location", "")).hostname or "another page"
    except ValueError:
        return "another page"


def _words_of(reply: HttpReply, key: str) -> str:
    """Give the first words of a body that is no JSON: a page of a proxy, or nothing."""
    if 300 <= reply.status < 400:
        return f"A redirect to {_place(reply)} was refused."
    return masked(first_words(reply.body), key)
