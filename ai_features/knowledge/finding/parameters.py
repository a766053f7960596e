"""A query's vectors in the form in which PostgreSQL sends and receives them.

As text, a vector of 384 numbers takes longer to write and to read than the search for its nearest.
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
    """A value in its type's binary form; a cast in the statement has to name the type."""


class _WireDumper(Dumper):
    format = Format.BINARY

    def dump(self, obj: Wire) -> Wire:
        return obj


# Before Django makes its first connection: each takes the adapters that are known by then.
psycopg.adapters.register_dumper(Wire, _WireDumper)


def as_halfvec(vector: NDArray[np.float32]) -> Wire:
    """Return a unit vector for ``%s::halfvec``, to the digits that half a float holds."""
    return Wire(HalfVector(vector).to_binary())


def as_sparsevec(weights: Mapping[int, float], *, dimensions: int) -> Wire:
    """Return the weights of some dimensions for ``%s::sparsevec``."""
    return Wire(SparseVector(dict(weights), dimensions).to_binary())
