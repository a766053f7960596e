"""Why a document could not be read: what happened, what is safe and what its owner can do."""

from __future__ import annotations

from projects.parsing.limits import MEGABYTE, Limits

MESSAGES: dict[str, str] = {
    "encrypted": (
        "This file is locked with a password, so its text cannot be read. Your file is unchanged. "
        "Save a copy without the password and upload that."
    ),
    "empty": (
        "This file has no text in it. Nothing was added to your project. "
        "Check that you chose the right file and upload it again."
    ),
    "scanned": (
        "This document holds pictures of pages, not text, so there is nothing to search or quote. "
        "Your file is kept. Ask the person who runs this instance to install tesseract (OCR), "
        "or upload a version with text."
    ),
    "mislabelled": (
        "This file is not what its name says it is. Your file is unchanged. "
        "Open it in the program that made it, save it again under the right type, and upload that."
    ),
    "oversized": (
        "This file holds more than can be read at once: "
        f"{Limits.max_characters // 1_000_000} million characters of text, or "
        f"{Limits.max_unpacked_bytes // MEGABYTE} MB once unpacked. Your file is unchanged. "
        "Split it into smaller documents and upload those."
    ),
    "too_many_pages": (
        f"This document has more than {Limits.max_pages:,} pages, the most that can be read at "
        "once. Your file is unchanged. "
        "Split it into smaller documents and upload those."
    ),
    "corrupt": (
        "This file is damaged, and its text could not be read. Your other documents are safe. "
        "Open it in the program that made it, save a new copy, and upload that."
    ),
    "unsupported": (
        "This type of file cannot be read here. Your file is unchanged. "
        "Save it as PDF, Word (.docx), Excel (.xlsx), HTML or plain text and upload that."
    ),
    "timeout": (
        "Reading this file took too long and was stopped. Your other documents are unaffected. "
        "Save it again as a simpler PDF, or split it, and upload that."
    ),
}


class Unreadable(Exception):
    """The document cannot be read; ``code`` is one of MESSAGES, ``message`` is for its owner."""

    def __init__(self, code: str, message: str = "") -> None:
        self.code = code
        self.message = message or MESSAGES[code]
        super().__init__(self.code, self.message)


def needs_ocr(*, pages: int, garbled: bool = False) -> Unreadable:
    """Return the error for a scan of ``pages`` pages, or a picture (0), if tesseract is missing.

    ``garbled`` means that there is text, but in fonts that do not say which letters they show.
    """
    if garbled:
        what = "This file does not say which letters its fonts show, so its text is unreadable. "
    elif not pages:
        what = "This is a picture, and reading words from pictures needs tesseract. "
    elif pages == 1:
        what = "This is a scan: its page is a picture without text. "
    else:
        what = f"This is a scan: {pages} pages are pictures without text. "
    return Unreadable(
        "scanned",
        f"{what}Your file is kept. Ask the person who runs this instance to install tesseract "
        "(OCR), or upload a version with text.",
    )


def no_words() -> Unreadable:
    """Return the error for pictures in which OCR found no words."""
    return Unreadable(
        "empty",
        "This document holds pictures, and no words could be read from them. Your file is kept. "
        "If there are words in them, upload a sharper copy, or a version with text.",
    )


def save_as(what: str, target: str) -> Unreadable:
    """Return the error for an old format, asking to save it as ``target``."""
    return Unreadable(
        "unsupported",
        f"{what} cannot be read here. Your file is unchanged. "
        f"Open it in the program that made it, save it as {target}, and upload that.",
    )
