from __future__ import annotations

import httpx

from gemchat.demo import DemoServer


def test_it_lists_models_and_records_requests() -> None:
    with DemoServer(pace=0) as demo:
        answer = httpx.get(f"{demo.url}/v1beta/models", headers={"x-goog-api-key": "k"})
        assert answer.status_code == 200
        assert len(answer.json()["models"]) == 50
        assert [request.path for request in demo.requests] == ["/v1beta/models"]
