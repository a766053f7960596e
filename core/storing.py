"""Make foreign text storable in PostgreSQL."""

from __future__ import annotations


def storable_part(text: str) -> str:
    """Return ``text`` without NUL characters, with lone surrogates as question marks."""
    return text.replace("\x00", "").encode("utf-8", "replace").decode()
