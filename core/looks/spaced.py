"""Codes and keys in groups, easy to read off a page."""

from __future__ import annotations

GROUP = 4


def in_fours(text: str) -> str:
    """Return ``text`` with a space after every four characters."""
    return " ".join(text[at : at + GROUP] for at in range(0, len(text), GROUP))
