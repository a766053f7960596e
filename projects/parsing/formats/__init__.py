"""One module per format, imported only when a file of its kind is read."""

from __future__ import annotations

from collections.abc import Callable
from importlib import import_module
from pathlib import Path, PurePath
from typing import Protocol

from projects.parsing.cleaning import one_line
from projects.parsing.errors import Unreadable
from projects.parsing.formats.draft import Draft, Source
from projects.parsing.kinds import MEDIA_TYPES, PICTURES, kind_of
from projects.parsing.language import detect_language
from projects.parsing.limits import Limits
from projects.parsing.model import ParsedDocument, ParsedPage
from projects.parsing.ocr.eyes import Eyes

MODULES = {
    "pdf": "pdf", "docx": "docx", "pptx": "pptx", "xlsx": "xlsx", "odt": "odt", "ods": "ods",
    "odp": "odp", "epub": "epub", "html": "html", "markdown": "markdown", "text": "text",
    "csv": "delimited", "tsv": "delimited", "json": "data", "xml": "data", "email": "mail",
    "rtf": "rtf",
    **dict.fromkeys(PICTURES.values(), "picture"),
}  # fmt: skip
LONGEST_TITLE = 200
SAMPLE_PAGES = 40
PAGE_SAMPLE = 1_500


class _Format(Protocol):
    def parse(self, source: Source) -> Draft: ...


def parse(
    path: Path,
    *,
    filename: str,
    limits: Limits,
    on_progress: Callable[[int, int], None],
    eyes: Eyes | None = None,
) -> ParsedDocument:
    """Read a file in this process. Raises Unreadable; a parser's own errors pass through."""
    kind = kind_of(path, filename=filename)
    source = Source(path, filename, kind, limits, on_progress, eyes)
    module: _Format = import_module(f"projects.parsing.formats.{MODULES[kind]}")
    draft = module.parse(source)
    _check(draft.pages, limits=limits)
    return ParsedDocument(
        title=title_of(draft, filename=filename),
        media_type=MEDIA_TYPES[draft.kind or kind],
        language=detect_language(sample_of(draft.pages)),
        pages=draft.pages,
        pages_without_text=sum(not page.text for page in draft.pages),
        pages_by_ocr=eyes.pages if eyes else 0,
    )


def _check(pages: list[ParsedPage], *, limits: Limits) -> None:
    if not any(page.text.strip() for page in pages):
        raise Unreadable("empty")
    if len(pages) > limits.max_pages:
        raise Unreadable("too_many_pages")
    if sum(len(page.text) for page in pages) > limits.max_characters:
        raise Unreadable("oversized")


def title_of(draft: Draft, *, filename: str) -> str:
    """Return the document's own title if it has one, else the file's name."""
    title = one_line(draft.title)
    return (title or one_line(PurePath(filename).stem) or "Untitled")[:LONGEST_TITLE]


def sample_of(pages: list[ParsedPage]) -> str:
    """Take a little of many pages: a cover or a licence may be in another language."""
    step = max(1, len(pages) // SAMPLE_PAGES)
    return "\n".join(page.text[:PAGE_SAMPLE] for page in pages[::step])
