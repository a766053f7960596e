"""The child's side of text recognition: have each picture read, and keep the best answer.

The pages read so far tell the document's language, which is tried first on the next page.
"""

from __future__ import annotations

from collections.abc import Callable, Sequence
from dataclasses import dataclass, field

from projects.parsing.language import detect_language
from projects.parsing.ocr.hocr import SURE_PAGE, SeenPage, seen_page
from projects.parsing.ocr.languages import NAMES, guesses

MOST_TRIES = 4
KEPT_TEXT = 4_000

# (a picture, or None for the document's own file; the frame in it; languages) → hOCR
Ask = Callable[[bytes | None, int, Sequence[str]], str]


@dataclass
class Eyes:
    """Reads pictures in the ``installed`` languages, and counts the ``pages`` it could read.

    ``warn`` is called before a page is rendered, because a hostile page may crash the child there.
    """

    installed: Sequence[str]
    ask: Ask
    warn: Callable[[], None]
    pages: int = 0
    language: str = ""
    _text: list[str] = field(default_factory=list)

    def note(self, text: str) -> None:
        """Learn the document's language from the text of a page."""
        if not self.language:
            self._text.append(text[:KEPT_TEXT])
            self.language = self._installed(detect_language("\n".join(self._text[-8:])))

    def see(self, picture: bytes | None, *, frame: int = 0) -> SeenPage:
        """Return what is read in a picture, or in a frame of the document's own file."""
        page = self._best(picture, frame)
        if page.lines:
            self.pages += 1
            self.note(page.text)
        return page

    def _best(self, picture: bytes | None, frame: int) -> SeenPage:
        best = SeenPage(0, 0, [])
        for languages in list(guesses(self.installed, known=self.language))[:MOST_TRIES]:
            page = seen_page(self.ask(picture, frame, languages))
            if page.sure >= SURE_PAGE:
                return self._in_its_language(page, languages, picture, frame)
            best = max(best, page, key=lambda seen: seen.sure)
        return best

    def _in_its_language(
        self, page: SeenPage, tried: Sequence[str], picture: bytes | None, frame: int
    ) -> SeenPage:
        """Read again if the words turn out to be in an installed language that was not tried."""
        found = self._installed(detect_language(page.text))
        if not found or found in {NAMES.get(name) for name in tried}:
            return page
        again = seen_page(self.ask(picture, frame, next(guesses(self.installed, known=found))))
        return max(page, again, key=lambda seen: seen.sure)

    def _installed(self, code: str) -> str:
        return code if any(NAMES.get(name) == code for name in self.installed) else ""
