"""The audit trail is written in its readers' words."""

from __future__ import annotations

import ast
import re
from pathlib import Path

from core.assembly.config import BASE_DIR
from core.audit.words import WORDS

FLOORS = ("core", "projects", "ai_features")
RECORDS = {"record", "note", "_note", "_record"}
ACTION = re.compile(r"[a-z_]+\.[a-z_]+")


def recorded():
    """Yield every action that any package's code writes to the trail."""
    for path in (each for floor in FLOORS for each in Path(BASE_DIR, floor).rglob("*.py")):
        for node in ast.walk(ast.parse(path.read_text())):
            if isinstance(node, ast.Call) and called(node) in RECORDS:
                for part in ast.walk(node):
                    said = part.value if isinstance(part, ast.Constant) else None
                    if isinstance(said, str) and ACTION.fullmatch(said):
                        yield said


def called(node):
    return getattr(node.func, "id", None) or getattr(node.func, "attr", None)


def test_every_recorded_action_has_words_and_no_words_are_unused():
    found = set(recorded())
    assert {"document.added", "member.removed"} <= found
    assert found == set(WORDS)


def test_the_trail_is_shown_in_words(client, ada, acme, acme_access):
    client.force_login(ada)
    shown = client.get("/w/acme/audit/").text
    assert "created the workspace" in shown
    assert "workspace.created" not in shown
