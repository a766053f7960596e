"""What the doctor says about text recognition."""

from __future__ import annotations

from collections.abc import Iterator

from django.conf import settings

from core.doctor.findings import Finding, fine, note, wrong
from projects.parsing.ocr.tool import AUTOMATIC, OFF, find_tesseract

SUBJECT = "Text recognition"


def ocr() -> Iterator[Finding]:
    """Check whether scans and photos can be read, and in which languages."""
    tool = find_tesseract(settings.OCR)
    if tool:
        languages = ", ".join(name for name in tool.languages if name != "osd")
        yield fine(SUBJECT, f"tesseract {tool.version} at {tool.path} reads {languages}")
    elif settings.OCR == OFF:
        yield note(SUBJECT, "VITRINE_OCR is off: scans and photos are not read.")
    elif settings.OCR == AUTOMATIC:
        yield note(
            SUBJECT,
            "tesseract is not installed: scans and photos are not read. "
            "On Debian and Ubuntu: apt install tesseract-ocr",
        )
    else:
        yield wrong(SUBJECT, f"VITRINE_OCR names {settings.OCR}, which is no working tesseract.")
