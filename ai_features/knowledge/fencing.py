"""Fence off text in a prompt that is to be read, not obeyed."""

from __future__ import annotations

import re


def fenced(text: str, *, tag: str) -> str:
    """Return ``text`` between ``<tag>`` and ``</tag>``, with any such tags in it made inert."""
    inert = re.sub(rf"<(?=[\s/]*{tag})", "‹", text, flags=re.IGNORECASE)
    return f"<{tag}>\n{inert}\n</{tag}>"
