"""Ask a provider for vectors: in batches it accepts, each paid for once and validated."""

from __future__ import annotations

from collections.abc import Iterator, Sequence
from dataclasses import dataclass
from typing import Final

import numpy as np
import openai
from numpy.typing import NDArray
from openai import OpenAI, omit
from openai.types import CreateEmbeddingResponse

from ai_features.gateway.errors import (
    ProviderContextExceeded,
    ProviderFailed,
    ProviderNonsense,
    ProviderRejected,
)
from ai_features.gateway.local import Vectors
from ai_features.gateway.messages import Caller, Purpose
from ai_features.gateway.vectors import MOST_DIMENSIONS, EmbeddingModel, Kind, prefix_of
from ai_features.gateway.whole_call import WholeCall
from ai_features.gateway.windows import cut_to, estimate_tokens

# Within the limits of smaller servers; a batch that is refused is halved until it is accepted.
MOST_TEXTS: Final = 32
MOST_TOKENS: Final = 15_000
MARGIN: Final = 0.75
# Every model reads this many characters: if one refuses them, their number is not the reason.
SHORTEST_CUT: Final = 200
# Some servers refuse an empty text.
BLANK: Final = "."
# Statuses with which a server objects to the request itself.
MINDED: Final = frozenset({400, 413, 422})
TOO_WIDE: Final = (
    "This model's vectors have {found:,} dimensions; at most {most:,} can be searched."
)
ASK_FOR_FEWER: Final = "Ask for fewer, or use another model."
OTHER_SIZE: Final = (
    "The model provider sent vectors of {found:,} dimensions in place of {wanted:,}."
)
CHECK_SIZE: Final = "Check the embedding model, then test it."
RUBBISH: Final = "The model provider sent something that is not vectors."
CHECK: Final = "Check its address and embedding model."

# Endpoints that do not support base64, which the SDK asks for as it is a quarter of the size.
_plain: set[tuple[str, str]] = set()


def embed_at_provider(
    texts: Sequence[str], *, model: EmbeddingModel, kind: Kind, purpose: Purpose, caller: Caller
) -> Vectors:
    """Return one unit vector for each text, asking batch by batch.

    Raises :class:`~ai_features.gateway.errors.ProviderFailed`, also for vectors of more dimensions
    than an index takes.
    """
    if model.dimensions > MOST_DIMENSIONS:
        raise too_wide(model.dimensions)
    embedder = _Embedder(model, purpose, caller)
    prepared = [_prepared(text, model=model, kind=kind) for text in texts]
    vectors = np.empty((len(prepared), model.dimensions), dtype=np.float32)
    for first, last in batches([estimate_tokens(text) for text in prepared]):
        vectors[first:last] = embedder.vectors(prepared[first:last])
    return vectors


def find_dimensions(model: EmbeddingModel, *, caller: Caller) -> int:
    """Return how many dimensions the model's vectors really have, from one small call.

    Raises as :func:`embed_at_provider` does.
    """
    embedder = _Embedder(model, "test", caller, any_size=not model.shortened)
    found = int(embedder.vectors(["ready"]).shape[1])
    if found > MOST_DIMENSIONS:
        raise too_wide(found)
    return found


def too_wide(found: int) -> ProviderRejected:
    """Return the error for vectors with more dimensions than an index takes."""
    return ProviderRejected(
        TOO_WIDE.format(found=found, most=MOST_DIMENSIONS), advice=ASK_FOR_FEWER
    )


def batches(tokens: Sequence[int]) -> Iterator[tuple[int, int]]:
    """Yield the start and end of each batch; ``tokens`` holds the size of each text."""
    first = size = 0
    for row, count in enumerate(tokens):
        if row > first and (row - first >= MOST_TEXTS or size + count > MOST_TOKENS):
            yield first, row
            first, size = row, 0
        size += count
    if tokens:
        yield first, len(tokens)


def _prepared(text: str, *, model: EmbeddingModel, kind: Kind) -> str:
    whole = prefix_of(model.name, kind=kind) + (text if text.strip() else BLANK)
    return cut_to(whole, int(model.window * MARGIN))


@dataclass(frozen=True)
class _Embedder:
    """Asks one model for vectors; with ``any_size``, of any number of dimensions."""

    model: EmbeddingModel
    purpose: Purpose
    caller: Caller
    any_size: bool = False

    def vectors(self, texts: list[str]) -> Vectors:
        """Return the vectors of one batch, or of its halves if the server takes no more."""
        plain = self._place in _plain
        try:
            return self._ask(texts, plain=plain)
        except (ProviderRejected, ProviderContextExceeded) as error:
            if not _minds_the_request(error):
                raise
            if isinstance(error, ProviderContextExceeded) and _is_long(texts):
                # It has more tokens than estimated: embed its first half only.
                return self.vectors([texts[0][: len(texts[0]) // 2]])
            if plain and len(texts) == 1:
                raise
        if len(texts) > 1:
            half = len(texts) // 2
            return np.concatenate([self.vectors(texts[:half]), self.vectors(texts[half:])])
        found = self._ask(texts, plain=True)
        _plain.add(self._place)
        return found

    @property
    def _place(self) -> tuple[str, str]:
        return self.model.base_url, self.model.name

    def _ask(self, texts: list[str], *, plain: bool) -> Vectors:
        call = WholeCall(
            self.model,
            self.purpose,
            self.caller,
            most_tokens=sum(len(text.encode()) for text in texts),
            about_tokens=sum(estimate_tokens(text) for text in texts),
            said={"texts": len(texts)},
        )

        def ask(client: OpenAI) -> CreateEmbeddingResponse:
            return client.embeddings.create(
                model=self.model.name,
                input=texts,
                dimensions=self.model.dimensions if self.model.shortened else omit,
                encoding_format="float" if plain else omit,
            )

        return call.run(ask, read=lambda answer: self._read(answer, len(texts)), count=_counted)

    def _read(self, answer: CreateEmbeddingResponse, wanted: int) -> Vectors:
        rows = sorted(answer.data, key=lambda row: row.index)
        if [row.index for row in rows] != list(range(wanted)):
            raise ProviderNonsense(RUBBISH, advice=CHECK)
        try:
            vectors = np.array([row.embedding for row in rows], dtype=np.float64)
        except ValueError as error:
            raise ProviderNonsense(RUBBISH, advice=CHECK) from error
        return self._proved(vectors)

    def _proved(self, vectors: NDArray[np.float64]) -> Vectors:
        """Return the vectors at unit length; refuse any that would silently find wrong passages."""
        if vectors.ndim != 2:  # noqa: PLR2004  (rows and columns)
            raise ProviderNonsense(RUBBISH, advice=CHECK)
        found, wanted = vectors.shape[1], self.model.dimensions
        if found != wanted and not self.any_size:
            raise ProviderNonsense(OTHER_SIZE.format(found=found, wanted=wanted), advice=CHECK_SIZE)
        lengths = np.linalg.norm(vectors, axis=1, keepdims=True)
        if not np.isfinite(lengths).all() or not (lengths > 0).all():
            raise ProviderNonsense(RUBBISH, advice=CHECK)
        return np.asarray(vectors / lengths, dtype=np.float32)


def _is_long(texts: list[str]) -> bool:
    return len(texts) == 1 and len(texts[0]) > SHORTEST_CUT


def _minds_the_request(error: ProviderFailed) -> bool:
    cause = error.__cause__
    return isinstance(cause, openai.APIStatusError) and cause.status_code in MINDED


def _counted(answer: CreateEmbeddingResponse) -> object:
    # Servers leave out what the SDK's types promise.
    usage = getattr(answer, "usage", None)
    return getattr(usage, "prompt_tokens", None) or getattr(usage, "total_tokens", None)
