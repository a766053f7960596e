"""The child's side: confine itself, read the file, and write each page as a line of JSON."""

from __future__ import annotations

import base64
import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable, Sequence
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from projects.parsing.errors import Unreadable
from projects.parsing.limits import Limits
from projects.parsing.model import page_to_json
from projects.parsing.ocr.eyes import Eyes

PR_SET_PDEATHSIG = 1
OPEN_FILES = 64
# Two calls for each of the 2,048 elements that libxml2 nests, at most.
DEEPEST_CALLS = 6_000
GRACE_CPU_SECONDS = 2
PICTURE_CPU_SECONDS = 2
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

Say = Callable[[dict[str, Any]], None]


def main() -> NoReturn:
    """Read the file that argv[2] asks for; exit without exit handlers, where a parser may hang."""
    request = json.loads(sys.argv[2])
    limits = Limits(**request["limits"])
    say = _speaker()
    eyes = _eyes(request["ocr_languages"], say=say)
    _leave_out_numpy()
    sys.setrecursionlimit(DEEPEST_CALLS)
    _confine(limits, pictures=eyes is not None)
    _answer(Path(request["path"]), request["filename"], limits=limits, say=say, eyes=eyes)
    os._exit(0)


def _speaker() -> Say:
    """Reserve the real stdout for messages; whatever a library prints is discarded."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)

    def say(message: dict[str, Any]) -> None:
        stream.write(json.dumps(message) + "\n")
        stream.flush()

    return say


def _eyes(languages: list[str], *, say: Say) -> Eyes | None:
    """Return the eyes that ask the parent to read pictures, or None if it has no OCR."""
    if not languages:
        return None
    answers = os.fdopen(os.dup(0), encoding="utf-8")

    def ask(picture: bytes | None, frame: int, chosen: Sequence[str]) -> str:
        data = base64.b64encode(picture).decode() if picture else ""
        say({"type": "picture", "data": data, "frame": frame, "languages": list(chosen)})
        allow_more_cpu()
        return str(json.loads(answers.readline())["hocr"])

    return Eyes(languages, ask, lambda: say({"type": "drawing"}))


def allow_more_cpu() -> None:
    """Raise the CPU limit for each picture: rendering a page costs more than reading one."""
    soft, hard = resource.getrlimit(resource.RLIMIT_CPU)
    more = min(soft + PICTURE_CPU_SECONDS, hard - GRACE_CPU_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, (max(soft, more), hard))


def _confine(limits: Limits, *, pictures: bool = False) -> None:
    _die_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    most = limits.cpu_seconds + pictures * PICTURE_CPU_SECONDS * limits.max_pages
    resource.setrlimit(resource.RLIMIT_CPU, (limits.cpu_seconds, most + GRACE_CPU_SECONDS))
    sys.addaudithook(_refuse)


def _leave_out_numpy() -> None:
    """Save a third of a second: openpyxl imports numpy wherever it is installed."""
    sys.modules["numpy"] = None  # type: ignore[assignment]


def _die_with_parent() -> None:
    """Die when the worker is killed (on Linux; elsewhere the CPU limit ends this process)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _refuse(event: str, details: tuple[Any, ...]) -> None:
    """Audit hook: no parser has a reason to open a connection, start a program or write a file."""
    writes = event == "open" and isinstance(details[2], int) and details[2] & WRITING
    if writes or event.startswith(FORBIDDEN):
        raise PermissionError(event)


def _answer(path: Path, filename: str, *, limits: Limits, say: Say, eyes: Eyes | None) -> None:
    try:
        _read(path, filename, limits=limits, say=say, eyes=eyes)
    except Unreadable as reason:
        say({"type": "unreadable", "code": reason.code, "message": reason.message})
    except (MemoryError, RecursionError):
        _give_up(Unreadable("oversized", TOO_COMPLEX), say=say)
    except Exception as error:  # the edge of the child: a parser's fault is the file's fault
        sys.stderr.write(f"{type(error).__module__}.{type(error).__qualname__}\n")
        _give_up(Unreadable("corrupt"), say=say)


TOO_COMPLEX = (
    "This file needs more memory to read than is allowed here. Your file is unchanged. "
    "Save it in a simpler form, or split it, and upload that."
)


def _give_up(reason: Unreadable, *, say: Say) -> None:
    say({"type": "unreadable", "code": reason.code, "message": reason.message})


def _read(path: Path, filename: str, *, limits: Limits, say: Say, eyes: Eyes | None) -> None:
    def progress(done: int, total: int) -> None:
        say({"type": "progress", "done": done, "total": total})

    parse = import_module("projects.parsing.formats").parse
    document = parse(path, filename=filename, limits=limits, on_progress=progress, eyes=eyes)
    for page in document.pages:
        say({"type": "page", "page": page_to_json(page)})
    summary = {
        "title": document.title,
        "media_type": document.media_type,
        "language": document.language,
        "pages_without_text": document.pages_without_text,
        "pages_by_ocr": document.pages_by_ocr,
    }
    say({"type": "done", "document": summary})
