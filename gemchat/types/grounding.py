"""Where an answer comes from: searches, sources and citations."""

from __future__ import annotations

from gemchat.types.base import JsonObject, OpenEnum, Text, WireModel


class UrlRetrievalStatus(OpenEnum):
    """Whether an address could be read."""

    URL_RETRIEVAL_STATUS_UNSPECIFIED = "URL_RETRIEVAL_STATUS_UNSPECIFIED"
    URL_RETRIEVAL_STATUS_SUCCESS = "URL_RETRIEVAL_STATUS_SUCCESS"
    URL_RETRIEVAL_STATUS_ERROR = "URL_RETRIEVAL_STATUS_ERROR"
    URL_RETRIEVAL_STATUS_PAYWALL = "URL_RETRIEVAL_STATUS_PAYWALL"
    URL_RETRIEVAL_STATUS_UNSAFE = "URL_RETRIEVAL_STATUS_UNSAFE"


class Segment(WireModel):
    """A stretch of the answer, counted in UTF-8 bytes of all its text that is no thought."""

    part_index: int | None = None
    """The part meant; never seen in practice."""
    start_index: int | None = None
    """The first byte; 0 if not said."""
    end_index: int | None = None
    """The byte after the last; can be off by one or two."""
    text: Text | None = None
    """The stretch itself, which is right where the numbers are not."""


class GroundingChunkWeb(WireModel):
    """A page."""

    uri: str | None = None
    """Its address, often a redirect; may hold raw spaces."""
    title: Text | None = None
    """Its title, or only its domain."""
    domain: str | None = None
    """Its domain (Vertex AI)."""


class GroundingChunkImage(WireModel):
    """A picture."""

    source_uri: str | None = None
    """The address of the page it is on."""
    image_uri: str | None = None
    """The address of the picture."""
    title: Text | None = None
    """The title of the page."""
    domain: str | None = None
    """The domain of the page."""


class GroundingChunkRetrievedContext(WireModel):
    """A piece of a document from a store."""

    uri: str | None = None
    """The address of the document."""
    title: Text | None = None
    """Its title."""
    text: Text | None = None
    """The piece."""
    document_name: str | None = None
    """Its resource name (Vertex AI)."""
    file_search_store: str | None = None
    """The store it is in."""
    page_number: int | None = None
    """The page the piece is on."""
    media_id: str | None = None
    """The picture or sound the piece is from."""
    custom_metadata: list[JsonObject] | None = None
    """The owner's notes about the document."""
    rag_chunk: JsonObject | None = None
    """The piece as the RAG store knows it (Vertex AI)."""


class GroundingChunkMaps(WireModel):
    """A place."""

    uri: str | None = None
    """Its address on Google Maps."""
    title: Text | None = None
    """Its name."""
    text: Text | None = None
    """What is said of it."""
    place_id: str | None = None
    """Its id: ``places/ID``."""
    place_answer_sources: JsonObject | None = None
    """Reviews and the like that were used."""
    route: JsonObject | None = None
    """The way there."""


class GroundingChunk(WireModel):
    """A source: one of the fields is set."""

    web: GroundingChunkWeb | None = None
    """A page."""
    image: GroundingChunkImage | None = None
    """A picture."""
    retrieved_context: GroundingChunkRetrievedContext | None = None
    """A piece of a document."""
    maps: GroundingChunkMaps | None = None
    """A place."""


class GroundingSupport(WireModel):
    """Which sources support which stretch of the answer."""

    segment: Segment | None = None
    """The stretch."""
    grounding_chunk_indices: list[int] | None = None
    """The sources, as positions in ``grounding_chunks``."""
    confidence_scores: list[float] | None = None
    """How sure that is, 0 to 1, a number for each source; rarely given."""
    rendered_parts: list[int] | None = None
    """The parts of a rendered answer that are meant."""


class SearchEntryPoint(WireModel):
    """Searches proposed to the user, which the terms of use want displayed."""

    rendered_content: Text | None = None
    """HTML and CSS."""
    sdk_blob: str | None = None
    """The searches and their addresses, base64 of JSON."""


class RetrievalMetadata(WireModel):
    """Why there was a search."""

    google_search_dynamic_retrieval_score: float | None = None
    """How likely a search helps, 0 to 1."""


class GroundingMetadata(WireModel):
    """What was searched for, what was found, and what of it the answer rests on."""

    web_search_queries: list[str] | None = None
    """Searches for pages."""
    image_search_queries: list[str] | None = None
    """Searches for pictures."""
    retrieval_queries: list[str] | None = None
    """Searches in stores (Vertex AI)."""
    search_entry_point: SearchEntryPoint | None = None
    """Searches proposed to the user."""
    grounding_chunks: list[GroundingChunk] | None = None
    """The sources."""
    grounding_supports: list[GroundingSupport] | None = None
    """What rests on which source."""
    retrieval_metadata: RetrievalMetadata | None = None
    """Why there was a search."""
    google_maps_widget_context_token: str | None = None
    """What the Maps widget needs to show the places."""
    source_flagging_uris: list[JsonObject] | None = None
    """Where to report a source."""


class UrlMetadata(WireModel):
    """What became of one address in the message."""

    retrieved_url: str | None = None
    """The address."""
    url_retrieval_status: UrlRetrievalStatus | None = None
    """Whether it could be read."""


class UrlContextMetadata(WireModel):
    """What became of the addresses in the message."""

    url_metadata: list[UrlMetadata] | None = None
    """The addresses."""


class Citation(WireModel):
    """A stretch of the answer that stands in a work of others."""

    start_index: int | None = None
    """The first byte; 0 if not said."""
    end_index: int | None = None
    """The byte after the last."""
    uri: str | None = None
    """The address of the work."""
    title: Text | None = None
    """Its title."""
    license: str | None = None
    """Its licence."""
    publication_date: JsonObject | None = None
    """When it was published: year, month, day."""


class CitationMetadata(WireModel):
    """Works of others in the answer."""

    citations: list[Citation] | None = None
    """The works, as Vertex AI names them."""
    citation_sources: list[Citation] | None = None
    """The works, as the Developer API names them."""

    @property
    def works(self) -> list[Citation]:
        """The works, under whichever name they came."""
        return self.citations or self.citation_sources or []
