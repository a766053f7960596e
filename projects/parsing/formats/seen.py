"""Turn what OCR read into lines like those of a page with text."""

from __future__ import annotations

import re
from collections.abc import Iterator
from statistics import median

from projects.parsing.formats.pdf.lines import Line
from projects.parsing.ocr.hocr import SeenLine, SeenPage, Word

WIDE_GAP = 1.6
NEARLY = 0.2
SMALLEST = 1.0
WIDE_SCRIPT = re.compile("[\u2e80-\u9fff\uac00-\ud7af\uf900-\ufaff\uff00-\uffef]")


def seen_lines(page: SeenPage, *, width: float) -> list[Line]:
    """Return the lines of a page that is ``width`` points wide.

    Type sizes are measured from letters and vary. Those near the page's median are set to it, so
    that only clearly larger text can be a heading.
    """
    if not page.lines:
        return []
    scale = width / page.width
    usual = median(line.size for line in page.lines for word in line.words for _ in word.text)
    lines: list[Line] = []
    for line in page.lines:
        near = abs(line.size - usual) < usual * NEARLY
        size = max(SMALLEST, round((usual if near else line.size) * scale))
        for words in _parts(line):
            lines.append(_line(words, size=size, scale=scale, height=page.height, at=len(lines)))
    return lines


def _parts(line: SeenLine) -> Iterator[list[Word]]:
    """Split a line at gaps as wide as between columns."""
    part: list[Word] = []
    for word in line.words:
        if part and word.box[0] - part[-1].box[2] > line.size * WIDE_GAP:
            yield part
            part = []
        part.append(word)
    yield part


def _line(words: list[Word], *, size: float, scale: float, height: float, at: int) -> Line:
    left, top = min(word.box[0] for word in words), min(word.box[1] for word in words)
    right, bottom = max(word.box[2] for word in words), max(word.box[3] for word in words)
    return Line(
        _joined(words),
        left * scale,
        (height - bottom) * scale,
        right * scale,
        (height - top) * scale,
        size,
        place=at,
    )


def _joined(words: list[Word]) -> str:
    """Join words, with no space between East Asian ones."""
    text = words[0].text
    for word in words[1:]:
        close = WIDE_SCRIPT.match(text[-1]) and WIDE_SCRIPT.match(word.text[0])
        text += word.text if close else f" {word.text}"
    return text
