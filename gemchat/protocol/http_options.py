"""What `http_options` ask for, done to requests as the official client does it."""

from __future__ import annotations

import math
import re
from dataclasses import replace

from gemchat.errors import UsageError
from gemchat.protocol.call import HttpCall
from gemchat.types import HttpOptions
from gemchat.types.base import JsonObject

_AGENTS = ("user-agent", "x-goog-api-client")
_HEADER_NAME = re.compile(r"[!#$%&'*+.^_`|~0-9A-Za-z-]+")
_HEADER_VALUE = re.compile(r"[\x20-\x7e\t]*")


def patched(options: HttpOptions, own: HttpOptions) -> HttpOptions:
    """Lay the options of one request over those of the client: field by field, headers together.

    Raises:
        UsageError: there is something that nobody can follow.
    """
    given = {name: value for name in own.model_fields_set if (value := getattr(own, name))}
    if options.headers and own.headers:
        given["headers"] = {**options.headers, **own.headers}
    return checked(options.model_copy(update=given))


def checked(options: HttpOptions) -> HttpOptions:
    """Accept options that can be followed.

    Raises:
        UsageError: there are others.
    """
    retry = options.retry_options
    unknown = (options.model_extra or {}) | ((retry.model_extra if retry else {}) or {})
    if unknown:
        raise UsageError(f"http_options: {', '.join(unknown)} is not supported.")
    for name, value in (options.headers or {}).items():
        if not _HEADER_NAME.fullmatch(name) or not _HEADER_VALUE.fullmatch(value):
            raise UsageError(f"{name!r} is no header that can be sent.")
    return options


def applied(call: HttpCall, options: HttpOptions) -> HttpCall:
    """Let a request travel as the options say; its body has `with_fields`."""
    headers = {**call.headers}
    for name, value in (options.headers or {}).items():
        known = name.lower()
        headers[known] = f"{value} {headers[known]}" if known in _AGENTS else value
    if not options.timeout:
        return replace(call, headers=headers, retry=options.retry_options)
    seconds = options.timeout / 1000
    patience = replace(call.patience, first_event=seconds, event=seconds, unary=seconds)
    headers.setdefault("x-server-timeout", str(math.ceil(seconds)))
    return replace(call, headers=headers, patience=patience, retry=options.retry_options)


def with_fields(body: JsonObject, more: JsonObject) -> JsonObject:
    """Merge `extra_body` into a body at every level, whichever casing its names have."""
    merged, names = {**body}, {_bare(name): name for name in body}
    for name, value in more.items():
        known = names.get(_bare(name), name)
        before = merged.get(known)
        if isinstance(before, dict) and isinstance(value, dict):
            merged[known] = with_fields(before, value)
        else:
            merged[known] = value
    return merged


def _bare(name: str) -> str:
    return name.replace("_", "").lower()
