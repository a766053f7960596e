from __future__ import annotations

import io
import subprocess
import zipfile

import pytest

from projects.parsing import Limits, Unreadable, read_document, reader
from tests.projects.parsing.conftest import lines, pdf, zipped
from tests.projects.parsing.word import said, word

SECONDS = 5
WORD = {"[Content_Types].xml": b"<Types/>"}


def refusal(read, content: bytes, filename: str, **limits) -> Unreadable:
    with pytest.raises(Unreadable) as refused:
        read(content, filename, **limits)
    return refused.value


@pytest.mark.parametrize(
    ("content", "filename"),
    [
        (b"<!DOCTYPE html><html><body>Please sign in</body></html>", "report.pdf"),
        (b"just some text that is not a document", "report.docx"),
        (b"\x89PNG\r\n\x1a\n" + bytes(range(256)) * 4, "report.pdf"),
        (bytes(range(256)) * 8, "notes.txt"),
    ],
)
def test_a_file_that_does_not_match_its_name_is_reported(read, content, filename):
    assert refusal(read, content, filename).code == "mislabelled"


def test_a_zip_bomb_is_refused_before_it_is_opened(read):
    bomb = zipped(WORD | {"word/document.xml": b" " * 40_000_000})
    assert refusal(read, bomb, "bomb.docx").code == "oversized"


def test_an_archive_with_too_many_members_is_refused(read):
    many = zipped(WORD | {f"word/{number}": b"" for number in range(60)})
    assert refusal(read, many, "many.docx", max_members=50).code == "oversized"


def test_a_member_that_lies_about_its_size_is_refused(read):
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as archive:
        archive.writestr("[Content_Types].xml", b"<Types/>")
        archive.writestr("word/document.xml", b"a" * 100_000)
    lying = out.getvalue().replace((100_000).to_bytes(4, "little"), (10).to_bytes(4, "little"))
    assert refusal(read, lying, "lie.docx").code == "corrupt"


def test_entities_do_not_multiply(read):
    entities = [b'<!ENTITY a0 "ha">']
    for number in range(1, 10):
        parts = f"&a{number - 1};" * 10
        entities.append(f'<!ENTITY a{number} "{parts}">'.encode())
    laughs = b"<!DOCTYPE a [" + b"".join(entities)
    content = laughs + b"]><notes><note>&a9; said once</note></notes>"
    [page] = read(b"<?xml version='1.0'?>" + content, "laughs.xml").pages
    assert page.text == "note: said once"


def test_entities_cannot_read_files_of_the_host(read, tmp_path):
    secret = tmp_path / "secret"
    secret.write_text("canary-7431")
    content = f'<?xml version="1.0"?><!DOCTYPE a [<!ENTITY s SYSTEM "{secret.as_uri()}">]>' \
              "<a><b>&s; words</b></a>"  # fmt: skip
    assert "canary" not in read(content.encode(), "xxe.xml").pages[0].text


TOO_DEEP = {
    "page.html": "<p>First</p>" + "<div>" * 3_000 + "Deep" + "</div>" * 3_000 + "<p>Last</p>",
    "quotes.md": "First\n\n" + "> " * 200 + "Deep\n\nLast",
    "lists.md": "".join(f"{'  ' * depth}- Deep {depth}\n" for depth in range(60)) + "\nLast",
}


@pytest.mark.parametrize("filename", TOO_DEEP)
def test_text_too_deep_to_be_read_is_refused_not_left_out(read, filename):
    reason = refusal(read, TOO_DEEP[filename].encode(), filename)
    assert reason.code == "oversized"
    assert "within one another" in reason.message


@pytest.mark.parametrize("depth", [300, 20_000])
def test_tables_too_deep_within_one_another_are_refused_as_such(read, depth):
    opened, closed = "<w:tbl><w:tr><w:tc>", "</w:tc></w:tr></w:tbl>"
    body = f"<w:p>{said('Seen.')}</w:p>{opened * depth}{closed * depth}"
    reason = refusal(read, word(body), "deep.docx")
    assert reason.code == "oversized"
    assert "within one another" in reason.message


def test_a_file_above_the_limit_is_refused_unopened(read):
    assert refusal(read, b"text " * 100, "a.txt", max_bytes=99).code == "oversized"


def test_more_text_than_allowed_is_refused(read):
    assert (
        refusal(read, b"words and words\n\n" * 500, "a.txt", max_characters=1_000).code
        == "oversized"
    )


def test_a_hundred_indented_lines_below_a_colon_are_read_in_no_long_time(read):
    note = b"Note: hello\r\n" + b"  and so on\r\n" * 100
    assert read(note, "note.txt", cpu_seconds=SECONDS).pages


def test_thousands_of_cells_in_a_row_without_an_end_are_read_in_no_long_time(read):
    cells = rb"\trowd a\cell " * 20_000
    assert read(rb"{\rtf1 " + cells + b"}", "rows.rtf", cpu_seconds=SECONDS).pages


def test_lists_within_a_thousand_lists_are_read_in_no_long_time(read):
    page = "<ul><li>x " * 1_000 + "<ul>" + "<li>y</li>" * 20_000
    assert read(page.encode(), "lists.html", cpu_seconds=SECONDS).pages


def spread(canvas):
    """Draw two lines of thousands of words, each a little apart from the next."""
    for top in (700, 680):
        text = canvas.beginText(72, top)
        text.setWordSpace(5)
        text.textOut("a " * 16_000)
        canvas.drawText(text)


def tall_table(canvas):
    for number in range(20_000):
        for left in (72, 200):
            canvas.drawString(left, 800 - number * 14, f"cell {number}")


def long_cell(canvas):
    """Draw a row of two cells, the second of which goes on for thousands of lines."""
    canvas.drawString(72, 800, "cell")
    for number in range(20_000):
        canvas.drawString(200, 800 - number * 14, "goes on")


@pytest.mark.parametrize(
    "draw",
    [spread, tall_table, long_cell, lines("Words.", "." * 20_000, top=750, leading=700)],
    ids=["words in a line", "rows of a table", "lines of a cell", "dots in the margin"],
)
def test_tens_of_thousands_of_one_thing_on_a_page_are_read_in_no_long_time(read, draw):
    assert read(pdf(draw), "page.pdf", cpu_seconds=SECONDS).pages


def child_runs(monkeypatch, code: str) -> None:
    monkeypatch.setattr(reader, "START", code)


def test_a_parser_that_never_ends_is_stopped(read, monkeypatch):
    child_runs(monkeypatch, "while True: pass")
    assert refusal(read, b"text", "a.txt", wall_seconds=0.3).code == "timeout"


def test_a_parser_that_only_waits_is_stopped(read, monkeypatch):
    child_runs(monkeypatch, "import signal; signal.pause()")
    assert refusal(read, b"text", "a.txt", wall_seconds=0.3).code == "timeout"


CONFINED = (
    "import sys; sys.path.insert(0, sys.argv[1]); from projects.parsing import child, limits; "
    "say = child._speaker(); child._confine(limits.Limits(cpu_seconds=1, memory_bytes=2**28)); "
)


def test_a_parser_is_stopped_at_its_cpu_limit(read, monkeypatch):
    child_runs(monkeypatch, CONFINED + "\nwhile True: pass")
    assert refusal(read, b"text", "a.txt").code == "timeout"


def test_a_parser_cannot_use_up_the_memory(read, monkeypatch):
    child_runs(monkeypatch, CONFINED + "x = bytearray(2**30)")
    assert refusal(read, b"text", "a.txt").code == "corrupt"


@pytest.mark.parametrize(
    "deed",
    [
        "import socket; socket.create_connection(('127.0.0.1', 9))",
        "import subprocess; subprocess.run(['true'])",
        "import os; os.system('true')",
        "open('/tmp/left-behind-by-a-parser', 'w').write('x' * 10)",
    ],
)
def test_a_parser_cannot_reach_outside(read, monkeypatch, deed):
    child_runs(
        monkeypatch,
        CONFINED + f"\n{deed}\nsay({{'type': 'unreadable', 'code': 'empty', 'message': 'done'}})",
    )
    assert refusal(read, b"text", "a.txt").code == "corrupt"


def test_a_crashing_parser_takes_nothing_down_with_it(read, monkeypatch):
    child_runs(monkeypatch, "import os; os.abort()")
    assert refusal(read, b"text", "a.txt").code == "corrupt"


def test_a_parser_with_endless_output_is_stopped(read, monkeypatch):
    child_runs(monkeypatch, "import sys\nwhile True: sys.stdout.write('x' * 65536)")
    assert refusal(read, b"text", "a.txt", max_characters=10_000).code == "oversized"


def test_a_flood_of_warnings_does_not_block_a_parser(read, monkeypatch):
    noise = "import sys; sys.stderr.write('x' * 500_000); "
    child_runs(monkeypatch, noise + reader.START)
    assert read(b"still read", "a.txt").pages[0].text == "still read"


def test_no_secret_of_the_parent_reaches_the_child(monkeypatch):
    monkeypatch.setenv("OPENAI_API_KEY", "canary")
    monkeypatch.setenv("DATABASE_URL", "canary")
    assert "canary" not in reader._bare_environment().values()


def test_the_child_starts_from_any_working_directory(read, monkeypatch, tmp_path):
    monkeypatch.chdir(tmp_path)
    assert read(b"found", "a.txt").pages[0].text == "found"


def test_an_error_in_the_progress_callback_propagates_and_ends_the_child(tmp_path, monkeypatch):
    path = tmp_path / "a"
    path.write_bytes(pdf(lines("Text.")))

    def cancelled(done: int, total: int) -> None:
        raise KeyError("cancelled")

    started: list[subprocess.Popen[bytes]] = []
    popen = subprocess.Popen
    monkeypatch.setattr(
        subprocess, "Popen", lambda *a, **k: started.append(popen(*a, **k)) or started[-1]
    )
    with pytest.raises(KeyError):
        read_document(path, filename="a.pdf", limits=Limits(), on_progress=cancelled)
    assert [child.returncode is not None for child in started] == [True]


def test_every_refusal_says_what_to_do():
    from projects.parsing.errors import MESSAGES

    for message in MESSAGES.values():
        assert message.count(". ") >= 2
        assert "!" not in message
