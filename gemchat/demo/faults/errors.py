"""Faults that are error statuses, with the bodies of the API and of what stands before it."""

from __future__ import annotations

import json
import time
from email.utils import formatdate

from gemchat.demo.faults.table import HEALTHY, always, fault, once
from gemchat.demo.http import Answer, whole
from gemchat.demo.prompt import Prompt, member, parts
from gemchat.demo.scenes import rate_limited
from gemchat.demo.validation import BAD_KEY, SERVICE
from gemchat.demo.wire import JSON_TYPE, Failure, Outcome, detail, failed

HTML = "text/html; charset=UTF-8"
PER_DAY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
PER_MINUTE = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"
DUMMY_SIGNATURE = "c2tpcF90aG91Z2h0X3NpZ25hdHVyZV92YWxpZGF0b3I="

OVERLOADED = Failure(503, "UNAVAILABLE", "The model is overloaded. Please try again later.")
INTERNAL = Failure(
    500,
    "INTERNAL",
    "An internal error has occurred. Please retry or report in"
    " https://developers.generativeai.google/guide/troubleshooting",
)
EXHAUSTED = Failure(429, "RESOURCE_EXHAUSTED", "Resource has been exhausted (e.g. check quota).")
DISABLED = Failure(
    403,
    "PERMISSION_DENIED",
    "Generative Language API has not been used in project 1234567890 before or it is disabled.",
    (
        detail(
            "ErrorInfo",
            reason="SERVICE_DISABLED",
            domain="googleapis.com",
            metadata={
                **SERVICE,
                "consumer": "projects/1234567890",
                "activationUrl": "https://console.developers.google.com/apis/api",
            },
        ),
    ),
)
UNAUTHENTICATED = Failure(
    401,
    "UNAUTHENTICATED",
    "Request is missing required authentication credential. Expected OAuth 2 access token, login"
    " cookie or other valid authentication credential.",
    (detail("ErrorInfo", reason="CREDENTIALS_MISSING", domain="googleapis.com", metadata=SERVICE),),
)

FAILURES: dict[str, Outcome] = {
    "400": Failure(400, "INVALID_ARGUMENT", "Request contains an invalid argument."),
    "400-key": BAD_KEY,
    "400-region": Failure(
        400, "FAILED_PRECONDITION", "User location is not supported for the API use."
    ),
    "400-too-long": Failure(
        400,
        "INVALID_ARGUMENT",
        "The input token count (1200345) exceeds the maximum number of tokens allowed (1048576).",
    ),
    "401": UNAUTHENTICATED,
    "402": Failure(402, "RESOURCE_EXHAUSTED", "Your prepaid credits are used up."),
    "403": Failure(403, "PERMISSION_DENIED", "The caller does not have permission"),
    "403-disabled": DISABLED,
    "403-leaked": Failure(
        403, "PERMISSION_DENIED", "Your API key was reported as leaked. Please use another API key."
    ),
    "404": Failure(404, "NOT_FOUND", "This model is no longer available to new users."),
    "408": Failure(408, "DEADLINE_EXCEEDED", "The request timed out."),
    "409": Failure(409, "ABORTED", "The operation was aborted."),
    "429-plain": EXHAUSTED,
    "499": Failure(499, "CANCELLED", "The operation was cancelled."),
    "500": INTERNAL,
    "503": OVERLOADED,
    "504": Failure(504, "DEADLINE_EXCEEDED", "Deadline expired before operation could complete."),
    "error-escapes": Failure(
        400, "INVALID_ARGUMENT", "\x1b[31mred\x1b]0;title\x07 \x9b2J and a bell\a: not for screens"
    ),
}
ANSWERS: dict[str, Outcome] = {
    "404-html": whole(404, b"<html><body>Nothing here.</body></html>", HTML),
    "405": whole(405, b"", "text/plain"),
    "413": whole(413, b"<html><title>413 Request Entity Too Large</title></html>", HTML),
    "502-html": whole(
        502, b"<html><head><title>502 Bad Gateway</title></head><body>nginx</body></html>", HTML
    ),
    "error-empty": whole(500, b"", "text/plain"),
    "error-text": whole(503, b"no healthy upstream", "text/plain"),
    "error-list": whole(500, json.dumps([INTERNAL.body]).encode(), JSON_TYPE),
    "error-string": whole(500, b'{"error": "something went wrong"}', JSON_TYPE),
    "error-cut": whole(500, b'{"error": {"code": 500, "mess', JSON_TYPE),
    "error-huge": whole(500, b"x" * 5_000_000, "text/plain"),
    "html-200": whole(200, b"<html><title>Welcome to Free WiFi</title>Log in</html>", HTML),
    "204": Answer(204, {"content-length": "0"}),
    "empty-200": whole(200, b"", JSON_TYPE),
    "redirect": whole(302, b"", "text/plain", location="http://127.0.0.1:9/elsewhere"),
}

for name, outcome in (FAILURES | ANSWERS).items():
    always(name, outcome)
once("500-once", INTERNAL)
once("503-once", OVERLOADED)


@fault("429")
def per_minute(prompt: Prompt) -> Failure:
    """Exceed the quota of a minute; `RetryInfo` has fractions, as it often does."""
    return rate_limited("1.5s", PER_MINUTE, prompt.model)


@fault("429-long")
def far_away(prompt: Prompt) -> Failure:
    """Ask for a pause that nobody should wait for."""
    return rate_limited("3600s", PER_MINUTE, prompt.model)


@fault("429-daily")
def per_day(prompt: Prompt) -> Failure:
    """Exceed the quota of a day, whose `RetryInfo` of some seconds means nothing."""
    return rate_limited("34.074824224s", PER_DAY, prompt.model)


@fault("429-zero")
def not_free(prompt: Prompt) -> Failure:
    """Ask for a model that the free tier does not have."""
    return rate_limited("34.074824224s", PER_MINUTE, prompt.model, limit="0")


@fault("429-header")
def retry_after(prompt: Prompt) -> Outcome:
    """Be told by a gateway to wait a second, and then answered."""
    if prompt.attempt % 2 == 0:
        return HEALTHY
    return whole(429, b"slow down", "text/plain", retry_after="1")


@fault("429-date")
def retry_at(prompt: Prompt) -> Outcome:
    """Be told by a gateway to come back at a time of day, and then answered."""
    if prompt.attempt % 2 == 0:
        return HEALTHY
    moment = formatdate(time.time() + 2, usegmt=True)
    return whole(429, b"slow down", "text/plain", retry_after=moment)


@fault("clock-skew")
def clock_skew(_prompt: Prompt) -> Answer:
    """Refuse credentials, with a date that shows the client's clock to be an hour slow."""
    answer = failed(UNAUTHENTICATED)
    date = {"date": formatdate(time.time() + 3600, usegmt=True)}
    return Answer(answer.status, {**answer.headers, **date}, answer.steps)


@fault("signature")
def signature_refused(prompt: Prompt) -> Outcome:
    """Refuse every thought signature but the documented dummy one."""
    sent = {
        member(part, "thoughtSignature") for content in prompt.contents for part in parts(content)
    }
    if sent - {None, DUMMY_SIGNATURE}:
        return Failure(400, "INVALID_ARGUMENT", "Corrupted thought signature.")
    return HEALTHY
