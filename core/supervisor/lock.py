"""One supervisor per data folder."""

from __future__ import annotations

import contextlib
import fcntl
from collections.abc import Iterator
from pathlib import Path


class AlreadyRunning(Exception):
    """Another supervisor holds the folder."""


@contextlib.contextmanager
def only_one(data_dir: Path) -> Iterator[None]:
    """Lock the folder for the duration of the block; the kernel releases it if we are killed.

    Raises:
        AlreadyRunning: another supervisor holds it.
    """
    data_dir.mkdir(parents=True, exist_ok=True)
    with (data_dir / "supervisor.lock").open("a") as handle:
        try:
            fcntl.flock(handle, fcntl.LOCK_EX | fcntl.LOCK_NB)
        except BlockingIOError as error:
            raise AlreadyRunning from error
        yield
