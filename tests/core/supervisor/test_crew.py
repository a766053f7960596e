"""The supervisor's loop, run on small programs."""

from __future__ import annotations

import io
import os
import signal
import sys
import threading
import time
from pathlib import Path

import pytest

from core.embedded.errors import ServiceError
from core.embedded.identity import birth_of
from core.embedded.program import Program
from core.supervisor.child import delay_after
from core.supervisor.crew import Crew, Interrupted
from core.supervisor.lock import AlreadyRunning, only_one
from core.supervisor.output import Lines, Printer
from core.supervisor.state import Mark, end_orphans, forget_state, load_state, save_state

FOREVER = "import time; print('here', flush=True); time.sleep(60)"


def program(name, code, **options):
    return Program(
        name=name,
        argv=[sys.executable, "-c", code],
        env={"PATH": os.defpath},
        cwd=Path.cwd(),
        **options,
    )


@pytest.fixture
def screen():
    return io.StringIO()


@pytest.fixture
def changes():
    return []


@pytest.fixture
def crew(screen, changes):
    crew = Crew(
        printer=Printer(stream=screen),
        on_change=lambda children: changes.append([child.program.name for child in children]),
    )
    with crew.listening():
        yield crew
        crew.stop(["one", "two", "stubborn"])


def test_lines_carry_the_name_of_their_process(crew, screen):
    assert crew.run_once(program("one", "print('a'); print('b', end='')")) == 0
    assert screen.getvalue() == "one     | a\none     | b\n"


def test_output_of_a_quiet_program_is_shown_when_it_fails(crew, screen):
    quiet = crew.start(program("one", "print('why'); raise SystemExit(3)", quiet=True))
    with pytest.raises(ServiceError, match="one ended while starting"):
        crew.wait(until=lambda: False, needs=[quiet], seconds=10)
    assert "one     | why" in screen.getvalue()


def test_dead_program_is_restarted(crew, screen, changes):
    def interrupt_after_second_start():
        if changes.count(["one"]) >= 2:
            signal.raise_signal(signal.SIGTERM)
            return
        timer = threading.Timer(0.05, interrupt_after_second_start)
        timer.daemon = True
        timer.start()

    child = crew.start(program("one", FOREVER))
    os.kill(child.process.pid, signal.SIGKILL)
    interrupt_after_second_start()
    with pytest.raises(Interrupted):
        crew.watch()
    assert "one ended (by SIGKILL); it starts again in 0.5 s." in screen.getvalue()


def test_restart_delays_grow_up_to_half_a_minute():
    assert [delay_after(failures) for failures in (1, 2, 3, 7, 60)] == [0.5, 1, 2, 30, 30]


def test_stop_ends_the_program_and_its_children(crew, screen):
    code = (
        "import signal, subprocess, sys, time\n"
        "signal.signal(signal.SIGTERM, signal.SIG_IGN)\n"
        "child = subprocess.Popen([sys.executable, '-c', 'import time; time.sleep(60)'])\n"
        "print(child.pid, flush=True)\n"
        "time.sleep(60)\n"
    )
    child = crew.start(program("stubborn", code, stop_seconds=0.1))
    crew.wait(until=lambda: "|" in screen.getvalue(), needs=[child], seconds=10)
    grandchild = int(screen.getvalue().rpartition("|")[2])

    crew.stop(["stubborn"])

    assert child.process.returncode == -signal.SIGKILL
    deadline = time.monotonic() + 5
    while birth_of(grandchild) and time.monotonic() < deadline:
        pass
    assert birth_of(grandchild) is None


def test_second_supervisor_is_refused(tmp_path):
    with only_one(tmp_path), pytest.raises(AlreadyRunning), only_one(tmp_path):
        pass


def test_orphan_is_ended_when_its_start_time_proves_it_ours(crew, tmp_path):
    child = crew.start(program("one", FOREVER))
    save_state(tmp_path, url="http://here", children=[child.mark])

    assert load_state(tmp_path).children == (child.mark,)
    threading.Thread(target=child.process.wait, daemon=True).start()
    assert end_orphans(tmp_path) == ["one"]
    assert birth_of(child.process.pid) is None


def test_unrelated_process_with_an_orphans_pid_is_left_alone(tmp_path):
    mark = Mark(name="one", pid=os.getpid(), birth="long ago", stop_signal=int(signal.SIGKILL))
    save_state(tmp_path, url="http://here", children=[mark])
    assert end_orphans(tmp_path) == []


def test_orderly_stop_leaves_no_state(tmp_path):
    save_state(tmp_path, url="http://here", children=[])
    forget_state(tmp_path)
    assert load_state(tmp_path) is None


def test_split_lines_are_joined():
    lines = Lines()
    assert lines.feed(b"on") == []
    assert lines.feed(b"e\r\ntwo\nth") == ["one", "two"]
    assert lines.end() == ["th"]
