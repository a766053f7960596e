"""The parent's side of text recognition: check what the child asks for, and run tesseract."""

from __future__ import annotations

import base64
import tempfile
import time
from collections.abc import Callable, Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path
from typing import IO, Any

from projects.parsing.errors import Unreadable
from projects.parsing.limits import Limits
from projects.parsing.ocr.run import read_picture
from projects.parsing.ocr.tool import Tesseract


@dataclass
class Sight:
    """Reads the pictures of one document; ``seconds`` is the time spent on them so far.

    A stranger's file may control the child, so what it asks for is checked.
    """

    tool: Tesseract
    path: Path
    limits: Limits
    beat: Callable[[], None]
    seconds: float = 0.0

    def answer(self, message: dict[str, Any]) -> str:
        """Return hOCR, empty if nothing was read or the document's time is used up.

        Raises Unreadable (corrupt) for languages that our own code would not ask for.
        """
        languages = tuple(message["languages"])
        if not languages or not set(languages) <= set(self.tool.languages):
            raise Unreadable("corrupt")
        if self.seconds > self.limits.ocr_seconds:
            return ""
        began = time.monotonic()
        with _opened(self.path, message["data"]) as picture:
            hocr = read_picture(
                self.tool,
                picture,
                frame=int(message["frame"]),
                languages=languages,
                limits=self.limits,
                beat=self.beat,
            )
        self.seconds += time.monotonic() - began
        return hocr


@contextmanager
def _opened(path: Path, data: str) -> Iterator[IO[bytes]]:
    """Open the picture that was sent, or the document's file if that is itself the picture."""
    if not data:
        with path.open("rb") as file:
            yield file
        return
    with tempfile.TemporaryFile() as picture:
        picture.write(base64.b64decode(data))
        picture.flush()
        yield picture
