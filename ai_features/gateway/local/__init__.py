"""The embedding model that needs no key and no network."""

from ai_features.gateway.local.encoder import (
    DIMENSIONS,
    MAX_TOKENS,
    Encoding,
    LocalEncoder,
    Vectors,
    encode,
    encode_pieces,
    get_encoder,
    known_words,
)

__all__ = [
    "DIMENSIONS",
    "MAX_TOKENS",
    "Encoding",
    "LocalEncoder",
    "Vectors",
    "encode",
    "encode_pieces",
    "get_encoder",
    "known_words",
]
