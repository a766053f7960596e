"""A document as the rest of the product sees it: pages of text, and the blocks in them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

BlockKind = Literal["heading", "paragraph", "list", "table", "code"]


@dataclass
class Block:
    """The kind of ``page.text[start:end]``; ``level`` is 1–6 for headings, else 0."""

    kind: BlockKind
    start: int
    end: int
    level: int = 0


@dataclass
class ParsedPage:
    """One page: ``number`` counts from 1, ``label`` is what a citation calls it."""

    number: int
    label: str
    text: str
    blocks: list[Block] = field(default_factory=list)


@dataclass
class ParsedDocument:
    """A document that was read; ``language`` is an ISO 639-1 code, or empty if unclear.

    ``pages_without_text`` counts pages without text, such as pictures; ``pages_by_ocr`` counts
    those read by OCR, whose words may be wrong.
    """

    title: str
    media_type: str
    language: str
    pages: list[ParsedPage]
    pages_without_text: int = 0
    pages_by_ocr: int = 0


def page_to_json(page: ParsedPage) -> dict[str, Any]:
    """Return the page as a dict for JSON."""
    return asdict(page)


def page_from_json(data: dict[str, Any]) -> ParsedPage:
    """Return the page that ``page_to_json`` converted."""
    blocks = [Block(**block) for block in data["blocks"]]
    return ParsedPage(data["number"], data["label"], data["text"], blocks)
