"""Read a child's messages line by line, within limits of time and size."""

from __future__ import annotations

import json
import os
import selectors
import subprocess
import time
from collections.abc import Iterator
from typing import IO, Any

from projects.parsing.errors import Unreadable
from projects.parsing.limits import Limits

READ_SIZE = 1 << 16
BYTES_PER_CHARACTER = 12


class Listener:
    """Reads one child's output within a deadline and a number of bytes."""

    def __init__(self, child: subprocess.Popen[bytes], *, limits: Limits) -> None:
        self._child = child
        self._deadline = time.monotonic() + limits.wall_seconds
        self._bytes = limits.max_characters * BYTES_PER_CHARACTER

    def excuse(self, *, seconds: float, size: int) -> None:
        """Extend both limits: by the time the child waited for us, and by the picture it sent."""
        self._deadline += seconds
        self._bytes += size

    def messages(self) -> Iterator[dict[str, Any]]:
        """Yield messages until the child closes its pipe. Raises Unreadable: timeout, oversized."""
        pending = bytearray()
        for piece in self._pieces():
            self._bytes -= len(piece)
            if self._bytes < 0:
                raise Unreadable("oversized")
            pending += piece
            if b"\n" in piece:
                *lines, rest = bytes(pending).split(b"\n")
                pending = bytearray(rest)
                yield from (json.loads(line) for line in lines)

    def _pieces(self) -> Iterator[bytes]:
        """Yield bytes of the child's output; drain its stderr so that it never blocks."""
        output, errors = self._child.stdout, self._child.stderr
        if output is None or errors is None:
            raise ValueError("the child has no pipes")
        with selectors.DefaultSelector() as selector:
            selector.register(output, selectors.EVENT_READ)
            selector.register(errors, selectors.EVENT_READ)
            while output in _open_pipes(selector):
                for pipe in self._ready(selector):
                    piece = os.read(pipe.fileno(), READ_SIZE)
                    if not piece:
                        selector.unregister(pipe)
                    elif pipe is output:
                        yield piece

    def _ready(self, selector: selectors.BaseSelector) -> list[IO[bytes]]:
        left = self._deadline - time.monotonic()
        if left <= 0:
            raise Unreadable("timeout")
        return [key.fileobj for key, _ in selector.select(left)]  # type: ignore[misc]


def _open_pipes(selector: selectors.BaseSelector) -> list[Any]:
    return [key.fileobj for key in selector.get_map().values()]
