"""Tools the model may use: functions of the caller and tools at the service."""

from __future__ import annotations

from gemchat.types.base import JsonObject, JsonValue, OpenEnum, WireModel
from gemchat.types.schema import Schema


class Behavior(OpenEnum):
    """Whether the model waits for a function."""

    UNSPECIFIED = "UNSPECIFIED"
    BLOCKING = "BLOCKING"
    NON_BLOCKING = "NON_BLOCKING"


class DynamicRetrievalConfigMode(OpenEnum):
    """When the search of older models runs."""

    MODE_UNSPECIFIED = "MODE_UNSPECIFIED"
    MODE_DYNAMIC = "MODE_DYNAMIC"


class Environment(OpenEnum):
    """Where the model operates a computer."""

    ENVIRONMENT_UNSPECIFIED = "ENVIRONMENT_UNSPECIFIED"
    ENVIRONMENT_BROWSER = "ENVIRONMENT_BROWSER"


class FunctionCallingConfigMode(OpenEnum):
    """Whether the model may, must or must not call functions."""

    MODE_UNSPECIFIED = "MODE_UNSPECIFIED"
    AUTO = "AUTO"
    ANY = "ANY"
    NONE = "NONE"
    VALIDATED = "VALIDATED"


class FunctionDeclaration(WireModel):
    """A function the model may ask to be called."""

    name: str | None = None
    """A letter or underscore, then letters, digits, ``_ . : -``; at most 128 characters."""
    description: str | None = None
    """What the function does and when to call it, read by the model."""
    parameters: Schema | None = None
    """The shape of the arguments, an object."""
    parameters_json_schema: JsonValue = None
    """The same as JSON Schema; excludes ``parameters``."""
    response: Schema | None = None
    """The shape of the result."""
    response_json_schema: JsonValue = None
    """The same as JSON Schema; excludes ``response``."""
    behavior: Behavior | None = None
    """Whether the model waits for it (live sessions only)."""


class Interval(WireModel):
    """A span of time."""

    start_time: str | None = None
    """The first moment, RFC 3339."""
    end_time: str | None = None
    """The moment after the last, RFC 3339."""


class WebSearch(WireModel):
    """Search for pages."""


class ImageSearch(WireModel):
    """Search for pictures."""


class SearchTypes(WireModel):
    """What is searched for."""

    web_search: WebSearch | None = None
    """Pages."""
    image_search: ImageSearch | None = None
    """Pictures."""


class GoogleSearch(WireModel):
    """Google Search, used where the model sees fit."""

    search_types: SearchTypes | None = None
    """What to search for; pages if not said."""
    time_range_filter: Interval | None = None
    """Only results of this time (Developer API)."""
    exclude_domains: list[str] | None = None
    """Domains left out (Vertex AI)."""
    blocking_confidence: str | None = None
    """From which confidence on harmful sites are left out (Vertex AI)."""


class DynamicRetrievalConfig(WireModel):
    """When the search of older models runs."""

    mode: DynamicRetrievalConfigMode | None = None
    """How that is decided."""
    dynamic_threshold: float | None = None
    """From which score on it runs, 0 to 1."""


class GoogleSearchRetrieval(WireModel):
    """Google Search as models of generation 1.5 knew it."""

    dynamic_retrieval_config: DynamicRetrievalConfig | None = None
    """When it runs."""


class GoogleMaps(WireModel):
    """Google Maps, used where the model sees fit."""

    enable_widget: bool | None = None
    """Whether a token for the Maps widget is returned."""
    auth_config: JsonObject | None = None
    """How to authenticate at Maps (Vertex AI)."""


class UrlContext(WireModel):
    """Reading of the web addresses in a message."""


class ToolCodeExecution(WireModel):
    """Python that the model writes and the service runs."""


class ComputerUse(WireModel):
    """Operating a computer by screenshots and predefined functions."""

    environment: Environment | None = None
    """Where the model operates."""
    excluded_predefined_functions: list[str] | None = None
    """Functions it may not use."""
    enable_prompt_injection_detection: bool | None = None
    """Whether screens are checked for instructions aimed at the model."""


class FileSearch(WireModel):
    """Search in file search stores (Developer API)."""

    file_search_store_names: list[str] | None = None
    """The stores, such as ``fileSearchStores/abc``."""
    top_k: int | None = None
    """How many pieces to retrieve."""
    metadata_filter: str | None = None
    """A condition on the files' metadata."""


class Tool(WireModel):
    """Tools of one or more kinds."""

    function_declarations: list[FunctionDeclaration] | None = None
    """Functions of the caller."""
    google_search: GoogleSearch | None = None
    """Google Search."""
    google_search_retrieval: GoogleSearchRetrieval | None = None
    """Google Search of generation 1.5."""
    google_maps: GoogleMaps | None = None
    """Google Maps."""
    url_context: UrlContext | None = None
    """Reading of web addresses."""
    code_execution: ToolCodeExecution | None = None
    """Running of Python."""
    computer_use: ComputerUse | None = None
    """Operating a computer."""
    file_search: FileSearch | None = None
    """Search in stores of files (Developer API)."""
    mcp_servers: list[JsonObject] | None = None
    """MCP servers the service calls (Developer API)."""
    retrieval: JsonObject | None = None
    """Vertex AI Search, a RAG store or an external API (Vertex AI)."""
    enterprise_web_search: JsonObject | None = None
    """Web search for regulated trades (Vertex AI)."""
    parallel_ai_search: JsonObject | None = None
    """Search by Parallel (Vertex AI)."""
    exa_ai_search: JsonObject | None = None
    """Search by Exa (Vertex AI)."""


class FunctionCallingConfig(WireModel):
    """How functions are called."""

    mode: FunctionCallingConfigMode | None = None
    """Whether the model may, must or must not call; the service takes AUTO."""
    allowed_function_names: list[str] | None = None
    """The functions allowed with ANY and VALIDATED."""
    stream_function_call_arguments: bool | None = None
    """Whether arguments arrive in pieces (Vertex AI)."""


class LatLng(WireModel):
    """A place on earth."""

    latitude: float | None = None
    """Degrees, -90 to 90."""
    longitude: float | None = None
    """Degrees, -180 to 180."""


class RetrievalConfig(WireModel):
    """Where and in which language the user is."""

    lat_lng: LatLng | None = None
    """The user's place."""
    language_code: str | None = None
    """The user's language, such as ``de``."""


class ToolConfig(WireModel):
    """How tools are used."""

    function_calling_config: FunctionCallingConfig | None = None
    """How functions are called."""
    retrieval_config: RetrievalConfig | None = None
    """Where the user is."""
    include_server_side_tool_invocations: bool | None = None
    """Whether steps of tools at the service are shown (Developer API, Gemini 3 and later)."""
