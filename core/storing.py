"""Text from elsewhere, as PostgreSQL can keep it."""

from __future__ import annotations


def storable_part(text: str) -> str:
    """Return ``text`` without NUL characters, each half surrogate as a question mark."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
