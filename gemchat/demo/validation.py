"""What the API refuses before a model sees it, in the words in which it does."""

from __future__ import annotations

from itertools import groupby, pairwise
from typing import Any, TypeAlias

from gemchat.demo.http import Json, Request
from gemchat.demo.models import ALIASES, BY_ID, answering, signs
from gemchat.demo.prompt import member, parts
from gemchat.demo.wire import Failure, detail

# The members of the objects that are checked, with the Python types of their values.
Fields: TypeAlias = dict[str, tuple[type, ...]]
NUMBER, TEXT, LIST, OBJECT, YES_NO = (int, float), (str,), (list,), (dict,), (bool,)

REQUEST_FIELDS: Fields = {
    **dict.fromkeys(["contents", "safetySettings", "tools"], LIST),
    **dict.fromkeys(["systemInstruction", "generationConfig", "toolConfig", "labels"], OBJECT),
    **dict.fromkeys(["model", "cachedContent", "serviceTier", "continuationToken"], TEXT),
    "store": YES_NO,
}
CONFIG_FIELDS: Fields = {
    **dict.fromkeys(["temperature", "topP", "topK", "candidateCount", "maxOutputTokens"], NUMBER),
    **dict.fromkeys(["seed", "presencePenalty", "frequencyPenalty", "logprobs"], NUMBER),
    **dict.fromkeys(["stopSequences", "responseModalities"], LIST),
    **dict.fromkeys(["responseMimeType", "mediaResolution"], TEXT),
    **dict.fromkeys(["responseSchema", "responseJsonSchema", "thinkingConfig"], OBJECT),
    **dict.fromkeys(["speechConfig", "imageConfig", "audioTranscriptionConfig"], OBJECT),
    **dict.fromkeys(["responseLogprobs", "enableEnhancedCivicAnswers"], YES_NO),
}
THINKING_FIELDS: Fields = {
    "includeThoughts": YES_NO,
    "thinkingBudget": NUMBER,
    "thinkingLevel": TEXT,
}
COUNT_FIELDS: Fields = {"contents": LIST, "generateContentRequest": OBJECT}
CONTENT_FIELDS: Fields = {"role": TEXT, "parts": LIST}
PART_FIELDS: Fields = {
    **dict.fromkeys(["text", "thoughtSignature", "mediaProcessing"], TEXT),
    **dict.fromkeys(["inlineData", "fileData", "functionCall", "functionResponse"], OBJECT),
    **dict.fromkeys(["executableCode", "codeExecutionResult", "toolCall", "toolResponse"], OBJECT),
    **dict.fromkeys(["videoMetadata", "mediaResolution", "speechMetadata", "partMetadata"], OBJECT),
    "thought": YES_NO,
    # What `demo:unknown-fields` sends must be good enough to be sent back.
    "hologram": OBJECT,
    "partVersion": NUMBER,
}
TOOL_FIELDS: Fields = {
    **dict.fromkeys(["functionDeclarations", "mcpServers"], LIST),
    **dict.fromkeys(["googleSearch", "googleSearchRetrieval", "googleMaps", "urlContext"], OBJECT),
    **dict.fromkeys(["codeExecution", "computerUse", "fileSearch"], OBJECT),
}
FUNCTION_FIELDS: Fields = {
    **dict.fromkeys(["name", "description", "behavior"], TEXT),
    **dict.fromkeys(["parameters", "parametersJsonSchema"], OBJECT),
    **dict.fromkeys(["response", "responseJsonSchema"], OBJECT),
}
NEVER_MINIMAL = frozenset(["gemini-4-argon", "gemini-3.8-flash", "gemini-3.7-flash"])

BAD_KEY_TEXT = "API key not valid. Please pass a valid API key."
SERVICE = {"service": "generativelanguage.googleapis.com"}
BAD_KEY = Failure(
    400,
    "INVALID_ARGUMENT",
    BAD_KEY_TEXT,
    (
        detail("ErrorInfo", reason="API_KEY_INVALID", domain="googleapis.com", metadata=SERVICE),
        detail("LocalizedMessage", locale="en-US", message=BAD_KEY_TEXT),
    ),
)


class RefusedError(Exception):
    """A request that the API refuses, with the failure it answers."""

    def __init__(self, failure: Failure) -> None:
        super().__init__(failure.message)
        self.failure = failure


def invalid(message: str, *details: Json) -> RefusedError:
    """Build the refusal of an argument."""
    return RefusedError(Failure(400, "INVALID_ARGUMENT", message, details))


def check_key(request: Request) -> None:
    """Refuse a request without a credential, or with the key `bad`."""
    if request.headers.get("authorization", "").startswith("Bearer "):
        return
    key = request.headers.get("x-goog-api-key") or request.query.get("key") or ""
    if key in {"", "bad"}:
        raise RefusedError(BAD_KEY)


def known_model(version: str, model: str, method: str = "") -> Json:
    """Find a model that supports `method`; the moving aliases exist only under `v1beta`."""
    found = BY_ID.get(model)
    hidden = version == "v1" and model in ALIASES
    if found and not hidden and (not method or method in found["supportedGenerationMethods"]):
        return found
    message = (
        f"models/{model} is not found for API version {version}, or is not supported for"
        f" {method or 'GetModel'}. Call ModelService.ListModels to see the list of available"
        " models and their supported methods."
    )
    raise RefusedError(Failure(404, "NOT_FOUND", message))


def json_object(request: Request) -> Json:
    """Take the body of a request, which must be a JSON object."""
    if isinstance(request.body, dict):
        return request.body
    raise invalid("Invalid JSON payload received. Unexpected token.")


def check_generate(body: Json, model: str) -> None:
    """Refuse what no model would be asked: a broken conversation, or impossible settings."""
    check_conversation(body)
    contents = body.get("contents")
    if not contents:
        raise invalid("* GenerateContentRequest.contents: contents is not specified\n")
    _check_results(contents)
    config = member(body, "generationConfig") or {}
    check_fields(config, CONFIG_FIELDS, "generation_config")
    _check_config(config, model)
    thinking = member(config, "thinkingConfig") or {}
    check_fields(thinking, THINKING_FIELDS, "generation_config.thinking_config")
    _check_thinking(thinking, model)
    if signs(model):
        _check_signatures(contents)


def check_conversation(body: Json) -> None:
    """Refuse unknown fields, broken contents and broken tools."""
    check_fields(body, REQUEST_FIELDS)
    for number, content in enumerate(body.get("contents") or []):
        _check_content(content, f"contents[{number}]")
    if system := member(body, "systemInstruction"):
        check_fields(system, CONTENT_FIELDS, "system_instruction")
        for part in parts(system):
            check_fields(part, PART_FIELDS, "system_instruction.parts")
    _check_tools(body.get("tools") or [])


def check_fields(value: Any, known: Fields, where: str = "") -> None:
    """Refuse what is no object with these members, naming the culprit as the API does."""
    if not isinstance(value, dict):
        raise invalid(f"Invalid value at '{where}'.")
    for name, inner in value.items():
        types = known.get(_camel(name))
        if types is None:
            raise _bad_field(where, f'Unknown name "{name}"{_at(where)}: Cannot find field.')
        if inner is not None and not isinstance(inner, types):
            raise _bad_field(where, f"Invalid value{_at(f'{where}.{name}'.strip('.'))}.")


def _at(where: str) -> str:
    return f" at '{where}'" if where else ""


def _bad_field(where: str, problem: str) -> RefusedError:
    said = f"Invalid JSON payload received. {problem}"
    violation = {"field": where, "description": said}
    return invalid(said, detail("BadRequest", fieldViolations=[violation]))


def _camel(name: str) -> str:
    first, *others = name.split("_")
    return first + "".join(other.capitalize() for other in others)


def _check_content(content: Any, where: str) -> None:
    check_fields(content, CONTENT_FIELDS, where)
    if content.get("role") not in {"user", "model", "function", None}:
        raise invalid("Please use a valid role: user, model.")
    if not content.get("parts"):
        raise invalid(
            f"* GenerateContentRequest.{where}.parts: contents.parts must not be empty.\n"
        )
    for number, part in enumerate(content["parts"]):
        check_fields(part, PART_FIELDS, f"{where}.parts[{number}]")
        response = member(part, "functionResponse")
        if response is not None and not response.get("name"):
            raise invalid(
                f"* GenerateContentRequest.{where}.parts[{number}].function_response.name:"
                " Name cannot be empty.\n"
            )


def _check_tools(tools: list[Any]) -> None:
    for number, tool in enumerate(tools):
        check_fields(tool, TOOL_FIELDS, f"tools[{number}]")
        for function in member(tool, "functionDeclarations") or []:
            check_fields(function, FUNCTION_FIELDS, f"tools[{number}].function_declarations")
            if not function.get("name"):
                raise invalid(
                    f"* GenerateContentRequest.tools[{number}].function_declarations.name:"
                    " Invalid function name.\n"
                )


def _check_config(config: Json, model: str) -> None:
    for name in ("stopSequences", "responseModalities"):
        if not all(isinstance(one, str) for one in member(config, name) or []):
            raise _bad_field("generation_config", f"Invalid value at 'generation_config.{name}'.")
    limit = member(config, "maxOutputTokens")
    if limit is not None and limit < 1:
        raise invalid(
            "* GenerateContentRequest.generation_config.max_output_tokens:"
            " max_output_tokens must be positive.\n"
        )
    hottest = BY_ID.get(model, {}).get("maxTemperature", 2)
    temperature = config.get("temperature")
    if temperature is not None and not 0 <= temperature <= hottest:
        raise invalid(
            "* GenerateContentRequest.generation_config.temperature:"
            f" temperature must be in the range [0.0, {hottest}.0].\n"
        )


def _check_thinking(thinking: Json, model: str) -> None:
    level = (member(thinking, "thinkingLevel") or "").upper()
    if level and member(thinking, "thinkingBudget") is not None:
        raise invalid("You can only set only one of thinking budget and thinking level.")
    if level and not signs(model):
        raise invalid("Thinking level is not supported for this model.")
    if level == "MINIMAL" and answering(model) in NEVER_MINIMAL:
        raise invalid("Thinking level MINIMAL is not supported for this model.")


def _check_results(contents: list[Json]) -> None:
    """Refuse calls that are not followed by as many results; either may be spread over contents."""
    runs = [
        [part for content in run for part in parts(content)]
        for _, run in groupby(contents, key=lambda content: content.get("role") == "model")
    ]
    for said, following in pairwise([*runs, []]):
        calls = sum(member(part, "functionCall") is not None for part in said)
        results = sum(member(part, "functionResponse") is not None for part in following)
        if calls and calls != results:
            raise invalid(
                "Please ensure that the number of function response parts is equal to the number"
                " of function call parts of the function call turn."
            )


def _check_signatures(contents: list[Json]) -> None:
    """Refuse calls of the current turn that came back without their signature."""
    for number, content in reversed([*enumerate(contents)]):
        kinds = [part for part in parts(content) if member(part, "functionResponse") is None]
        if content.get("role") != "model" and kinds:
            return
        calls = [part for part in parts(content) if member(part, "functionCall")]
        if calls and not member(calls[0], "thoughtSignature"):
            name = member(calls[0], "functionCall").get("name")
            raise invalid(
                "Function call is missing a thought_signature in functionCall parts. This is"
                " required for tools to work correctly, and missing thought_signature may lead to"
                " degraded model performance. Additional data, function call"
                f" `default_api:{name}`, position {number + 1}."
            )
