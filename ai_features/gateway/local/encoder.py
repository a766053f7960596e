"""The local embedding model: all-MiniLM-L6-v2 on CTranslate2, one instance per process."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path
from threading import Lock
from typing import Final

import ctranslate2
import numpy as np
from numpy.typing import NDArray
from tokenizers import Tokenizer

from ai_features.gateway.local.convert import converted_model
from ai_features.gateway.local.processor import use_wide_registers
from core.assembly.config import get_config

DIMENSIONS: Final = 384
MAX_TOKENS: Final = 256
BATCH_TOKENS: Final = 1_024

Vectors = NDArray[np.float32]


@dataclass(frozen=True)
class Encoding:
    """A text as vectors: one for the whole, and one for each word piece in its context.

    ``vector`` is the meaning of the whole, as :func:`encode` returns it. ``pieces`` has one
    L2-normalised row per word piece; the piece of row ``i`` is ``text[start:end]`` of ``spans[i]``.
    The model's own two marks have the empty span ``(0, 0)``.
    """

    vector: Vectors
    pieces: Vectors
    spans: list[tuple[int, int]]


class LocalEncoder:
    """Turns texts into unit vectors; safe to share between threads.

    ``threads`` is the number of cores one call may use; 0 leaves it to ``OMP_NUM_THREADS``, or to
    the machine's cores, at most four.
    """

    def __init__(self, folder: Path, *, threads: int = 0) -> None:
        self._tokenizer = Tokenizer.from_file(str(folder / "tokenizer.json"))
        self._tokenizer.no_padding()
        self._tokenizer.enable_truncation(MAX_TOKENS)
        use_wide_registers()
        self._model = ctranslate2.Encoder(
            str(folder), device="cpu", compute_type="int8", intra_threads=threads
        )

    def words(self) -> frozenset[str]:
        """Return the words that are in the model's vocabulary whole, in lower case."""
        return frozenset(filter(str.isalpha, self._tokenizer.get_vocab()))

    def encode(self, texts: Sequence[str]) -> Vectors:
        """Return one L2-normalised row of :data:`DIMENSIONS` for each text.

        Text beyond :data:`MAX_TOKENS` word pieces is ignored. An empty text has a vector too.
        """
        tokens = [encoding.ids for encoding in self._tokenizer.encode_batch(list(texts))]
        vectors = np.empty((len(tokens), DIMENSIONS), dtype=np.float32)
        for rows in _batches([len(ids) for ids in tokens]):
            vectors[rows] = self._embed([tokens[row] for row in rows])
        return vectors

    def encode_pieces(self, texts: Sequence[str]) -> list[Encoding]:
        """Return each text with the vectors of its word pieces, as far as :meth:`encode` reads."""
        encodings = self._tokenizer.encode_batch(list(texts))
        pieces: list[Vectors] = [np.empty((0, DIMENSIONS), dtype=np.float32)] * len(encodings)
        for rows in _batches([len(encoding.ids) for encoding in encodings]):
            hidden = self._hidden([encodings[row].ids for row in rows])
            for row, states in zip(rows, hidden, strict=True):
                pieces[row] = states[: len(encodings[row].ids)]
        return [
            Encoding(_units(states.mean(axis=0)), _units(states), encoding.offsets)
            for encoding, states in zip(encodings, pieces, strict=True)
        ]

    def _embed(self, batch: list[list[int]]) -> Vectors:
        hidden = self._hidden(batch)
        lengths = np.array([len(ids) for ids in batch])
        mask = np.arange(hidden.shape[1]) < lengths[:, None]
        pooled = np.einsum("bth,bt->bh", hidden, mask.astype(np.float32)) / lengths[:, None]
        return _units(pooled)

    def _hidden(self, batch: list[list[int]]) -> Vectors:
        return np.array(self._model.forward_batch(batch).last_hidden_state)


def _units(vectors: Vectors) -> Vectors:
    norms = np.linalg.norm(vectors, axis=-1, keepdims=True)
    return np.asarray(vectors / norms, dtype=np.float32)


def _batches(lengths: list[int]) -> Iterator[list[int]]:
    """Yield rows of similar length, about :data:`BATCH_TOKENS` padded tokens at a time."""
    batch: list[int] = []
    for row in sorted(range(len(lengths)), key=lengths.__getitem__):
        if batch and (len(batch) + 1) * lengths[row] > BATCH_TOKENS:
            yield batch
            batch = []
        batch.append(row)
    if batch:
        yield batch


_lock = Lock()


def encode(texts: Sequence[str]) -> Vectors:
    """Return unit vectors of ``texts`` from this process's encoder."""
    return get_encoder().encode(texts)


def encode_pieces(texts: Sequence[str]) -> list[Encoding]:
    """Return ``texts`` with the vectors of their word pieces, from this process's encoder."""
    return get_encoder().encode_pieces(texts)


@lru_cache(maxsize=1)
def known_words() -> frozenset[str]:
    """Return the twenty thousand or so words, in lower case, that the model knows whole."""
    return get_encoder().words()


def get_encoder() -> LocalEncoder:
    """Return this process's encoder, loading (and the first time converting) it if needed."""
    with _lock:
        return _load(get_config().vitrine_data_dir / "models")


@lru_cache(maxsize=1)
def _load(models_dir: Path) -> LocalEncoder:
    return LocalEncoder(converted_model(models_dir))
