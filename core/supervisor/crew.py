"""The watched processes of an instance, in one single-threaded loop.

It has to be one thread, because the kernel ties children to the thread that started them.
"""

from __future__ import annotations

import contextlib
import os
import selectors
import signal
import socket
import time
from collections.abc import Callable, Iterator, Sequence
from types import FrameType
from typing import Final

from core.embedded.errors import ServiceError
from core.embedded.program import Program, kill_group
from core.supervisor.child import Child, delay_after, launch
from core.supervisor.output import Printer

LONGEST_LOOK_SECONDS: Final = 1.0
STARTING_LOOK_SECONDS: Final = 0.02


class Interrupted(BaseException):
    """A person or the system asked us to stop; a BaseException, so that no handler swallows it."""


class Crew:
    """Starts, watches, restarts and stops programs."""

    def __init__(self, *, printer: Printer, on_change: Callable[[list[Child]], None]) -> None:
        self._printer = printer
        self._on_change = on_change
        self._children: dict[str, Child] = {}
        self._waiting: dict[str, tuple[float, Program, int]] = {}
        self._selector = selectors.DefaultSelector()
        self._stop_asked = 0

    @contextlib.contextmanager
    def listening(self) -> Iterator[None]:
        """Handle SIGINT, SIGTERM, SIGHUP and SIGCHLD for the duration of the block."""
        near, far = socket.socketpair()
        near.setblocking(False)
        far.setblocking(False)
        heard = [signal.SIGINT, signal.SIGTERM]
        if signal.getsignal(signal.SIGHUP) != signal.SIG_IGN:  # nohup ignores it
            heard.append(signal.SIGHUP)
        before = {sent: signal.signal(sent, self._ask_to_stop) for sent in heard}
        before[signal.SIGCHLD] = signal.signal(signal.SIGCHLD, lambda *_: None)
        signal.set_wakeup_fd(far.fileno(), warn_on_full_buffer=False)
        self._selector.register(near, selectors.EVENT_READ)
        try:
            yield
        finally:
            signal.set_wakeup_fd(-1)
            self._selector.unregister(near)
            for sent, handler in before.items():
                signal.signal(sent, handler)
            near.close()
            far.close()

    def start(self, program: Program, *, failures: int = 0) -> Child:
        """Start ``program`` and keep it running."""
        child = launch(program, failures=failures)
        self._children[program.name] = child
        self._selector.register(child.reader, selectors.EVENT_READ, child)
        self._on_change(list(self._children.values()))
        return child

    def run_once(self, program: Program) -> int:
        """Run ``program`` until it ends, showing its output; return its exit code."""
        child = self.start(program)
        while child.process.poll() is None:
            self._look(LONGEST_LOOK_SECONDS)
            self._refuse_if_stopping()
        self._forget(child)
        return child.process.returncode

    def wait(self, *, until: Callable[[], bool], needs: Sequence[Child], seconds: float) -> None:
        """Show output until ``until`` is true.

        Raises:
            ServiceError: one of ``needs`` ended, or the time is up.
        """
        deadline = time.monotonic() + seconds
        while not until():
            self._look(STARTING_LOOK_SECONDS)
            self._refuse_if_stopping()
            for child in needs:
                if child.process.poll() is not None:
                    self._forget(child)
                    child.show_last_words(self._printer)
                    raise ServiceError(f"{child.program.name} ended while starting, see above.")
            if time.monotonic() > deadline:
                names = " and ".join(child.program.name for child in needs)
                raise ServiceError(f"{names} did not answer within {seconds:.0f} seconds.")

    def watch(self) -> None:
        """Keep everything running until somebody asks to stop (:class:`Interrupted`)."""
        while True:
            self._refuse_if_stopping()
            self._look(self._time_to_next())
            self._notice_ends()
            self._restart_due()

    def stop(self, names: Sequence[str]) -> None:
        """Stop the named programs together, killing those that take too long.

        A second request to stop kills whatever is left at once.
        """
        for name in names:
            self._waiting.pop(name, None)
        leaving = [self._children[name] for name in names if name in self._children]
        for child in leaving:
            if child.process.poll() is None:
                child.process.send_signal(child.program.stop_signal)
        asked, begun = self._stop_asked, time.monotonic()
        while alive := [child for child in leaving if child.process.poll() is None]:
            hurried = self._stop_asked > max(asked, 1)
            for child in alive:
                if hurried or time.monotonic() - begun > child.program.stop_seconds:
                    kill_group(child.process.pid)
            self._look(STARTING_LOOK_SECONDS)
        for child in leaving:
            self._forget(child)

    def _ask_to_stop(self, number: int, frame: FrameType | None) -> None:
        self._stop_asked += 1

    def _refuse_if_stopping(self) -> None:
        if self._stop_asked:
            raise Interrupted

    def _look(self, seconds: float) -> None:
        for key, _ in self._selector.select(seconds):
            if isinstance(key.data, Child):
                if not key.data.show_output(self._printer):
                    self._selector.unregister(key.fileobj)
            elif isinstance(key.fileobj, socket.socket):
                key.fileobj.recv(4096)

    def _notice_ends(self) -> None:
        for name, child in list(self._children.items()):
            code = child.process.poll()
            if code is None:
                continue
            # Nothing that it started may run alongside its successor.
            kill_group(child.process.pid)
            self._forget(child)
            child.show_last_words(self._printer)
            failures = child.next_failures()
            delay = delay_after(failures)
            self._printer.say(f"{name} ended ({_reason(code)}); it starts again in {delay:g} s.")
            self._waiting[name] = (time.monotonic() + delay, child.program, failures)

    def _restart_due(self) -> None:
        for name, (due, program, failures) in list(self._waiting.items()):
            if time.monotonic() >= due:
                del self._waiting[name]
                self.start(program, failures=failures)

    def _time_to_next(self) -> float:
        due = [moment - time.monotonic() for moment, _, _ in self._waiting.values()]
        return max(0.0, min([LONGEST_LOOK_SECONDS, *due]))

    def _forget(self, child: Child) -> None:
        while child.reader in self._selector.get_map() and self._drain(child):
            pass
        with contextlib.suppress(KeyError):
            self._selector.unregister(child.reader)
        with contextlib.suppress(OSError):
            os.close(child.reader)
        if self._children.get(child.program.name) is child:
            del self._children[child.program.name]
        self._on_change(list(self._children.values()))

    def _drain(self, child: Child) -> bool:
        """Show what is left in the pipe without waiting: a grandchild may hold it open."""
        ready = selectors.DefaultSelector()
        with contextlib.closing(ready):
            ready.register(child.reader, selectors.EVENT_READ)
            return bool(ready.select(0)) and child.show_output(self._printer)


def _reason(code: int) -> str:
    if code < 0:
        return f"by {signal.Signals(-code).name}"
    return f"code {code}"
