"""What people and operators are told about scans, with and without tesseract."""

from __future__ import annotations

import pytest

from core.doctor.findings import Verdict
from projects.documents import ocr, reading
from projects.documents.notices import notice_of
from projects.documents.words import may_retry
from projects.models import Document, DocumentStatus
from projects.parsing import ParsedDocument, ParsedPage
from projects.parsing.ocr.tool import Tesseract
from tests.projects.conftest import reread
from tests.projects.documents.test_reading import add


def parsed(*, pages: int, without_text: int = 0, by_ocr: int = 0) -> ParsedDocument:
    made = [ParsedPage(number, f"Page {number}", "Words.") for number in range(1, pages + 1)]
    return ParsedDocument("A", "application/pdf", "en", made, without_text, by_ocr)


def test_text_recognised_in_pictures_is_labelled():
    assert notice_of(parsed(pages=3), ocr=True) == ""
    assert notice_of(parsed(pages=3, by_ocr=3), ocr=True) == (
        "Read by text recognition (OCR): words may be wrong."
    )
    assert notice_of(parsed(pages=3, by_ocr=1), ocr=True) == (
        "One page was read by text recognition (OCR): words there may be wrong."
    )


def test_pages_without_text_are_counted_with_a_remedy():
    assert "With tesseract installed" in notice_of(parsed(pages=3, without_text=2), ocr=False)
    with_ocr = notice_of(parsed(pages=3, without_text=2), ocr=True)
    assert with_ocr.startswith("2 pages have no text")
    assert "tesseract" not in with_ocr


def test_the_notice_is_kept_on_the_document(acme_project, acme_access, do_jobs, monkeypatch):
    monkeypatch.setattr(reading, "read_document", lambda *_, **__: parsed(pages=2, by_ocr=2))
    document = add(acme_project, acme_access)
    do_jobs()
    assert reread(document).notice == "Read by text recognition (OCR): words may be wrong."


def test_a_scan_can_be_retried_once_tesseract_is_installed(settings, tmp_path):
    scan = Document(status=DocumentStatus.FAILED, error_code="scanned")
    settings.OCR = "off"
    assert not may_retry(scan)
    tool = tmp_path / "tesseract"
    tool.touch(mode=0o755)
    settings.OCR = str(tool)
    assert may_retry(scan)


@pytest.mark.parametrize(
    ("setting", "verdict", "words"),
    [
        ("off", Verdict.NOTE, "VITRINE_OCR is off"),
        ("/nowhere/tesseract", Verdict.WRONG, "VITRINE_OCR names /nowhere/tesseract"),
        ("auto", Verdict.NOTE, "apt install tesseract-ocr"),
    ],
)
def test_the_doctor_says_why_nothing_is_read(settings, monkeypatch, setting, verdict, words):
    monkeypatch.setenv("PATH", "/nowhere")
    settings.OCR = setting
    [found] = ocr.ocr()
    assert found.verdict is verdict
    assert words in found.text


def test_the_doctor_names_the_recogniser_and_its_languages(monkeypatch):
    tool = Tesseract("/usr/bin/tesseract", "5.3.0", ("deu", "eng", "osd"))
    monkeypatch.setattr(ocr, "find_tesseract", lambda setting: tool)
    [found] = ocr.ocr()
    assert found.verdict is Verdict.FINE
    assert found.text == "tesseract 5.3.0 at /usr/bin/tesseract reads deu, eng"
