"""What is indexed along with a chunk's own text, so that it is found by what stands above it.

A context is the document's title and the headings on one line, then the header row of the table
that the chunk continues, if it continues one. A table row begins with a bar.
"""

from __future__ import annotations


def indexed_text(text: str, *, context: str) -> str:
    """Return what is embedded, counted and reranked for a chunk: its context, then its text."""
    return f"{context}\n{text}" if context else text


def continued_header(context: str) -> str:
    """Return the header row of the table that the chunk continues; empty if it continues none."""
    last = context.rpartition("\n")[2]
    return last if last.startswith("|") else ""
