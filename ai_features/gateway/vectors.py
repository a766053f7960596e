"""Embedding models: where they are, and which space their vectors are in."""

from __future__ import annotations

import re
from dataclasses import dataclass, field
from typing import Final, Literal

from ai_features.gateway.local import DIMENSIONS, MAX_TOKENS

LOCAL: Final = "local"
# The most that an HNSW index over half-precision vectors supports (pgvector 0.8).
MOST_DIMENSIONS: Final = 4_000
UNKNOWN_WINDOW: Final = 512
SHORTENED: Final = "short"
Kind = Literal["query", "passage"]


@dataclass(frozen=True, slots=True)
class EmbeddingModel:
    """A model that turns texts into vectors of ``dimensions``.

    ``shortened`` says that the provider is asked for that many, fewer than the model's own.
    ``version`` changes with the key, which no ``repr`` shows.
    """

    source: Literal["local", "workspace", "instance"]
    label: str
    name: str
    base_url: str
    dimensions: int
    version: str
    api_key: str = field(repr=False)
    shortened: bool = False

    @property
    def key(self) -> str:
        """The name of the vector space: only vectors with the same key can be compared."""
        if self.is_local:
            return f"{LOCAL}:{self.name}"
        whole = f"{self.label}:{self.name}:{self.dimensions}"
        return f"{whole}:{SHORTENED}" if self.shortened else whole

    @property
    def is_local(self) -> bool:
        """Whether it needs no key and no network, and costs nothing."""
        return self.source == LOCAL

    @property
    def phrase(self) -> str:
        """What to call it within a sentence."""
        return "the local model" if self.is_local else f"{self.name} at {self.label}"

    @property
    def english_only(self) -> bool:
        """Whether it was trained on English alone."""
        return bool(ENGLISH_ONLY.search(self.name))

    @property
    def window(self) -> int:
        """How many tokens of a text it reads."""
        if self.is_local:
            return MAX_TOKENS
        found = (size for name, size in WINDOWS if name.search(self.name))
        return next(found, UNKNOWN_WINDOW)


LOCAL_MODEL: Final = EmbeddingModel(
    source=LOCAL,
    label=LOCAL,
    name="all-minilm-l6-v2",
    base_url="",
    dimensions=DIMENSIONS,
    version=LOCAL,
    api_key="",
)

ENGLISH_ONLY: Final = re.compile(
    r"all-(?:minilm|mpnet)|(?:bge|gte|e5|jina-embeddings-v2)-(?:small|base|large)-(?:v1\.5|en|v2)"
    r"|-en(?:-|\b)|nomic-embed-text(?!-v2)|mxbai-embed-large|arctic-embed(?!.*v2)",
    re.I,
)
WINDOWS: Final = (
    (
        re.compile(r"text-embedding-(?:3|ada)|bge-m3|jina-embeddings-v[2-4]|mistral-embed", re.I),
        8_191,
    ),
    (re.compile(r"voyage|qwen3-embedding|embed-v4", re.I), 32_000),
    (re.compile(r"nomic-embed|gemini-embedding|embeddinggemma|text-embedding-00", re.I), 2_048),
)

WRITTEN: Final = re.compile(rf"(?P<host>[^:]+(?::\d+)?):(?P<name>.+):[1-9]\d*(?::{SHORTENED})?")

# What a model's authors put before each text in training, by their model cards: before a question,
# before a passage. The name alone decides, so that a key names one space.
PREFIXES: Final = (
    (re.compile(r"e5-[^/]*instruct|qwen3-embedding", re.I), "{task}", ""),
    (re.compile(r"\be5-", re.I), "query: ", "passage: "),
    (re.compile(r"nomic-embed-text", re.I), "search_query: ", "search_document: "),
    (re.compile(r"embeddinggemma", re.I), "task: search result | query: ", "title: none | text: "),
    (re.compile(r"bge-(?:small|base|large)-en|mxbai-embed|arctic-embed", re.I), "{search}", ""),
)
_WORDS: Final = {
    "{task}": (
        "Instruct: Given a web search query, retrieve relevant passages that answer the query"
        "\nQuery: "
    ),
    "{search}": "Represent this sentence for searching relevant passages: ",
}


def named_in(key: str) -> tuple[str, str]:
    """Return the model's name and host from a key, for a model that is no longer there.

    A key in any other form is returned as the name, with an empty host.
    """
    found = WRITTEN.fullmatch(key)
    return (found["name"], found["host"]) if found else (key, "")


def phrase_of(key: str) -> str:
    """Return what to call a space's model within a sentence, whether or not it is still there."""
    if key == LOCAL_MODEL.key:
        return LOCAL_MODEL.phrase
    return " at ".join(filter(None, named_in(key)))


def prefix_of(name: str, *, kind: Kind) -> str:
    """Return the prefix that the model ``name`` expects before a question, or before a passage."""
    for pattern, before_query, before_passage in PREFIXES:
        if pattern.search(name):
            prefix = before_query if kind == "query" else before_passage
            return _WORDS.get(prefix, prefix)
    return ""
