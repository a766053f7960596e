"""Read a document in a child process: whatever the file does, the caller gets pages or an error."""

from __future__ import annotations

import json
import os
import signal
import subprocess
import sys
from collections.abc import Callable
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import Any

from projects.parsing.errors import Unreadable
from projects.parsing.limits import Limits
from projects.parsing.listening import Listener
from projects.parsing.model import ParsedDocument, ParsedPage, page_from_json
from projects.parsing.ocr.sight import Sight
from projects.parsing.ocr.tool import Tesseract

ROOT = Path(__file__).resolve().parents[2]
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from projects.parsing.child import main; main()"
)

Progress = Callable[[int, int], None]


def read_document(
    path: Path,
    *,
    filename: str,
    limits: Limits,
    on_progress: Progress,
    ocr: Tesseract | None = None,
) -> ParsedDocument:
    """Return the pages of the file at ``path``; ``filename`` only hints at its type.

    ``ocr`` reads the pages that are pictures; if rendering one kills the child, the document is
    read again without OCR. Raises Unreadable with a code and a message for the document's owner.
    Whatever ``on_progress`` raises ends the child and passes through.
    """
    _check_size(path, limits)
    try:
        return _read(path, filename=filename, limits=limits, on_progress=on_progress, ocr=ocr)
    except _Died as death:
        if not death.drawing:
            raise death.reason from death
    try:
        return _read(path, filename=filename, limits=limits, on_progress=on_progress, ocr=None)
    except _Died as death:
        raise death.reason from death


class _Died(Exception):
    """The child ended without an answer; ``reason`` is the best guess, by its exit status."""

    def __init__(self, reason: Unreadable, *, drawing: bool) -> None:
        self.reason, self.drawing = reason, drawing
        super().__init__(reason)


def _check_size(path: Path, limits: Limits) -> None:
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("empty")
    if size > limits.max_bytes:
        raise Unreadable("oversized")


def _read(
    path: Path, *, filename: str, limits: Limits, on_progress: Progress, ocr: Tesseract | None
) -> ParsedDocument:
    request = {
        "path": str(path.resolve()),
        "filename": filename,
        "limits": asdict(limits),
        "ocr_languages": ocr.languages if ocr else (),
    }
    child = _start(request)
    try:
        reading = _Reading(child, Listener(child, limits=limits), on_progress)
        if ocr:
            reading.sight = Sight(ocr, path, limits, beat=reading.tell)
        return reading.run()
    finally:
        _end(child)


def _start(request: dict[str, Any]) -> subprocess.Popen[bytes]:
    return subprocess.Popen(  # noqa: S603  (our own interpreter and child)
        [sys.executable, "-I", "-B", "-X", "utf8", "-c", START, str(ROOT), json.dumps(request)],
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env=_bare_environment(),
        start_new_session=True,
    )


def _bare_environment() -> dict[str, str]:
    """Return an environment without secrets, for a parser that a file may control."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TZ") if name in os.environ}
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", **one_thread, **kept}


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdin, child.stdout, child.stderr):
        if pipe is not None:
            with suppress(BrokenPipeError):
                pipe.close()


@dataclass
class _Reading:
    """What one child has sent so far; ``at`` is its progress (done, total)."""

    child: subprocess.Popen[bytes]
    listener: Listener
    on_progress: Progress
    sight: Sight | None = None
    at: tuple[int, int] = (0, 0)
    drawing: bool = False
    pages: list[ParsedPage] = field(default_factory=list)
    summary: dict[str, Any] | None = None

    def run(self) -> ParsedDocument:
        for message in self.listener.messages():
            self._take(message)
        if self.summary is None:
            raise _Died(_ending(self.child.wait()), drawing=self.drawing)
        return ParsedDocument(pages=self.pages, **self.summary)

    def tell(self) -> None:
        """Report progress again, so that ``on_progress`` can stop the reading by raising."""
        self.on_progress(*self.at)

    def _take(self, message: dict[str, Any]) -> None:
        match message["type"]:
            case "page":
                self.pages.append(page_from_json(message["page"]))
            case "progress":
                self.at = message["done"], message["total"]
                self.tell()
            case "drawing":
                self.drawing = True
            case "picture":
                self.drawing = False
                self._answer(message)
            case "done":
                self.summary = message["document"]
            case "unreadable":
                raise Unreadable(message["code"], message["message"])

    def _answer(self, message: dict[str, Any]) -> None:
        if self.sight is None or self.child.stdin is None:
            raise Unreadable("corrupt")
        before = self.sight.seconds
        line = json.dumps({"hocr": self.sight.answer(message)}).encode() + b"\n"
        self.listener.excuse(seconds=self.sight.seconds - before, size=len(message["data"]))
        with suppress(BrokenPipeError):  # it has died; its exit status will say why
            self.child.stdin.write(line)
            self.child.stdin.flush()


def _ending(status: int) -> Unreadable:
    """Return why a child ended without an answer: its CPU limit, or a crash in a parser."""
    return Unreadable("timeout" if status == -signal.SIGXCPU else "corrupt")
