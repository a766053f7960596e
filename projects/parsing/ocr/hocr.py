"""Parse tesseract's answer: words with their boxes and confidences, as hOCR.

hOCR 1.2 ("The hOCR Embedded OCR Workflow and Output Format", Breuel): boxes are in pixels from
the upper left corner, ``x_size`` is a line's type size, ``x_wconf`` a word's confidence in %.
"""

from __future__ import annotations

import re
from collections import Counter
from collections.abc import Iterator
from dataclasses import dataclass, replace
from importlib import import_module
from statistics import fmean
from typing import Any

from projects.parsing.cleaning import clean

KINDS = ("ocr_line", "ocr_header", "ocr_caption", "ocr_textfloat")
LINES = f"//*[{' or '.join(f'@class={kind!r}' for kind in KINDS)}]"
BOX = re.compile(r"\bbbox (-?\d+) (-?\d+) (-?\d+) (-?\d+)")
SIZE = re.compile(r"\bx_size (\d+(?:\.\d+)?)")
SURE = re.compile(r"\bx_wconf (\d+)")
TURN = re.compile(r"\btextangle (90|180|270)\b")
LEAST_SURE_SIGN = 50
LEAST_SURE_LINE = 45
SURE_PAGE = 70
HALF_TURN = 180

Element = Any
Box = tuple[float, float, float, float]


@dataclass(frozen=True)
class Word:
    """A word, its box in pixels (left, top, right, bottom), and its confidence in percent."""

    text: str
    box: Box
    sure: float


@dataclass(frozen=True)
class SeenLine:
    """The words of a line, their type size in pixels, and its rotation in degrees."""

    words: list[Word]
    size: float
    turn: int = 0


@dataclass(frozen=True)
class SeenPage:
    """What was read in one picture of ``width`` by ``height`` pixels."""

    width: float
    height: float
    lines: list[SeenLine]

    @property
    def sure(self) -> float:
        """Return the mean confidence, weighted by the words' lengths; 0 without words."""
        words = [word for line in self.lines for word in line.words]
        weight = sum(len(word.text) for word in words)
        return sum(word.sure * len(word.text) for word in words) / weight if weight else 0.0

    @property
    def text(self) -> str:
        """Return the words line by line, for language detection."""
        return "\n".join(" ".join(word.text for word in line.words) for line in self.lines)


def seen_page(hocr: str) -> SeenPage:
    """Return the page that an answer describes, without specks mistaken for letters."""
    tree = import_module("lxml.html").document_fromstring(hocr.encode("utf-8") or b"<p></p>")
    page = next(iter(tree.xpath("//*[@class='ocr_page']")), None)
    box = _box_of(page) if page is not None else None
    if box is None:
        return SeenPage(0, 0, [])
    lines = [line for element in tree.xpath(LINES) for line in _line_of(element)]
    return _upright(SeenPage(box[2], box[3], lines))


def _upright(page: SeenPage) -> SeenPage:
    """Turn the boxes of a page as most of its words are turned; drop lines at other angles."""
    turns = Counter(line.turn for line in page.lines for _ in line.words)
    turn = max(turns, key=lambda angle: turns[angle], default=0)
    if not turn:
        return page
    lines = [replace(line, words=[_turned(word, turn, page) for word in line.words])
             for line in page.lines if line.turn == turn]  # fmt: skip
    flat = turn == HALF_TURN
    return SeenPage(*((page.width, page.height) if flat else (page.height, page.width)), lines)


def _turned(word: Word, turn: int, page: SeenPage) -> Word:
    left, top, right, bottom = word.box
    width, height = page.width, page.height
    boxes = {
        90: (height - bottom, left, height - top, right),
        180: (width - right, height - bottom, width - left, height - top),
        270: (top, width - right, bottom, width - left),
    }
    return replace(word, box=boxes[turn])


def _line_of(element: Element) -> Iterator[SeenLine]:
    words = list(_words_of(element))
    size = SIZE.search(element.get("title", ""))
    turn = TURN.search(element.get("title", ""))
    if size and words and _is_text(words):
        yield SeenLine(words, float(size[1]), int(turn[1]) if turn else 0)


def _words_of(line: Element) -> Iterator[Word]:
    for element in line.xpath(".//*[@class='ocrx_word']"):
        title, text = element.get("title", ""), clean(element.text_content()).strip()
        box, sure = _box_of(element), SURE.search(title)
        if text and box and sure and (_has_letters(text) or int(sure[1]) >= LEAST_SURE_SIGN):
            yield Word(text, box, float(sure[1]))


def _box_of(element: Element) -> Box | None:
    found = BOX.search(element.get("title", ""))
    if not found:
        return None
    left, top, right, bottom = (float(figure) for figure in found.groups())
    return left, top, right, bottom


def _is_text(words: list[Word]) -> bool:
    """Whether words are text: rules, specks and picture edges come out as a few unsure signs."""
    weights = [len(word.text) for word in words]
    sure = fmean((word.sure for word in words), weights)
    return sure >= LEAST_SURE_LINE and any(_has_letters(word.text) for word in words)


def _has_letters(text: str) -> bool:
    return any(character.isalnum() for character in text)
