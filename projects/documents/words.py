"""Describe a document in words for pages: its type, size, language and stage."""

from __future__ import annotations

from pathlib import PurePath
from typing import Final

from django.conf import settings
from django.conf.locale import LANG_INFO
from django.utils.text import Truncator

from projects.models import DUPLICATE, Document, DocumentStatus
from projects.parsing.ocr.tool import program_path

TYPES: Final = {
    "application/pdf": "PDF",
    "application/vnd.openxmlformats-officedocument.wordprocessingml.document": "Word",
    "application/vnd.openxmlformats-officedocument.presentationml.presentation": "PowerPoint",
    "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet": "Excel",
    "application/vnd.oasis.opendocument.text": "OpenDocument text",
    "application/vnd.oasis.opendocument.spreadsheet": "OpenDocument sheet",
    "application/vnd.oasis.opendocument.presentation": "OpenDocument slides",
    "application/epub+zip": "EPUB",
    "application/rtf": "Rich text",
    "application/json": "JSON",
    "image/png": "Picture",
    "image/jpeg": "Picture",
    "image/gif": "Picture",
    "image/bmp": "Picture",
    "image/tiff": "Picture",
    "message/rfc822": "E-mail",
    "text/html": "Web page",
    "text/markdown": "Text",
    "text/plain": "Text",
    "text/csv": "CSV",
    "text/tab-separated-values": "TSV",
}
# Reading the same bytes again would fail in the same way.
FINAL_ERRORS: Final = frozenset(
    {
        "corrupt",
        DUPLICATE,
        "empty",
        "encrypted",
        "mislabelled",
        "oversized",
        "too_many_pages",
        "unsupported",
    }
)
LONGEST_ENDING: Final = 5
MOST_OF_A_TITLE: Final = 125
KILO: Final = 1_000
ROUND_FROM: Final = 10
UNFINISHED: Final = frozenset({DocumentStatus.QUEUED, DocumentStatus.PROCESSING})


def type_words(document: Document) -> str:
    """Return what kind of file it is: “PDF”, “Word”, or the suffix of its name."""
    known = TYPES.get(document.media_type)
    if known:
        return known
    if document.source == "url":
        return "Web page"
    ending = PurePath(document.filename).suffix[1:]
    return ending.upper() if 0 < len(ending) <= LONGEST_ENDING and ending.isalnum() else "File"


def size_words(count: int) -> str:
    """Return a number of bytes in readable units: “308 bytes”, “13 kB”, “1.2 MB”."""
    if count < KILO:
        return f"{count} byte{'' if count == 1 else 's'}"
    figure, unit = (count / KILO, "kB") if count < KILO**2 else (count / KILO**2, "MB")
    shown = f"{figure:.1f}" if figure < ROUND_FROM else f"{figure:.0f}"
    return f"{shown.removesuffix('.0')} {unit}"


def stage_words(document: Document) -> str:
    """Return what is being done: “Reading page 12 of 300”, “Indexing 40 of 120 passages”."""
    if document.status == DocumentStatus.QUEUED:
        return "Waiting"
    done, total = document.progress_done, document.progress_total
    if document.stage == "fetching":
        return "Fetching the page"
    if document.stage == "indexing":
        return f"Indexing {done} of {total} passages" if total else "Indexing"
    if total:
        return f"Reading page {max(done, 1)} of {total}"
    return "Opening the file"


def is_unfinished(document: Document) -> bool:
    """Return whether the document is still waiting or being read."""
    return document.status in UNFINISHED


def may_retry(document: Document) -> bool:
    """Return whether trying a failed document again could succeed.

    A scan can be read once tesseract is installed.
    """
    if document.status != DocumentStatus.FAILED:
        return False
    if document.error_code == "scanned":
        return bool(program_path(settings.OCR))
    return document.error_code not in FINAL_ERRORS


def already_here_words(document: Document) -> str:
    """Return what to tell somebody who adds a document that the project already has."""
    return f"Already here as “{document.title}”. Nothing was added."


def renamed_words(former: str, title: str) -> str:
    """Return both titles of a renamed document for the audit trail, which keeps 254 characters."""
    return " → ".join(Truncator(each).chars(MOST_OF_A_TITLE) for each in (former, title))


def language_words(document: Document) -> str:
    """Return the language's English name, its code if it has none, or nothing if unknown."""
    info = LANG_INFO.get(document.language, {})
    return str(info.get("name", document.language))
