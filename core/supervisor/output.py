"""The lines of many processes on one terminal, each with the process's name in front."""

from __future__ import annotations

import os
import sys
from dataclasses import dataclass, field
from typing import Final, TextIO

OWN_NAME: Final = "vitrine"
COLOURS: Final = {
    OWN_NAME: 33,
    "db": 34,
    "redis": 31,
    "web": 32,
    "worker": 36,
    "beat": 35,
}
OTHER_COLOUR: Final = 90


@dataclass
class Printer:
    """Writes prefixed lines; colours them on a terminal, unless NO_COLOR is set."""

    stream: TextIO = field(default_factory=lambda: sys.stdout)

    def __post_init__(self) -> None:
        self._coloured = self.stream.isatty() and not os.environ.get("NO_COLOR")

    def line(self, name: str, text: str) -> None:
        """Write one line of the process ``name``."""
        prefix = f"{name:<8}|"
        if self._coloured:
            prefix = f"\x1b[{COLOURS.get(name, OTHER_COLOUR)}m{prefix}\x1b[0m"
        # A closed terminal must not leave the site half stopped.
        try:
            print(prefix, text, file=self.stream, flush=True)
        except BrokenPipeError:
            self.stream = open(os.devnull, "w")  # noqa: SIM115, PTH123  (kept for the rest)

    def say(self, text: str) -> None:
        """Write the supervisor's own message."""
        for line in text.splitlines():
            self.line(OWN_NAME, line)


class Lines:
    """Splits a stream of bytes into whole lines."""

    def __init__(self) -> None:
        self._rest = b""

    def feed(self, part: bytes) -> list[str]:
        """Return the lines that ``part`` completes."""
        *whole, self._rest = (self._rest + part).split(b"\n")
        return [line.decode(errors="replace").rstrip("\r") for line in whole]

    def end(self) -> list[str]:
        """Return what is left at the end of the stream."""
        return self.feed(b"\n") if self._rest else []
