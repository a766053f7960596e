"""Read a document in a child process: whatever the file does, the caller gets pages or a reason."""

from __future__ import annotations

import json
import os
import selectors
import signal
import subprocess
import sys
import time
from collections.abc import Callable, Iterator
from contextlib import suppress
from dataclasses import asdict, dataclass, field
from pathlib import Path
from typing import IO, Any

from projects.parsing.errors import Unreadable
from projects.parsing.limits import Limits
from projects.parsing.model import ParsedDocument, ParsedPage, page_from_json

ROOT = Path(__file__).resolve().parents[2]
START = (
    "import sys; sys.path.insert(0, sys.argv[1]); from projects.parsing.child import main; main()"
)
READ_SIZE = 1 << 16
KEPT_STDERR = 4_096
BYTES_PER_CHARACTER = 12

Progress = Callable[[int, int], None]


def read_document(
    path: Path, *, filename: str, limits: Limits, on_progress: Progress
) -> ParsedDocument:
    """Return the pages of the file at ``path``; ``filename`` only hints at its type.

    Raises Unreadable with a code and a message for the document's owner. Whatever ``on_progress``
    raises ends the child and passes through.
    """
    _check_size(path, limits)
    child = _start(path, filename=filename, limits=limits)
    try:
        return _collect(child, limits=limits, on_progress=on_progress)
    finally:
        _end(child)


def _check_size(path: Path, limits: Limits) -> None:
    size = path.stat().st_size
    if size == 0:
        raise Unreadable("empty")
    if size > limits.max_bytes:
        raise Unreadable("oversized")


def _start(path: Path, *, filename: str, limits: Limits) -> subprocess.Popen[bytes]:
    request = {"path": str(path.resolve()), "filename": filename, "limits": asdict(limits)}
    return subprocess.Popen(  # noqa: S603  (our own interpreter and child)
        [sys.executable, "-I", "-B", "-X", "utf8", "-c", START, str(ROOT), json.dumps(request)],
        stdin=subprocess.DEVNULL,
        stdout=subprocess.PIPE,
        stderr=subprocess.PIPE,
        cwd="/",
        env=_bare_environment(),
        start_new_session=True,
    )


def _bare_environment() -> dict[str, str]:
    """No secret of this process reaches a parser that may be under a file's control."""
    kept = {name: os.environ[name] for name in ("LD_LIBRARY_PATH", "TZ") if name in os.environ}
    one_thread = {"OPENBLAS_NUM_THREADS": "1", "OMP_NUM_THREADS": "1"}
    return {"PATH": os.defpath, "LC_ALL": "C.UTF-8", **one_thread, **kept}


def _end(child: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(child.pid, signal.SIGKILL)
    child.wait()
    for pipe in (child.stdout, child.stderr):
        if pipe is not None:
            pipe.close()


@dataclass
class _Collected:
    pages: list[ParsedPage] = field(default_factory=list)
    summary: dict[str, Any] | None = None


def _collect(
    child: subprocess.Popen[bytes], *, limits: Limits, on_progress: Progress
) -> ParsedDocument:
    collected = _Collected()
    for message in _messages(child, limits=limits):
        _take(message, collected=collected, on_progress=on_progress)
    if collected.summary is None:
        raise _ending(child.wait())
    return ParsedDocument(pages=collected.pages, **collected.summary)


def _take(message: dict[str, Any], *, collected: _Collected, on_progress: Progress) -> None:
    match message["type"]:
        case "page":
            collected.pages.append(page_from_json(message["page"]))
        case "progress":
            on_progress(message["done"], message["total"])
        case "done":
            collected.summary = message["document"]
        case "unreadable":
            raise Unreadable(message["code"], message["message"])


def _ending(status: int) -> Unreadable:
    """Say why a child ended without a word: its CPU limit, or a fault in a parser's own code."""
    return Unreadable("timeout" if status == -signal.SIGXCPU else "corrupt")


def _messages(child: subprocess.Popen[bytes], *, limits: Limits) -> Iterator[dict[str, Any]]:
    """Yield what the child says, until it closes its pipe. Raises Unreadable when time is up."""
    budget = limits.max_characters * BYTES_PER_CHARACTER
    pending = bytearray()
    for piece in _pieces(child, deadline=time.monotonic() + limits.wall_seconds):
        budget -= len(piece)
        if budget < 0:
            raise Unreadable("oversized")
        pending += piece
        if b"\n" in piece:
            *lines, rest = bytes(pending).split(b"\n")
            pending = bytearray(rest)
            yield from (json.loads(line) for line in lines)


def _pieces(child: subprocess.Popen[bytes], *, deadline: float) -> Iterator[bytes]:
    """Yield bytes of the child's output; its error stream is drained so that it never blocks."""
    output, errors = child.stdout, child.stderr
    if output is None or errors is None:
        raise ValueError("the child has no pipes")
    with selectors.DefaultSelector() as selector:
        selector.register(output, selectors.EVENT_READ)
        selector.register(errors, selectors.EVENT_READ)
        while output in _open_pipes(selector):
            for pipe in _ready(selector, deadline=deadline):
                piece = os.read(pipe.fileno(), READ_SIZE)
                if not piece:
                    selector.unregister(pipe)
                elif pipe is output:
                    yield piece


def _open_pipes(selector: selectors.BaseSelector) -> list[Any]:
    return [key.fileobj for key in selector.get_map().values()]


def _ready(selector: selectors.BaseSelector, *, deadline: float) -> list[IO[bytes]]:
    left = deadline - time.monotonic()
    if left <= 0:
        raise Unreadable("timeout")
    return [key.fileobj for key, _ in selector.select(left)]  # type: ignore[misc]
