from __future__ import annotations

import base64
import copy
import pickle
from types import MappingProxyType

import pytest
from hypothesis import given
from hypothesis import strategies as st
from pydantic import ValidationError

from gemchat.types import Blob, Candidate, File, FinishReason, ModelStatus, Part
from gemchat.types.base import Base64


@pytest.mark.parametrize(
    "written",
    [
        {"mimeType": "image/png", "data": "AA=="},
        {"mime_type": "image/png", "data": "AA=="},
    ],
)
def test_both_casings_are_read_and_camel_case_is_written(written: dict[str, str]) -> None:
    blob = Blob.model_validate(written)

    assert blob.mime_type == "image/png"
    assert blob.to_wire() == {"mimeType": "image/png", "data": "AA=="}


def test_values_are_taken_as_people_give_them() -> None:
    blob = Blob(mime_type="image/png")
    assert Blob.of(blob) is blob
    assert Blob.of({"mime_type": "image/png"}) == blob
    assert Blob.of(MappingProxyType({"mimeType": "image/png"})) == blob
    assert Blob.of(None) == Blob()


@pytest.mark.parametrize("wrong", ["x", 5, [], File(), [("mime_type", "image/png")]])
def test_values_are_taken_from_nothing_else(wrong: object) -> None:
    with pytest.raises(TypeError, match=f"Blob is made of a dict, not of {type(wrong).__name__}"):
        Blob.of(wrong)


def test_none_is_left_out_but_an_unknown_null_is_kept() -> None:
    blob = Blob.from_wire({"mimeType": None, "colour": None, "depth": {"bits": None}})

    assert blob.to_wire() == {"colour": None, "depth": {"bits": None}}


def test_arguments_of_others_are_not_walked_however_deep_they_are() -> None:
    deep: dict[str, object] = {}
    for _ in range(2000):
        deep = {"in": deep}

    wire = Part.from_wire({"functionCall": {"args": deep}}).to_wire()

    assert wire["functionCall"]["args"]["in"] is deep["in"]


@given(st.binary(), st.booleans(), st.booleans())
def test_base64_goes_back_in_the_letters_it_came_in(
    data: bytes, url_safe: bool, padded: bool
) -> None:
    encode = base64.urlsafe_b64encode if url_safe else base64.b64encode
    text = encode(data).decode()
    wire = {"data": text if padded else text.rstrip("=")}

    blob = Blob.model_validate(wire)

    assert blob.data == data
    for same in (blob, copy.deepcopy(blob), pickle.loads(pickle.dumps(blob))):
        assert same.to_wire() == wire
    assert Blob.model_validate_json(blob.model_dump_json()) == blob


def test_bytes_are_sent_in_the_standard_alphabet() -> None:
    assert Blob(data=b"\xff\xfe").to_wire() == {"data": "//4="}


@pytest.mark.parametrize("text", ["!", "A", "AA=A", "é", "A A="])
def test_what_is_no_base64_is_refused(text: str) -> None:
    with pytest.raises(ValueError):
        Base64(text)


@pytest.mark.parametrize("value", [7, ["AA=="], "A"])
def test_a_blob_refuses_what_is_neither_bytes_nor_base64(value: object) -> None:
    with pytest.raises(ValidationError):
        Blob(data=value)


def test_64_bit_numbers_are_text_on_the_wire() -> None:
    assert File(size_bytes=9).to_wire() == {"sizeBytes": "9"}
    assert File.from_wire({"sizeBytes": "9"}).size_bytes == 9


def test_a_name_that_is_new_becomes_a_member_of_its_own() -> None:
    reason = Candidate.from_wire({"finishReason": "BOREDOM"}).finish_reason

    assert isinstance(reason, FinishReason)
    assert (reason, reason.name, reason.value) == ("BOREDOM", "BOREDOM", "BOREDOM")
    assert "BOREDOM" not in FinishReason.__members__
    assert copy.deepcopy(reason) == pickle.loads(pickle.dumps(reason)) == reason


def test_a_known_name_is_the_member() -> None:
    assert Candidate.from_wire({"finishReason": "STOP"}).finish_reason is FinishReason.STOP


def test_repr_shows_only_what_is_set() -> None:
    assert repr(ModelStatus(model_stage="STABLE")) == "ModelStatus(model_stage='STABLE')"


def test_assignment_is_checked() -> None:
    blob = Blob()
    blob.data = b"ab"
    with pytest.raises(ValidationError):
        blob.mime_type = 5  # type: ignore[assignment]  # the point of the test

    assert blob.to_wire() == {"data": "YWI="}


def test_strict_reading_refuses_what_lenient_reading_spares() -> None:
    raw = {"mimeType": 5, "data": "AA=="}
    with pytest.raises(ValidationError):
        Blob.model_validate(raw)

    spared = Blob.from_wire(raw)

    assert (spared.mime_type, spared.data) == (None, b"\0")
    assert spared.to_wire() == raw


@pytest.mark.parametrize("raw", [None, True, 5, 0.5, "text", [], [{"mimeType": "a/b"}]])
def test_json_that_is_no_object_is_kept_as_unknown(raw: object) -> None:
    assert Blob.from_wire(raw).to_wire() == {"unknown": raw}
