"""Token counts of several requests, added up."""

from __future__ import annotations

from collections import Counter
from collections.abc import Iterable

from gemchat.protocol.payload import as_objects
from gemchat.types.base import JsonObject


def sum_of_usages(usages: Iterable[JsonObject]) -> JsonObject:
    """Add up usages in wire form: counts by name, details by modality; of words the last holds."""
    total: JsonObject = {}
    for usage in usages:
        for name, value in usage.items():
            total[name] = _added(total.get(name), value)
    return total


def _added(known: object, value: object) -> object:
    match known, value:
        case int(), int():
            return known + value
        case list(), list():
            return _by_modality([*as_objects(known), *as_objects(value)])
        case _:
            return value


def _by_modality(details: list[JsonObject]) -> list[JsonObject]:
    counts: Counter[str] = Counter()
    for detail in details:
        count = detail.get("tokenCount")
        counts[str(detail.get("modality"))] += count if isinstance(count, int) else 0
    return [{"modality": modality, "tokenCount": count} for modality, count in counts.items()]
