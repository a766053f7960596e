"""Run tesseract on one picture, in a process with limits."""

from __future__ import annotations

import os
import signal
import subprocess
import sys
import tempfile
import time
from collections.abc import Callable, Sequence
from contextlib import suppress
from pathlib import Path
from typing import IO

from projects.parsing.limits import Limits
from projects.parsing.ocr.tool import Tesseract, bare_environment

CONFINE = Path(__file__).with_name("confine.py")
LARGEST_ANSWER = 16 * 1024 * 1024
WALL_FOR_CPU = 3
BEAT_SECONDS = 0.5
FIND_LAYOUT = "3"
FIND_LAYOUT_AND_TURN = "1"
TURNS = "osd"


def read_picture(
    tool: Tesseract,
    picture: IO[bytes],
    *,
    frame: int,
    languages: Sequence[str],
    limits: Limits,
    beat: Callable[[], None],
) -> str:
    """Return what tesseract reads in ``picture`` as hOCR, or nothing if it fails or takes too long.

    ``frame`` counts the pages of a TIFF from 0. ``beat`` is called twice a second; whatever it
    raises ends tesseract and passes through.
    """
    with tempfile.TemporaryFile() as answer:
        program = _start(tool, picture, answer, frame=frame, languages=languages, limits=limits)
        try:
            ended = _wait(program, seconds=limits.ocr_page_seconds * WALL_FOR_CPU, beat=beat)
        finally:
            _end(program)
        if not ended or program.returncode:
            return ""
        answer.seek(0)
        return answer.read(LARGEST_ANSWER).decode("utf-8", "replace")


def command(tool: Tesseract, *, frame: int, languages: Sequence[str]) -> list[str]:
    """Return tesseract's command line, from stdin to hOCR on stdout.

    It detects rotated pages if it has its ``osd`` data.
    """
    layout = FIND_LAYOUT_AND_TURN if TURNS in tool.languages else FIND_LAYOUT
    wishes = ("tessedit_create_hocr=1", f"tessedit_page_number={frame}")
    settings = [part for wish in wishes for part in ("-c", wish)]
    return [tool.path, "stdin", "stdout", "-l", "+".join(languages), "--psm", layout, *settings]


def _start(
    tool: Tesseract,
    picture: IO[bytes],
    answer: IO[bytes],
    *,
    frame: int,
    languages: Sequence[str],
    limits: Limits,
) -> subprocess.Popen[bytes]:
    bounds = f"{limits.ocr_page_seconds},{limits.memory_bytes},{LARGEST_ANSWER}"
    confined = [sys.executable, "-I", "-S", "-B", str(CONFINE), bounds]
    picture.seek(0)
    return subprocess.Popen(  # noqa: S603  (the operator's own program, its languages checked)
        confined + command(tool, frame=frame, languages=languages),
        stdin=picture,
        stdout=answer,
        stderr=subprocess.DEVNULL,
        cwd="/",
        env=bare_environment(),
        start_new_session=True,
    )


def _wait(program: subprocess.Popen[bytes], *, seconds: float, beat: Callable[[], None]) -> bool:
    """Return whether the program ended in time."""
    deadline = time.monotonic() + seconds
    while time.monotonic() < deadline:
        with suppress(subprocess.TimeoutExpired):
            program.wait(BEAT_SECONDS)
            return True
        beat()
    return False


def _end(program: subprocess.Popen[bytes]) -> None:
    with suppress(ProcessLookupError):
        os.killpg(program.pid, signal.SIGKILL)
    program.wait()
