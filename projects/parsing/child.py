"""The child's side: tie its own hands, read the file, say each page as a line of JSON."""

from __future__ import annotations

import ctypes
import json
import os
import resource
import signal
import sys
from collections.abc import Callable
from importlib import import_module
from pathlib import Path
from typing import Any, NoReturn

from projects.parsing.errors import Unreadable
from projects.parsing.limits import Limits
from projects.parsing.model import page_to_json

PR_SET_PDEATHSIG = 1
OPEN_FILES = 64
GRACE_CPU_SECONDS = 2
FORBIDDEN = ("socket.", "subprocess.", "os.system", "os.exec", "os.posix_spawn", "os.fork", "pty.")
WRITING = os.O_WRONLY | os.O_RDWR | os.O_CREAT

Say = Callable[[dict[str, Any]], None]


def main() -> NoReturn:
    """Read what argv[2] asks for and leave without running exit handlers a parser may hang in."""
    request = json.loads(sys.argv[2])
    limits = Limits(**request["limits"])
    say = _speaker()
    _leave_out_numpy()
    _confine(limits)
    _answer(Path(request["path"]), filename=request["filename"], limits=limits, say=say)
    os._exit(0)


def _speaker() -> Say:
    """Keep the real output for messages alone: whatever a library prints goes nowhere."""
    stream = os.fdopen(os.dup(1), "w", encoding="utf-8")
    silence = os.open(os.devnull, os.O_WRONLY)
    os.dup2(silence, 1)

    def say(message: dict[str, Any]) -> None:
        stream.write(json.dumps(message) + "\n")
        stream.flush()

    return say


def _confine(limits: Limits) -> None:
    _die_with_parent()
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    resource.setrlimit(resource.RLIMIT_FSIZE, (0, 0))
    resource.setrlimit(resource.RLIMIT_NOFILE, (OPEN_FILES, OPEN_FILES))
    resource.setrlimit(resource.RLIMIT_AS, (limits.memory_bytes, limits.memory_bytes))
    cpu = (limits.cpu_seconds, limits.cpu_seconds + GRACE_CPU_SECONDS)
    resource.setrlimit(resource.RLIMIT_CPU, cpu)
    sys.addaudithook(_refuse)


def _leave_out_numpy() -> None:
    """Spare a third of a second: openpyxl takes numpy along where it is installed."""
    sys.modules["numpy"] = None  # type: ignore[assignment]


def _die_with_parent() -> None:
    """A worker that is killed leaves no reader behind (Linux; elsewhere the CPU limit ends it)."""
    if sys.platform == "linux":
        ctypes.CDLL(None).prctl(PR_SET_PDEATHSIG, signal.SIGKILL)


def _refuse(event: str, details: tuple[Any, ...]) -> None:
    """No parser has a reason to open a connection, start a program or write a file."""
    writes = event == "open" and isinstance(details[2], int) and details[2] & WRITING
    if writes or event.startswith(FORBIDDEN):
        raise PermissionError(event)


def _answer(path: Path, *, filename: str, limits: Limits, say: Say) -> None:
    try:
        _read(path, filename=filename, limits=limits, say=say)
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


def _read(path: Path, *, filename: str, limits: Limits, say: Say) -> None:
    def progress(done: int, total: int) -> None:
        say({"type": "progress", "done": done, "total": total})

    parse = import_module("projects.parsing.formats").parse
    document = parse(path, filename=filename, limits=limits, on_progress=progress)
    for page in document.pages:
        say({"type": "page", "page": page_to_json(page)})
    summary = {
        "title": document.title,
        "media_type": document.media_type,
        "language": document.language,
        "pages_without_text": document.pages_without_text,
    }
    say({"type": "done", "document": summary})
