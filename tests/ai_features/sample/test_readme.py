"""The README's commands for the REST API work as they are."""

from __future__ import annotations

import json
import re
import shlex
import shutil
import subprocess
from pathlib import Path

import pytest
from django.core.management import call_command

from ai_features.sample.loading import WORKSPACE_ID, load_sample
from core.tenancy.scope import in_workspace
from projects.models import Document, DocumentStatus
from tests.browser.conftest import worker
from tests.browser.site import live_server
from tests.robustness.instance import until

__all__ = ["live_server", "worker"]
pytestmark = pytest.mark.django_db(transaction=True)
ROOT = Path(__file__).resolve().parents[3]
SECTION = re.compile(r"## REST API\n.*?```sh\n(.*?)```", re.DOTALL)
KEY_LINE = re.compile(r"KEY=\$\(\.venv/bin/python manage\.py (create_key .*)\)\n")


@pytest.fixture
def block():
    return SECTION.search((ROOT / "README.md").read_text())[1]


@pytest.fixture
def sample(tmp_path, monkeypatch, live_server, worker):
    monkeypatch.setattr("ai_features.sample.loading.settings.VITRINE.vitrine_data_dir", tmp_path)
    assert load_sample()
    until(all_read, seconds=120, what="reading the sample")


def all_read():
    with in_workspace(WORKSPACE_ID):
        rows = Document.objects.for_workspace(WORKSPACE_ID).exclude(status=DocumentStatus.READY)
        return not rows.exists()


def calls_of(block):
    """Return the curl calls of a shell block, each joined onto one line."""
    lines = block.replace("\\\n", " ").splitlines()
    return [line for line in lines if line.startswith("curl ")]


def test_every_call_succeeds_as_pasted(block, sample, live_server, capsys):
    if not shutil.which("curl"):
        pytest.skip("There is no curl on this machine.")
    name, *options = shlex.split(KEY_LINE.search(block)[1])
    call_command(name, *options)
    key = capsys.readouterr().out.strip()
    before = KEY_LINE.sub("", block).partition("curl ")[0]
    before = before.replace("http://127.0.0.1:8000", live_server.url)
    answers = [
        subprocess.run(
            ["sh", "-c", f"KEY={key}\n{before}\n{call} --silent --fail-with-body"],
            cwd=ROOT,
            capture_output=True,
            text=True,
            timeout=60,
            check=True,
        ).stdout
        for call in calls_of(block)
    ]
    me, uploaded, found, told, summary, listed = answers
    assert json.loads(me)["scopes"] == ["read", "run", "write", "admin"]
    assert json.loads(uploaded)["title"] == "README"
    assert len(json.loads(found)["results"]) == 3
    assert "six weeks at full pay" in told.rpartition("event: done")[2]
    assert json.loads(summary)["status"] == "done"
    assert json.loads(summary)["citations"]
    assert [run["demo"] for run in json.loads(listed)["items"]] == ["summary", "chat", "search"]
