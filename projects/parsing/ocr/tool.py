"""Find tesseract on this machine, and ask it which languages it reads."""

from __future__ import annotations

import os
import re
import shutil
import subprocess
from dataclasses import dataclass
from functools import lru_cache
from pathlib import Path

NAME = "tesseract"
AUTOMATIC = "auto"
OFF = "off"
SECONDS = 10
VERSION = re.compile(r"tesseract\s+v?(\S+)")
LANGUAGE = re.compile(r"\w+(?:/\w+)?")
KEPT_ENVIRONMENT = ("TESSDATA_PREFIX", "LD_LIBRARY_PATH")


@dataclass(frozen=True)
class Tesseract:
    """The program, its version, and its languages by tesseract's own names (``eng``, ``deu``)."""

    path: str
    version: str
    languages: tuple[str, ...]


def find_tesseract(setting: str = AUTOMATIC) -> Tesseract | None:
    """Return the program that ``setting`` names: a name, a path, ``auto`` (on PATH) or ``off``.

    None if there is none, if it does not answer, or if it has no languages.
    """
    path = program_path(setting)
    return _asked(path, Path(path).stat().st_mtime_ns) if path else None


def program_path(setting: str = AUTOMATIC) -> str:
    """Return the program's path without starting it, or nothing."""
    if setting == OFF:
        return ""
    return shutil.which(NAME if setting == AUTOMATIC else setting) or ""


def bare_environment() -> dict[str, str]:
    """Return an environment without secrets, limited to one thread to spare the site."""
    kept = {name: os.environ[name] for name in KEPT_ENVIRONMENT if name in os.environ}
    return {"PATH": os.defpath, "LC_ALL": "C", "OMP_THREAD_LIMIT": "1", **kept}


@lru_cache(maxsize=8)
def _asked(path: str, _changed: int) -> Tesseract | None:
    version = VERSION.search(_answer(path, "--version"))
    listed = _answer(path, "--list-langs").splitlines()[1:]
    languages = tuple(name.strip() for name in listed if LANGUAGE.fullmatch(name.strip()))
    if not version or not languages:
        return None
    return Tesseract(path, version[1], languages)


def _answer(path: str, question: str) -> str:
    try:
        asked = subprocess.run(  # noqa: S603  (the operator's own program)
            [path, question],
            stdin=subprocess.DEVNULL,
            stdout=subprocess.PIPE,
            stderr=subprocess.STDOUT,
            env=bare_environment(),
            timeout=SECONDS,
            check=False,
        )
    except (OSError, subprocess.TimeoutExpired):
        return ""
    return asked.stdout.decode("utf-8", "replace")
