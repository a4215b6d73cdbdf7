"""Recorded requests, asked again through the client: the same bodies go out.

Up to the order and casing of keys, an empty generationConfig, nulls and base64's alphabet.
"""

from __future__ import annotations

import json
from typing import Any

import pytest
from pydantic.alias_generators import to_camel

from gemchat.client.operations import Operations
from gemchat.errors import GemchatError
from tests.client.recorded import FOLDER, Exchange, Json, ReplayTransport, exchanges
from tests.fakes import Twin

pytestmark = pytest.mark.skipif(not FOLDER, reason="GEMCHAT_RECORDINGS names no folder")

# Of the recordings that stand for most: their names, without what they begin with.
NAMES = (
    "decimal_native_output dict_with_additional_properties_native_output"
    " dict_with_additional_properties_native_output_gemini_2_0 discriminated_union_native_output"
    " discriminated_union_native_output_gemini_2_0 extra_headers httpx_client_is_not_closed"
    " instructions_only_with_tool_calls integer_enum_native_output"
    " integer_enum_native_output_gemini_2_0 model model_armor_prompt_template_text_gets_blocked"
    " model_armor_response_template_real_block model_document_url_input"
    " model_empty_assistant_response model_empty_user_prompt"
    " model_file_search_grounding_gemini_3_False model_file_search_grounding_gemini_3_True"
    " model_file_search_tool model_file_search_tool_stream model_gemini_3_5_flash"
    " model_image_url_input model_instructions model_iter_stream model_max_tokens"
    " model_max_tokens_thinking_model_empty_response model_mobile_youtube_video_url_input"
    " model_multiple_documents_in_history model_receive_web_search_history_from_another_provider"
    " model_retry model_retrying_after_empty_response model_safety_settings model_stream"
    " model_structured_output model_text_as_binary_content_input model_text_document_url_input"
    " model_thinking_config model_thinking_part model_thinking_part_from_other_model"
    " model_thinking_part_iter model_top_k model_top_p model_usage_limit_not_exceeded"
    " model_vertex_labels model_vertex_provider model_web_fetch_tool model_web_fetch_tool_stream"
    " model_web_search_tool model_web_search_tool_stream model_youtube_video_url_input"
    " model_youtube_video_url_input_with_vendor_metadata native_output native_output_multiple"
    " nested_models_with_native_output nested_models_without_native_output"
    " optional_fields_native_output optional_fields_native_output_gemini_2_0"
    " prefix_items_native_output prefix_items_native_output_gemini_2_0 prompted_output"
    " prompted_output_multiple prompted_output_with_tools recursive_schema_native_output"
    " recursive_schema_native_output_gemini_2_5 stream_usage_is_live_mid_stream"
    " streaming_tool_call_thought_signature text_output_function timeout"
    " tool_config_any_with_tool_without_args tool_output url_input_AudioUrl"
    " url_input_AudioUrl_gs url_input_DocumentUrl url_input_DocumentUrl_gs url_input_ImageUrl"
    " url_input_ImageUrl_gs url_input_VideoUrl url_input_VideoUrl_YouTube url_input_VideoUrl_gs"
    " url_input_force_download vertex_logprobs vertex_logprobs_from_provider_details"
    " vertex_logprobs_structure vertex_logprobs_without_top_logprobs vertex_service_tier_flex"
    " vertex_service_tier_flex_stream"
    " vertex_tool_combination_omits_include_server_side_tool_invocations"
    " vertexai_count_tokens_forwards_native_tools vertexai_image_generation_with_output_format"
)
BASE64 = ("data", "thoughtSignature")
REQUESTS = exchanges("generateContent", "streamGenerateContent")


def normal(value: Any, key: str = "") -> Any:
    if isinstance(value, dict):
        named = ((to_camel(name), item) for name, item in value.items())
        normals = ((name, normal(item, name)) for name, item in named)
        return {name: item for name, item in normals if item is not None}
    if isinstance(value, list):
        return [normal(item) for item in value]
    if isinstance(value, str) and key in BASE64:
        return value.translate(str.maketrans("-_", "+/"))
    return value


def sent(exchange: Exchange) -> Json:
    """The body that goes out for the same contents and settings."""
    twin = Twin(suspends=False)
    transport = ReplayTransport(exchange, suspends=False)
    operations = Operations(transport, exchange.backend)
    contents = exchange.body["contents"]
    try:
        twin.run(operations.generate(exchange.model, contents, exchange.config))
    except GemchatError as error:
        assert transport.calls, error
    body: Json = json.loads(transport.calls[0].body)
    return body


@pytest.mark.parametrize("exchange", REQUESTS, ids=lambda one: one.name)
def test_requests(exchange: Exchange) -> None:
    empty: Json = {"generationConfig": {}}
    assert empty | normal(sent(exchange)) == empty | normal(exchange.body)


def test_all_that_are_named_were_there() -> None:
    recorded = {exchange.name.partition("#")[0] for exchange in REQUESTS}
    assert {f"test_google__test_google_{name}" for name in NAMES.split()} <= recorded
