"""Read tensors from a safetensors file with numpy alone."""

from __future__ import annotations

import json
from pathlib import Path
from typing import Any, Final

import numpy as np
from numpy.typing import NDArray

HEADER_LENGTH_BYTES: Final = 8
DTYPES: Final = {"F32": np.float32, "F16": np.float16, "I64": np.int64}


def read_safetensors(path: Path) -> dict[str, NDArray[Any]]:
    """Return the tensors of ``path`` by name.

    Layout: a little-endian u64 with the length of a JSON header, the header naming each tensor's
    dtype, shape and byte range, then the bytes.
    """
    content = memoryview(path.read_bytes())
    start = HEADER_LENGTH_BYTES + int.from_bytes(content[:HEADER_LENGTH_BYTES], "little")
    header = json.loads(bytes(content[HEADER_LENGTH_BYTES:start]))
    header.pop("__metadata__", None)
    return {name: _tensor(content[start:], entry) for name, entry in header.items()}


def _tensor(data: memoryview, entry: dict[str, Any]) -> NDArray[Any]:
    first, last = entry["data_offsets"]
    flat = np.frombuffer(data[first:last], dtype=DTYPES[entry["dtype"]])
    # A copy, since CTranslate2 quantises in place.
    return flat.reshape(entry["shape"]).copy()
