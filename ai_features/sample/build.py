"""Builds the finished sample documents from their sources: ``python -m ai_features.sample.build``.

Markdown, HTML and comma-separated documents are written by hand in ``content/documents``; this
adds the PDF, Word, PowerPoint and Excel files beside them. Run it after changing a source.
"""

from __future__ import annotations

from collections.abc import Callable
from pathlib import Path

from ai_features.sample.building.pdf import pdf_file
from ai_features.sample.building.sheet import workbook
from ai_features.sample.building.slides import slide_file
from ai_features.sample.building.source import read_source
from ai_features.sample.building.word import word_file

CONTENT = Path(__file__).parent / "content"
SOURCES = CONTENT / "sources"
DOCUMENTS = CONTENT / "documents"


def employee_handbook() -> bytes:
    """Return the handbook as a Word file."""
    blocks = read_source(SOURCES / "employee-handbook.md")
    return word_file(blocks, chapters_on_new_pages=True)


def information_security_policy() -> bytes:
    """Return the policy as a Word file."""
    blocks = read_source(SOURCES / "information-security-policy.md")
    return word_file(blocks, chapters_on_new_pages=False)


def curlew_manual() -> bytes:
    """Return the product manual as a PDF."""
    blocks = read_source(SOURCES / "curlew-m3-manual.md")
    return pdf_file(blocks, running_title="Curlew M3 · Installation and operating manual 4.2")


def autumn_briefing() -> bytes:
    """Return the staff briefing as slides with notes."""
    return slide_file(read_source(SOURCES / "autumn-briefing.md"))


def price_list() -> bytes:
    """Return the price list as a workbook of two sheets."""
    sheets = {
        "Spare parts": SOURCES / "spare-parts.csv",
        "Service rates": SOURCES / "service-rates.csv",
    }
    return workbook(sheets, title="Spare parts price list, valid from 1 October 2026")


BUILT: dict[str, Callable[[], bytes]] = {
    "employee-handbook.docx": employee_handbook,
    "information-security-policy.docx": information_security_policy,
    "curlew-m3-manual.pdf": curlew_manual,
    "autumn-briefing.pptx": autumn_briefing,
    "spare-parts-price-list.xlsx": price_list,
}


def build(folder: Path) -> None:
    """Write every built document into the folder."""
    for name, make in BUILT.items():
        (folder / name).write_bytes(make())


if __name__ == "__main__":
    build(DOCUMENTS)
