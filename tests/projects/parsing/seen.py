"""Made-up output of a text recogniser."""

from __future__ import annotations


def hocr(*texts: str, sure: int = 95, turn: int = 0) -> str:
    """Return the lines as tesseract outputs them (hOCR), with the positions of their words."""
    rows = []
    for row, text in enumerate(texts):
        top, place, words = 100 + row * 60, 100, []
        for word in text.split():
            right = place + len(word) * 20
            box = f"bbox {place} {top} {right} {top + 40}"
            words.append(f"<span class='ocrx_word' title='{box}; x_wconf {sure}'>{word}</span>")
            place = right + 20
        angle = f"textangle {turn}; " if turn else ""
        title = f"bbox 100 {top} {place} {top + 40}; {angle}x_size 40"
        rows.append(f"<span class='ocr_line' title='{title}'>{' '.join(words)}</span>")
    page = "<div class='ocr_page' title='bbox 0 0 2480 3508'>"
    return f"<html><body>{page}{''.join(rows)}</div></body></html>"
