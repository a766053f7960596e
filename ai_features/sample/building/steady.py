"""Takes the clock out of Office files, so that building twice gives the same bytes."""

from __future__ import annotations

import re
from io import BytesIO
from zipfile import ZIP_DEFLATED, ZipFile, ZipInfo

EPOCH = (2026, 11, 13, 9, 0, 0)
STAMP = re.compile(rb"(<dcterms:(?:created|modified)[^>]*>)[^<]*")


def steady(office_file: bytes) -> bytes:
    """Return the same file with every date in it set to one moment."""
    result = BytesIO()
    with ZipFile(BytesIO(office_file)) as old, ZipFile(result, "w", ZIP_DEFLATED) as new:
        for name in old.namelist():
            new.writestr(_entry(name), _content(name, old.read(name)))
    return result.getvalue()


def _entry(name: str) -> ZipInfo:
    entry = ZipInfo(name, EPOCH)
    entry.compress_type = ZIP_DEFLATED
    return entry


def _content(name: str, content: bytes) -> bytes:
    if name.endswith(".xlsx"):
        return steady(content)
    if name == "docProps/core.xml":
        return STAMP.sub(rb"\g<1>2026-11-13T09:00:00Z", content)
    return content
