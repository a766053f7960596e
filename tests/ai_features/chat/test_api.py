"""What the API tells a program that asks a question."""

from __future__ import annotations

import re

from ai_features.runs.api.schemas import RunWithoutTraceOut


def test_a_background_question_is_answered_with_its_run(acme_api, project):
    path = f"/workspaces/acme/projects/{project.slug}/chat"
    answer = acme_api.post(path, {"message": "How long is leave?", "background": True})
    assert answer.status_code == 202
    run = answer.json()
    assert set(run) == set(RunWithoutTraceOut.model_fields)
    assert re.fullmatch(r"[\d-]{10}T[\d:]{8}(\.\d+)?Z", run["created_at"])
