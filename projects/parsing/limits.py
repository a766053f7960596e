"""How much of this machine one document may use."""

from __future__ import annotations

from dataclasses import dataclass

MEGABYTE = 1024 * 1024


@dataclass(frozen=True)
class Limits:
    """Bounds on one reading: sizes in bytes, times in seconds.

    ``max_unpacked_bytes`` and ``max_members`` apply to the zip of an Office file or EPUB. Text
    recognition has bounds of its own: ``ocr_page_seconds`` of CPU time for each picture, and
    ``ocr_seconds`` of wall time for all pictures of a document.
    """

    max_bytes: int = 50 * MEGABYTE
    max_pages: int = 2_000
    max_characters: int = 20_000_000
    max_unpacked_bytes: int = 400 * MEGABYTE
    max_members: int = 10_000
    memory_bytes: int = 1024 * MEGABYTE
    cpu_seconds: int = 60
    wall_seconds: float = 150.0
    page_characters: int = 3_000
    ocr_page_seconds: int = 60
    ocr_seconds: float = 1_800.0
