"""A document as the rest of the product sees it: pages of text, and the blocks that shape them."""

from __future__ import annotations

from dataclasses import asdict, dataclass, field
from typing import Any, Literal

BlockKind = Literal["heading", "paragraph", "list", "table", "code"]


@dataclass
class Block:
    """``page.text[start:end]``, and what it is; ``level`` is 1–6 for headings, else 0."""

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
    """``language`` is an ISO 639-1 code, or empty when it is not clear.

    ``pages_without_text`` counts the pages that hold pictures alone, ``pages_by_ocr`` those whose
    words were read off a picture and may be wrong, so that people can be told.
    """

    title: str
    media_type: str
    language: str
    pages: list[ParsedPage]
    pages_without_text: int = 0
    pages_by_ocr: int = 0


def page_to_json(page: ParsedPage) -> dict[str, Any]:
    """Return the page as JSON can carry it."""
    return asdict(page)


def page_from_json(data: dict[str, Any]) -> ParsedPage:
    """Return the page that ``page_to_json`` wrote."""
    blocks = [Block(**block) for block in data["blocks"]]
    return ParsedPage(data["number"], data["label"], data["text"], blocks)
