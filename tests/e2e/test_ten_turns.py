"""A long chat, left and continued: the next request carries exactly what was said and set."""

from __future__ import annotations

from tests.e2e.program import Program, ask, leave

TURNS: list[tuple[str, list[tuple[str, str]]]] = [
    ("recall 1", []),
    ("recall 2", [("/system Be brief.", "is set, 2 words")]),
    ("recall 3", [("/temperature 0.5", "temperature is 0.5")]),
    ("recall 4", [("/set top_p 0.9", "top_p is 0.9")]),
    ("recall 5", [("/model gemini-2.5-flash", "Now talking to gemini-2.5-flash")]),
    ("recall 6", [("/system off", "no system instruction any more")]),
    ("recall 7", [("/unset top_p", "top_p is left to the model")]),
    ("recall 8", [("/system Be very kind.", "is set, 3 words")]),
    ("recall 9", [("/temperature 1.5", "temperature is 1.5")]),
    ("recall 10", [("/model gemini-2.5-pro", "Now talking to gemini-2.5-pro")]),
]
BRIEF = {"role": "user", "parts": [{"text": "Be brief."}]}
SETTINGS = [
    ("gemini-flash-latest", None, None),
    ("gemini-flash-latest", BRIEF, None),
    ("gemini-flash-latest", BRIEF, {"temperature": 0.5}),
    ("gemini-flash-latest", BRIEF, {"temperature": 0.5, "topP": 0.9}),
    ("gemini-2.5-flash", BRIEF, {"temperature": 0.5, "topP": 0.9}),
    ("gemini-2.5-flash", None, {"temperature": 0.5, "topP": 0.9}),
    ("gemini-2.5-flash", None, {"temperature": 0.5}),
]
KIND = {"role": "user", "parts": [{"text": "Be very kind."}]}
SETTINGS += [
    ("gemini-2.5-flash", KIND, {"temperature": 0.5}),
    ("gemini-2.5-flash", KIND, {"temperature": 1.5}),
    ("gemini-2.5-pro", KIND, {"temperature": 1.5}),
]


def test_the_eleventh_request(gemchat: Program) -> None:
    with gemchat.chat() as terminal:
        for number, (question, changes) in enumerate(TURNS, start=1):
            for command, said in changes:
                ask(terminal, command, said)
            ask(terminal, question, f"You have sent {number} message")
        assert leave(terminal) == 0
    assert [_settings(gemchat, index) for index in range(10)] == SETTINGS
    with gemchat.chat("-c") as terminal:
        ask(terminal, "recall 11", "11 messages")
        assert leave(terminal) == 0
    assert len(gemchat.asked) == 11
    assert _settings(gemchat, 10) == SETTINGS[-1]
    questions, answers = gemchat.contents[::2], gemchat.contents[1::2]
    asked = [*(question for question, _ in TURNS), "recall 11"]
    assert questions == [{"role": "user", "parts": [{"text": text}]} for text in asked]
    assert [_text(answer) for answer in answers] == [_recalled(number) for number in range(1, 11)]
    assert {answer["role"] for answer in answers} == {"model"}
    assert answers[-1:] == gemchat.records("end")[9]["contents"]  # as received
    assert len(gemchat.session_files) == 1


def _settings(gemchat: Program, index: int) -> tuple[str, object, object]:
    request = gemchat.asked[index]
    model = request.path.rpartition("/")[2].partition(":")[0]
    known = {"contents", "systemInstruction", "generationConfig"}
    assert request.body.keys() <= known
    return model, request.body.get("systemInstruction"), request.body.get("generationConfig")


def _text(content: dict[str, list[dict[str, str]]]) -> str:
    return "".join(part["text"] for part in content["parts"])


def _recalled(number: int) -> str:
    times = "1 message" if number == 1 else f"{number} messages"
    return f"You have sent {times} in this conversation. The first one was:\n\n> recall 1\n"
