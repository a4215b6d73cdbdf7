from __future__ import annotations

import json
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from gemchat.errors import AccessError, ApiError, QuotaError, RefusedError, ServerError
from gemchat.protocol.call import HttpReply
from gemchat.protocol.failures import failure_in_stream, failure_of

Json = dict[str, Any]

TOO_LONG = "The input token count (1200345) exceeds the maximum number of tokens allowed (1048576)."
PER_DAY = "GenerateRequestsPerDayPerProjectPerModel-FreeTier"
PER_MINUTE = "GenerateRequestsPerMinutePerProjectPerModel-FreeTier"


def failure(code: int, status: str, message: str = "no", *details: Json) -> ApiError:
    error = {"code": code, "status": status, "message": message, "details": list(details)}
    return failure_of(HttpReply(code, {}, json.dumps({"error": error}).encode()))


def info(reason: str) -> Json:
    return {"@type": "type.googleapis.com/google.rpc.ErrorInfo", "reason": reason}


def quota(quota_id: str, delay: str = "34.07s") -> tuple[Json, Json]:
    return {"violations": [{"quotaId": quota_id}]}, {"retryDelay": delay}


@pytest.mark.parametrize(
    ("error", "kind", "exit_status", "retryable", "hint"),
    [
        (failure(400, "INVALID_ARGUMENT"), RefusedError, 2, False, ""),
        (
            failure(400, "INVALID_ARGUMENT", "no", info("API_KEY_INVALID")),
            AccessError,
            3,
            False,
            "Check the key",
        ),
        (failure(400, "INVALID_ARGUMENT", TOO_LONG), RefusedError, 2, False, "/compact"),
        (failure(400, "FAILED_PRECONDITION"), AccessError, 3, False, ""),
        (
            failure(401, "UNAUTHENTICATED", "no", info("CREDENTIALS_MISSING")),
            AccessError,
            3,
            False,
            "key",
        ),
        (failure(402, "RESOURCE_EXHAUSTED"), AccessError, 3, False, "credit"),
        (failure(403, "PERMISSION_DENIED"), AccessError, 3, False, "key"),
        (
            failure(403, "PERMISSION_DENIED", "no", info("SERVICE_DISABLED")),
            AccessError,
            3,
            False,
            "Switch the API on",
        ),
        (
            failure(403, "PERMISSION_DENIED", "no", info("API_KEY_SERVICE_BLOCKED")),
            AccessError,
            3,
            False,
            "restricted",
        ),
        (failure(404, "NOT_FOUND"), RefusedError, 2, False, "/models"),
        (failure(407, ""), AccessError, 3, False, "login"),
        (failure(408, ""), ServerError, 5, True, ""),
        (failure(409, "ABORTED"), ServerError, 5, True, ""),
        (failure(409, "ALREADY_EXISTS"), RefusedError, 2, False, ""),
        (failure(413, ""), RefusedError, 2, False, "too large"),
        (failure(429, "RESOURCE_EXHAUSTED"), QuotaError, 4, True, "Wait"),
        (failure(429, "RESOURCE_EXHAUSTED", "no", *quota(PER_MINUTE)), QuotaError, 4, True, "Wait"),
        (
            failure(429, "RESOURCE_EXHAUSTED", "no", *quota(PER_DAY)),
            QuotaError,
            4,
            False,
            "midnight Pacific",
        ),
        (
            failure(429, "RESOURCE_EXHAUSTED", "x, limit: 0, model: y"),
            QuotaError,
            4,
            False,
            "not in the free tier",
        ),
        (
            failure(429, "RESOURCE_EXHAUSTED", "x, limit: 0.5, model: y"),
            QuotaError,
            4,
            True,
            "Wait a little",
        ),
        (
            failure(429, "RESOURCE_EXHAUSTED", "Please retry in 3600s."),
            QuotaError,
            4,
            True,
            "in 60 minutes",
        ),
        (failure(403, "PERMISSION_DENIED", "reported as leaked"), AccessError, 3, False, "new one"),
        (
            failure(400, "FAILED_PRECONDITION", "User location is not supported"),
            AccessError,
            3,
            False,
            "where you are",
        ),
        (
            failure(429, "RESOURCE_EXHAUSTED", "Your spend limit is reached"),
            QuotaError,
            4,
            False,
            "billing page",
        ),
        (failure(499, "CANCELLED"), ServerError, 5, True, ""),
        (failure(500, "INTERNAL"), ServerError, 5, True, "shorter"),
        (failure(501, "UNIMPLEMENTED"), RefusedError, 2, False, ""),
        (failure(502, ""), ServerError, 5, True, ""),
        (failure(503, "UNAVAILABLE"), ServerError, 5, True, "overloaded"),
        (failure(511, ""), ServerError, 5, False, "login of the network"),
        (failure(504, "DEADLINE_EXCEEDED"), ServerError, 5, True, ""),
    ],
)
def test_statuses(
    error: ApiError, kind: type[ApiError], exit_status: int, retryable: bool, hint: str
) -> None:
    assert type(error) is kind
    assert (error.exit_status, error.retryable) == (exit_status, retryable)
    assert hint in error.hint


@pytest.mark.parametrize(
    ("message", "said"),
    [
        (
            "* GenerateContentRequest.generation_config.temperature: temperature must be 2.\n",
            "temperature must be 2.",
        ),
        (
            "* GenerateContentRequest.contents: contents is not specified\n",
            "contents is not specified",
        ),
        (
            "* CountTokensRequest.contents[1].parts: Not empty.\n* XRequest.model: No name.\n\n",
            "contents[1].parts: Not empty. model: No name.",
        ),
        ("A list:\n* Quota exceeded.\n\nRetry.", "A list:\n* Quota exceeded.\n\nRetry."),
    ],
)
def test_violations_are_one_line(message: str, said: str) -> None:
    assert failure(400, "INVALID_ARGUMENT", message).message == said


def test_what_the_service_said_is_kept() -> None:
    error = failure(403, "PERMISSION_DENIED", "Not you.", info("SERVICE_DISABLED"))
    assert str(error) == error.message == "Not you."
    assert (error.code, error.status, error.reason) == (
        403,
        "PERMISSION_DENIED",
        "SERVICE_DISABLED",
    )
    assert error.details == [info("SERVICE_DISABLED")]


@pytest.mark.parametrize(
    ("code", "body", "message"),
    [
        (
            502,
            b"<html><head><title>502 Bad\nGateway</title></head><p>x</p></html>",
            "502 Bad Gateway",
        ),
        (502, b"<style>p {}</style><p>Sorry,&nbsp;<b>no</b></p>", "Sorry, no"),
        (503, b"no healthy upstream", "no healthy upstream"),
        (500, b"", "The API answered with status 500."),
        (500, b'[{"error": {"message": "in a list"}}]', "in a list"),
        (500, b"[]", "[]"),
        (500, b'{"error": "in a string"}', "in a string"),
        (500, b'{"error": {"code": 5', '{"error": {"code": 5'),
        (500, b"x" * 5_000_000, "x" * 200),
        (500, b"\xff\xfe", "\ufffd\ufffd"),
        (400, b'{"error": {"message": {"a": 1}, "details": 7, "status": []}}', "{"),
        (302, b"", "A redirect to another page was refused."),
    ],
)
def test_bodies_of_all_kinds(code: int, body: bytes, message: str) -> None:
    error = failure_of(HttpReply(code, {}, body))
    assert error.message.startswith(message)
    assert len(error.message) <= 200
    assert error.code == code


@pytest.mark.parametrize("code", [302, 404, 405, 415, 501])
def test_an_answer_of_something_else_makes_the_base_url_suspect(code: int) -> None:
    error = failure_of(HttpReply(code, {}, b"<html>"))
    assert isinstance(error, RefusedError)
    assert "base_url" in error.hint


@pytest.mark.parametrize(
    ("location", "place"),
    [("https://elsewhere.example/?key=x", "elsewhere.example"), ("//[", "another page")],
)
def test_a_redirect_names_its_host_alone(location: str, place: str) -> None:
    error = failure_of(HttpReply(302, {"location": location}, b""))
    assert error.message == f"A redirect to {place} was refused."


@pytest.mark.parametrize(
    ("headers", "message", "details", "seconds"),
    [
        ({}, "no", [{"retryDelay": "34.074824224s"}], 34.074824224),
        ({}, "no", [{"retryDelay": "900ms"}], 0.9),
        ({}, "no", [{"retryDelay": "soon"}, {"retryDelay": "2s"}], 2),
        ({}, "no", [{"retryDelay": "1.2.3s"}], None),
        ({"retry-after": "7"}, "Please retry in 3s.", [{"retryDelay": "2s"}], 2),
        ({"retry-after": " 7 "}, "Please retry in 3s.", [], 7),
        ({"retry-after": "\u00b2"}, "no", [], None),
        ({"retry-after": "Mon, 01 Jan 2024 00:00:00 GMT"}, "no", [], 0),
        ({"retry-after": "Mon, 01 Jan 2024 00:00:00 +9999999999999999"}, "no", [], None),
        ({"retry-after": "86400"}, "no", [], 86400),
        ({"retry-after": "86401"}, "no", [], None),
        ({"retry-after": "9" * 30}, "no", [], None),
        ({"retry-after": "9" * 400}, "no", [], None),
        ({"retry-after": "Fri, 01 Jan 9999 00:00:00 GMT"}, "no", [], None),
        ({}, "no", [{"retryDelay": f"{'9' * 400}s"}], None),
        ({}, f"Please retry in {'9' * 400}s.", [], None),
        ({}, "Please retry in 56.18s.", [], 56.18),
        ({}, "Please retry in 900ms.", [], 0.9),
        ({}, "no", [], None),
    ],
)
def test_when_to_ask_again(
    headers: dict[str, str], message: str, details: list[Json], seconds: float | None
) -> None:
    body = json.dumps({"error": {"message": message, "details": details}}).encode()
    assert failure_of(HttpReply(429, headers, body)).retry_after == seconds


def test_a_date_to_come_back_at() -> None:
    later = format_datetime(datetime.now(UTC) + timedelta(hours=1), usegmt=True)
    seconds = failure_of(HttpReply(429, {"retry-after": later}, b"")).retry_after
    assert seconds is not None
    assert 3000 < seconds <= 3600


@given(st.text(), st.binary())
def test_any_header_and_body_make_an_error(header: str, body: bytes) -> None:
    headers = {"retry-after": header, "location": header}
    for code in (302, 429, 500):
        assert failure_of(HttpReply(code, headers, body)).code == code


@pytest.mark.parametrize(
    ("payload", "kind", "code"),
    [
        ({"error": {"code": 503, "status": "UNAVAILABLE", "message": "busy"}}, ServerError, 503),
        ({"error": {"code": 429, "message": "slow"}}, QuotaError, 429),
        ({"error": {"message": "what"}}, ServerError, 500),
        ({"error": {"code": "503", "message": "what"}}, ServerError, 500),
        ({"error": "in a string"}, ServerError, 500),
    ],
)
def test_errors_inside_a_stream(payload: Json, kind: type[ApiError], code: int) -> None:
    error = failure_in_stream(payload)
    assert type(error) is kind
    assert error.code == code


@pytest.mark.parametrize("payload", [{}, {"candidates": []}, {"error": None}, {"error": {}}])
def test_answers_are_no_errors(payload: Json) -> None:
    assert failure_in_stream(payload) is None


def test_of_a_page_the_beginning_is_enough() -> None:
    page = b"Sorry<br>" * 10_000 + b"<title>Late</title>"
    assert failure_of(HttpReply(502, {}, page)).message.startswith("Sorry Sorry ")
