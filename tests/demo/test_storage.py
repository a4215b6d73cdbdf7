from __future__ import annotations

import base64
import hashlib
from typing import Any

import httpx

Json = dict[str, Any]
CHUNK = 256 * 1024
GENERATE = "/v1beta/models/gemini-3.8-flash:generateContent"


def start(client: httpx.Client, kind: str, **about: str) -> str:
    headers = {
        "x-goog-upload-protocol": "resumable",
        "x-goog-upload-command": "start",
        "x-goog-upload-header-content-type": kind,
    }
    answer = client.post("/upload/v1beta/files", json={"file": about}, headers=headers)
    assert answer.headers["x-goog-upload-status"] == "active"
    assert int(answer.headers["x-goog-upload-chunk-granularity"]) == CHUNK
    return answer.headers["x-goog-upload-url"]


def send(url: str, data: bytes, offset: int, command: str) -> httpx.Response:
    headers = {"x-goog-upload-offset": str(offset), "x-goog-upload-command": command}
    return httpx.post(
        url, content=data, headers=headers, verify=False
    )  # without a key: the URL is enough


def upload(client: httpx.Client, data: bytes, kind: str, **about: str) -> Json:
    answer = send(start(client, kind, **about), data, 0, "upload, finalize")
    assert answer.headers["x-goog-upload-status"] == "final"
    stored: Json = answer.json()["file"]
    return stored


def use(client: httpx.Client, uri: str) -> httpx.Response:
    part = {"fileData": {"fileUri": uri, "mimeType": "text/plain"}}
    return client.post(GENERATE, json={"contents": [{"parts": [part, {"text": "recall"}]}]})


def test_a_file_goes_up_in_chunks(client: httpx.Client) -> None:
    data = bytes(range(256)) * 1024 + b"the end"
    url = start(client, "application/pdf", displayName="a book")
    assert send(url, data[:CHUNK], 0, "upload").headers["x-goog-upload-status"] == "active"
    assert send(url, b"", 0, "query").headers["x-goog-upload-size-received"] == str(CHUNK)
    assert send(url, b"again", 0, "upload, finalize").status_code == 400
    stored = send(url, data[CHUNK:], CHUNK, "upload, finalize").json()["file"]
    assert stored["sizeBytes"] == str(len(data))
    assert base64.b64decode(stored["sha256Hash"]) == hashlib.sha256(data).digest()
    assert (stored["state"], stored["displayName"]) == ("ACTIVE", "a book")
    assert send(url, b"", 0, "query").status_code == 404


def test_an_intermediate_chunk_has_the_right_size(client: httpx.Client) -> None:
    assert send(start(client, "text/plain"), b"abc", 0, "upload").status_code == 400


def test_a_file_is_used_and_deleted(client: httpx.Client) -> None:
    stored = upload(client, b"hello", "text/plain")
    path = f"/v1beta/{stored['name']}"
    assert client.get(path).json() == stored
    assert client.get("/v1beta/files").json() == {"files": [stored]}
    assert use(client, stored["uri"]).status_code == 200
    assert client.delete(path).json() == {}
    assert client.get(path).status_code == 403
    assert use(client, stored["uri"]).status_code == 403
    assert use(client, "https://example.com/file.txt").status_code == 200


def test_a_name_can_be_taken(client: httpx.Client) -> None:
    assert upload(client, b"1", "text/plain", name="files/mine")["name"] == "files/mine"
    again = send(start(client, "text/plain", name="files/mine"), b"2", 0, "upload, finalize")
    assert again.status_code == 409


def test_a_video_has_to_be_waited_for(client: httpx.Client) -> None:
    stored = upload(client, b"frames", "video/mp4")
    assert stored["state"] == "PROCESSING"
    assert use(client, stored["uri"]).status_code == 400
    states = [client.get(f"/v1beta/{stored['name']}").json()["state"] for _ in range(2)]
    assert states == ["PROCESSING", "ACTIVE"]
    assert use(client, stored["uri"]).status_code == 200


def cached(client: httpx.Client, size: int, **more: str) -> httpx.Response:
    contents = [{"role": "user", "parts": [{"text": "x" * size}]}]
    body = {"model": "models/gemini-3.8-flash", "contents": contents, **more}
    return client.post("/v1beta/cachedContents", json=body)


def test_a_cache_lives_and_dies(client: httpx.Client) -> None:
    kept = cached(client, 9000, ttl="120s").json()
    path = f"/v1beta/{kept['name']}"
    assert kept["usageMetadata"]["totalTokenCount"] > 1024
    assert client.get("/v1beta/cachedContents").json()["cachedContents"] == [kept]
    later = client.patch(path, json={"ttl": "600.5s"}).json()
    assert later["expireTime"] > kept["expireTime"]
    body = {"contents": [{"parts": [{"text": "hi"}]}], "cachedContent": kept["name"]}
    usage = client.post(GENERATE, json=body).json()["usageMetadata"]
    assert usage["cachedContentTokenCount"] == kept["usageMetadata"]["totalTokenCount"]
    assert usage["promptTokenCount"] == usage["cachedContentTokenCount"] + 1
    assert usage["totalTokenCount"] == usage["promptTokenCount"] + usage["candidatesTokenCount"]
    assert client.delete(path).json() == {}
    assert client.delete(path).status_code == 403
    assert client.post(GENERATE, json=body).status_code == 403


def test_an_expired_cache_is_gone_at_once(client: httpx.Client) -> None:
    kept = cached(client, 9000, expireTime="2020-01-01T00:00:00Z")
    assert kept.status_code == 200
    assert client.get(f"/v1beta/{kept.json()['name']}").status_code == 403


def test_a_cache_needs_no_contents_and_a_sensible_life(client: httpx.Client) -> None:
    system = {"parts": [{"text": "x" * 9000}]}
    body = {"model": "models/gemini-3.8-flash", "systemInstruction": system}
    assert client.post("/v1beta/cachedContents", json=body).status_code == 200
    assert client.post("/v1beta/cachedContents", json=body | {"ttl": "soon"}).status_code == 400


def test_a_small_cache_is_refused(client: httpx.Client) -> None:
    answer = cached(client, 100)
    assert answer.status_code == 400
    assert "min_total_token_count=1024" in answer.json()["error"]["message"]
