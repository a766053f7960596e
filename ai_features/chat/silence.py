"""Notice when a model says, anywhere in its answer, that the documents are silent."""

from __future__ import annotations

import re
from typing import Final

SILENT: Final = "NO_ANSWER_IN_DOCUMENTS"
# Markdown escapes the underscores, and some models leave them out. Only a few marks before it
# count: an answer of nothing but marks would be scanned again and again.
SPOKEN: Final = re.compile(r"[`*\"'“]{0,8}NO[\W_]*ANSWER[\W_]*IN[\W_]*DOCUMENTS")
LETTERS: Final = re.sub(r"[\W_]", "", SILENT)
MARKUP: Final = re.compile(r"[`*\"'“]{1,8}$")
MOST_PAST: Final = 60
LONGEST: Final = 2 * len(SILENT)


class SilenceGate:
    """Lets an answer through up to the word for silence; what follows is not from the documents.

    An ending that may become the word is held back until the next piece shows what it is.
    """

    def __init__(self) -> None:
        self._held = ""
        self.silent = False
        self._past = 0

    @property
    def rambles(self) -> bool:
        """Whether so much follows the word that there is no use in reading on."""
        return self._past > MOST_PAST

    def feed(self, piece: str) -> str:
        """Return what may be shown after ``piece``."""
        if self.silent:
            self._past += len(piece)
            return ""
        text = self._held + piece
        spoken = SPOKEN.search(text)
        if spoken:
            self.silent, self._held = True, ""
            return text[: spoken.start()]
        cut = _beginning(text)
        self._held = text[cut:]
        return text[:cut]

    def rest(self) -> str:
        """Return what is still held back at the end of an answer."""
        held, self._held = self._held, ""
        return held


def unspoken(text: str) -> str:
    """Return the text with the word for silence made harmless."""
    return SPOKEN.sub(lambda match: match[0].replace("_", " ").lower(), text)


def _beginning(text: str) -> int:
    """Return where an ending of ``text`` begins that may become the word, else its length."""
    start = max(0, len(text) - LONGEST)
    for match in re.finditer("N", text[start:]):
        letters = re.sub(r"[\W_]", "", text[start + match.start() :])
        if LETTERS.startswith(letters):
            return _before_markup(text[: start + match.start()])
    return _before_markup(text)


def _before_markup(text: str) -> int:
    markup = MARKUP.search(text)
    return markup.start() if markup else len(text)
