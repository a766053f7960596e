"""Processor cores that do not fall asleep between two messages.

A question to the database goes to another process and back, and each time that process waits for
its core. One that sleeps in a virtual machine takes some .02 ms to wake, as no core of a server
does that has other work. An index held in the process never waits, so it is measured both ways.
"""

from __future__ import annotations

import os
import subprocess
import sys
from collections.abc import Iterator
from contextlib import ExitStack, contextmanager

# The idle class runs only while nobody else wants the core, and gives it up at once.
_TURN = """
import os
os.sched_setscheduler(0, os.SCHED_IDLE, os.sched_param(0))
print(flush=True)
while True:
    pass
"""


@contextmanager
def cores_awake() -> Iterator[None]:
    """Keep every core of this process turning, each by a process of the idle class."""
    with ExitStack() as turning:
        for _ in os.sched_getaffinity(0):
            process = turning.enter_context(
                subprocess.Popen([sys.executable, "-c", _TURN], stdout=subprocess.PIPE)
            )
            turning.callback(process.kill)
            assert process.stdout is not None
            process.stdout.readline()
        yield
