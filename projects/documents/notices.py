"""What people should know about how a document was read."""

from __future__ import annotations

from projects.parsing import ParsedDocument


def notice_of(parsed: ParsedDocument, *, ocr: bool) -> str:
    """Return what was read by OCR and what could not be read at all; empty if neither applies.

    ``ocr`` says whether this instance has OCR, so that nobody is told to install it again.
    """
    return " ".join(filter(None, (_by_ocr(parsed), _without_text(parsed, ocr=ocr))))


def _by_ocr(parsed: ParsedDocument) -> str:
    count = parsed.pages_by_ocr
    if not count:
        return ""
    if count + parsed.pages_without_text >= len(parsed.pages):
        return "Read by text recognition (OCR): words may be wrong."
    pages = "One page was" if count == 1 else f"{count} pages were"
    return f"{pages} read by text recognition (OCR): words there may be wrong."


def _without_text(parsed: ParsedDocument, *, ocr: bool) -> str:
    missing = parsed.pages_without_text
    if not missing:
        return ""
    pages = "One page has" if missing == 1 else f"{missing} pages have"
    if ocr:
        return f"{pages} no text, and no words could be read there; the rest can be searched."
    return (
        f"{pages} no text, probably scanned images; the rest can be searched. "
        "With tesseract installed on this instance, they would be read as well."
    )
