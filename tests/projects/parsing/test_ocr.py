"""Scans and photos: read by tesseract if it is installed, with an explanation if it is not."""

from __future__ import annotations

import io
import os
import stat
import subprocess
import sys
from pathlib import Path

import pypdfium2 as pdfium
import pytest
from PIL import Image
from reportlab.lib.pagesizes import A4
from reportlab.lib.utils import ImageReader
from reportlab.pdfgen.canvas import Canvas

from projects.parsing import Limits, Unreadable, read_document
from projects.parsing.formats.pdf.scans import png
from projects.parsing.formats.picture import count_frames
from projects.parsing.ocr import confine, run
from projects.parsing.ocr.hocr import seen_page
from projects.parsing.ocr.tool import Tesseract, find_tesseract
from tests.projects.parsing.conftest import lines, pdf
from tests.projects.parsing.seen import hocr

LEAVE = (
    "Employees may carry over five days of unused",
    "leave into the next calendar year, if their",
    "manager agrees to it before the year ends.",
)
installed = find_tesseract()
needs_tesseract = pytest.mark.skipif(installed is None, reason="tesseract is not installed")


def image(*texts: str, size: float = 14) -> Image.Image:
    """Render lines as a picture, as a scanner would."""
    drawn = pdf(lines(*texts, size=size, leading=size * 1.3))
    page = pdfium.PdfDocument(drawn)[0]
    return page.render(scale=200 / 72, grayscale=True).to_pil()


def scan(*texts: str):
    """Put a picture of the lines on a page, as in a scanner's PDF."""

    def draw(canvas: Canvas) -> None:
        canvas.drawImage(ImageReader(image(*texts)), 0, 0, *A4)

    return draw


def saved(picture: Image.Image, kind: str, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, kind, **options)
    return out.getvalue()


@pytest.fixture
def read_by_ocr(tmp_path):
    def read(content: bytes, filename: str, *, tool=installed, on_progress=None, **limits):
        path = tmp_path / "upload"
        path.write_bytes(content)
        return read_document(
            path,
            filename=filename,
            limits=Limits(**limits),
            on_progress=on_progress or (lambda done, total: None),
            ocr=tool,
        )

    return read


@pytest.fixture
def fake(tmp_path):
    """Return a function that writes a program to stand in for tesseract."""

    def make(body: str) -> Tesseract:
        path = tmp_path / "fake-tesseract"
        path.write_text(f"#!{sys.executable} -IS\n{body}\n")
        path.chmod(path.stat().st_mode | stat.S_IXUSR)
        return Tesseract(str(path), "0", ("eng",))

    return make


# Without tesseract


def test_a_scan_says_what_is_missing_and_whom_to_ask(read):
    with pytest.raises(Unreadable) as refused:
        read(pdf(scan(*LEAVE), scan(*LEAVE)), "scan.pdf")
    assert refused.value.code == "scanned"
    assert "2 pages are pictures without text" in refused.value.message
    assert "install tesseract" in refused.value.message


@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF", "GIF", "BMP"])
def test_a_picture_says_what_is_missing(read, kind):
    with pytest.raises(Unreadable) as refused:
        read(saved(Image.new("L", (40, 40), 255), kind), f"photo.{kind.lower()}")
    assert refused.value.code == "scanned"
    assert "install tesseract" in refused.value.message


def test_tesseract_is_found_on_the_path_or_by_its_own_path_or_not_at_all(
    fake, monkeypatch, tmp_path
):
    fake("import sys; print('tesseract 9.1' if 'version' in sys.argv[1] else 'List:\\ndeu\\neng')")
    (tmp_path / "fake-tesseract").rename(tmp_path / "tesseract")
    monkeypatch.setenv("PATH", str(tmp_path))
    expected = Tesseract(str(tmp_path / "tesseract"), "9.1", ("deu", "eng"))
    assert find_tesseract() == find_tesseract(str(tmp_path / "tesseract")) == expected
    assert find_tesseract("off") is None
    monkeypatch.setenv("PATH", "/nowhere")
    assert find_tesseract() is None


def test_a_program_that_does_not_answer_is_not_used(fake):
    assert find_tesseract(fake("raise SystemExit(3)").path) is None


# Its output


def test_words_come_back_as_lines_with_places(read_by_ocr, fake):
    document = read_by_ocr(
        pdf(scan("x")), "scan.pdf", tool=fake(f"print({hocr('Annual leave', *LEAVE)!r})")
    )
    [page] = document.pages
    assert "carry over five days of unused leave into the next" in page.text
    assert (document.pages_by_ocr, document.pages_without_text) == (1, 0)
    assert {block.kind for block in page.blocks} == {"paragraph"}


def test_only_pages_that_are_pictures_are_recognised(read_by_ocr, fake):
    document = read_by_ocr(
        pdf(lines("A page that has text of its own."), scan("x"), lines("And one more of them.")),
        "mixed.pdf",
        tool=fake(f"print({hocr(*LEAVE)!r})"),
    )
    assert [page.text[:8] for page in document.pages] == ["A page t", "Employee", "And one "]
    assert document.pages_by_ocr == 1


def test_a_stamp_on_a_scan_does_not_pass_for_its_text(read_by_ocr, fake):
    def stamped(canvas: Canvas) -> None:
        scan("x")(canvas)
        canvas.drawString(72, 20, "Received 4 May")

    document = read_by_ocr(pdf(stamped), "s.pdf", tool=fake(f"print({hocr(*LEAVE)!r})"))
    assert document.pages_by_ocr == 1
    assert "carry over" in document.pages[0].text


def test_specks_are_not_words():
    assert seen_page(hocr("~ | :", sure=30)).lines == []
    assert seen_page(hocr("zx qqv", sure=20)).lines == []
    assert seen_page("").lines == []


def test_an_upside_down_page_is_turned():
    first, last = (
        line.words[0].text
        for line in seen_page(hocr("One two", "Three four", turn=180)).lines[::-1]
    )
    page = seen_page(hocr("One two", "Three four", turn=180))
    tops = {line.words[0].text: line.words[0].box[1] for line in page.lines}
    assert (first, last) == ("Three", "One")
    assert tops["Three"] < tops["One"]


def test_a_scan_in_which_nothing_is_recognised_says_so(read_by_ocr, fake):
    with pytest.raises(Unreadable) as refused:
        read_by_ocr(pdf(scan("x")), "scan.pdf", tool=fake(f"print({hocr()!r})"))
    assert refused.value.code == "empty"
    assert "no words could be read" in refused.value.message


# Limits


def test_a_recogniser_that_never_ends_costs_only_its_page(read_by_ocr, fake):
    document = read_by_ocr(
        pdf(lines("Text of its own."), scan("x")),
        "mixed.pdf",
        tool=fake("while True: pass"),
        ocr_page_seconds=1,
    )
    assert document.pages_without_text == 1
    assert document.pages_by_ocr == 0


def test_all_pictures_of_a_document_share_one_budget(read_by_ocr, fake, tmp_path):
    log = tmp_path / "asked"
    log.touch()
    body = f"print({hocr(*LEAVE)!r}); open({str(log)!r}, 'a').write('x')"
    document = read_by_ocr(
        pdf(scan("x"), scan("x"), scan("x")), "s.pdf", tool=fake(body), ocr_seconds=0.0
    )
    assert log.read_text() == "x"
    assert (document.pages_by_ocr, document.pages_without_text) == (1, 2)


def test_cancelling_a_reading_ends_the_recogniser(read_by_ocr, fake, tmp_path):
    mark = tmp_path / "pid"
    tool = fake(
        f"import os, time; open({str(mark)!r}, 'w').write(str(os.getpid()))\ntime.sleep(60)"
    )

    def cancelled(done: int, total: int) -> None:
        if mark.exists() and mark.read_text():
            raise KeyError("cancelled")

    with pytest.raises(KeyError):
        read_by_ocr(pdf(scan("x")), "s.pdf", tool=tool, on_progress=cancelled)
    assert not Path("/proc", mark.read_text()).exists()


def confined(tmp_path, code: str, *, bounds: str = "5,500000000,1000000") -> subprocess.Popen:
    return subprocess.Popen(
        [
            sys.executable,
            "-I",
            "-S",
            str(run.CONFINE),
            bounds,
            sys.executable,
            "-I",
            "-S",
            "-c",
            code,
        ],
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
    )


@pytest.mark.skipif(
    os.uname().machine not in confine.MACHINES, reason="the kernel's filter is not known here"
)
def test_a_recogniser_opens_no_connection(tmp_path):
    code = "import _socket; _socket.socket(_socket.AF_INET, _socket.SOCK_STREAM)"
    out, err = confined(tmp_path, code).communicate(timeout=30)
    assert b"PermissionError" in err
    assert out == b""


@pytest.mark.parametrize("greed", ["x = bytearray(10**9)", "while True: pass"])
def test_a_recogniser_is_confined_in_memory_and_time(tmp_path, greed):
    program = confined(tmp_path, greed, bounds="1,300000000,1000000")
    program.communicate(timeout=30)
    assert program.returncode != 0


def test_a_child_cannot_pass_options_of_its_own_to_the_recogniser(read_by_ocr, fake, monkeypatch):
    from projects.parsing import reader

    question = {"type": "picture", "data": "", "frame": 0, "languages": ["eng -c load_file=/x"]}
    monkeypatch.setattr(reader, "START", f"import json; print(json.dumps({question!r}))")
    with pytest.raises(Unreadable) as refused:
        read_by_ocr(b"text", "a.txt", tool=fake("print('never')"))
    assert refused.value.code == "corrupt"


def test_a_document_that_crashes_the_child_while_drawing_is_read_without_ocr(
    read_by_ocr, fake, monkeypatch
):
    from projects.parsing import reader

    dies = (
        "import sys, json; sys.path.insert(0, sys.argv[1]); from projects.parsing import child\n"
        "if json.loads(sys.argv[2])['ocr_languages']:\n"
        '    print(\'{"type": "drawing"}\', flush=True)\n'
        "    import os; os.abort()\n"
        "child.main()"
    )
    monkeypatch.setattr(reader, "START", dies)
    document = read_by_ocr(pdf(lines("Text."), scan("x")), "a.pdf", tool=fake("print('')"))
    assert [page.text for page in document.pages] == ["Text.", ""]


# Files


def test_rows_of_grey_values_become_a_picture():
    made = Image.open(io.BytesIO(png(bytes([0, 255, 9, 128, 64, 9]), 2, 2, stride=3)))
    assert (made.size, made.mode, list(made.tobytes())) == ((2, 2), "L", [0, 255, 128, 64])


def test_pages_of_a_fax_are_counted(tmp_path):
    blank = Image.new("1", (20, 20), 1)
    path = tmp_path / "fax"
    path.write_bytes(saved(blank, "TIFF", save_all=True, append_images=[blank, blank]))
    assert count_frames(path, most=10) == 3
    assert count_frames(path, most=2) == 2
    path.write_bytes(saved(blank, "PNG"))
    assert count_frames(path, most=10) == 1


# With tesseract itself


@needs_tesseract
def test_a_scan_is_read_and_labelled(read_by_ocr):
    seen = []
    document = read_by_ocr(pdf(scan(*LEAVE)), "scan.pdf", on_progress=lambda *at: seen.append(at))
    assert (
        "carry over five days of unused leave into the next calendar year" in document.pages[0].text
    )
    assert (document.pages_by_ocr, document.language) == (1, "en")
    assert seen[-1] == (1, 1)


@needs_tesseract
@pytest.mark.parametrize("kind", ["PNG", "JPEG", "TIFF"])
def test_a_picture_is_read(read_by_ocr, kind):
    document = read_by_ocr(saved(image(*LEAVE), kind), "photo")
    assert "five days of unused leave" in document.pages[0].text
    assert document.media_type == f"image/{kind.lower()}"


@needs_tesseract
def test_a_fax_of_two_pages_is_two_pages(read_by_ocr):
    fax = saved(
        image(*LEAVE), "TIFF", save_all=True, append_images=[image("The second page is here.")]
    )
    first, second = read_by_ocr(fax, "fax.tif").pages
    assert "unused" in first.text
    assert second.text == "The second page is here."


@needs_tesseract
def test_german_is_read_with_its_own_letters(read_by_ocr):
    if installed is None or "deu" not in installed.languages:
        pytest.skip("tesseract has no German here")
    text = "Für größere Übungen müssen Sie früh genug Räume anfragen."
    document = read_by_ocr(saved(image(text), "PNG"), "raum.png")
    assert text in document.pages[0].text
