"""Only the guarded modules open connections, checked by reading the source."""

from __future__ import annotations

import ast
import socket
from collections.abc import Iterator
from pathlib import Path

import pytest
from pytest_socket import SocketConnectBlockedError

ROOT = Path(__file__).resolve().parents[2]
FLOORS = ("core", "projects", "ai_features")
OPENERS = ("httpx", "httpx2", "requests", "urllib.request", "urllib3", "http.client", "socket",
           "aiohttp", "ftplib", "smtplib", "telnetlib")  # fmt: skip
DOORS = {
    "core/outbound": "the door itself",
    "ai_features/gateway": "the only door to a model: its client connects to providers",
}
LOOPBACK = {
    "core/embedded": "starts services on this machine and asks whether their ports answer",
    "core/supervisor": "asks whether the site it started answers",
    "core/doctor": "asks whether the configured services answer",
    "core/management/commands/up.py": "looks for a free port on this machine",
    "core/management/commands/doctor.py": "asks whether the configured services answer",
}


def imported(tree: ast.AST) -> Iterator[str]:
    for node in ast.walk(tree):
        if isinstance(node, ast.Import):
            yield from (alias.name for alias in node.names)
        elif isinstance(node, ast.ImportFrom) and node.module and not node.level:
            yield node.module
            yield from (f"{node.module}.{alias.name}" for alias in node.names)
        elif isinstance(node, ast.Call) and called(node) in ("import_module", "__import__"):
            yield from (arg.value for arg in node.args if isinstance(arg, ast.Constant))


def called(node: ast.Call) -> str:
    return getattr(node.func, "attr", getattr(node.func, "id", ""))


def opens(name: object) -> bool:
    return any(name == opener or str(name).startswith(f"{opener}.") for opener in OPENERS)


def sources() -> list[Path]:
    return [path for floor in FLOORS for path in sorted((ROOT / floor).rglob("*.py"))]


def excused(path: Path) -> bool:
    place = path.relative_to(ROOT).as_posix()
    return any(place == door or place.startswith(f"{door}/") for door in DOORS | LOOPBACK)


def test_only_the_guarded_modules_can_open_a_connection():
    found = {
        path.relative_to(ROOT).as_posix(): sorted({str(name) for name in names})
        for path in sources()
        if not excused(path)
        and (names := [n for n in imported(ast.parse(path.read_text("utf-8"))) if opens(n)])
    }
    assert found == {}


@pytest.mark.parametrize(
    "line",
    ["import socket", "import http.client as c", "from urllib import request", "import httpx",
     "from urllib.request import urlopen", "import_module('requests')"],
)  # fmt: skip
def test_the_check_sees_every_way_of_importing(line):
    assert any(opens(name) for name in imported(ast.parse(line)))


def test_harmless_neighbours_pass():
    harmless = "from urllib.parse import urlsplit\nfrom http import HTTPStatus\nimport sockets"
    assert not any(opens(name) for name in imported(ast.parse(harmless)))


def test_a_test_reaches_no_other_machine():
    refused = pytest.warns(UserWarning, match="192.0.2.1")
    with refused, pytest.raises(SocketConnectBlockedError):
        socket.create_connection(("192.0.2.1", 80), timeout=1)
