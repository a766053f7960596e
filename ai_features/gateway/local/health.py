"""Whether the local encoder works."""

from __future__ import annotations

from ai_features.gateway.local import encode
from core.health.registry import Unready


def check_encoder() -> str:
    """Return a short message if a text can be embedded; raise ``Unready`` if not."""
    try:
        width = encode(["ready"]).shape[1]
    except (ImportError, OSError, RuntimeError, ValueError) as error:
        raise Unready(f"The local model cannot be loaded: {type(error).__name__}.") from error
    return f"The local model embeds into {width} dimensions."
