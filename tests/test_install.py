"""Installing reports its progress, and shows pip's own output only when it fails."""

from __future__ import annotations

import importlib.util
import sys
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[1]
FETCHING = "print('Collecting amqp==1'); print('  Ignoring colorama: markers'); print('WARNING: x')"


@pytest.fixture
def install():
    """The script, which lies beside the lock files and is in no package."""
    spec = importlib.util.spec_from_file_location("install", ROOT / "requirements" / "install.py")
    module = importlib.util.module_from_spec(spec)
    spec.loader.exec_module(module)
    return module


@pytest.fixture
def lock(tmp_path):
    path = tmp_path / "lock.txt"
    path.write_text("amqp==1 \\\n    --hash=sha256:0\ncolorama==2 ; os_name == 'nt'\nkombu==3\n")
    return str(path)


@pytest.fixture
def started(install, lock, tmp_path):
    told = []
    return install.Progress([lock], site=tmp_path, say=told.append), told


def python(code):
    return [sys.executable, "-c", code]


def test_every_package_in_the_locks_is_counted(install, started):
    progress, _ = started
    assert progress.total == 3
    whole = install.Progress([str(ROOT / "requirements/runtime.txt")], site=ROOT, say=print)
    assert whole.total > 50


def test_downloads_are_reported_without_any_output_from_pip(install, started, capsys):
    progress, told = started
    assert install.run(python(FETCHING), progress) == 0
    assert told[-1] == ("fetched", 2, 3)
    assert capsys.readouterr().out == ""


def test_installation_is_reported_once_something_is_in_place(started, tmp_path):
    progress, told = started
    (tmp_path / "amqp-1.dist-info").mkdir()
    progress.tell()
    assert told == [("installed", 1, 3)]


def test_a_failure_shows_the_output_of_pip(install, started, capsys):
    progress, _ = started
    assert install.run(python("print('no such wheel'); raise SystemExit(2)"), progress) == 2
    assert "no such wheel" in capsys.readouterr().out


def test_a_log_gets_few_lines_and_a_terminal_one(install):
    log, screen = [], []
    for out, terminal in ((log, False), (screen, True)):
        say = install.teller(out.append, terminal=terminal)
        for done in range(1, 101):
            say(install.Reached("fetched", done, 100))
    assert len(log) == 11
    assert log[-1] == "  fetched 100 of 100 packages\n"
    assert all(each.endswith("\n") for each in log)
    assert len(screen) == 100
    assert all(each.startswith("\r") for each in screen)


def test_no_lock_contains_an_address():
    locks = [ROOT / "frontend" / "package-lock.json", *(ROOT / "requirements").glob("*.txt")]
    assert len(locks) > 1
    assert [lock.name for lock in locks if "://" in lock.read_text(encoding="utf-8")] == []
