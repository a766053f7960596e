"""Install what lock files name, and show the progress: ``python install.py LOCK...``.

Run it with the Python to install into; it needs only pip. pip's output is shown if it fails.
"""

from __future__ import annotations

import os
import re
import subprocess
import sys
import sysconfig
from collections.abc import Callable, Iterable, Sequence
from pathlib import Path
from threading import Thread
from typing import Final, NamedTuple

PIP: Final = (
    *(sys.executable, "-m", "pip", "install", "--disable-pip-version-check"),
    *("--no-deps", "--require-hashes", "--progress-bar", "off"),
)
NAMED: Final = re.compile(r"^[\w.-]+==", re.MULTILINE)
FETCHED: Final = re.compile(r"\s*(?:Collecting|Ignoring|Requirement already satisfied)\b")
# Every installed package adds one of these to site-packages.
PLACED: Final = "*.dist-info"
EVERY_SECONDS: Final = 1.0
# Where lines cannot be overwritten, as in a log, print only so many of them.
STEPS: Final = 10


class Reached(NamedTuple):
    """How many of the packages are ``fetched`` or ``installed``; the ``verb`` says which."""

    verb: str
    done: int
    total: int

    @property
    def step(self) -> tuple[str, int]:
        """The verb, and which of :data:`STEPS` has been reached."""
        return self.verb, self.done * STEPS // self.total

    @property
    def words(self) -> str:
        """The progress in words."""
        return f"{self.verb} {self.done} of {self.total} packages"


class Progress:
    """What there is to install, what pip has printed, and where to report progress."""

    def __init__(self, locks: Sequence[str], *, site: Path, say: Callable[[Reached], None]) -> None:
        self.total = sum(len(NAMED.findall(Path(lock).read_text())) for lock in locks)
        self.lines: list[str] = []
        self.site, self.before, self.say = site, _count(site), say

    def tell(self) -> None:
        """Report the progress."""
        fetched = sum(bool(FETCHED.match(line)) for line in self.lines)
        placed = _count(self.site) - self.before
        if placed > 0:
            self.say(Reached("installed", min(placed, self.total), self.total))
        elif fetched:
            self.say(Reached("fetched", min(fetched, self.total), self.total))


def run(command: Sequence[str], progress: Progress) -> int:
    """Run pip and report its progress; return its status, and print its output if it failed."""
    env = os.environ | {"PIP_ROOT_USER_ACTION": "ignore"}
    with subprocess.Popen(  # noqa: S603  (a command of our own)
        command, stdout=subprocess.PIPE, stderr=subprocess.STDOUT, text=True, env=env
    ) as pip:
        reader = Thread(target=_listen, args=(pip.stdout, progress.lines), daemon=True)
        reader.start()
        running = True
        while running:
            reader.join(EVERY_SECONDS)
            running = reader.is_alive()
            progress.tell()
    if pip.returncode:
        sys.stdout.write("\n" + "".join(progress.lines))
    return pip.returncode


def _listen(said: Iterable[str], lines: list[str]) -> None:
    for line in said:  # one by one: progress is reported while pip is still running
        lines.append(line)


def teller(out: Callable[[str], object], *, terminal: bool) -> Callable[[Reached], None]:
    """Return a reporter that overwrites its line on a terminal, and elsewhere prints each tenth."""
    told: set[tuple[str, int]] = set()

    def say(reached: Reached) -> None:
        if terminal:
            out(f"\r  {reached.words}   ")
        elif reached.step not in told:
            out(f"  {reached.words}\n")
        told.add(reached.step)

    return say


def _count(site: Path) -> int:
    return len(list(site.glob(PLACED)))


def main(locks: Sequence[str]) -> int:
    """Install what ``locks`` name into this Python; return pip's status."""
    terminal = sys.stdout.isatty()

    def out(words: str) -> None:
        sys.stdout.write(words)
        sys.stdout.flush()

    site = Path(sysconfig.get_path("purelib"))
    progress = Progress(locks, site=site, say=teller(out, terminal=terminal))
    status = run([*PIP, *(word for lock in locks for word in ("-r", lock))], progress)
    if terminal:
        out("\n")
    return status


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
