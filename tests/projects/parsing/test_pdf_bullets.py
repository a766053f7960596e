"""List bullets set apart from their items."""

from __future__ import annotations

from reportlab.pdfgen.canvas import Canvas

from projects.parsing import Limits, read_document


def test_bullets_a_wide_gap_before_their_items_make_a_list_and_not_a_table(tmp_path):
    path = tmp_path / "notes.pdf"
    canvas = Canvas(str(path))
    items = ["Check the seals before the door is closed", "Fill the tank", "Press the green key"]
    for row, item in enumerate(items):
        canvas.drawString(72, 700 - row * 18, "•")
        canvas.drawString(96, 700 - row * 18, item)
    canvas.save()
    parsed = read_document(path, filename="notes.pdf", limits=Limits(), on_progress=lambda *_: None)
    assert [block.kind for block in parsed.pages[0].blocks] == ["list"]
    assert parsed.pages[0].text == "\n".join(f"- {item}" for item in items)
