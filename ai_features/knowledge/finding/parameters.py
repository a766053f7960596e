"""A query's vectors in PostgreSQL's binary format.

As text, writing and parsing a vector of 384 numbers takes longer than searching for its nearest.
"""

from __future__ import annotations

from collections.abc import Mapping

import numpy as np
import psycopg
from numpy.typing import NDArray
from pgvector import HalfVector, SparseVector
from psycopg.adapt import Dumper
from psycopg.pq import Format


class Wire(bytes):
    """A value in its type's binary format; a cast in the statement must name the type."""


class _WireDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Wire) -> Wire:
        return obj


# Before Django's first connection: a connection only has the adapters registered by then.
psycopg.adapters.register_dumper(Wire, _WireDumper)


def as_halfvec(vector: NDArray[np.float32]) -> Wire:
    """Return ``vector`` for ``%s::halfvec``, in half precision."""
    return Wire(HalfVector(vector).to_binary())


def as_sparsevec(weights: Mapping[int, float], *, dimensions: int) -> Wire:
    """Return ``weights``, keyed by dimension from 0, for ``%s::sparsevec``."""
    return Wire(SparseVector(dict(weights), dimensions).to_binary())
