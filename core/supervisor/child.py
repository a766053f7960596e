"""One watched process: its output, and when it may start again."""

from __future__ import annotations

import os
import subprocess
import time
from collections import deque
from dataclasses import dataclass, field
from typing import Final

from core.embedded.identity import birth_of
from core.embedded.program import Program, start
from core.supervisor.output import Lines, Printer
from core.supervisor.state import Mark

FIRST_DELAY_SECONDS: Final = 0.5
LONGEST_DELAY_SECONDS: Final = 30.0
STEADY_SECONDS: Final = 60.0
PART_BYTES: Final = 65536
KEPT_LINES: Final = 20


@dataclass
class Child:
    """A running program, whose output is read without blocking."""

    program: Program
    process: subprocess.Popen[bytes]
    reader: int
    birth: str
    failures: int = 0
    started: float = field(default_factory=time.monotonic)
    lines: Lines = field(default_factory=Lines)
    held_back: deque[str] = field(default_factory=lambda: deque(maxlen=KEPT_LINES))

    @property
    def ready(self) -> bool:
        """Whether it serves."""
        return self.program.is_ready(self.process.pid)

    @property
    def mark(self) -> Mark:
        """What identifies the process as ours later."""
        return Mark(
            name=self.program.name,
            pid=self.process.pid,
            birth=self.birth,
            stop_signal=int(self.program.stop_signal),
        )

    def show_output(self, printer: Printer) -> bool:
        """Print its new output, or hold it back if it is quiet; return whether more may come."""
        try:
            part = os.read(self.reader, PART_BYTES)
        except BlockingIOError:
            return True
        for line in self.lines.feed(part) if part else self.lines.end():
            if self.program.quiet:
                self.held_back.append(line)
            else:
                printer.line(self.program.name, line)
        return bool(part)

    def show_last_words(self, printer: Printer) -> None:
        """Print what a quiet program wrote before it ended."""
        for line in self.held_back:
            printer.line(self.program.name, line)
        self.held_back.clear()

    def next_failures(self) -> int:
        """Return how many times in a row it has ended, this one included."""
        steady = time.monotonic() - self.started > STEADY_SECONDS
        return 1 if steady else self.failures + 1


def launch(program: Program, *, failures: int = 0) -> Child:
    """Start ``program`` with its output on a pipe of ours."""
    reader, writer = os.pipe()
    os.set_blocking(reader, False)
    try:
        process = start(program, output=writer)
    except BaseException:
        os.close(reader)
        raise
    finally:
        os.close(writer)
    return Child(
        program=program,
        process=process,
        reader=reader,
        birth=birth_of(process.pid) or "",
        failures=failures,
    )


def delay_after(failures: int) -> float:
    """Return the seconds to wait before the next start: doubling, up to half a minute."""
    return float(min(LONGEST_DELAY_SECONDS, FIRST_DELAY_SECONDS * 2 ** (failures - 1)))
