from __future__ import annotations

import io
import zipfile
from collections.abc import Callable
from pathlib import Path

import pytest
from reportlab.lib.pagesizes import A4
from reportlab.pdfgen.canvas import Canvas

from projects.parsing import Limits, ParsedDocument, read_document

Read = Callable[..., ParsedDocument]


@pytest.fixture
def read(tmp_path: Path) -> Read:
    """Read bytes like an upload of that name, through the child process."""

    def read_bytes(content: bytes, filename: str, **limits: int | float) -> ParsedDocument:
        path = tmp_path / "upload"
        path.write_bytes(content)
        return read_document(
            path, filename=filename, limits=Limits(**limits), on_progress=lambda done, total: None
        )

    return read_bytes


def pdf(*pages: Callable[[Canvas], None], encrypt: str | None = None) -> bytes:
    out = io.BytesIO()
    canvas = Canvas(out, pagesize=A4, encrypt=encrypt)
    for draw in pages:
        draw(canvas)
        canvas.showPage()
    canvas.save()
    return out.getvalue()


def lines(*texts: str, x: float = 72, top: float = 700, size: float = 11, leading: float = 14):
    """Draw lines one below the other."""

    def draw(canvas: Canvas) -> None:
        canvas.setFont("Helvetica", size)
        for row, text in enumerate(texts):
            canvas.drawString(x, top - row * leading, text)

    return draw


def zipped(members: dict[str, bytes]) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        for name, content in members.items():
            archive.writestr(name, content)
    return out.getvalue()


def headings(document):
    return [
        (block.level, page.text[block.start : block.end])
        for page in document.pages
        for block in page.blocks
        if block.kind == "heading"
    ]
