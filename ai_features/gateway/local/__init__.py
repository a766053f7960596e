"""The embedding model that needs no key and no network."""

from ai_features.gateway.local.encoder import (
    DIMENSIONS,
    MAX_TOKENS,
    LocalEncoder,
    Reading,
    Vectors,
    encode,
    get_encoder,
    known_words,
    read,
)

__all__ = [
    "DIMENSIONS",
    "MAX_TOKENS",
    "LocalEncoder",
    "Reading",
    "Vectors",
    "encode",
    "get_encoder",
    "known_words",
    "read",
]
